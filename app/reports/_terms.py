"""Which term a paper is for: the one asked for, or the current one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.models.school.term import Term
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask
from app.standards.as_of import AsOf


def term_of(session: Any, ask: Ask) -> Term:
    """The term (an entity); NothingToPrint where the school has none or the key is of no term of it."""
    wanted = Term.id == ask.term_id if ask.term_id is not None else Term.is_current
    term: Term | None = session.scalar(select(Term).where(wanted, Term.archived_at.is_(None)))
    if term is None:
        raise NothingToPrint("没有当前学期。请系统管理员先在“学期”里登记，并勾选“当前学期”。")
    return term


def as_of(session: Any, actor: Actor, ask: Ask) -> AsOf:
    """The term asked for, up to today."""
    return AsOf.of(term_of(session, ask), actor.today)
