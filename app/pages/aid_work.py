"""The steps of aid taken for several grants at once, and the list for the wall that is made from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor
from app.access.vocabulary import Action
from app.extensions import db
from app.figures.aid import aid_lines
from app.models._rules import Invalid
from app.models.aid._wall import hidden_name
from app.models.aid.aid_grant import STEPS, AidGrant, AidStep
from app.models.people.student import Student


def steps_open_to(actor: Actor) -> list[AidStep]:
    """The steps after the application that the person may take: approving is the principal's own."""
    if actor.staff_id is None or not allowed(actor.roles, AidGrant, Action.EDIT):
        return []
    may_approve = allowed(actor.roles, AidGrant, Action.APPROVE)
    return [
        step
        for step in (AidStep.APPROVED, AidStep.PAID, AidStep.VERIFIED)
        if may_approve or step is not AidStep.APPROVED
    ]


def take_step(actor: Actor, step: AidStep, ids: Iterable[int], day: dt.date) -> tuple[int, list[str]]:
    """Take the step for each grant; gives how many went through and a sentence for each that did not."""
    day_column, person_column = STEPS[step]
    found = select(AidGrant).where(AidGrant.id.in_(list(ids)), AidGrant.archived_at.is_(None))
    done = 0
    refused: list[str] = []
    for grant in db.session.scalars(found.order_by(AidGrant.id)).all():
        if getattr(grant, day_column) is not None:
            continue
        problem = _written(grant, {day_column: day, person_column: actor.staff_id})
        done, refused = (done + 1, refused) if problem is None else (done, [*refused, problem])
    return done, refused


def _written(grant: AidGrant, values: dict[str, Any]) -> str | None:
    """Write the values; the sentence of the rule that refused them, with the child's name."""
    name = db.session.scalar(select(Student.name).where(Student.id == grant.student_id))
    return written(lambda: put(grant, values), name or "", grant)


def put(row: Any, values: dict[str, Any]) -> None:
    """Set the columns of the row."""
    for column, value in values.items():
        setattr(row, column, value)


def apply_for(actor: Actor, children: Iterable[int], values: dict[str, Any]) -> tuple[int, list[str]]:
    """One application for each child; what a rule refuses is told by the child's name."""
    done = 0
    refused: list[str] = []
    names = dict(db.session.execute(select(Student.id, Student.name)).all())
    for key in children:
        grant = AidGrant(student_id=key, applied_by_id=actor.staff_id, **values)
        problem = written(lambda grant=grant: db.session.add(grant), names.get(key, ""), grant)  # type: ignore[misc]
        done, refused = (done + 1, refused) if problem is None else (done, [*refused, problem])
    return done, refused


def written(change: Callable[[], object], name: str, row: Any) -> str | None:
    """Make the change in a savepoint; None when it stands, else the sentence with the name in front."""
    try:
        with db.session.begin_nested():
            change()
            db.session.flush()
    except Invalid as invalid:
        if row in db.session:
            db.session.expire(row)
        return f"{name}: {'; '.join(str(problem.message) for problem in invalid.problems)}"
    return None


def wall_rows(session: Any, term_id: int, program_id: int | None) -> list[dict[str, str]]:
    """Hidden name, class and program of every approved grant: all that a list on the wall may hold."""
    lines = aid_lines(session, term_id, program_id=program_id)
    approved = (line for line in lines if line.step is not AidStep.APPLIED)
    return [
        {"name": hidden_name(line.child), "class_label": line.class_label, "program": line.program}
        for line in approved
    ]
