"""LegalAidCase 涉案法律援助: a case a child is part of, whether it qualifies for legal aid and whether it got it (R106)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Unique, not_before
from app.models._validation import Look


class LegalAidStatus(Choice):
    """Where the case stands."""

    OPEN = "open", "办理中", "Under way"
    CLOSED = "closed", "已办结", "Closed"


class PartInCase(Choice):
    """What the child is in the case."""

    VICTIM = "victim", "受害人", "Victim"
    PARTY = "party", "当事人", "Party"
    WITNESS = "witness", "证人", "Witness"
    SUSPECT = "suspect", "涉嫌违法", "Suspect"


def _aid_names_its_agency(row: LegalAidCase, _look: Look) -> Problem | None:
    if not row.is_aided or row.agency:
        return None
    return Problem("agency", Label("已给予援助的，请写明援助机构。", "Name the agency that gives the aid."))


def _closing_has_a_result(row: LegalAidCase, _look: Look) -> Problem | None:
    if row.status != LegalAidStatus.CLOSED or (row.result and row.closed_on):
        return None
    return Problem(
        "result" if row.closed_on else "closed_on",
        Label("办结请填写办结日期和结果。", "Give the day and the result of a closed case."),
    )


def _unaided_says_why(row: LegalAidCase, _look: Look) -> Problem | None:
    """100% of qualifying cases are aided; one that was not is written down with what came instead."""
    is_left_alone = row.status == LegalAidStatus.CLOSED and row.is_qualifying and not row.is_aided
    if not is_left_alone or row.reason_unaided:
        return None
    return Problem(
        "reason_unaided",
        Label("符合援助条件的应当给予援助；没有给予的，请写明原因。", "A qualifying case is aided; say why this one was not."),
    )  # fmt: skip


class LegalAidCase(SchoolEntity):
    """That there is a case is for the school; what it is about only for those who work on it."""

    spec = Spec(
        label=Label("涉案法律援助", "Legal aid case"),
        chapter=Chapter.SAFETY,
        group=Group.LEGAL_AID,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("opened_on", "student_id", "status", "is_qualifying", "is_aided", "agency"),
        filtered=("status", "is_qualifying", "is_aided", "opened_on"),
        order="-opened_on",
        rules=(
            not_before(
                "closed_on", "opened_on", Label("办结日期不能早于登记日期。", "Closed before it began.")
            ),
            Unique(
                ("student_id", "opened_on"),
                Label("该生这一天的案件已经登记，请修改原记录。", "This case is recorded already; edit it."),
            ),
            Judged(_aid_names_its_agency),
            Judged(_closing_has_a_result),
            Judged(_unaided_says_why),
        ),
        systems=("H10", "H11", "N07"),
        notice=Label(
            "案情和结果只有校长看得到；班主任和系统管理员只看得到有此案件和办理状态。",
            "Only the principal reads the matter and the result; others see that there is a case.",
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    opened_on: Mapped[dt.date] = c.day("登记日期", "Recorded on", required=True)
    status: Mapped[LegalAidStatus] = c.choice(
        "状态", "Status", LegalAidStatus, required=True, default=LegalAidStatus.OPEN
    )
    is_qualifying: Mapped[bool] = c.flag("符合援助条件", "Qualifies for aid")
    is_aided: Mapped[bool] = c.flag("已给予援助", "Aided")
    agency: Mapped[str | None] = c.text("援助机构", "Agency")
    closed_on: Mapped[dt.date | None] = c.day("办结日期", "Closed on")
    part: Mapped[PartInCase | None] = c.choice(
        "学生在案中的身份", "The child's part", PartInCase, level=Level.PERSONAL
    )
    matter: Mapped[str] = c.long_text("案情", "Matter", required=True, level=Level.PERSONAL)
    result: Mapped[str | None] = c.long_text("结果", "Result", level=Level.PERSONAL)
    reason_unaided: Mapped[str | None] = c.text(
        "未援助的原因", "Why not aided", length=200, level=Level.PERSONAL
    )
