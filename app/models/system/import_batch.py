"""ImportBatch 导入批次: one workbook taken in, with the count of every row asked for and whether it was undone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec


class ImportState(Choice):
    """Whether the rows of the batch stand."""

    DONE = "done", "已导入", "Imported"
    UNDONE = "undone", "已撤销", "Undone"


class ImportBatch(SchoolEntity):
    """Asked for = new + changed + unchanged + skipped + refused, always; written by `app/roster`, never typed."""

    spec = Spec(
        label=Label("导入批次", "Import"),
        chapter=Chapter.SYSTEM,
        group=Group.IMPORTS,
        title="file_name",
        listed=(
            "created_at",
            "file_name",
            "term_id",
            "state",
            "asked",
            "new",
            "changed",
            "unchanged",
            "refused",
        ),
        filtered=("state", "term_id", "created_at"),
        is_append_only=True,
    )

    file_name: Mapped[str] = c.text("文件", "File", length=120, required=True, derived=True)
    file_digest: Mapped[str] = c.text(
        "文件摘要", "Digest of the file", length=64, required=True, derived=True
    )
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True, derived=True)
    state: Mapped[ImportState] = c.choice(
        "状态", "State", ImportState, required=True, derived=True, default=ImportState.DONE
    )
    asked: Mapped[int] = c.number("总行数", "Rows", required=True, derived=True)
    new: Mapped[int] = c.number("新增", "New", required=True, derived=True)
    changed: Mapped[int] = c.number("更改", "Changed", required=True, derived=True)
    unchanged: Mapped[int] = c.number("无变化", "Unchanged", required=True, derived=True)
    skipped: Mapped[int] = c.number("跳过", "Skipped", required=True, derived=True)
    refused: Mapped[int] = c.number("未收", "Refused", required=True, derived=True)
    undone_at: Mapped[dt.datetime | None] = c.moment("撤销时间", "Undone at", derived=True)
