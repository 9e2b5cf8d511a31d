"""GuardianRequest 监护人请求: to read, copy, correct, delete or withdraw, and what the school answered in time (security P-05)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, not_before
from app.models._validation import Look

#: A request is answered within fifteen working days (security P-05).
WORKING_DAYS = 15


class Wish(Choice):
    """What a guardian may ask (个人信息保护法 44 to 47)."""

    READ = "read", "查阅", "To read"
    COPY = "copy", "复制", "A copy"
    CORRECT = "correct", "更正、补充", "To correct"
    DELETE = "delete", "删除", "To delete"
    WITHDRAW = "withdraw", "撤回同意", "To withdraw consent"
    EXPLAIN = "explain", "说明处理规则", "To explain"


class Answer(Choice):
    """What the school did."""

    GRANTED = "granted", "已办理", "Done"
    PARTLY = "partly", "部分办理", "Done in part"
    REFUSED = "refused", "不予办理", "Refused"


def after_working_days(start: dt.date, days: int) -> dt.date:
    """So many days from Monday to Friday later; holidays and moved working days are not known."""
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= day.weekday() < 5
    return day


def _not_ahead(row: GuardianRequest, _look: Look) -> Problem | None:
    if row.asked_on <= clock.today() and (row.answered_on is None or row.answered_on <= clock.today()):
        return None
    column = "asked_on" if row.asked_on > clock.today() else "answered_on"
    return Problem(column, Label("日期不能晚于今天。", "The day cannot lie ahead."))


def _answer_is_whole(row: GuardianRequest, _look: Look) -> Problem | None:
    if (row.answer is None) == (row.answered_on is None):
        return None
    column = "answer" if row.answer is None else "answered_on"
    return Problem(column, Label("答复请同时写明结果和日期。", "An answer needs its outcome and its day."))


def _refusal_has_its_reason(row: GuardianRequest, _look: Look) -> Problem | None:
    if row.answer in (None, Answer.GRANTED) or (row.reason or "").strip():
        return None
    return Problem(
        "reason",
        Label(
            "没有全部办理的，请写明理由，并当面或书面告诉监护人。", "Give the reason, and tell the guardian."
        ),
    )


class GuardianRequest(SchoolEntity):
    """One request; the limit runs in working days from the day it was made."""

    spec = Spec(
        label=Label("监护人请求", "Guardian's request"),
        chapter=Chapter.LAW,
        group=Group.LAW,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        listed=("asked_on", "student_id", "wish", "due_on", "answer", "answered_on"),
        filtered=("wish", "answer", "asked_on", "due_on", "student_id"),
        order="-asked_on",
        form=("student_id", "wish", "asked_by_id", "asked_on", "content", "answer", "answered_on", "reason"),
        rules=(
            not_before("answered_on", "asked_on", Label("答复日期不能早于提出日期。", "Answered before it was asked.")),
            Judged(_not_ahead),
            Judged(_answer_is_whole),
            Judged(_refusal_has_its_reason),
        ),
        indexes=(("school_id", "due_on"),),
    )  # fmt: skip

    student_id: Mapped[int] = c.ref("学生", "Child", "Student", required=True)
    wish: Mapped[Wish] = c.choice("请求", "Request", Wish, required=True)
    asked_by_id: Mapped[int | None] = c.ref("提出人", "Asked by", "Caregiver")
    asked_on: Mapped[dt.date] = c.day("提出日期", "Asked on", required=True)
    due_on: Mapped[dt.date] = c.day("答复期限", "Answer due", required=True, derived=True)
    content: Mapped[str | None] = c.long_text("请求内容", "What is asked")
    answer: Mapped[Answer | None] = c.choice("结果", "Outcome", Answer)
    answered_on: Mapped[dt.date | None] = c.day("答复日期", "Answered on")
    reason: Mapped[str | None] = c.text("理由", "Reason", length=200)

    def complete(self) -> None:
        if self.asked_on is not None:
            self.due_on = after_working_days(self.asked_on, WORKING_DAYS)
