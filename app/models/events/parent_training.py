"""ParentTraining 家长培训：one session for parents and guardians, from its register to its evaluation."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Rests, Unique
from app.models._validation import Look, is_given


class TrainingMode(Choice):
    """How the guardians are taught."""

    CLASS = "class", "培训班", "Training class"
    PARENTS_SCHOOL = "parents-school", "家长学校", "Parents' school"
    PARENT_MEETING = "parent-meeting", "家长会", "Parents' meeting"
    HOME_VISIT = "home-visit", "家访培训", "At a home visit"
    ONLINE = "online", "网络", "Online"


class TrainingAudience(Choice):
    """For whom it is."""

    GUARDIANS = "guardians", "在家监护人", "Guardians at home"
    PARENTS = "parents", "外出返乡家长", "Parents back from away"
    TEACHERS = "teachers", "监护人和教师", "Guardians and teachers"


class EvaluationForm(Choice):
    """By what the school learns what the families took from it."""

    SURVEY = "survey", "问卷调查", "Questionnaire"
    TEST = "test", "试卷测试", "Written test"
    ASKING = "asking", "个别询问", "Asking one by one"


def _has_a_lecturer(row: ParentTraining, _look: Look) -> Problem | None:
    if is_given(row, "lecturer_id") or row.lecturer_name:
        return None
    return Problem(
        "lecturer_name",
        Label("请选择主讲教师，或填写校外主讲人的姓名。", "Choose the lecturer, or write a guest's name."),
    )


class ParentTraining(SchoolEntity):
    """A session of training; complete once attendance is taken and its evaluation is written down (R74)."""

    spec = Spec(
        label=Label("家长培训", "Parent training"),
        chapter=Chapter.EVENTS,
        group=Group.TRAINING,
        title="topic",
        listed=("session_no", "held_on", "topic", "mode", "audience", "lecturer_id", "evaluation_form"),
        searched=("topic",),
        filtered=("held_on", "mode", "audience", "evaluation_form"),
        order="-held_on",
        indexes=(("school_id", "held_on"),),
        systems=("E01", "E02", "E04", "E06"),
        rules=(
            Unique(
                ("school_id", "session_no"),
                Label("这一期已经登记过，请改用下一个期数。", "This session number is taken; use the next."),
            ),
            Judged(_has_a_lecturer),
            Check(
                "digest_names_its_form",
                "coalesce(evaluation_digest, '') = '' OR evaluation_form IS NOT NULL",
                lambda row: not row.evaluation_digest or row.evaluation_form is not None,
                Label(
                    "写了培训反馈，请选择是用问卷、试卷还是询问得来的。",
                    "Say by which form the evaluation was made.",
                ),
                "evaluation_form",
            ),
            Rests("held_on"),
        ),
    )

    session_no: Mapped[int] = c.number("期数", "Session no.", required=True, least=1, most=9999)
    held_on: Mapped[dt.date] = c.day("日期", "Date", required=True)
    topic: Mapped[str] = c.text("主题", "Topic", length=80, required=True)
    mode: Mapped[TrainingMode] = c.choice(
        "形式", "Mode", TrainingMode, required=True, default=TrainingMode.CLASS
    )
    audience: Mapped[TrainingAudience] = c.choice(
        "对象", "For", TrainingAudience, required=True, default=TrainingAudience.GUARDIANS
    )
    lecturer_id: Mapped[int | None] = c.ref("主讲教师", "Lecturer", "Staff")
    lecturer_name: Mapped[str | None] = c.text("校外主讲人", "Guest lecturer", length=40)
    is_lesson_plan_ready: Mapped[bool] = c.flag("教案已备", "Lesson plan ready")
    evaluation_form: Mapped[EvaluationForm | None] = c.choice("反馈方式", "Evaluated by", EvaluationForm)
    evaluation_digest: Mapped[str | None] = c.long_text("反馈摘要", "What the families said")
    improvement: Mapped[str | None] = c.long_text("改进措施", "What will be done better")
