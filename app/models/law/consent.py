"""Consent 同意与处理依据: on what ground a child's data are kept, for which uses, and when that was withdrawn (security P-01)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, NoOverlap, Problem, not_before
from app.models._validation import Look


class Ground(Choice):
    """Why the school may keep the data (个人信息保护法 13, 31)."""

    CONSENT = "consent", "监护人同意", "A guardian agreed"
    DUTY = "duty", "履行法定职责", "A duty of the school by law"
    EMERGENCY = "emergency", "紧急情况下保护生命健康", "Life or health in danger"


class Use(Choice):
    """What a guardian agrees to; each can be refused by itself."""

    FILE = "file", "建立档案和联系", "File and contacts"
    CARE = "care", "结对帮扶和关爱记录", "Mentoring and records of care"
    PICTURES = "pictures", "活动照片", "Pictures of activities"
    SUPERIORS = "superiors", "报送主管部门", "Reports to the authorities"
    SPONSORS = "sponsors", "提供给资助方", "Telling sponsors"


class ConsentForm(Choice):
    """How the guardian said it."""

    PAPER = "paper", "签字的告知书", "A signed notice"
    PRESENT = "present", "当面口头", "In person"
    PHONE = "phone", "电话", "By phone"


def _somebody_agreed(row: Consent, _look: Look) -> Problem | None:
    if row.ground != Ground.CONSENT or row.given_by_id is not None:
        return None
    return Problem(
        "given_by_id", Label("依据是监护人同意的，请选择是哪位监护人。", "Say which guardian agreed.")
    )


def _a_ground_of_law_says_which(row: Consent, _look: Look) -> Problem | None:
    if row.ground == Ground.CONSENT or (row.note or "").strip():
        return None
    return Problem(
        "note",
        Label("依据不是监护人同意的，请在备注写明是哪项职责或什么紧急情况。", "Say in the note which duty or emergency it is."),
    )  # fmt: skip


def _withdrawn_says_how(row: Consent, _look: Look) -> Problem | None:
    if (row.withdrawn_on is None) == (not (row.withdrawn_why or "").strip()):
        return None
    return Problem(
        "withdrawn_why" if row.withdrawn_on else "withdrawn_on",
        Label("撤回同意请同时写明日期和怎样提出的。", "A withdrawal needs its day and how it was said."),
    )


def _not_ahead(row: Consent, _look: Look) -> Problem | None:
    if row.given_on <= clock.today():
        return None
    return Problem("given_on", Label("取得日期不能晚于今天。", "The day cannot lie ahead."))


class Consent(SchoolEntity):
    """One ground at a time for a child; another text of the notice, or other uses, is another row."""

    spec = Spec(
        label=Label("同意与处理依据", "Consent and ground"),
        chapter=Chapter.LAW,
        group=Group.LAW,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("student_id", "ground", "uses", "given_by_id", "given_on", "withdrawn_on"),
        filtered=("student_id", "ground", "form", "given_on", "withdrawn_on"),
        order="-given_on",
        # Whom a withdrawal put away is asked with every statement; hardly any row has the day.
        indexes=(("withdrawn_on", "student_id"),),
        rules=(
            not_before("withdrawn_on", "given_on", Label("撤回日期不能早于取得日期。", "Withdrawn before it was given.")),
            NoOverlap(
                ("student_id",),
                Label("该生已有一份有效的登记，请先填写原登记的撤回日期，或直接修改原登记。", "There is one in force; end it or edit it."),
                start="given_on",
                end="withdrawn_on",
                is_last_day_free=True,
            ),
            Judged(_not_ahead),
            Judged(_somebody_agreed),
            Judged(_a_ground_of_law_says_which),
            Judged(_withdrawn_says_how),
        ),
    )  # fmt: skip

    student_id: Mapped[int] = c.ref("学生", "Child", "Student", required=True)
    ground: Mapped[Ground] = c.choice("处理依据", "Ground", Ground, required=True, default=Ground.CONSENT)
    uses: Mapped[frozenset[Use]] = c.choices("同意的用途", "Agreed to", Use, required=True)
    given_by_id: Mapped[int | None] = c.ref("哪位监护人", "Which guardian", "Caregiver")
    given_on: Mapped[dt.date] = c.day("取得日期", "Given on", required=True)
    form: Mapped[ConsentForm | None] = c.choice("方式", "How", ConsentForm)
    notice_version: Mapped[str | None] = c.text(
        "告知书版本", "Version of the notice", length=20, hint=Label("印在告知书右上角。", "Printed on the notice, top right.")
    )  # fmt: skip
    withdrawn_on: Mapped[dt.date | None] = c.day("撤回日期", "Withdrawn on")
    withdrawn_why: Mapped[str | None] = c.text("怎样提出的", "How it was withdrawn", length=200)
    note: Mapped[str | None] = c.text("备注", "Note", length=200)
