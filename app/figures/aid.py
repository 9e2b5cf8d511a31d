"""The aid of a term, child by child and by program: what the page, the paper and the posted list are made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from app.models.aid.aid_grant import AidGrant, AidStep
from app.models.aid.aid_program import AidProgram
from app.models.aid.sponsor import Sponsor
from app.models.aid.sponsorship import Sponsorship
from app.models.people.care_registration import CareRegistration
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff


@dataclass(frozen=True, slots=True)
class Signed:
    """One step: the day and who did it; no day where it is still to come."""

    day: dt.date | None
    by: str


@dataclass(frozen=True, slots=True)
class AidLine:
    """One grant as it is shown; `goods` holds item and quantity, an approximate one with 约."""

    id: int
    child: str
    class_label: str
    guardian: str
    economy: str
    program_id: int
    program: str
    amount: Decimal | None
    goods: str
    sponsor: str
    steps: tuple[Signed, ...]
    note: str

    @property
    def step(self) -> AidStep:
        """The last step taken."""
        return [step for step, signed in zip(AidStep, self.steps, strict=True) if signed.day is not None][-1]


@dataclass(frozen=True, slots=True)
class ProgramTotal:
    """A program's grants of the term: how many, of how many children, for how much, and how many each step has reached."""

    program: str
    grants: int
    children: int
    amount: Decimal
    reached: tuple[int, ...]


def aid_lines(
    session: Any, term_id: int, *, program_id: int | None = None, class_id: int | None = None
) -> list[AidLine]:
    """The grants of the term that the person sees, by program, class and name."""
    conditions = [AidGrant.term_id == term_id, AidGrant.archived_at.is_(None), Student.archived_at.is_(None)]
    if program_id is not None:
        conditions.append(AidGrant.aid_program_id == program_id)
    if class_id is not None:
        conditions.append(Student.school_class_id == class_id)
    rows = session.execute(_grants(conditions)).all()
    guardians = _guardians(session, {row[1] for row in rows})
    economies = _economies(session, term_id, {row[1] for row in rows})
    return [_line(row, guardians, economies) for row in rows]


def _grants(conditions: Iterable[ColumnElement[bool]]) -> Any:
    people = [aliased(Staff) for _step in AidStep]
    found = (
        select(
            AidGrant, AidGrant.student_id, Student.name, SchoolClass.label, AidProgram.name, Sponsor.name,
            *(person.name for person in people),
        )
        .join(Student, Student.id == AidGrant.student_id)
        .join(AidProgram, AidProgram.id == AidGrant.aid_program_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(Sponsor, Sponsor.id == AidGrant.sponsor_id)
        .where(*conditions)
        .order_by(AidProgram.code, SchoolClass.grade, SchoolClass.number, Student.name, AidGrant.id)
    )  # fmt: skip
    for step, person in zip(AidStep, people, strict=True):
        found = found.outerjoin(person, person.id == getattr(AidGrant, f"{step.value}_by_id"))
    return found


def _line(row: Any, guardians: dict[int, str], economies: dict[int, str]) -> AidLine:
    grant, key, child, label, program, sponsor, *people = row
    days = (getattr(grant, f"{step.value}_on") for step in AidStep)
    return AidLine(
        grant.id, child, label or "", guardians.get(key, ""), economies.get(key, ""),
        grant.aid_program_id, program, grant.amount, grant.goods_in_words, sponsor or "",
        tuple(Signed(day, name or "") for day, name in zip(days, people, strict=True)), grant.note or "",
    )  # fmt: skip


def _guardians(session: Any, children: set[int]) -> dict[int, str]:
    found = (
        select(StudentCaregiver.student_id, Caregiver.name)
        .join(Caregiver, Caregiver.id == StudentCaregiver.caregiver_id)
        .where(
            StudentCaregiver.student_id.in_(children),
            StudentCaregiver.guard_role == GuardRole.CURRENT,
            StudentCaregiver.archived_at.is_(None),
        )
        .order_by(StudentCaregiver.id)
    )
    return dict(session.execute(found).all())


def _economies(session: Any, term_id: int, children: set[int]) -> dict[int, str]:
    found = select(CareRegistration.student_id, CareRegistration.family_economy).where(
        CareRegistration.student_id.in_(children),
        CareRegistration.term_id == term_id,
        CareRegistration.archived_at.is_(None),
    )
    return {key: str(economy.label) for key, economy in session.execute(found) if economy is not None}


def totals(lines: Iterable[AidLine]) -> list[ProgramTotal]:
    """The lines by program, in the order in which they come."""
    by_program: dict[str, list[AidLine]] = {}
    for line in lines:
        by_program.setdefault(line.program, []).append(line)
    return [_total(program, group) for program, group in by_program.items()]


def _total(program: str, lines: list[AidLine]) -> ProgramTotal:
    amount = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    reached = tuple(sum(line.steps[at].day is not None for line in lines) for at in range(len(AidStep)))
    children = len({(line.child, line.class_label) for line in lines})
    return ProgramTotal(program, len(lines), children, amount, reached)


def sponsorships_on(session: Any, day: dt.date) -> list[Any]:
    """(sponsor, kind, child, class, from, until, yuan a year, via, sponsor's key) in force on the day, by sponsor."""
    in_force = and_(
        Sponsorship.starts_on <= day, or_(Sponsorship.ends_on.is_(None), Sponsorship.ends_on >= day)
    )
    found = (
        select(
            Sponsor.name, Sponsor.kind, Student.name, SchoolClass.label, Sponsorship.starts_on,
            Sponsorship.ends_on, Sponsorship.yearly_amount, Sponsorship.via, Sponsor.id,
        )
        .outerjoin(Sponsor, Sponsor.id == Sponsorship.sponsor_id)
        .join(Student, Student.id == Sponsorship.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(in_force, Sponsorship.archived_at.is_(None))
        .order_by(Sponsor.name, SchoolClass.grade, SchoolClass.number, Student.name)
    )  # fmt: skip
    return list(session.execute(found))


def in_yuan(amount: Decimal | None) -> str:
    """1,250.00; empty without an amount."""
    return "" if amount is None else f"{amount:,.2f}"
