"""ImportMapping 导入对应: how a person corrected the columns of a sheet, remembered for the next file like it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class ImportMapping(SchoolEntity):
    """Keyed by the headers alone: the same paper of next term is read in the same way."""

    spec = Spec(
        label=Label("导入对应", "Import mapping"),
        chapter=Chapter.SYSTEM,
        group=Group.IMPORTS,
        title="signature",
        is_inner=True,
        rules=(
            Unique(
                ("school_id", "signature"),
                Label("这种表头的对应关系已经保存过。", "A mapping for these headers is saved already."),
            ),
        ),
    )

    signature: Mapped[str] = c.text(
        "表头特征", "Signature of the headers", length=64, required=True, derived=True
    )
    kind: Mapped[str] = c.text("表的种类", "Kind of sheet", length=20, required=True, derived=True)
    #: {"3": "id-number", "5": ""} by column index; "" is a column that is not imported.
    meanings: Mapped[dict[str, Any]] = c.json_value("各列含义", "Meaning of the columns", required=True)
