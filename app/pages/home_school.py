"""The school at one look, for those who see all of it: its standard by rule, eight weeks of contacts, what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, case, func, select

from app import clock
from app.access.guard import Actor
from app.models.care.contact_record import ContactRecord, Parties
from app.models.people.care_registration import CareRegistration
from app.pages import overview
from app.reports.charts import Chart, ChartKind, Series
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate
from app.standards.feasibility import Infeasible, infeasible
from app.standards.last_week import LastWeek, week_of
from app.standards.outcome import Evaluation, Tally
from app.standards.rules import Rule, timeline_of

_WEEK = dt.timedelta(days=7)
#: More weeks than these do not fit under a line on a phone.
_WEEKS = 8


@dataclass(frozen=True, slots=True)
class Kept:
    """How one rule of the standard is kept so far; `lacking` are the children, pairs or teachers who still want it."""

    rule: Rule
    tally: Tally


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday on: contacts of the staff that reached somebody, and the children they were about."""

    monday: dt.date
    contacts: int
    children: int


@dataclass(frozen=True, slots=True)
class Change:
    """A number of the last seven days beside that of the seven before."""

    label: Any
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Look:
    """All of it; `standard` is None where the school has chosen none yet."""

    standard: str | None
    kept: tuple[Kept, ...]
    impossible: tuple[Infeasible, ...]
    weeks: tuple[Week, ...]
    changes: tuple[Change, ...]
    last_week: LastWeek
    registered: int

    @property
    def bars(self) -> Chart:
        """Done of due by rule, each of its own whole."""
        return Chart(
            ChartKind.ROWS,
            _("各条款已做/应做"),
            tuple(str(each.rule.name) for each in self.kept),
            (
                Series(_("已做"), tuple(float(each.tally.done) for each in self.kept)),
                Series(_("应做"), tuple(float(each.tally.due) for each in self.kept)),
            ),
        )

    @property
    def trend(self) -> Chart:
        """Contacts, and children reached, by week."""
        return Chart(
            ChartKind.TREND,
            _("每周联系"),
            tuple(f"{week.monday.month}.{week.monday.day}" for week in self.weeks),
            (
                Series(_("联系次数"), tuple(float(week.contacts) for week in self.weeks)),
                Series(_("联系到的孩子"), tuple(float(week.children) for week in self.weeks)),
            ),
        )


def look_of(session: Any, actor: Actor, registered: int) -> Look | None:
    """The school as the session sees it today, with the standard judged today and a week ago; None without a current term."""
    term = overview.current_term(session)
    if term is None:
        return None
    at = AsOf.of(term, actor.today)
    timeline = timeline_of(session, actor.school_id)
    found = evaluate(session, at, timeline=timeline)
    standard = timeline.on(at.day)
    return Look(
        standard.name if standard else None,
        _kept(found),
        infeasible(session, at, timeline),
        _weeks(session, at),
        (*_deeds(session, at), *_arrivals(session, at)),
        week_of(session, actor.today, term, timeline, found),
        registered,
    )


def _kept(found: Evaluation) -> tuple[Kept, ...]:
    """The rules with a number under which anything was due yet, in the order of the paper."""
    told = (Kept(rule, Tally.of(found.of_rule(rule.code))) for rule in found.rules if rule.is_judged)
    return tuple(each for each in told if each.tally.due)


def _weeks(session: Any, at: AsOf) -> tuple[Week, ...]:
    """The last weeks of the term up to the day, the running one last."""
    monday = at.day - dt.timedelta(days=at.day.weekday())
    mondays = [monday - place * _WEEK for place in reversed(range(_WEEKS))]
    mondays = [each for each in mondays if each + _WEEK > at.starts_on]
    counts = _counted(session, [(each, each + _WEEK) for each in mondays])
    return tuple(Week(each, *count) for each, count in zip(mondays, counts, strict=True))


def _counted(session: Any, spans: Iterable[tuple[dt.date, dt.date]]) -> list[tuple[int, int]]:
    """(contacts, children reached) from one day to before another, all asked at once."""
    spans = list(spans)
    if not spans:
        return []
    columns = []
    for first, end in spans:
        inside = and_(ContactRecord.happened_at >= _start(first), ContactRecord.happened_at < _start(end))
        child = case((inside, ContactRecord.student_id))
        columns += [func.count(child), func.count(child.distinct())]
    asked = select(*columns).where(
        ContactRecord.happened_at >= _start(min(first for first, _end in spans)),
        ContactRecord.reached,
        ContactRecord.parties != Parties.CHILD_PARENT,
        ContactRecord.archived_at.is_(None),
    )
    row = session.execute(asked).one()
    return [(row[place], row[place + 1]) for place in range(0, len(row), 2)]


def _start(day: dt.date) -> dt.datetime:
    return clock.from_china(dt.datetime.combine(day, dt.time()))


def _deeds(session: Any, at: AsOf) -> list[Change]:
    """What was done in the last seven days, and in the seven before."""
    end = at.day + dt.timedelta(days=1)
    before, now = _counted(session, [(end - 2 * _WEEK, end - _WEEK), (end - _WEEK, end)])
    return [
        Change(_l("联系次数"), now[0], before[0]),
        Change(_l("联系到的孩子"), now[1], before[1]),
    ]


def _arrivals(session: Any, at: AsOf) -> list[Change]:
    """Children newly surveyed, and those who left."""
    registered = CareRegistration.term_id == at.term_id, CareRegistration.archived_at.is_(None)
    asked = (
        (_l("新登记的留守儿童"), CareRegistration.surveyed_on, registered),
        (_l("离开名册的孩子"), CareRegistration.left_on, registered),
    )
    return [
        Change(label, *(_rows_in(session, column, where, at.day - place * _WEEK) for place in (0, 1)))
        for label, column, where in asked
    ]


def _rows_in(session: Any, column: Any, where: tuple[Any, ...], last: dt.date) -> int:
    """How many rows have a day among the seven that end on `last`."""
    counted = select(func.count(CareRegistration.id)).where(*where, column > last - _WEEK, column <= last)
    return int(session.scalar(counted))
