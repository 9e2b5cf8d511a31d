"""What the compliance page shows, as plain lines with names and addresses; the workbook and the paper lay out the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.models.management.care_standard_item import RuleSubject
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.standards.clauses import ClauseKept, Ledger, Narrowed, Share
from app.standards.in_words import number_in_words, shown
from app.standards.names import names_of
from app.standards.outcome import Outcome, Standing, Tally
from app.standards.rules import Rule
from app.standards.silence import Silence, silent_children

#: Teachers are listed as the school lists them; only what concerns children is put by urgency.
_OF_PEOPLE = frozenset({RuleSubject.MENTOR, RuleSubject.CLASS, RuleSubject.SCHOOL})


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause as it is read: `missing` names the periods, with how many lack something in each."""

    code: str
    subject: str
    name: Any
    quote: str
    source: str
    number: Any
    due: str
    done: str
    rate: str
    short: str
    lacking: int
    subjects: int
    counted: str
    missing: tuple[str, ...]
    is_judged: bool
    impossible: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A class, teacher or child: the sum of the clauses that are charged, and those that lack something."""

    key: int
    name: str
    due: str
    done: str
    rate: str
    lacking: tuple[tuple[Any, str], ...]
    kinds: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class OwingLine:
    """One who owes under a clause; `missing` names the periods."""

    subject_id: int
    name: str
    due: str
    done: str
    rate: str
    missing: tuple[str, ...]
    standing: Standing
    counted: str


def clause_lines(ledger: Ledger, narrowed: Narrowed) -> list[ClauseLine]:
    """The clauses in the order of the paper."""
    return [_clause_line(each) for each in ledger.clauses(narrowed)]


def class_lines(session: Any, ledger: Ledger, narrowed: Narrowed) -> list[ShareLine]:
    """The classes in the school's order."""
    classes = select(SchoolClass.id, SchoolClass.label).order_by(SchoolClass.grade, SchoolClass.number)
    return _in_order(session.execute(classes), ledger.by_class(narrowed))


def staff_lines(session: Any, ledger: Ledger, narrowed: Narrowed) -> list[ShareLine]:
    """The teachers in the order of the staff list: nobody is ranked."""
    staff = select(Staff.id, Staff.name).order_by(Staff.staff_no, Staff.id)
    return _in_order(session.execute(staff), ledger.by_staff(narrowed))


def child_lines(session: Any, ledger: Ledger, narrowed: Narrowed) -> list[ShareLine]:
    """The children about whom most is missing first; one of whom no rule says anything and nobody ever spoke above all."""
    shares = ledger.by_child(narrowed)
    overdue = {key: int(share.tally.missing) for key, share in shares.items()}
    wanted = set(shares) if narrowed.staff_id is not None else _children_asked(session, narrowed)
    silent = silent_children(session, ledger.at, ledger.timeline, wanted, overdue)
    classes = dict(session.execute(select(SchoolClass.id, SchoolClass.label)).all())
    lines = []
    for each in silent:
        label = classes.get(each.class_id, "")
        share = shares.get(each.student_id, Share(each.student_id, Tally(), ()))
        lines.append(_share_line(share, f"{each.name} {label}".strip(), each.kinds))
    return lines + _no_longer_registered(session, shares, {line.key for line in lines})


def _no_longer_registered(session: Any, shares: dict[int, Share], listed: set[int]) -> list[ShareLine]:
    """Those who left the register, and who were never in it but have a mentor: their part of the sum stands last."""
    found = select(Student.id, Student.name, SchoolClass.label).outerjoin(
        SchoolClass, SchoolClass.id == Student.school_class_id
    )
    rows = session.execute(found.where(Student.id.in_(shares.keys() - listed)).order_by(Student.id))
    return [_share_line(shares[key], f"{name} {label or ''}".strip()) for key, name, label in rows]


def owing_lines(session: Any, ledger: Ledger, rule: Rule, narrowed: Narrowed) -> list[OwingLine]:
    """All who owe something under the clause."""
    owing = [each for each in ledger.owing(rule) if narrowed.holds(each)]
    names = names_of(session, owing)
    lines = [(each, owing_line(each, names.of(each))) for each in owing]
    if rule.subject in _OF_PEOPLE:
        return [line for _each, line in sorted(lines, key=lambda pair: pair[0].subject_id)]
    return [line for _each, line in sorted(lines, key=lambda pair: (-pair[0].missing, pair[1].name))]


def owing_line(outcome: Outcome, name: str) -> OwingLine:
    """One who owes, by the name the reader knows."""
    return OwingLine(
        outcome.subject_id,
        name,
        shown(outcome.due),
        shown(outcome.done),
        rate(outcome.done, outcome.due),
        tuple(period.label for period in outcome.missing_periods),
        outcome.standing,
        shown(outcome.counted),
    )


def rate(done: Any, due: Any) -> str:
    """ "40.0%", or a dash where nothing was due; printed beside its fraction and never compared."""
    return f"{100 * done / due:.1f}%" if due else "—"


def may_name(session: Any, narrowed: Narrowed) -> bool:
    """Whether what was asked for is there for the person: a class, teacher or child of his own school that he sees."""
    asked = ((SchoolClass, narrowed.class_id), (Staff, narrowed.staff_id), (Student, narrowed.student_id))
    return all(
        key is None or session.scalar(select(entity.id).where(entity.id == key)) is not None
        for entity, key in asked
    )


def _children_asked(session: Any, narrowed: Narrowed) -> set[int] | None:
    if narrowed.student_id is not None:
        return {narrowed.student_id}
    if narrowed.class_id is not None:
        return set(session.scalars(select(Student.id).where(Student.school_class_id == narrowed.class_id)))
    return None


def _clause_line(kept: ClauseKept) -> ClauseLine:
    rule, tally = kept.rule, kept.tally
    return ClauseLine(
        code=rule.code, subject=rule.subject.value, name=rule.name, quote=rule.quote, source=rule.source,
        number=number_in_words(rule),
        due=shown(tally.due), done=shown(tally.done), rate=rate(tally.done, tally.due),
        short=shown(tally.missing), lacking=tally.lacking, subjects=tally.subjects, counted=shown(kept.counted),
        missing=tuple(_in_period(period.label, count, tally) for period, count in kept.missing_in),
        is_judged=rule.is_judged, impossible=tuple(each.sentence for each in kept.impossible),
    )  # fmt: skip


def _in_period(label: str, count: int, tally: Tally) -> str:
    """第3周×18: how many lack something in it, where there are several who owe."""
    return label if tally.subjects < 2 else f"{label}×{count}"


def _in_order(named: Iterable[Any], shares: dict[int, Share]) -> list[ShareLine]:
    return [_share_line(shares[key], name) for key, name in named if key in shares]


def _share_line(share: Share, name: str, kinds: tuple[Silence, ...] = ()) -> ShareLine:
    tally = share.tally
    lacking = tuple((rule.name, shown(each.due - each.done)) for rule, each in share.lacking)
    return ShareLine(
        share.key, name, shown(tally.due), shown(tally.done), rate(tally.done, tally.due), lacking, kinds
    )
