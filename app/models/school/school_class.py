"""SchoolClass 班级: a class of one school year; the same children have another class next year."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique

_NUMERALS = "〇一二三四五六七八九"


def class_label(grade: int, number: int) -> str:
    """ "三(2)班"; without a number (0) the grade has one class: "五年级"; grade 0 is the kindergarten."""
    name = _NUMERALS[grade] if grade else "幼儿园"
    if grade == 0:
        return f"幼儿园({number})班" if number else "幼儿园"
    return f"{name}({number})班" if number else f"{name}年级"


class SchoolClass(SchoolEntity):
    """A class; `label` follows from grade and number so that lists sort and search by it."""

    spec = Spec(
        label=Label("班级", "Class"),
        chapter=Chapter.SCHOOL,
        group=Group.ORGANISATION,
        level=Level.PUBLIC,
        title="label",
        reach=Reach("school", "school_id"),
        listed=("label", "grade", "number", "school_year_id"),
        searched=("label",),
        filtered=("school_year_id", "grade"),
        order="grade",
        systems=("B02", "B06"),
        rules=(
            Unique(
                ("school_id", "school_year_id", "grade", "number"),
                Label("这个学年已有同年级同班号的班级。", "This class exists already in this school year."),
            ),
        ),
    )

    school_year_id: Mapped[int] = c.ref("学年", "School year", "SchoolYear", required=True)
    grade: Mapped[int] = c.number(
        "年级", "Grade", required=True, least=0, most=9, hint=Label("幼儿园填 0。", "0 for kindergarten.")
    )
    number: Mapped[int] = c.number(
        "班号",
        "Number",
        required=True,
        least=0,
        most=30,
        default=0,
        hint=Label("年级只有一个班时填 0。", "0 when the grade has one class."),
    )
    label: Mapped[str] = c.text("班级名称", "Name", length=20, required=True, derived=True)

    def complete(self) -> None:
        if self.grade is not None:
            self.label = class_label(self.grade, self.number or 0)
