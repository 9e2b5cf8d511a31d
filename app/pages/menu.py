"""The menu of every page: what the person uses daily on top, then the management screens by chapter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import emergencies
from app.access.grants import allowed
from app.access.guard import Actor
from app.access.vault import doors
from app.access.vocabulary import Action, Chapter
from app.models._base import Entity
from app.models.care.contact_record import ContactRecord
from app.models.care.reading_record import ReadingRecord
from app.models.counseling.counseling_session import CounselingSession
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
from app.pages import (
    aid,
    assessing,
    awarding,
    compliance,
    consents,
    data_protection,
    erasing_children,
    guardianship,
    law,
    log_check,
    office_work,
    plans,
    rebalance,
    self_test,
    standards,
    term_work,
)
from app.reports.sheets import sheets

Links = list[tuple[str, str, bool]]
Menu = list[tuple[str, Links]]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the menu: on top when it has no chapter, otherwise before the management screens of its chapter."""

    label: Any
    endpoint: str
    is_open_to: Callable[[Actor], bool]
    chapter: Chapter | None = None


def menu_of(actor: Actor) -> Menu:
    """(chapter, [(label, address, whether it is the present page)]); the first chapter has no name."""
    if not actor.roles:
        return []
    home = (_("首页"), url_for("home.show"), request.path == url_for("home.show"))
    pages = [page for page in _PAGES if page.is_open_to(actor)]
    screens = dict(current_app.extensions["menu_for"](actor, request.path))
    chapters = [
        (label, [*_links(page for page in pages if page.chapter is chapter), *screens.get(label, [])])
        for chapter in Chapter
        if (label := str(chapter.label))
    ]
    top = [home, *_links(page for page in pages if page.chapter is None)]
    return [("", top), *((label, links) for label, links in chapters if links)]


def label_of(blueprint: str) -> Any | None:
    """What the menu calls the pages of a blueprint; None for one that has no row in it."""
    if blueprint == "home":
        return _l("首页")
    return next((page.label for page in _PAGES if page.endpoint.startswith(f"{blueprint}.")), None)


def _links(pages: Iterable[_Page]) -> Links:
    addresses = [(str(page.label), url_for(page.endpoint)) for page in pages]
    return [(label, address, request.path.startswith(address)) for label, address in addresses]


def cares_for_children(actor: Actor) -> bool:
    """Mentors and homeroom teachers: they write contacts and print their own pages; others do one of the two."""
    both = (Action.CREATE, Action.PRINT)
    return actor.staff_id is not None and all(allowed(actor.roles, ContactRecord, each) for each in both)


def can_see_reports(actor: Actor) -> bool:
    """Whether there are figures for the person: those of the summaries, or of the workload of his own."""
    has_pairs = actor.staff_id is not None and allowed(actor.roles, ContactRecord, Action.PRINT)
    return allowed(actor.roles, TermSummary, Action.READ) or has_pairs


def opens_reports(actor: Actor) -> bool:
    """Whether the page of reports has a paper for the person; a counselor's is the only one without figures."""
    return can_see_reports(actor) or prints_own_work(actor)


def prints_own_work(actor: Actor) -> bool:
    """Whether there is work of his own to print: that of a mentor, or a counselor's in numbers (domain 6.1)."""
    printed = (ContactRecord, CounselingSession)
    return actor.staff_id is not None and any(allowed(actor.roles, each, Action.PRINT) for each in printed)


def _records_calls(actor: Actor) -> bool:
    """Whoever records contacts and enters children without having own ones: the office with the family phone."""
    return (
        not cares_for_children(actor)
        and allowed(actor.roles, ContactRecord, Action.CREATE)
        and allowed(actor.roles, Student, Action.CREATE)
    )


def _keys_cards(actor: Actor) -> bool:
    return actor.staff_id is not None and allowed(actor.roles, ContactRecord, Action.CREATE)


def _prints(actor: Actor) -> bool:
    return any(kind.is_open_to(actor.roles) for kind in sheets().values())


def _may(action: Action, entity: type[Entity]) -> Callable[[Actor], bool]:
    return lambda actor: allowed(actor.roles, entity, action)


_CREATE, _READ = Action.CREATE, Action.READ

#: In the order of the menu.
_PAGES: tuple[_Page, ...] = (
    _Page(_l("我的孩子"), "entry.mine", cares_for_children),
    _Page(_l("亲情通话"), "bulk_entry.calls", _records_calls),
    _Page(_l("突发事件"), "emergency.show", emergencies.may_open),
    _Page(_l("学期工作"), "term_work.show", term_work.is_open_to),
    _Page(_l("图书借还"), "library.show", _may(_CREATE, BookLoan)),
    _Page(_l("之家开放"), "home_opening.show", _may(_CREATE, OpeningSession)),
    _Page(_l("报表"), "reports.show", opens_reports),
    _Page(_l("打印"), "sheets.show", _prints),
    _Page(_l("制度落实"), "compliance.show", compliance.is_open_to, Chapter.MANAGEMENT),
    _Page(_l("指标口径"), "figures.show", can_see_reports, Chapter.MANAGEMENT),
    _Page(_l("导入花名册"), "importing.show", _may(_CREATE, ImportBatch)),
    _Page(_l("账号与授权"), "accounts.show", _may(_READ, User)),
    _Page(_l("在个案里查找"), "room_search.show", doors.may_have_keys, Chapter.COUNSELING),
    _Page(_l("心理室钥匙"), "room_keys.show", doors.may_have_keys, Chapter.COUNSELING),
    _Page(_l("紧急开封"), "room_glass.show", doors.may_oversee, Chapter.COUNSELING),
    _Page(_l("接管个案"), "room_members.take_over", doors.may_oversee, Chapter.COUNSELING),
    _Page(_l("监护与认定"), "guardianship.show", guardianship.is_open_to, Chapter.CHILDREN),
    _Page(_l("提醒"), "reminders.show", cares_for_children, Chapter.CARE),
    _Page(_l("结对均衡"), "rebalance.show", rebalance.is_open_to, Chapter.CARE),
    _Page(_l("手写卡录入"), "keying.show", _keys_cards, Chapter.CARE),
    _Page(_l("读书"), "reading.show", _may(_CREATE, ReadingRecord), Chapter.CARE),
    _Page(_l("乘车安排"), "rides.show", _may(_CREATE, RideRegistration), Chapter.SAFETY),
    _Page(_l("签订责任书"), "pledges.show", _may(_READ, SafetyPledge), Chapter.SAFETY),
    _Page(_l("活动与会议"), "events.show", _may(_CREATE, Event), Chapter.EVENTS),
    _Page(_l("培训名册与考勤"), "training.show", _may(_CREATE, TrainingAttendance), Chapter.EVENTS),
    _Page(_l("资助办理"), "aid.show", aid.is_open_to, Chapter.AID),
    _Page(_l("工作安排"), "plans.show", plans.is_open_to, Chapter.MANAGEMENT),
    _Page(_l("关爱标准"), "standards.show", standards.is_open_to, Chapter.MANAGEMENT),
    _Page(_l("表彰提名"), "awarding.show", awarding.is_open_to, Chapter.MANAGEMENT),
    _Page(_l("考评汇总"), "assessing.show", assessing.is_open_to, Chapter.MANAGEMENT),
    _Page(_l("检查与答复"), "office_work.show", office_work.is_open_to, Chapter.MANAGEMENT),
    _Page(_l("个人信息保护"), "law.show", law.is_open_to, Chapter.LAW),
    _Page(_l("同意与处理依据"), "consents.show", consents.is_open_to, Chapter.LAW),
    _Page(_l("合规审计材料"), "data_protection.show", data_protection.is_open_to, Chapter.LAW),
    _Page(_l("删除孩子的信息"), "erasing_children.show", erasing_children.is_open_to, Chapter.LAW),
    _Page(_l("日志核验"), "log_check.show", log_check.is_open_to, Chapter.SYSTEM),
    _Page(_l("安全自检"), "self_test.show", self_test.is_open_to, Chapter.SYSTEM),
)
