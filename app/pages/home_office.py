"""What the office and the administrator look after: how far the survey is, and the last imports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.access.grants import allowed
from app.access.guard import Actor
from app.access.vocabulary import Action
from app.models.system.import_batch import ImportBatch
from app.pages import overview
from app.standards.survey import Survey, survey_of

_LAST = 3


@dataclass(frozen=True, slots=True)
class Work:
    """The survey of the current term (None without a term), and the last workbooks taken in."""

    survey: Survey | None
    is_late: bool
    days_left: int
    imports: tuple[ImportBatch, ...]


def work_of(session: Any, actor: Actor) -> Work:
    """As far as the session sees it."""
    term = overview.current_term(session)
    survey = survey_of(session, term) if term is not None else None
    return Work(
        survey,
        survey is not None and survey.is_late(actor.today),
        _days_left(survey, actor.today),
        _imports(session, actor),
    )


def _days_left(survey: Survey | None, today: dt.date) -> int:
    return (survey.deadline - today).days if survey is not None else 0


def _imports(session: Any, actor: Actor) -> tuple[ImportBatch, ...]:
    if not allowed(actor.roles, ImportBatch, Action.READ):
        return ()
    newest = select(ImportBatch).where(ImportBatch.archived_at.is_(None)).order_by(ImportBatch.id.desc())
    return tuple(session.scalars(newest.limit(_LAST)))
