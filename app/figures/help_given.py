"""Section 十, aid: how many children got what, sponsors, comfort visits and donations."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.access.vocabulary import Label
from app.figures._conditions import archived_students, held, in_force, in_term, standing
from app.figures._registry import Conditions, Reading, Rows, Sum, figure
from app.models.aid.aid_grant import AidGrant
from app.models.aid.aid_program import AidProgram
from app.models.aid.donation import Donation
from app.models.aid.sponsor import Sponsor
from app.models.aid.sponsorship import Sponsorship
from app.models.events.event import Event, EventKind
from app.models.people.student import Student
from app.standards.as_of import AsOf


def _grants(at: AsOf, *more: ColumnElement[bool]) -> Conditions:
    row = AidGrant
    of_term = (row.term_id == at.term_id, row.student_id.not_in(archived_students()))
    return (*standing(row, at), *of_term, row.applied_on <= at.day, *more)


@figure(
    "aid-grants",
    Label("资助申请", "Aid applied for"),
    Label(
        "本学期到统计日申请的笔数，钱和物合计", "Grants of the term applied for by the day, money and goods"
    ),
    10,
    systems=("L03",),
)
def aid_grants(_session: Any, at: AsOf) -> Rows:
    return Rows(AidGrant, _grants(at))


@figure(
    "aid-paid",
    Label("资助已发放", "Aid paid"),
    Label("已发放的笔数 ÷ 本学期申请的笔数", "Grants paid or handed over / grants applied for in the term"),
    10,
    systems=("L03",),
)
def aid_paid(_session: Any, at: AsOf) -> Rows:
    return Rows(AidGrant, _grants(at, AidGrant.paid_on <= at.day), _grants(at))


@figure(
    "aid-verified",
    Label("资助已核查", "Aid verified"),
    Label("已核查的笔数 ÷ 本学期已发放的笔数", "Grants verified / grants paid in the term"),
    10,
    systems=("L04",),
    rules=("R75",),
)
def aid_verified(_session: Any, at: AsOf) -> Rows:
    paid = _grants(at, AidGrant.paid_on <= at.day)
    return Rows(AidGrant, (*paid, AidGrant.verified_on <= at.day), paid)


@figure(
    "children-aided",
    Label("受资助儿童", "Children aided"),
    Label(
        "本学期有一笔或多笔资助已发放的儿童，每人只计一次", "With a grant of the term paid; each counts once"
    ),
    10,
    systems=("L03",),
)
def children_aided(_session: Any, at: AsOf) -> Rows:
    aided = select(AidGrant.student_id).where(*_grants(at, AidGrant.paid_on <= at.day))
    return Rows(Student, (*standing(Student, at), Student.id.in_(aided)))


@figure(
    "aid-money",
    Label("资助金额（元）", "Aid in yuan"),
    Label("本学期已发放的金额合计；物品不折价", "Money of the term paid; goods are not given a price"),
    10,
    systems=("L03",),
)
def aid_money(session: Any, at: AsOf) -> Sum:
    paid = _grants(at, AidGrant.paid_on <= at.day, AidGrant.amount.is_not(None))
    found = session.execute(select(AidGrant.id, AidGrant.amount).where(*paid).order_by(AidGrant.id)).all()
    amount = sum((row.amount for row in found), Decimal(0))
    return Sum(AidGrant, Reading(len(found), amount=amount), tuple(row.id for row in found), paid)


@dataclass(frozen=True, slots=True)
class ProgramAid:
    """What one program paid in the term: children, each once, and yuan."""

    program: str
    children: int
    amount: Decimal


def aid_by_program(session: Any, at: AsOf) -> tuple[ProgramAid, ...]:
    """The programs that paid something in the term, in the order of their codes."""
    found = (
        select(AidProgram.name, func.count(AidGrant.student_id.distinct()), func.sum(AidGrant.amount))
        .join(AidProgram, AidProgram.id == AidGrant.aid_program_id)
        .where(*_grants(at, AidGrant.paid_on <= at.day))
        .group_by(AidProgram.id, AidProgram.name, AidProgram.code)
        .order_by(AidProgram.code)
    )
    return tuple(ProgramAid(name, n, Decimal(amount or 0)) for name, n, amount in session.execute(found))


@figure(
    "sponsorships",
    Label("结对资助", "Sponsorships"),
    Label("统计日有效的资助方与儿童的结对", "Of sponsor and child, in force on the day"),
    10,
    systems=("L05",),
)
def sponsorships(_session: Any, at: AsOf) -> Rows:
    return Rows(Sponsorship, (in_force(Sponsorship, at), Sponsorship.student_id.not_in(archived_students())))


@figure(
    "comfort-visits",
    Label("慰问", "Comfort visits"),
    Label("本学期到统计日开展的慰问次数", "Comfort visits held in the term up to the day"),
    10,
    systems=("L06",),
    rules=("R65",),
)
def comfort_visits(_session: Any, at: AsOf) -> Rows:
    return Rows(Event, held(at, EventKind.CONSOLATION))


@figure(
    "donations",
    Label("捐赠", "Donations"),
    Label("本学期到统计日收到的捐赠笔数", "Received in the term up to the day"),
    10,
    systems=("L09",),
)
def donations(_session: Any, at: AsOf) -> Rows:
    return Rows(Donation, _donations(at))


@dataclass(frozen=True, slots=True)
class Gift:
    """One donation as the summary tells it: "约 300 册"; `recipients` None where nobody counted."""

    item: str
    quantity: Decimal
    unit: str
    is_approximate: bool
    recipients: int | None
    giver: str


def gifts(session: Any, at: AsOf) -> tuple[Gift, ...]:
    """The donations of the term in the order in which they came."""
    row = Donation
    found = (
        select(row.item, row.quantity, row.unit, row.is_approximate, row.recipients, Sponsor.name)
        .outerjoin(Sponsor, Sponsor.id == row.sponsor_id)
        .where(*_donations(at))
        .order_by(row.received_on, row.id)
    )
    return tuple(
        Gift(item, quantity, unit, is_approximate, recipients, giver or "")
        for item, quantity, unit, is_approximate, recipients, giver in session.execute(found)
    )


def _donations(at: AsOf) -> Conditions:
    return (*standing(Donation, at), in_term(Donation.received_on, at))
