"""CareDelegation 委托照护: parents who leave entrust the child to an adult and tell school and village (未成年人保护法 22, 23)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, NoOverlap, Problem, not_before
from app.models._validation import Look
from app.models.care._family import ties


def _entrusted_to_somebody_else(row: CareDelegation, look: Look) -> Problem | None:
    held = ties(row, "caregiver_id", look)
    if held and not any(tie.is_parent for tie in held):
        return None
    return Problem(
        "caregiver_id",
        Label(
            "被委托人应是父母以外、已登记在该生“亲属监护关系”里的成年人，请先登记这段关系。",
            "Must be an adult on record with the child who is not a parent; record the relation first.",
        ),
    )


def _entrusted_to_somebody_able(row: CareDelegation, look: Look) -> Problem | None:
    adult = look.referred(row, "caregiver_id")
    if adult is None or not adult.is_unable_to_care:
        return None
    return Problem(
        "caregiver_id",
        Label("此人登记为无力照护，不能接受委托，请与父母另行商定。", "Recorded as unable to care; agree on somebody else."),
    )  # fmt: skip


class CareDelegation(SchoolEntity):
    """One agreement in writing; the school follows up those of which it or the village was not told."""

    spec = Spec(
        label=Label("委托照护", "Entrusted care"),
        chapter=Chapter.CHILDREN,
        group=Group.CHILDREN,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("student_id", "caregiver_id", "agreed_on", "school_notified_on", "village_notified_on", "ends_on"),
        filtered=("student_id", "caregiver_id", "school_notified_on", "village_notified_on", "ends_on"),
        order="-agreed_on",
        rules=(
            not_before("starts_on", "agreed_on", Label("开始日期不能早于约定日期。", "Begins before it was agreed.")),
            not_before("ends_on", "starts_on", Label("结束日期不能早于开始日期。", "Ends before it begins.")),
            NoOverlap(
                ("student_id",),
                Label("该生这段时间已有委托，请先填写原委托的结束日期。", "The child is entrusted at that time already; end that first."),
            ),
            Judged(_entrusted_to_somebody_else),
            Judged(_entrusted_to_somebody_able),
        ),
        systems=("B03", "H03"),
    )  # fmt: skip

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    caregiver_id: Mapped[int] = c.ref("被委托人", "Entrusted to", "Caregiver", required=True)
    agreed_on: Mapped[dt.date] = c.day("书面约定日期", "Agreed in writing on", required=True)
    starts_on: Mapped[dt.date] = c.day("开始日期", "From", required=True)
    ends_on: Mapped[dt.date | None] = c.day("结束日期", "Until")
    child_was_heard: Mapped[bool | None] = c.flag("听取过孩子的意见", "The child was heard", default=None)
    document_no: Mapped[str | None] = c.text("委托书编号", "Document number", length=40)
    school_notified_on: Mapped[dt.date | None] = c.day("告知学校日期", "School told on")
    village_notified_on: Mapped[dt.date | None] = c.day("告知村（居）委会日期", "Village committee told on")
    note: Mapped[str | None] = c.long_text("备注", "Note")
