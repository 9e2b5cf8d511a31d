"""CaseAttachment 个案附件：a drawing or a scan that belongs to a case, sealed in pieces with the case's key (V-15)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec


class Media(Choice):
    """What is taken in: pictures made anew, and papers as they are."""

    JPEG = "image/jpeg", "图片", "Picture"
    PDF = "application/pdf", "PDF 文件", "PDF"


class CaseAttachment(SchoolEntity):
    """Its screen is a page of the room's own: a file is no column to be listed."""

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
    name: Mapped[str] = c.sealed_text("文件名", "File name", place="case_attachments.name", required=True)
    media: Mapped[str] = c.sealed_choice("类型", "Kind", Media, place="case_attachments.media", required=True)
    content: Mapped[bytes] = c.sealed_file("密封的文件", "Sealed file", required=True)
    seat: Mapped[str | None] = c.seat()
