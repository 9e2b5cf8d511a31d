"""Section 十一, families: how many of them a parent training has reached, and which trainings are not complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from app.access.vocabulary import Label
from app.figures._conditions import archived_students, in_term, registered, standing
from app.figures._registry import Conditions, Rows, figure
from app.models.events.parent_training import ParentTraining
from app.models.events.training_attendance import TrainingAttendance
from app.models.people.care_registration import CareRegistration
from app.standards.as_of import AsOf

#: Of a hundred families of left-behind children so many know about education at home (E07).
GOAL_PERCENT = 95


def _trainings(at: AsOf) -> Conditions:
    return (*standing(ParentTraining, at), in_term(ParentTraining.held_on, at))


@figure(
    "families-trained",
    Label("家教知识普及率", "Families reached by training"),
    Label(
        "本学期有监护人到场参加家长培训的留守儿童 ÷ 登记的留守儿童",
        "Left-behind children with a guardian present at a training of the term / registered children",
    ),
    11,
    systems=("N06", "E07"),
    rules=("R105",),
)
def families_trained(_session: Any, at: AsOf) -> Rows:
    reached = select(TrainingAttendance.student_id).where(
        *_invited(at), TrainingAttendance.is_present.is_(True)
    )
    return Rows(CareRegistration, (*registered(at), CareRegistration.student_id.in_(reached)), registered(at))


@figure(
    "trainings",
    Label("家长培训", "Parent trainings"),
    Label("本学期到统计日举办的期数", "Sessions held in the term up to the day"),
    11,
    systems=("E01",),
    rules=("R74",),
)
def trainings_held(_session: Any, at: AsOf) -> Rows:
    return Rows(ParentTraining, _trainings(at))


@figure(
    "training-attendance",
    Label("家长培训到场率", "Attendance at trainings"),
    Label("到场的人次 ÷ 本学期各期名册上的人次", "Present / on the registers of the trainings of the term"),
    11,
    systems=("E01",),
    rules=("R74",),
)
def training_attendance(_session: Any, at: AsOf) -> Rows:
    invited = _invited(at)
    return Rows(TrainingAttendance, (*invited, TrainingAttendance.is_present.is_(True)), invited)


@figure(
    "trainings-evaluated",
    Label("家长培训已评价", "Trainings evaluated"),
    Label(
        "做了问卷、测试或询问并有反馈摘要的期数 ÷ 本学期的期数",
        "Sessions with a test or survey and what the families said / sessions of the term",
    ),
    11,
    systems=("E01",),
    rules=("R74",),
)
def trainings_evaluated(_session: Any, at: AsOf) -> Rows:
    return Rows(ParentTraining, (*_trainings(at), _is_evaluated()), _trainings(at))


def _is_evaluated() -> ColumnElement[bool]:
    return and_(ParentTraining.evaluation_form.is_not(None), ParentTraining.evaluation_digest != "")


def _invited(at: AsOf) -> Conditions:
    held = select(ParentTraining.id).where(*_trainings(at))
    row = TrainingAttendance
    return (*standing(row, at), row.training_id.in_(held), row.student_id.not_in(archived_students()))


@dataclass(frozen=True, slots=True)
class TrainingState:
    """A training with what its cycle still lacks (R74): register, attendance, evaluation."""

    id: int
    session_no: int
    topic: str
    held_on: Any
    invited: int
    present: int
    is_evaluated: bool
    #: What the families said of it.
    digest: str = ""

    @property
    def lacks(self) -> tuple[Label, ...]:
        return tuple(
            label
            for label, is_done in (
                (_REGISTER, self.invited > 0),
                (_ATTENDANCE, self.present > 0),
                (_EVALUATION, self.is_evaluated),
            )
            if not is_done
        )


_REGISTER = Label("名册", "register")
_ATTENDANCE = Label("考勤", "attendance")
_EVALUATION = Label("测试或反馈", "test or opinions")


def trainings(session: Any, at: AsOf) -> list[TrainingState]:
    """The trainings of the term up to the day, newest first, counted over the families the person sees."""
    counted = _counted(session)
    found = select(ParentTraining).where(*_trainings(at)).order_by(ParentTraining.held_on.desc())
    return [
        TrainingState(
            row.id, row.session_no, row.topic, row.held_on, *counted.get(row.id, (0, 0)),
            is_evaluated=row.evaluation_form is not None and bool(row.evaluation_digest),
            digest=row.evaluation_digest or "",
        )
        for row in session.scalars(found)
    ]  # fmt: skip


def _counted(session: Any) -> dict[int, tuple[int, int]]:
    present = func.sum(case((TrainingAttendance.is_present.is_(True), 1), else_=0))
    found = (
        select(TrainingAttendance.training_id, func.count(TrainingAttendance.id), present)
        .where(TrainingAttendance.archived_at.is_(None))
        .group_by(TrainingAttendance.training_id)
    )
    return {key: (invited, int(came or 0)) for key, invited, came in session.execute(found)}
