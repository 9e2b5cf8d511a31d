"""CaseAttachment 个案附件：a drawing or a scan that belongs to a case, sealed in pieces with the case's key (V-15)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec


class Media(Choice):
    """What is taken in: pictures made anew, and papers as they are."""

    JPEG = "image/jpeg", "图片", "Picture"
    PDF = "application/pdf", "PDF 文件", "PDF"


class Removal(Choice):
    """Why a file was taken out for good."""

    OTHER_CHILD = "other_child", "放错了学生", "It was another child's"
    WITHDRAWN = "withdrawn", "本人或监护人撤回同意", "Consent was withdrawn"
    NOT_NEEDED = "not_needed", "不再需要", "No longer needed"
    MISTAKE = "mistake", "传错了文件", "The wrong file"


class CaseAttachment(SchoolEntity):
    """Its screen is a page of the room's own: a file is no column to be listed.

    A file that was removed leaves its row: when, by whom and why, under seal, and nothing of what it was.
    """

    spec = Spec(
        label=Label("个案附件", "Attachment of a case"),
        chapter=Chapter.COUNSELING,
        group=Group.COUNSELING,
        level=Level.CONFIDENTIAL,
        title="id",
        reach=Reach("case", "case_id"),
        box="case",
        is_inner=True,
    )

    case_id: Mapped[int] = c.ref("个案", "Case", "CounselingCase", required=True, derived=True)
    counseling_session_id: Mapped[int | None] = c.ref(
        "咨询记录卡", "Session", "CounselingSession", derived=True
    )
    added_by_id: Mapped[int] = c.ref("添加人", "Added by", "Staff", required=True, derived=True)
    name: Mapped[str | None] = c.sealed_text("文件名", "File name", place="case_attachments.name")
    media: Mapped[str | None] = c.sealed_choice("类型", "Kind", Media, place="case_attachments.media")
    content: Mapped[bytes | None] = c.sealed_file("密封的文件", "Sealed file")
    removed_at: Mapped[dt.datetime | None] = c.moment("移除时间", "Removed at", derived=True)
    removed_by_id: Mapped[int | None] = c.ref("移除人", "Removed by", "Staff", derived=True)
    removed_for: Mapped[str | None] = c.sealed_choice(
        "移除原因", "Removed because", Removal, place="case_attachments.removed_for"
    )
    seat: Mapped[str | None] = c.seat()
