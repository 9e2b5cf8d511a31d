"""Mentoring 结对帮扶: who cares for which child, as what, from when to when."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, NoOverlap, Problem, Unique, not_before
from app.models._validation import Look


class MentoringKind(Choice):
    """The names the sources give to a mentor."""

    TEACHER = "teacher", "帮扶教师", "Mentor teacher"
    PROXY_PARENT = "proxy-parent", "代理家长", "Proxy parent"
    LOVE_MOTHER = "love-mother", "爱心妈妈", "Love mother"
    PROXY_MOTHER = "proxy-mother", "代理妈妈", "Proxy mother"
    TEACHER_MOTHER = "teacher-mother", "教师妈妈", "Teacher mother"
    TEMPORARY_FATHER = "temporary-father", "临时爸爸", "Temporary father"
    SOCIAL_MOTHER = "social-mother", "社会妈妈", "Social mother"
    OUTSIDE_COUNSELLOR = "outside-counsellor", "校外辅导员", "Outside counsellor"
    OTHER = "other", "其他", "Other"


class MentoringFocus(Choice):
    """What the pair pays attention to."""

    STUDY = "study", "学习", "Study"
    LIFE = "life", "生活", "Daily life"
    FEELINGS = "feelings", "情感", "Feelings"
    BEHAVIOUR = "behaviour", "行为", "Behaviour"
    MIND = "mind", "心理", "State of mind"


_SECOND_PRIMARY = Label(
    "该生在这段时间已有主要帮扶人，请先结束原结对，或不勾选“主要帮扶人”。",
    "The child has a primary mentor at that time; end that pair, or do not tick primary.",
)


def _mentor_has_not_left(row: Mentoring, look: Look) -> Problem | None:
    """No pair lasts beyond the day its mentor left the school."""
    mentor = look.referred(row, "mentor_id")
    if mentor is None or mentor.left_on is None:
        return None
    if row.ends_on is not None and row.ends_on <= mentor.left_on:
        return None
    day = mentor.left_on.isoformat()
    return Problem(
        "mentor_id",
        Label(
            f"此帮扶人已于 {day} 离开，请另选一位，或把结束日期填到这一天以前。",
            f"This mentor left on {day}; choose another, or end the pair by then.",
        ),
    )


class Mentoring(SchoolEntity):
    """A pair; it opens the child's rows to the mentor on exactly its days."""

    spec = Spec(
        label=Label("结对帮扶", "Mentoring"),
        chapter=Chapter.CARE,
        group=Group.PAIRS,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="mentor_id",
        listed=("student_id", "mentor_id", "kind", "is_primary", "focus", "starts_on", "ends_on"),
        filtered=("student_id", "mentor_id", "kind", "is_primary", "starts_on", "ends_on"),
        order="-starts_on",
        systems=("A22", "A26", "B16", "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C23", "L10"),
        indexes=(("mentor_id", "starts_on"),),
        rules=(
            not_before("ends_on", "starts_on", Label("结束日期不能早于开始日期。", "Ends before it begins.")),
            NoOverlap(
                ("mentor_id", "student_id", "kind"),
                Label(
                    "这对结对在这段时间已经登记过，请修改原记录。",
                    "This pair is on record for that time already.",
                ),
            ),
            NoOverlap(("student_id",), _SECOND_PRIMARY, where={"is_primary": True}),
            Unique(("student_id",), _SECOND_PRIMARY, where={"is_primary": True, "ends_on": None}),
            Judged(_mentor_has_not_left),
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    mentor_id: Mapped[int] = c.ref("帮扶人", "Mentor", "Staff", required=True)
    kind: Mapped[MentoringKind] = c.choice(
        "结对类别", "Kind", MentoringKind, required=True, default=MentoringKind.TEACHER
    )
    is_primary: Mapped[bool] = c.flag("主要帮扶人", "Primary mentor")
    focus: Mapped[frozenset[MentoringFocus] | None] = c.choices("帮扶重点", "Focus", MentoringFocus)
    starts_on: Mapped[dt.date] = c.day("开始日期", "From", required=True)
    ends_on: Mapped[dt.date | None] = c.day(
        "结束日期", "Until", hint=Label("最后一天；仍在结对请留空。", "Last day; empty while it lasts.")
    )
    end_reason: Mapped[str | None] = c.text("结束原因", "Why ended")
