"""SituationReport 情况报告：a problem met with at school, told to the authority, the township or kept as a digest."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem, not_before
from app.models._validation import Look
from app.models.aid._wall import private_number_in


class ReportKind(Choice):
    """What kind of problem (A08, A21)."""

    WIDESPREAD = "widespread", "普遍性", "Widespread"
    TYPICAL = "typical", "典型性", "Typical"
    DIGEST = "digest", "问题归纳", "Digest of problems"


class ReportAddressee(Choice):
    """To whom it goes."""

    AUTHORITY = "authority", "上级教育主管部门", "Education authority"
    GOVERNMENT = "government", "乡党委政府", "Township government"
    INTERNAL = "internal", "校内", "Within the school"


def _has_an_addressee(row: SituationReport, _look: Look) -> Problem | None:
    if row.addressees:
        return None
    return Problem("addressees", Label("请至少选择一个报送对象。", "Choose at least one addressee."))


def _is_not_ahead(row: SituationReport, _look: Look) -> Problem | None:
    if row.reported_on <= clock.today():
        return None
    return Problem("reported_on", Label("日期不能晚于今天。", "The day must not lie in the future."))


def _tells_no_number(row: SituationReport, _look: Look) -> Problem | None:
    """The paper leaves the school; who needs the number asks for it."""
    found = private_number_in(row.content)
    if found is None:
        return None
    return Problem(
        "content",
        Label(
            f"报告里有像身份证号或电话的数字“{found[:3]}…”，请删除。",
            f"There is a number like an ID or phone number (“{found[:3]}…”); remove it.",
        ),
    )


def _keeps_names_from_the_staff_room(row: SituationReport, _look: Look) -> Problem | None:
    """The whole staff reads a report kept within the school, so it names no child."""
    if not row.contains_names or ReportAddressee.INTERNAL not in row.addressees:
        return None
    return Problem(
        "contains_names",
        Label(
            "校内的报告全体教职工可见，不能写学生姓名；请改用“某生”，或只报送上级。",
            "All staff read a report within the school; write no child's name in it.",
        ),
    )


class SituationReport(SchoolEntity):
    """A report; one that leaves the school goes out once the principal has approved it."""

    spec = Spec(
        label=Label("情况报告", "Situation report"),
        chapter=Chapter.MANAGEMENT,
        group=Group.OFFICE_WORK,
        title="title",
        owner="reported_by_id",
        listed=("reported_on", "title", "kind", "addressees", "reported_by_id", "approved_on", "replied_on"),
        searched=("title",),
        filtered=("reported_on", "kind", "approved_on", "replied_on"),
        order="-reported_on",
        systems=("A07", "A08", "A21"),
        rules=(
            Judged(_has_an_addressee),
            Judged(_is_not_ahead),
            Judged(_tells_no_number),
            Judged(_keeps_names_from_the_staff_room),
            not_before(
                "replied_on",
                "reported_on",
                Label("答复日期不能早于报告日期。", "The reply lies before the report."),
            ),
        ),
        notice=Label(
            "全体教职工可以看到；请用“某生”代替姓名，不写电话和身份证号。",
            "All staff can read this; write no names, phone or ID numbers.",
        ),
    )

    reported_on: Mapped[dt.date] = c.day("日期", "Date", required=True)
    title: Mapped[str] = c.text("标题", "Title", length=80, required=True)
    kind: Mapped[ReportKind] = c.choice("类别", "Kind", ReportKind, required=True)
    addressees: Mapped[frozenset[ReportAddressee]] = c.choices(
        "报送对象", "Addressees", ReportAddressee, required=True
    )
    content: Mapped[str] = c.long_text("内容", "Content", required=True)
    contains_names: Mapped[bool] = c.flag("含学生姓名", "Names children")
    reported_by_id: Mapped[int] = c.ref("报告人", "Reported by", "Staff", required=True)
    reply: Mapped[str | None] = c.long_text("答复", "Reply")
    replied_on: Mapped[dt.date | None] = c.day("答复日期", "Replied on")
    approved_by_id: Mapped[int | None] = c.ref("审定人", "Approved by", "Staff", derived=True)
    approved_on: Mapped[dt.date | None] = c.day("审定日期", "Approved on", derived=True)

    @property
    def leaves_the_school(self) -> bool:
        return bool(self.addressees - {ReportAddressee.INTERNAL})
