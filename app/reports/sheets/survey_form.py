"""调查摸底表：the form a teacher carries to the home, with the child's name and code, all else to be filled by hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Choice, Label
from app.figures._conditions import enrolled
from app.models.people.care_registration import AbsenceKind, FamilyEconomy, GuardianshipKind, SurveyMethod
from app.models.people.enrollment import Enrollment
from app.models.people.short_code import short_code
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.reports import _terms
from app.reports.sheet import Block, Code, Field, Fields, Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "留守儿童调查摸底表"


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A form for one pupil, or for each pupil of a class: who is left behind is what it finds out."""
    term = _terms.term_of(session, ask)
    at = _terms.as_of(session, actor, ask)
    found = (
        select(Student.id, Student.name, Student.gender, SchoolClass.label)
        .join(Enrollment, Enrollment.student_id == Student.id)
        .join(SchoolClass, SchoolClass.id == Enrollment.school_class_id)
        .where(
            *enrolled(at),
            Student.id == ask.student_id if ask.student_id else SchoolClass.id == ask.school_class_id,
        )
        .order_by(Student.name, Student.id)
    )
    leaves = tuple(
        Leaf(_TITLE, _blocks(name, label, gender), term.label, f"{label} {name}", Code(short_code(key)))
        for key, name, gender, label in session.execute(found)
    )
    if not leaves:
        raise NothingToPrint("请先选择班级；这个班现在没有在读的学生，也会这样提示。")
    subject = leaves[0].name if ask.student_id else leaves[0].name.split(" ")[0]
    return SheetData(imprint(session, actor, _TITLE, subject), leaves)


def _ticks(choices: type[Choice]) -> str:
    return "　".join(f"□{each.label.zh}" for each in choices)


def _blocks(name: str, school_class: str, gender: Any) -> tuple[Block, ...]:
    date = "　　　　年　　月　　日"
    return (
        Fields(
            (
                Field("姓名", name), Field("班级", school_class), Field("性别", gender.label.zh), Field("调查日期", date),
                Field("现居住地", "", 2), Field("外出情况", _ticks(AbsenceKind), 2),
                Field("监护类型", _ticks(GuardianshipKind), 2), Field("家庭经济", _ticks(FamilyEconomy)),
                Field("家庭人口", "　　　人"), Field("寄宿", "□是　□否　□希望寄宿"), Field("预防接种", "□齐全　□不齐全"),
            )
        ),
        Fields(_parent("父亲") + _parent("母亲"), 2, "父母"),
        Fields(
            (
                Field("姓名"), Field("与学生关系"), Field("电话"), Field("年龄", "　　　岁"), Field("职业"), Field("身体状况"),
                Field("详细地址", "", 2),
            ),
            2,
            "监护人",
        ),
        Fields((Field("特殊情况", "", 2, 3), Field("调查方式", _ticks(SurveyMethod), 2))),
        Signatures(("调查人", "监护人")),
    )  # fmt: skip


def _parent(word: str) -> tuple[Field, ...]:
    return (
        Field(word), Field("电话"), Field("务工地点"), Field("务工单位"), Field("外出时间", "　　　　年　　月起"), Field("单位电话"),
    )  # fmt: skip


SHEET = SheetKind(
    slug="survey-form",
    label=Label("调查摸底表（空白）", "Survey form, to be filled by hand"),
    entity="CareRegistration",
    asks=(Asked.STUDENT, Asked.CLASS),
    collect=collect,
    about=Label(
        "上门调查用，一人一张，印有姓名和编号。", "For the home visit, a form a child, with name and code."
    ),
    systems=("B01", "B02"),
)
