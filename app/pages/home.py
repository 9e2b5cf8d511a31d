"""The home page: for each role what it should look at first, and nothing that has nothing to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import clock
from app.access import accounts, emergencies, reviews
from app.access.grants import allowed, readable_columns
from app.access.guard import Actor, actor_of, system_session
from app.access.vocabulary import Action, Role
from app.extensions import db
from app.models.care.contact_record import ContactRecord
from app.models.management.term_summary import TermSummary
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student import Student
from app.pages import (
    home_children,
    home_counseling,
    home_numbers,
    home_office,
    home_school,
    home_township,
    my_children,
    overview,
    room_glass,
    told,
)
from app.pages.menu import can_see_reports
from app.reports.charts import draw
from app.standards.as_of import AsOf
from app.standards.family_travel import returns_and_departures
from app.standards.reminding import is_stale, last_run

bp = Blueprint("home", __name__)

#: More names than this are read on the page of their gap.
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page: its template and what that prints."""

    template: str
    data: Any


@bp.get("/")
def show() -> ResponseReturnValue:
    """The parts of all roles of the person, each once, in the order of the roles."""
    actor = actor_of(db.session)
    roles = sorted(actor.roles, key=tuple(_PARTS).index)
    makers = dict.fromkeys(maker for role in roles for maker in _PARTS[role])
    blocks = [block for maker in makers if (block := maker(actor)) is not None]
    term = overview.current_term(db.session) if actor.roles else None
    return render_template(
        "pages/home.html", blocks=blocks, term=term, has_roles=bool(actor.roles), draw=draw
    )


@bp.get("/gaps/<slug>")
def gap(slug: str) -> ResponseReturnValue:
    """The children behind a number, by class and name, each with what to do."""
    actor = actor_of(db.session)
    if slug not in overview.GAPS:
        abort(404)
    if slug not in _gaps_open_to(actor):
        abort(403)
    children = my_children.by_silence(db.session, overview.children_in(db.session, slug, actor), actor.today)
    return render_template("pages/gap.html", gap=overview.GAPS[slug], children=children)


def _gaps_open_to(actor: Actor) -> list[str]:
    """The gaps of the whole school are for those who see all of it; a gap in a column only for its readers."""
    if not allowed(actor.roles, TermSummary, Action.READ) or not allowed(actor.roles, Student, Action.EXPORT):
        return []
    closed = set()
    if "id_card_no" not in readable_columns(actor.roles, Student):
        closed.add("without-id")
    if not _reads_all_contacts(actor):
        closed.add("silent")
    return [slug for slug in overview.GAPS if slug not in closed]


def _reads_all_contacts(actor: Actor) -> bool:
    """Who sees only some of them (the office: calls of child and parents) must not take the rest for silence."""
    return allowed(actor.roles, ContactRecord, Action.EXPORT)


def _my_children(actor: Actor) -> Block | None:
    if actor.staff_id is None:
        return Block("pages/home/no-staff.html", {})
    return Block("pages/home/my-children.html", home_children.today_of(db.session, actor))


def _school(actor: Actor) -> Block:
    """The school at a glance."""
    month = actor.today.replace(day=1)
    share = home_numbers.share_today(db.session, actor)
    data = {
        "labels": home_numbers.LABELS,
        "share": share,
        "registered": home_numbers.children_today(db.session, actor),
        "contacts": overview.contacts_since(db.session, month) if _reads_all_contacts(actor) else None,
        "can_see_reports": can_see_reports(actor),
    }
    return Block("pages/home/school.html", data)


def _gaps(actor: Actor) -> Block:
    found = [
        (overview.GAPS[slug], overview.how_many(db.session, overview.in_gap(slug, actor)))
        for slug in _gaps_open_to(actor)
    ]
    return Block("pages/home/gaps.html", {"gaps": found})


def _unguarded(actor: Actor) -> Block | None:
    """Children nobody cares for stand here by name: no list of the program is more urgent (domain 26)."""
    if not _gaps_open_to(actor):
        return None
    found = overview.children_in(db.session, "unguarded", actor)
    data = {"children": found[:_MOST_NAMES], "count": len(found)}
    return Block("pages/home/unguarded.html", data) if found else None


def _incidents(actor: Actor) -> Block | None:
    running = emergencies.running(actor)
    data = {"running": running, "now": clock.now()}
    return Block("pages/home/incidents.html", data) if running else None


def _told(actor: Actor) -> Block | None:
    """What a counselor told the person: until he says that he has read it (V-14)."""
    waiting = told.waiting(actor)
    return Block("pages/home/told.html", {"waiting": waiting}) if waiting else None


def _glass(actor: Actor) -> Block | None:
    """That the principal's own papers opened a case within the last month (V-12)."""
    broken = room_glass.of_late(actor)
    return Block("pages/home/glass.html", {"broken": broken}) if broken else None


def _log_review(actor: Actor) -> Block | None:
    """Stands there until the principal has looked through the log (L-09)."""
    if not reviews.is_overdue(actor):
        return None
    last = next(iter(reviews.reviews(actor)), None)
    return Block("pages/home/log-review.html", {"last": last})


def _look(actor: Actor) -> Block | None:
    """The school's standard, its weeks and what changed; judged only for those who see the whole school."""
    look = home_school.look_of(db.session, actor, home_numbers.children_today(db.session, actor))
    return Block("pages/home/look.html", look) if look is not None else None


def _travels(actor: Actor) -> Block | None:
    """A parent leaves again this week, or comes home."""
    term = overview.current_term(db.session)
    if term is None or not allowed(actor.roles, ParentAbsence, Action.READ):
        return None
    found = returns_and_departures(db.session, AsOf.of(term, actor.today))
    return Block("pages/home/travels.html", found) if found else None


def _office(actor: Actor) -> Block:
    return Block("pages/home/office.html", home_office.work_of(db.session, actor))


def _reminders(actor: Actor) -> Block | None:
    """Only when they have not been reckoned for a day: who keeps the machine must hear of it."""
    with system_session("the last run of the reminders", reads_only=True) as found:
        ran_at = last_run(found, actor.school_id)
    when = clock.in_china(ran_at) if ran_at else None
    return Block("pages/home/reminders.html", {"ran_at": when}) if is_stale(ran_at) else None


def _waiting_grants(actor: Actor) -> Block | None:
    with system_session("grants that wait for a second person", reads_only=True) as found:
        waiting = accounts.waiting(found, actor.school_id)
    mine = [row for row in waiting if accounts.may_confirm(actor, row)]
    return Block("pages/home/grants.html", {"waiting": waiting, "mine": mine}) if waiting else None


def _getting_started(_actor: Actor) -> Block | None:
    """Shown until there are children."""
    has_children = db.session.scalar(select(Student.id).limit(1))
    return None if has_children else Block("pages/home/getting-started.html", {})


def _counseling(actor: Actor) -> Block:
    """The counselor's own room; nobody else has this part."""
    return Block("pages/home/counseling.html", home_counseling.own_room(db.session, actor))


def _township(actor: Actor) -> Block:
    return Block("pages/home/township.html", home_township.side_by_side(db.session, actor))


#: What each role sees; roles of a person add up.
_PARTS: dict[Role, tuple[Callable[[Actor], Block | None], ...]] = {
    Role.IT_ADMIN: (_getting_started, _waiting_grants, _unguarded, _school, _office, _reminders, _gaps),
    Role.PRINCIPAL: (
        _told,
        _glass,
        _log_review,
        _waiting_grants,
        _unguarded,
        _incidents,
        _school,
        _look,
        _travels,
        _gaps,
    ),
    Role.OFFICE: (_told, _unguarded, _school, _office, _gaps),
    Role.HOMEROOM: (_told, _travels, _my_children),
    Role.MENTOR: (_told, _travels, _my_children),
    Role.COUNSELOR: (
        _told,
        _counseling,
    ),
    Role.TOWNSHIP: (_township,),
}
