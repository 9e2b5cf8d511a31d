"""TrainingAttendance 培训名册：a guardian registered for a training on behalf of a child, and what came of it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Rests, Unique
from app.models._validation import Look, is_given
from app.models.care._family import ties


def _belongs_to_the_child(row: TrainingAttendance, look: Look) -> Problem | None:
    if not is_given(row, "caregiver_id") or ties(row, "caregiver_id", look):
        return None
    return Problem(
        "caregiver_id",
        Label(
            "此人不是该生登记的家长或监护人，请重新选择，或先在“亲属监护关系”里登记。",
            "Not recorded as a caregiver of this child; choose again, or record the relation first.",
        ),
    )


class TrainingAttendance(SchoolEntity):
    """One line of the register; present is ticked by the homeroom teacher, score and opinion come after."""

    spec = Spec(
        label=Label("培训名册", "Training attendance"),
        chapter=Chapter.EVENTS,
        group=Group.TRAINING,
        level=Level.PERSONAL,
        title="caregiver_id",
        reach=Reach("child", "student_id"),
        listed=("training_id", "student_id", "caregiver_id", "is_present", "score", "opinion"),
        filtered=("training_id", "student_id", "is_present"),
        systems=("E01", "E07"),
        rules=(
            Unique(
                ("training_id", "caregiver_id", "student_id"),
                Label("这位家长已在本期名册里，不必重复登记。", "This guardian is on the register already."),
            ),
            Judged(_belongs_to_the_child),
            Check(
                "score_of_the_present",
                "score IS NULL OR is_present",
                lambda row: row.score is None or bool(row.is_present),
                Label(
                    "没有到场的家长没有测试成绩；到场了请先打勾。",
                    "Who was absent has no score; tick presence first.",
                ),
                "score",
            ),
            Rests("training_id.held_on"),
        ),
    )

    training_id: Mapped[int] = c.ref("培训", "Training", "ParentTraining", required=True)
    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    caregiver_id: Mapped[int] = c.ref("家长/监护人", "Caregiver", "Caregiver", required=True)
    is_present: Mapped[bool] = c.flag("已到", "Present")
    checked_by_id: Mapped[int | None] = c.ref("考勤人", "Checked by", "Staff")
    score: Mapped[Decimal | None] = c.decimal("测试成绩", "Score", digits=4, places=1, least=0, most=100)
    opinion: Mapped[str | None] = c.text("意见与建议", "Opinion", length=200)
