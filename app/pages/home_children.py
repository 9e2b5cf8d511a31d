"""My children today: who is due what until when, the most forgotten first, with a short form on each card."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.contact_record import ContactRecord
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.models.people.caregiver import Caregiver
from app.models.people.student_caregiver import StudentCaregiver
from app.pages import my_children, overview
from app.pages.contact_ways import way_that_counts
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate
from app.standards.outcome import Outcome
from app.standards.rules import Timeline, timeline_of
from app.standards.silence import Silence, SilentChild, silent_children

_OF_CHILDREN = frozenset({RuleSubject.CHILD, RuleSubject.PAIR, RuleSubject.HOUSEHOLD})


@dataclass(frozen=True, slots=True)
class Due:
    """What a rule still asks for a child in the running period; `way` is the tap that records it."""

    code: str
    name: Label
    lacks: Decimal | int
    until: dt.date
    way: str
    is_contact: bool


@dataclass(frozen=True, slots=True)
class Adult:
    """One of the child's family, as the short form offers it."""

    id: int
    label: str
    is_parent: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A child as its card shows it: what is missing around it, what is due by when, and what was missed this term."""

    child: my_children.Child
    kinds: tuple[Silence, ...]
    due: tuple[Due, ...]
    missing: Decimal | int
    adults: tuple[Adult, ...]
    rank: tuple[Any, ...]

    @property
    def next(self) -> Due | None:
        """The duty whose time runs out first; None when nothing is owed."""
        return self.due[0] if self.due else None

    @property
    def way(self) -> str:
        """The way in which the short form begins: that of the first contact due."""
        return next((each.way for each in self.due if each.is_contact), "talk")

    @property
    def parent(self) -> Adult | None:
        """Whom a call to the parents means unless another is chosen."""
        return next((each for each in self.adults if each.is_parent), None)

    def is_due_by(self, day: dt.date) -> bool:
        return self.next is not None and self.next.until <= day


@dataclass(frozen=True, slots=True)
class Today:
    """A teacher's list with its badges: children with something missed, due this week, and calls promised again."""

    cards: tuple[Card, ...]
    effort: my_children.Effort
    sunday: dt.date
    now: dt.datetime
    follow_ups: int
    has_standard: bool

    @property
    def overdue(self) -> int:
        return sum(bool(card.missing) for card in self.cards)

    @property
    def due_this_week(self) -> int:
        return sum(card.is_due_by(self.sunday) for card in self.cards)

    @property
    def late(self) -> int:
        return sum(card.child.is_late for card in self.cards)


def today_of(session: Any, actor: Actor) -> Today:
    """The teacher's children, the most forgotten first, then the latest; the standard is asked once."""
    children = my_children.my_children(session, actor)
    term = overview.current_term(session)
    at = AsOf.of(term, actor.today) if term is not None else None
    timeline = timeline_of(session, actor.school_id) if at is not None else Timeline(())
    sunday = actor.today + dt.timedelta(days=6 - actor.today.weekday())
    return Today(
        tuple(_cards(session, actor, children, at, timeline)),
        my_children.effort_of(session, actor),
        sunday,
        clock.in_china(clock.now()),
        _follow_ups(session, actor),
        at is not None and timeline.on(at.day) is not None,
    )


def _cards(
    session: Any, actor: Actor, children: list[my_children.Child], at: AsOf | None, timeline: Timeline
) -> list[Card]:
    ids = {child.id for child in children}
    owed = _owed(session, actor, at, timeline, ids) if at is not None else {}
    missing = {key: sum(each.missing for each in found) for key, found in owed.items()}
    silent = _silent(session, at, timeline, missing, ids) if at is not None else {}
    families = _families(session, actor, ids)
    cards = (
        _card(child, silent.get(child.id), owed.get(child.id, []), tuple(families[child.id]))
        for child in children
    )
    return sorted(cards, key=lambda card: card.rank)


def _owed(
    session: Any, actor: Actor, at: AsOf, timeline: Timeline, ids: set[int]
) -> dict[int, list[Outcome]]:
    """What the teacher himself is to do for each child."""
    codes = {
        rule.code
        for standard in timeline.standards
        for rule in standard.rules
        if rule.subject in _OF_CHILDREN and rule.is_judged
    }
    found: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in evaluate(session, at, timeline=timeline, codes=codes, students=ids).outcomes:
        if outcome.student_id in ids and outcome.staff_id == actor.staff_id:
            found[outcome.student_id].append(outcome)
    return found


def _silent(
    session: Any, at: AsOf, timeline: Timeline, missing: dict[int, Any], ids: set[int]
) -> dict[int, SilentChild]:
    overdue = {key: int(number) for key, number in missing.items()}
    return {each.student_id: each for each in silent_children(session, at, timeline, ids, overdue)}


def _card(
    child: my_children.Child,
    silent: SilentChild | None,
    owed: Iterable[Outcome],
    adults: tuple[Adult, ...],
) -> Card:
    owed = list(owed)
    missing = sum(each.missing for each in owed)
    kinds = _kinds(child, silent)
    due = sorted((_due(each) for each in owed if each.next is not None), key=lambda each: each.until)
    # Gravest first: a kind higher in the list outweighs all below it.
    rank = (
        tuple(kind not in kinds for kind in Silence),
        child.last_on or dt.date.min,
        -missing,
        child.class_label,
        child.name,
    )
    return Card(child, kinds, tuple(due), missing, adults, rank)


def _kinds(child: my_children.Child, silent: SilentChild | None) -> tuple[Silence, ...]:
    if silent is not None:
        return silent.kinds
    return (Silence.NEVER_CONTACTED,) if child.last_on is None else ()


def _due(outcome: Outcome) -> Due:
    rule, running = outcome.rule, outcome.next
    assert running is not None  # noqa: S101 - only outcomes with a running period come here
    return Due(
        rule.code,
        rule.name,
        running.due - running.done,
        running.period.span.ends_on,
        way_that_counts(rule.filters),
        rule.action is RuleAction.CONTACT,
    )


def _families(session: Any, actor: Actor, ids: set[int]) -> dict[int, list[Adult]]:
    """The adults of each child today, parents first."""
    tie = StudentCaregiver
    found = (
        select(tie.student_id, Caregiver.id, Caregiver.name, tie.relation, tie.is_parent)
        .join(Caregiver, Caregiver.id == tie.caregiver_id)
        .where(
            tie.student_id.in_(ids),
            tie.archived_at.is_(None),
            tie.valid_to.is_(None) | (tie.valid_to >= actor.today),
        )
        .order_by(tie.is_parent.desc(), tie.emergency_order, Caregiver.id)
    )
    families: dict[int, list[Adult]] = defaultdict(list)
    for student_id, key, name, relation, is_parent in session.execute(found):
        families[student_id].append(Adult(key, f"{relation.label} {name}", bool(is_parent)))
    return families


def _follow_ups(session: Any, actor: Actor) -> int:
    """Children whom the teacher meant to ask again by today, and whom nobody has reached since."""
    later = aliased(ContactRecord)
    reached_since = select(later.id).where(
        later.student_id == ContactRecord.student_id,
        later.happened_at > ContactRecord.happened_at,
        later.reached,
        later.archived_at.is_(None),
    )
    counted = select(func.count(ContactRecord.student_id.distinct())).where(
        ContactRecord.staff_id == actor.staff_id,
        ContactRecord.follow_up_on <= actor.today,
        ContactRecord.archived_at.is_(None),
        ~reached_since.exists(),
    )
    return int(session.scalar(counted))
