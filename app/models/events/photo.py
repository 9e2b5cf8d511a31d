"""Photo 活动照片：a picture of an event; the file lies beside the database and is served only through the guard."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped, object_session

from app import clock
from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Check, Judged, Problem
from app.models._validation import Look

#: Pictures of one event; more are an album, not a record.
MOST_PER_EVENT = 20


def _is_not_one_too_many(row: Photo, look: Look) -> Problem | None:
    others = [
        other
        for other in look.standing(Photo, event_id=row.event_id)
        if other is not row and other.id != row.id
    ]
    if row.event_id is None or len(others) < MOST_PER_EVENT:
        return None
    return Problem(
        "event_id",
        Label(
            f"一次活动最多 {MOST_PER_EVENT} 张照片，请先归档几张不用的。",
            f"At most {MOST_PER_EVENT} pictures of an event; archive some first.",
        ),
    )


def _is_not_ahead(row: Photo, _look: Look) -> Problem | None:
    if row.taken_on is None or row.taken_on <= clock.today():
        return None
    return Problem("taken_on", Label("拍摄日期不能晚于今天。", "Not in the future, please."))


def _has_a_file(row: Photo, _look: Look) -> Problem | None:
    if row.stored_name:
        return None
    return Problem("", Label("照片请在活动的页面上传。", "Upload pictures on the page of the event."))


class Photo(SchoolEntity):
    """A picture, re-encoded so that it no longer says where and with what it was taken; printed only with consent."""

    spec = Spec(
        label=Label("活动照片", "Photo"),
        chapter=Chapter.EVENTS,
        group=Group.EVENTS,
        title="caption",
        reach=Reach("class", "school_class_id"),
        owner="event_id.organiser_id",
        listed=("event_id", "caption", "taken_on", "has_consent", "consent_by"),
        searched=("caption",),
        filtered=("event_id", "taken_on", "has_consent"),
        systems=("K03", "K04"),
        rules=(
            Check(
                "consent_of_somebody",
                "NOT has_consent OR coalesce(consent_by, '') <> ''",
                lambda row: not row.has_consent or bool((row.consent_by or "").strip()),
                Label(
                    "请写明由谁同意使用这张照片（监护人姓名、班级授权书等）。",
                    "Say who consented to the use of this picture.",
                ),
                "consent_by",
            ),
            Judged(_has_a_file),
            Judged(_is_not_one_too_many),
            Judged(_is_not_ahead),
        ),
    )

    event_id: Mapped[int] = c.ref("活动", "Event", "Event", required=True)
    caption: Mapped[str] = c.text("说明", "Caption", length=80, required=True)
    taken_on: Mapped[dt.date | None] = c.day("拍摄日期", "Taken on")
    has_consent: Mapped[bool] = c.flag(
        "已征得同意", "With consent",
        hint=Label("没有同意的照片只供校内查看，不能打印。", "Without consent it is never printed."),
    )  # fmt: skip
    consent_by: Mapped[str | None] = c.text("同意人", "Consent by", length=60)
    stored_name: Mapped[str] = c.text("文件", "File", length=60, required=True, derived=True)
    school_class_id: Mapped[int | None] = c.ref("活动班级", "Class of the event", "SchoolClass", derived=True)

    def complete(self) -> None:
        session = object_session(self)
        if session is not None and self.event_id is not None:
            event: Any = session.get(entity_named("Event"), self.event_id)
            self.school_class_id = event.school_class_id if event else None
