"""The menu of every page: what the person uses daily on top, then the management screens by chapter."""

from __future__ import annotations

from flask import current_app, request, url_for
from flask_babel import gettext as _

from app.access import emergencies
from app.access.grants import allowed
from app.access.guard import Actor
from app.access.vocabulary import Action
from app.models.care.contact_record import ContactRecord
from app.models.care.reading_record import ReadingRecord
from app.models.events.event import Event
from app.models.events.training_attendance import TrainingAttendance
from app.models.facilities.book_loan import BookLoan
from app.models.facilities.opening_session import OpeningSession
from app.models.management.term_summary import TermSummary
from app.models.people.student import Student
from app.models.safety.ride_registration import RideRegistration
from app.models.safety.safety_pledge import SafetyPledge
from app.models.school.user import User
from app.models.system.import_batch import ImportBatch
from app.pages import aid, guardianship, term_work, work_tabs
from app.reports.sheets import sheets

Menu = list[tuple[str, list[tuple[str, str, bool]]]]


def menu_of(actor: Actor) -> Menu:
    """(chapter, [(label, address, whether it is the present page)]); the first chapter has no name."""
    if not actor.roles:
        return []
    daily = [(label, address, request.path.startswith(address)) for label, address in _daily(actor)]
    home = (_("首页"), url_for("home.show"), request.path == url_for("home.show"))
    screens: Menu = current_app.extensions["menu_for"](actor, request.path)
    return [("", [home, *daily]), *screens]


def _daily(actor: Actor) -> list[tuple[str, str]]:
    found = []
    if _cares_for_children(actor):
        found.append((_("我的孩子"), url_for("entry.mine")))
    elif allowed(actor.roles, ContactRecord, Action.CREATE) and allowed(actor.roles, Student, Action.CREATE):
        found.append((_("亲情通话"), url_for("bulk_entry.calls")))
    found += _safety(actor)
    if term_work.is_open_to(actor):
        found.append((_("学期工作"), url_for("term_work.show")))
    found += _activities(actor)
    found += _school_work(actor)
    found += _places(actor)
    if can_see_reports(actor):
        found.append((_("报表"), url_for("reports.show")))
    if any(kind.is_open_to(actor.roles) for kind in sheets().values()):
        found.append((_("打印"), url_for("sheets.show")))
    if actor.staff_id is not None and allowed(actor.roles, ContactRecord, Action.CREATE):
        found.append((_("快速录入"), url_for("keying.show")))
    if allowed(actor.roles, ImportBatch, Action.CREATE):
        found.append((_("导入花名册"), url_for("importing.show")))
    if allowed(actor.roles, User, Action.READ):
        found.append((_("账号与授权"), url_for("accounts.show")))
    return found


def _activities(actor: Actor) -> list[tuple[str, str]]:
    """What is held with children and families, where the person writes it down."""
    pages = (
        (Event, _("活动与会议"), "events.show"),
        (TrainingAttendance, _("家长培训"), "training.show"),
        (ReadingRecord, _("读书"), "reading.show"),
    )
    return [
        (label, url_for(page)) for entity, label, page in pages if allowed(actor.roles, entity, Action.CREATE)
    ]


def _places(actor: Actor) -> list[tuple[str, str]]:
    """The home, the library's desk, rides and pledges."""
    pages = (
        (OpeningSession, Action.CREATE, _("之家开放"), "home_opening.show"),
        (BookLoan, Action.CREATE, _("图书借还"), "library.show"),
        (RideRegistration, Action.CREATE, _("乘车登记"), "rides.show"),
        (SafetyPledge, Action.READ, _("安全责任书"), "pledges.show"),
    )
    return [(label, url_for(page)) for entity, act, label, page in pages if allowed(actor.roles, entity, act)]


def _safety(actor: Actor) -> list[tuple[str, str]]:
    found = []
    if emergencies.may_open(actor):
        found.append((_("突发事件"), url_for("emergency.show")))
    if guardianship.is_open_to(actor):
        found.append((_("监护与认定"), url_for("guardianship.show")))
    return found


def _school_work(actor: Actor) -> list[tuple[str, str]]:
    """Aid, and the plans, awards, assessments and open matters, which are tabs of each other."""
    first = work_tabs.first_page(actor)
    return [
        *([(_("资助"), url_for("aid.show"))] if aid.is_open_to(actor) else []),
        *([(_("工作管理"), first)] if first else []),
    ]


def _cares_for_children(actor: Actor) -> bool:
    """Mentors and homeroom teachers: they write contacts and print their own pages; others do one of the two."""
    both = (Action.CREATE, Action.PRINT)
    return actor.staff_id is not None and all(allowed(actor.roles, ContactRecord, each) for each in both)


def can_see_reports(actor: Actor) -> bool:
    """Whether the page of reports has anything for the person: summaries, or the workload of his own."""
    has_pairs = actor.staff_id is not None and allowed(actor.roles, ContactRecord, Action.PRINT)
    return allowed(actor.roles, TermSummary, Action.READ) or has_pairs
