"""What waits for whom today: counts by person for badges and feeds, and the daily run that keeps them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.database import ClosedSession
from app.models._rules import Invalid
from app.models.system.reminder_run import ReminderRun
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate
from app.standards.outcome import Outcome, Standing, Tally

#: A run that has not finished by then died, and another may take its place.
LEASE = dt.timedelta(minutes=15)
#: After so long without a run the pages say so in red. A daily run that waits for the machine to wake, or takes some
#: minutes longer than yesterday's, is more than a day after the last one; two hours are its slack.
STALE = dt.timedelta(hours=26)
#: Where the numbers of the whole school stand among those of its people; no staff number is a word.
_RULES = "rules"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many children wait for something due now, and how many miss something that was due."""

    due: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A school's day: staff -> his children who wait, and (rule, due, done) of each rule under which anything was due."""

    waiting: dict[int, Waiting]
    rules: tuple[tuple[str, float, float], ...]


def reckon(session: Any, at: AsOf) -> Reckoned:
    """The day of what the session sees, judged once."""
    found = evaluate(session, at)
    tallies = ((rule.code, Tally.of(found.of_rule(rule.code))) for rule in found.rules if rule.is_judged)
    rules = tuple((code, float(tally.due), float(tally.done)) for code, tally in tallies if tally.due)
    return Reckoned(_by_staff(found.outcomes), rules)


def _by_staff(outcomes: Iterable[Outcome]) -> dict[int, Waiting]:
    """Only those with any child who waits."""
    found: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.staff_id is not None and outcome.student_id is not None:
            found[outcome.staff_id].append(outcome)
    counted = {staff_id: _waiting(outcomes) for staff_id, outcomes in found.items()}
    return {staff_id: each for staff_id, each in counted.items() if each.due or each.overdue}


def _waiting(outcomes: list[Outcome]) -> Waiting:
    due = {each.student_id for each in outcomes if each.next is not None and each.next.is_missing}
    overdue = {each.student_id for each in outcomes if each.standing is Standing.MISSING}
    return Waiting(len(due), len(overdue))


def claim(session: ClosedSession, school_id: int, day: dt.date) -> bool:
    """Take the school's day for this run; False when it is done, or another run holds it. The caller commits.

    Of two runs at once one writes; the other waits for its lock, finds the day held and leaves it.
    """
    row = session.scalars(_of_day(school_id, day).with_for_update()).first()
    if row is None:
        return _took(session, ReminderRun(school_id=school_id, day=day, leased_until=clock.now() + LEASE))
    if row.finished_at is not None or row.leased_until > clock.now():
        return False
    row.leased_until = clock.now() + LEASE
    return True


def _took(session: ClosedSession, row: ReminderRun) -> bool:
    """False where another run wrote the day in the same moment: PostgreSQL has no row to lock before there is one."""
    try:
        with session.begin_nested():
            session.add(row)
    except (Invalid, IntegrityError):
        return False
    return True


def finish(session: ClosedSession, school_id: int, day: dt.date, found: Reckoned) -> None:
    """Keep what the run found; the caller commits."""
    row = session.scalars(_of_day(school_id, day).with_for_update()).one()
    people = {str(staff_id): asdict(each) for staff_id, each in found.waiting.items()}
    row.counts = people | {_RULES: found.rules}
    row.finished_at = clock.now()


def last_run(session: ClosedSession, school_id: int) -> dt.datetime | None:
    """When the school's reminders were last reckoned; None when never."""
    found: dt.datetime | None = session.scalar(
        select(func.max(ReminderRun.finished_at)).where(ReminderRun.school_id == school_id)
    )
    return found


def is_stale(ran_at: dt.datetime | None) -> bool:
    """Whether the last run is so old that the scheduler must have stopped."""
    return ran_at is None or clock.now() - ran_at > STALE


def kept_counts(
    session: ClosedSession, school_id: int, staff_id: int | None
) -> tuple[dt.date, Waiting] | None:
    """(day, what waited for the person on it) of the last finished run; None before the first."""
    row = _last(session, school_id)
    return (row.day, _waiting_of(row, staff_id)) if row else None


def kept_waiting(
    session: ClosedSession, school_id: int, staff_id: int | None
) -> tuple[dt.datetime | None, Waiting]:
    """(when it was reckoned, what waited for the person then) of the last finished run, in one statement."""
    row = _last(session, school_id)
    return (row.finished_at, _waiting_of(row, staff_id)) if row else (None, Waiting())


def kept_rules(
    session: ClosedSession, school_id: int
) -> tuple[dt.datetime | None, dict[str, tuple[float, float]]]:
    """(when it was reckoned, rule -> (due, done) in the whole school) of the last finished run; no person is in it."""
    row = _last(session, school_id)
    if row is None:
        return None, {}
    return row.finished_at, {code: (due, done) for code, due, done in (row.counts or {}).get(_RULES, ())}


def _last(session: ClosedSession, school_id: int) -> ReminderRun | None:
    found = (
        select(ReminderRun)
        .where(
            ReminderRun.school_id == school_id,
            ReminderRun.archived_at.is_(None),
            ReminderRun.finished_at.is_not(None),
        )
        .order_by(ReminderRun.day.desc())
        .limit(1)
    )
    row: ReminderRun | None = session.scalars(found).first()
    return row


def _waiting_of(row: ReminderRun, staff_id: int | None) -> Waiting:
    return Waiting(**(row.counts or {}).get(str(staff_id), {}))


def _of_day(school_id: int, day: dt.date) -> Any:
    return select(ReminderRun).where(
        ReminderRun.school_id == school_id, ReminderRun.day == day, ReminderRun.archived_at.is_(None)
    )
