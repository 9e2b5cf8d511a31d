"""The township office's schools side by side: what their standards ask and how it is kept, and approved figures; no name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from app import clock
from app.access.guard import Actor, system_session
from app.models.management.care_standard import CareStandard
from app.models.management.term_summary import TermSummary
from app.models.school.school import School
from app.models.school.term import Term
from app.standards.catalogue import catalogue
from app.standards.reminding import is_stale, kept_rules


@dataclass(frozen=True, slots=True)
class Share:
    """Done of due under one rule in one school."""

    due: float
    done: float

    @property
    def percent(self) -> str:
        return f"{100 * self.done / self.due:.1f}%"


@dataclass(frozen=True, slots=True)
class Side:
    """All schools: the standard of each today, when its day was last reckoned, and (rule, school) -> share."""

    schools: Sequence[School]
    standards: Mapping[int, str]
    reckoned: Mapping[int, dt.datetime]
    old: frozenset[int]
    rules: Mapping[str, Any]
    shares: Mapping[tuple[str, int], Share]
    latest: Mapping[int, Any]
    figures: Mapping[tuple[int, str], Any]
    labels: Sequence[str]


def side_by_side(session: Any, actor: Actor) -> Side:
    """The numbers of the rules are those of each school's last run of the reminders: nothing is judged for this page."""
    schools = session.scalars(select(School).where(School.archived_at.is_(None)).order_by(School.code)).all()
    with system_session("how schools keep their standards, in numbers", reads_only=True) as kept:
        found = {school.id: kept_rules(kept, school.id) for school in schools}
    shares = {
        (code, key): Share(due, done)
        for key, (_at, rules) in found.items()
        for code, (due, done) in rules.items()
    }
    reckoned = {key: ran_at for key, (ran_at, _rules) in found.items() if ran_at is not None}
    latest = _summaries(session)
    figures = {
        (key, each["label"]): each for key, row in latest.items() for each in row.figures.get("headline", ())
    }
    return Side(
        schools,
        _standards(session, actor.today),
        {key: clock.in_china(ran_at) for key, ran_at in reckoned.items()},
        frozenset(key for key, ran_at in reckoned.items() if is_stale(ran_at)),
        {
            code: catalogue()[code].name
            for code in sorted({code for code, _key in shares})
            if code in catalogue()
        },
        shares,
        latest,
        figures,
        list(dict.fromkeys(label for _school, label in figures)),
    )


def _standards(session: Any, day: dt.date) -> dict[int, str]:
    """school -> the name of the standard in force."""
    found = select(CareStandard.school_id, CareStandard.name).where(
        CareStandard.archived_at.is_(None),
        CareStandard.starts_on <= day,
        or_(CareStandard.ends_on.is_(None), CareStandard.ends_on >= day),
    )
    return {row.school_id: row.name for row in session.execute(found)}


def _summaries(session: Any) -> dict[int, Any]:
    """school -> its newest approved summary."""
    approved = (
        select(
            TermSummary.school_id, TermSummary.id, Term.label, TermSummary.approved_at, TermSummary.figures
        )
        .join(Term, Term.id == TermSummary.term_id)
        .where(TermSummary.school_class_id.is_(None), TermSummary.archived_at.is_(None))
        .order_by(Term.starts_on)
    )
    return {row.school_id: row for row in session.execute(approved)}
