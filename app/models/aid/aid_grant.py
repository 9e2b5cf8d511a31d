"""AidGrant 资助发放：what one child gets of a program in a term, and who applied, approved, paid and verified."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Unique
from app.models._terms import in_open_term
from app.models._validation import Look
from app.models.aid._amounts import in_words


class AidStep(Choice):
    """How far a grant is: a paper that was applied for has not been paid, and one paid has not been checked (L04)."""

    APPLIED = "applied", "已申请", "Applied for"
    APPROVED = "approved", "已批准", "Approved"
    PAID = "paid", "已发放", "Paid"
    VERIFIED = "verified", "已核查", "Verified"


#: The day and the person of each step, in the order in which they are taken.
STEPS = {step: (f"{step.value}_on", f"{step.value}_by_id") for step in AidStep}


_APPROVED_ARE = (
    "student_id",
    "aid_program_id",
    "term_id",
    "sponsor_id",
    "amount",
    "goods",
    "quantity",
    "unit",
)


def _gives_something(row: Any) -> bool:
    return row.amount is not None or bool(row.goods)


def _comes_step_by_step(row: AidGrant, _look: Look) -> Problem | None:
    """No step is skipped, none lies before the one it follows, none lies in the future, each has its person."""
    before: tuple[AidStep, dt.date] | None = None
    is_open = False
    for step, (day_column, person_column) in STEPS.items():
        day = getattr(row, day_column)
        if day is None:
            is_open = True
            continue
        problem = _wrong_step(step, day, before, is_open, getattr(row, person_column))
        if problem:
            return Problem(day_column, problem)
        before = (step, day)
    return None


def _wrong_step(
    step: AidStep, day: dt.date, before: tuple[AidStep, dt.date] | None, is_open: bool, person: int | None
) -> Label | None:
    if is_open:
        return Label(
            f"前面的步骤还没有完成，不能登记“{step.label.zh}”。请按申请、批准、发放、核查的顺序办理。",
            f"A step before “{step.label.en}” is missing: apply, approve, pay, verify, in this order.",
        )
    if before is not None and day < before[1]:
        return Label(
            f"“{step.label.zh}”的日期 {day} 早于“{before[0].label.zh}”的日期 {before[1]}，请核对。",
            f"“{step.label.en}” on {day} lies before “{before[0].label.en}” on {before[1]}; check the days.",
        )
    if day > clock.today():
        return Label("日期不能晚于今天。", "The day must not lie in the future.")
    if person is None:
        return Label(f"请写明由谁办理“{step.label.zh}”。", f"Say who did the step “{step.label.en}”.")
    return None


def _stays_as_approved(row: AidGrant, _look: Look) -> Problem | None:
    """What was approved is what is paid and verified: afterwards child, program and amount stand."""
    state = inspect(row)
    was_approved = row.approved_on is not None and not state.attrs.approved_on.history.has_changes()
    if row.id is None or not was_approved:
        return None
    for column in _APPROVED_ARE:
        if state.attrs[column].history.has_changes():
            return Problem(
                column,
                Label(
                    "已经批准，不能再改这一项；如有错误，请归档后重新申请。",
                    "It is approved; archive it and apply anew.",
                ),
            )
    return None


def _is_checked_by_another(row: AidGrant, _look: Look) -> Problem | None:
    """Whoever applied for the money or paid it does not check himself (L04)."""
    if row.verified_by_id is None or row.verified_by_id not in (row.paid_by_id, row.applied_by_id):
        return None
    return Problem(
        "verified_by_id",
        Label(
            "核查人不能是申请人或发放人，请由另一名教职工核查。",
            "Who applied or paid cannot verify; another person has to.",
        ),
    )


class AidGrant(SchoolEntity):
    """A grant; `quantity` of `goods` may be about so many, and is then never printed as exact."""

    spec = Spec(
        label=Label("资助发放", "Aid grant"),
        chapter=Chapter.AID,
        group=Group.AID,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="applied_by_id",
        listed=("term_id", "aid_program_id", "student_id", "amount", "goods", "quantity", "applied_on", "approved_on", "paid_on", "verified_on"),
        searched=("goods",),
        filtered=("term_id", "aid_program_id", "student_id", "approved_on", "paid_on", "verified_on"),
        order="-applied_on",
        indexes=(("school_id", "term_id", "aid_program_id"),),
        systems=("L03", "L04", "L08"),
        rules=(
            Unique(
                ("student_id", "aid_program_id", "term_id", "paid_on"),
                Label("这名学生本学期这一天已发放过此项资助，请核对。", "The child got this on that day already; check it."),
            ),
            Unique(
                ("student_id", "aid_program_id", "term_id"),
                Label("这名学生本学期此项资助已有一份还没发放的申请。", "An application of this child is still open."),
                where={"paid_on": None},
            ),
            Check(
                "gives_something",
                "amount IS NOT NULL OR goods IS NOT NULL",
                _gives_something,
                Label("请填金额或物品，至少一项。", "Give an amount or goods."),
                "amount",
            ),
            Judged(_comes_step_by_step),
            Judged(_is_checked_by_another),
            Judged(_stays_as_approved),
            in_open_term,
        ),
        notice=Label(
            "班主任、帮扶教师、校长和本校系统管理员可以看到这条记录。",
            "Homeroom teacher, mentor, principal and IT administrator can read this.",
        ),
    )  # fmt: skip

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    aid_program_id: Mapped[int] = c.ref("项目", "Program", "AidProgram", required=True)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    sponsor_id: Mapped[int | None] = c.ref("资助方", "Sponsor", "Sponsor")
    amount: Mapped[Decimal | None] = c.decimal("金额（元）", "Amount (yuan)", least=0.01, most=1_000_000)
    goods: Mapped[str | None] = c.text("物品", "Goods", length=40)
    quantity: Mapped[int | None] = c.number("数量", "Quantity", least=1, most=100_000)
    unit: Mapped[str | None] = c.text("单位", "Unit", length=10)
    is_approximate: Mapped[bool] = c.flag(
        "约数", "About", hint=Label("数量不确切时勾选。", "Tick when not exact.")
    )
    applied_on: Mapped[dt.date] = c.day("申请日期", "Applied on", required=True)
    applied_by_id: Mapped[int] = c.ref("申请人", "Applied by", "Staff", required=True)
    approved_on: Mapped[dt.date | None] = c.day("批准日期", "Approved on", derived=True)
    approved_by_id: Mapped[int | None] = c.ref("批准人", "Approved by", "Staff", derived=True)
    paid_on: Mapped[dt.date | None] = c.day("发放日期", "Paid on", derived=True)
    paid_by_id: Mapped[int | None] = c.ref("发放人", "Paid by", "Staff", derived=True)
    verified_on: Mapped[dt.date | None] = c.day("核查日期", "Verified on", derived=True)
    verified_by_id: Mapped[int | None] = c.ref("核查人", "Verified by", "Staff", derived=True)
    note: Mapped[str | None] = c.long_text("备注", "Note", length=500)

    def complete(self) -> None:
        self.goods = (self.goods or "").strip() or None

    @property
    def step(self) -> AidStep:
        """The last step taken."""
        return [step for step, (day, _person) in STEPS.items() if getattr(self, day) is not None][-1]

    @property
    def goods_in_words(self) -> str:
        """练习本 约60册；without goods empty."""
        return (
            f"{self.goods} {in_words(self.quantity, self.unit, self.is_approximate)}".strip()
            if self.goods
            else ""
        )
