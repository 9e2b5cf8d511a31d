"""Parent trainings of the demo: sessions with register, attendance, tests and opinions; the last still to be evaluated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from app.database import ClosedSession
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.rows import add_all, insert_all
from app.demo.township import Place
from app.models.events.parent_training import EvaluationForm, ParentTraining, TrainingAudience, TrainingMode
from app.models.events.training_attendance import TrainingAttendance

_DAY = dt.timedelta(days=1)
#: (day of the term, topic, mode, audience, evaluation)
_SESSIONS = (
    (12, "隔代教养：怎样陪孩子写作业", TrainingMode.CLASS, TrainingAudience.GUARDIANS, EvaluationForm.TEST),
    (
        33,
        "国庆返乡家长课堂：电话里说什么",
        TrainingMode.PARENTS_SCHOOL,
        TrainingAudience.PARENTS,
        EvaluationForm.SURVEY,
    ),
    (57, "冬季用火用电安全", TrainingMode.ONLINE, TrainingAudience.TEACHERS, None),
)
_OPINIONS = ("讲得明白，希望发一份提纲。", "希望放在赶集日。", None)


def make_trainings(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """Three sessions in the central school, one in a village."""
    here = [child for child in children if child.left_on is None and child.guardian_id is not None]
    for number, line in enumerate(_SESSIONS if place.is_central else _SESSIONS[:1], start=1):
        training = _training(place, number, *line, dates)
        add_all(session, [training])
        invited = here if number == 1 else here[number::2]
        rows = [_attendance(place, training, child, seat) for seat, child in enumerate(invited)]
        insert_all(session, TrainingAttendance, rows)


def _training(
    place: Place,
    number: int,
    day: int,
    topic: str,
    mode: TrainingMode,
    audience: TrainingAudience,
    form: EvaluationForm | None,
    dates: DemoDates,
) -> ParentTraining:
    return ParentTraining(
        school_id=place.school.id,
        session_no=number,
        held_on=dates.current.days.starts_on + day * _DAY,
        topic=topic,
        mode=mode,
        audience=audience,
        lecturer_id=place.staff[0].id if number == 1 else None,
        lecturer_name=None if number == 1 else "镇司法所干部",
        is_lesson_plan_ready=True,
        evaluation_form=form,
        evaluation_digest="多数家长认为有用，希望多讲手机管理。" if form else None,
        improvement="下一期加讲手机管理，并提前发提纲。" if form else None,
    )


def _attendance(place: Place, training: ParentTraining, child: Child, seat: int) -> dict[str, object]:
    is_present = seat % 4 != 3
    is_tested = is_present and training.evaluation_form is EvaluationForm.TEST
    return {
        "school_id": place.school.id,
        "training_id": training.id,
        "student_id": child.id,
        "caregiver_id": child.guardian_id,
        "is_present": is_present,
        "checked_by_id": place.heads[child.pupil.school_class.id].id,
        "score": Decimal(60 + seat * 7 % 41) if is_tested else None,
        "opinion": _OPINIONS[seat % len(_OPINIONS)] if is_present and training.evaluation_form else None,
    }
