"""Events: those of the term, and the page of one with the children and adults who came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.reach import changeable
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.events.event import Event, EventKind
from app.models.events.event_adult import EventAdult
from app.models.events.event_student import EventRole, EventStudent
from app.models.events.photo import Photo
from app.pages import event_lists
from app.pages.overview import current_term

bp = Blueprint("events", __name__)

#: Guests written at once; more are a headcount.
_MOST_GUESTS = 40


@bp.get("/events/")
def show() -> ResponseReturnValue:
    """The events of the term, those ahead first, with how many came."""
    actor = _reader()
    term = current_term(db.session)
    listed = event_lists.of_term(db.session, term) if term else []
    now = clock.now()
    return render_template(
        "pages/events.html",
        term=term,
        ahead=[line for line in reversed(listed) if line.starts_at > now],
        past=[line for line in listed if line.starts_at <= now],
        may_create=allowed(actor.roles, Event, Action.CREATE),
        may_print=allowed(actor.roles, Event, Action.PRINT),
    )


@bp.get("/events/<int:event_id>")
def one(event_id: int) -> ResponseReturnValue:
    """One event: what it was, who was named, who can still be named."""
    actor, event = _reader(), _event(event_id)
    may_write = bool(changeable(db.session, actor, Event, Action.EDIT, [event.id]))
    may_name = may_write and allowed(actor.roles, EventStudent, Action.CREATE)
    may_sign = may_write and allowed(actor.roles, EventAdult, Action.CREATE)
    return render_template(
        "pages/event.html",
        event=event,
        lists=event_lists.people_of(db.session, event),
        classes=event_lists.children_to_name(db.session, event) if may_name else [],
        adults=event_lists.adults_to_name(db.session, event) if may_sign else None,
        may_write=may_write,
        may_photograph=may_write and allowed(actor.roles, Photo, Action.CREATE),
        may_print=allowed(actor.roles, Event, Action.PRINT),
        roles=[(role.value, role.label) for role in EventRole],
        photos=event_lists.photos_of(db.session, event),
    )


@bp.post("/events/<int:event_id>/children")
def name_children(event_id: int) -> ResponseReturnValue:
    """Add the ticked children; those on the list already are left alone, so two clicks do no harm."""
    event, usual = _written_event(event_id), EventRole.TOOK_PART
    role = _role(request.form.get("role"), EventRole.BIRTHDAY if event.kind is EventKind.BIRTHDAY else usual)
    named = event_lists.named(db.session, event, role)
    offered = event_lists.ids_to_name(db.session, event)
    chosen = [key for key in request.form.getlist("student", type=int) if key in offered and key not in named]
    result = (request.form.get("result") or "").strip()[:80] or None
    rows = [EventStudent(event_id=event.id, student_id=key, role=role, result=result) for key in chosen]
    return _saved(rows, event_id, ngettext("已登记 %(num)d 名学生。", "已登记 %(num)d 名学生。", len(rows)))


@bp.post("/events/<int:event_id>/adults")
def name_adults(event_id: int) -> ResponseReturnValue:
    """Add the ticked staff and guardians, and guests by name, one a line."""
    event = _written_event(event_id)
    lists = event_lists.adults_to_name(db.session, event)
    came = request.form.get("came") != "invited"
    rows = [
        *_adults(event, "staff_id", request.form.getlist("staff", type=int), lists.staff, came),
        *_adults(event, "caregiver_id", request.form.getlist("caregiver", type=int), lists.guardians, came),
        *(
            EventAdult(event_id=event.id, outside_name=name, is_present=came)
            for name in _guests(lists.guests)
        ),
    ]
    return _saved(rows, event_id, ngettext("已登记 %(num)d 位成人。", "已登记 %(num)d 位成人。", len(rows)))


def _adults(
    event: Event, column: str, keys: Iterable[int], offered: list[tuple[int, str]], came: bool
) -> list[EventAdult]:
    open_keys = {key for key, _name in offered}
    return [
        EventAdult(event_id=event.id, is_present=came, **{column: key}) for key in keys if key in open_keys
    ]


def _guests(known: frozenset[str]) -> list[str]:
    lines = (line.strip()[:40] for line in (request.form.get("guests") or "").splitlines())
    return [name for name in dict.fromkeys(lines) if name and name not in known][:_MOST_GUESTS]


def _role(asked: str | None, usual: EventRole) -> EventRole:
    return EventRole(asked) if asked in {role.value for role in EventRole} else usual


def _saved(rows: list[Any], event_id: int, sentence: str) -> ResponseReturnValue:
    if not rows:
        flash(_("没有勾选任何人，或勾选的人已在名单里。"), "info")
        return redirect(url_for("events.one", event_id=event_id))
    db.session.add_all(rows)
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        for problem in invalid.problems:
            flash(str(problem.message), "bad")
    else:
        db.session.commit()
        flash(sentence, "good")
    return redirect(url_for("events.one", event_id=event_id))


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not allowed(actor.roles, Event, Action.READ):
        abort(403)
    return actor


def _written_event(event_id: int) -> Event:
    actor, event = _reader(), _event(event_id)
    if not changeable(db.session, actor, Event, Action.EDIT, [event.id]):
        abort(403)
    return event


def _event(event_id: int) -> Event:
    event: Event | None = db.session.get(Event, event_id)
    if event is None or event.archived_at is not None:
        abort(404)
    return event
