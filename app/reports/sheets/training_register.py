"""培训名册、考勤表：the families of a training with room to sign, and what came of test and opinions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.events.parent_training import ParentTraining
from app.models.events.training_attendance import TrainingAttendance
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.reports.document import Column, Passage, Table
from app.reports.sheet import Field, Fields, Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_COLUMNS = (
    Column("序号", 0.6, is_number=True),
    Column("家长", 1.2),
    Column("学生", 1.2),
    Column("班级", 1),
    Column("考勤", 0.8),
    Column("成绩", 0.8, is_number=True),
    Column("签名", 1.4),
)


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The register; before the training it serves to sign in, afterwards it tells the attendance."""
    training: ParentTraining | None = session.get(ParentTraining, ask.row_id) if ask.row_id else None
    if training is None or training.archived_at is not None:
        raise NothingToPrint("没有找到这期培训，请从培训的页面打印。")
    rows = _rows(session, training)
    leaf = Leaf(
        title="家长培训名册",
        subtitle=f"第 {training.session_no} 期　{training.topic}",
        blocks=(
            _facts(training, rows),
            Table("名册与考勤", _COLUMNS, tuple(rows), empty="名册还没有登记。"),
            Passage("意见与反馈", (training.evaluation_digest or "",)),
            Passage("改进措施", (training.improvement or "",)),
            Signatures(("考勤人", "负责人")),
        ),
    )
    return SheetData(imprint(session, actor, leaf.title, f"第{training.session_no}期"), (leaf,))


def _facts(training: Any, rows: list[tuple[str, ...]]) -> Fields:
    lecturer = training.lecturer.name if training.lecturer else training.lecturer_name or ""
    present = sum(row[4] == "已到" for row in rows)
    return Fields(
        (
            Field("日期", training.held_on.isoformat()),
            Field("形式", training.mode.label.zh),
            Field("主讲", lecturer),
            Field("对象", training.audience.label.zh),
            Field("应到、实到", f"{len(rows)} 户、{present} 户"),
            Field("反馈方式", training.evaluation_form.label.zh if training.evaluation_form else ""),
        )
    )


def _rows(session: Any, training: ParentTraining) -> list[tuple[str, ...]]:
    row = TrainingAttendance
    found = (
        select(Caregiver.name, Student.name, SchoolClass.label, row.is_present, row.score)
        .join(Student, Student.id == row.student_id)
        .outerjoin(Caregiver, Caregiver.id == row.caregiver_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(row.training_id == training.id, row.archived_at.is_(None))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name)
    )
    return [
        (str(number), adult or "", child, label or "", "已到" if came else "", _mark(score), "")
        for number, (adult, child, label, came, score) in enumerate(session.execute(found), start=1)
    ]


def _mark(score: Decimal | None) -> str:
    return "" if score is None else f"{score.normalize():f}"


SHEET = SheetKind(
    slug="training-register",
    label=Label("培训名册、考勤表", "Training register"),
    entity="ParentTraining",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label(
        "一期家长培训的名册、考勤、成绩和反馈。", "Register, attendance, scores and opinions of a training."
    ),
    systems=("E01", "E02", "E04", "E06", "E07"),
)
