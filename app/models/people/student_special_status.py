"""StudentSpecialStatus 特殊类别认定: that a child belongs to a special category, from when to when, and on what grounds."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique, not_before


class StudentSpecialStatus(SchoolEntity):
    """One finding about one child."""

    spec = Spec(
        label=Label("特殊类别认定", "Special status"),
        chapter=Chapter.CHILDREN,
        group=Group.CHILDREN,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("student_id", "category_id", "since", "until", "recorded_by_id"),
        filtered=("student_id", "category_id", "since", "until"),
        order="-since",
        systems=("A26", "B11", "B12"),
        rules=(
            not_before("until", "since", Label("终止日期不能早于认定日期。", "Ends before it begins.")),
            Unique(
                ("student_id", "category_id", "since"),
                Label("这项认定已经登记过。", "This finding is recorded already."),
            ),
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    category_id: Mapped[int] = c.ref("特殊类别", "Category", "SpecialCategory", required=True)
    detail: Mapped[str] = c.long_text("详细记载", "Details", required=True)
    since: Mapped[dt.date] = c.day("认定日期", "Since", required=True)
    until: Mapped[dt.date | None] = c.day("终止日期", "Until")
    recorded_by_id: Mapped[int] = c.ref("记录人", "Recorded by", "Staff", required=True)
