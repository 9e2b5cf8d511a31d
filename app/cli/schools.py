"""Which school and term a command means when it is told, and when it is not."""

from __future__ import annotations

import click
from sqlalchemy import select

from app.access import accounts
from app.access.actors import SchoolChoice
from app.database import ClosedSession
from app.models.school.term import Term


def the_school(session: ClosedSession, code: str, *, or_central: bool = False) -> SchoolChoice:
    """The school of this code, or the only one; else an error that says what to type.

    What only reads may take the township's central school (`or_central`); what writes never guesses.
    """
    place = accounts.school_coded(session, code, or_central=or_central)
    if place is None and code:
        raise click.ClickException(f"没有代码为 {code} 的学校。")
    if place is None:
        raise click.ClickException(
            "没有学校，或有几所：请先 flask --app wsgi setup …，或用 --school 写明学校代码。"
        )
    return place


def the_term(session: ClosedSession, school_id: int, label: str) -> int:
    """The id of the term of this name, or of the current one."""
    found = select(Term.id).where(Term.school_id == school_id, Term.archived_at.is_(None))
    key = session.scalar(found.where(Term.label == label) if label else found.where(Term.is_current))
    if key is None:
        wanted = f"没有学期“{label}”。" if label else "没有当前学期：请用 --term 写明学期名称。"
        raise click.ClickException(wanted)
    return key
