"""Section 三，families: how many of them a parent training has reached, and which trainings are not complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from app.access.vocabulary import Label
from app.figures._conditions import registered, standing
from app.figures._registry import Rows, figure
from app.models.events.parent_training import ParentTraining
from app.models.events.training_attendance import TrainingAttendance
from app.models.people.care_registration import CareRegistration
from app.standards.as_of import AsOf

#: Of a hundred families of left-behind children so many know about education at home (E07).
GOAL_PERCENT = 95


def _trainings(at: AsOf) -> Any:
    return (
        *standing(ParentTraining, at),
        ParentTraining.held_on >= at.starts_on,
        ParentTraining.held_on <= at.day,
    )


@figure(
    "families-trained",
    Label("家教知识普及率", "Families reached by training"),
    Label(
        "本学期有监护人到场参加家长培训的留守儿童 ÷ 登记的留守儿童",
        "Left-behind children with a guardian present at a training of the term / registered children",
    ),
    3,
    systems=("N06", "E07"),
)
def families_trained(_session: Any, at: AsOf) -> Rows:
    held = select(ParentTraining.id).where(*_trainings(at))
    reached = select(TrainingAttendance.student_id).where(
        *standing(TrainingAttendance, at),
        TrainingAttendance.is_present.is_(True),
        TrainingAttendance.training_id.in_(held),
    )
    return Rows(CareRegistration, (*registered(at), CareRegistration.student_id.in_(reached)), registered(at))


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
