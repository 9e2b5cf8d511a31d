"""OpeningAttendance 点名接送：a child at an opening, who brought it, and with whom and when it left."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Judged, Problem, Rests, Unique
from app.models._validation import Look, is_given


class Leaving(Choice):
    """How a child left."""

    FETCHED = "fetched", "家长接走", "Fetched"
    ESCORTED = "escorted", "护送过马路后回家", "Escorted over the road"
    TO_CLASS = "to-class", "回班级或宿舍", "Back to class or dormitory"


def may_fetch(look: Look, student_id: int, caregiver_id: int, on: dt.date) -> bool:
    """Whether the adult is tied to the child on that day and marked as one who may fetch it."""
    ties = look.rows(
        entity_named("StudentCaregiver"), student_id=student_id, caregiver_id=caregiver_id, may_fetch=True
    )
    return any(tie.valid_from <= on and (tie.valid_to is None or tie.valid_to >= on) for tie in ties)


def _left_only_if_present(row: OpeningAttendance, _look: Look) -> Problem | None:
    told = [
        n for n in ("left_at", "leaving", "fetched_by_id", "fetched_by_name") if getattr(row, n) is not None
    ]
    if row.is_present or not told:
        return None
    return Problem(
        told[0], Label("该生没有到场，不能登记离开。", "The child was not there, so it did not leave.")
    )


def _is_whole(row: OpeningAttendance, _look: Look) -> Problem | None:
    """Time and way of leaving go together, and somebody fetched is fetched by somebody."""
    if (row.left_at is None) != (row.leaving is None):
        return Problem(
            "leaving", Label("离开方式和离开时间要一起登记。", "Time and way of leaving go together.")
        )
    has_adult = is_given(row, "fetched_by_id") or bool(row.fetched_by_name)
    if row.leaving == Leaving.FETCHED and not has_adult:
        return Problem("fetched_by_id", Label("请登记由谁接走。", "Say who fetched the child."))
    return None


def _has_a_reason_for_a_stranger(row: OpeningAttendance, look: Look) -> Problem | None:
    """Only adults marked may-fetch that day take a child away without a word of explanation."""
    if row.fetch_reason or row.leaving != Leaving.FETCHED:
        return None
    opening = look.referred(row, "opening_session_id")
    adult = row.fetched_by_id
    if adult is not None and opening and may_fetch(look, row.student_id, adult, opening.held_on):
        return None
    return Problem(
        "fetch_reason",
        Label(
            "此人没有登记为可接走该生的人。请先打电话向监护人核实，再写明由他接走的原因。",
            "This adult is not marked as one who may fetch the child: call the guardian, then give the reason.",
        ),
    )


class OpeningAttendance(SchoolEntity):
    """One child on the roll of one opening."""

    spec = Spec(
        label=Label("点名接送", "Roll call"),
        chapter=Chapter.FACILITIES,
        group=Group.HOME,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="opening_session_id.first_duty_id",
        also_owners=("opening_session_id.second_duty_id",),
        listed=("opening_session_id", "student_id", "is_present", "leaving", "fetched_by_id", "left_at"),
        filtered=("opening_session_id", "student_id", "is_present", "leaving"),
        systems=("H09",),
        rules=(
            Unique(
                ("opening_session_id", "student_id"),
                Label("该生已在这次点名里。", "The child is on this roll already."),
            ),
            Judged(_left_only_if_present),
            Judged(_is_whole),
            Judged(_has_a_reason_for_a_stranger),
            Rests("opening_session_id.held_on"),
        ),
    )

    opening_session_id: Mapped[int] = c.ref("开放记录", "Opening", "OpeningSession", required=True)
    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    is_present: Mapped[bool] = c.flag("到场", "Present", default=True)
    brought_by: Mapped[str | None] = c.text("送来的人", "Brought by", length=30)
    leaving: Mapped[Leaving | None] = c.choice("离开方式", "How it left", Leaving)
    left_at: Mapped[dt.datetime | None] = c.moment("离开时间", "Left at")
    fetched_by_id: Mapped[int | None] = c.ref("接走的人", "Fetched by", "Caregiver")
    fetched_by_name: Mapped[str | None] = c.text(
        "其他接走的人", "Somebody else", length=40,
        hint=Label("名单以外的人，写姓名和关系。", "Name and relation of one who is not on the list."),
    )  # fmt: skip
    fetch_reason: Mapped[str | None] = c.text("由名单以外的人接走的原因", "Reason", length=120)
