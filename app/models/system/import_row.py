"""ImportRow 导入行: what became of one row of an imported workbook, and all that is needed to undo it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec


class ImportOutcome(Choice):
    """What became of a row; the five add up to all rows asked for."""

    NEW = "new", "新增", "New"
    CHANGED = "changed", "更改", "Changed"
    UNCHANGED = "unchanged", "无变化", "Unchanged"
    SKIPPED = "skipped", "跳过", "Skipped"
    REFUSED = "refused", "未收", "Refused"


class ImportRow(SchoolEntity):
    """The findings quote the cells, so they are as personal as the child's own row."""

    spec = Spec(
        label=Label("导入行", "Imported row"),
        chapter=Chapter.SYSTEM,
        group=Group.IMPORTS,
        level=Level.PERSONAL,
        title="row_number",
        is_inner=True,
        is_append_only=True,
    )

    batch_id: Mapped[int] = c.ref("批次", "Batch", "ImportBatch", required=True, derived=True)
    sheet: Mapped[str] = c.text("工作表", "Sheet", length=40, required=True, derived=True)
    row_number: Mapped[int] = c.number("行号", "Row", required=True, derived=True)
    outcome: Mapped[ImportOutcome] = c.choice("结果", "Outcome", ImportOutcome, required=True, derived=True)
    #: [["Student", 5], …] in the order in which they were made.
    made: Mapped[list[Any]] = c.json_value("新建的行", "Rows made", required=True)
    #: [["Student", 5, "name", old, new], …]
    changed: Mapped[list[Any]] = c.enciphered_json(
        "更改的值", "Values changed", place="import_rows.changed", required=True
    )
    #: [{"cell": …, "reason": …, "said": {…}}, …]
    findings: Mapped[list[Any]] = c.enciphered_json(
        "提示", "Findings", place="import_rows.findings", required=True
    )
