"""VaultLastResort 心理室恢复钥匙: an identity that two of three printed codes open, and nothing else (decision 0012)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class VaultLastResort(SchoolEntity):
    """One stands for a school; `proven_at` is when two of its codes were typed back for the first time."""

    spec = Spec(
        label=Label("心理室恢复钥匙", "Keys of last resort"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        is_inner=True,
        rules=(
            Unique(("school_id",), Label("本校已有恢复钥匙，请先更换。", "One stands; replace it first.")),
        ),
    )

    receives: Mapped[bytes] = c.raw_bytes("接收公钥", "Receiving key", length=32, required=True)
    signs: Mapped[bytes] = c.raw_bytes("签名公钥", "Signing key", length=32, required=True)
    seal_12: Mapped[bytes] = c.raw_bytes("密封 1+2", "Seal 1+2", required=True)
    seal_13: Mapped[bytes] = c.raw_bytes("密封 1+3", "Seal 1+3", required=True)
    seal_23: Mapped[bytes] = c.raw_bytes("密封 2+3", "Seal 2+3", required=True)
    proven_at: Mapped[dt.datetime | None] = c.moment("核对时间", "Codes typed back at", derived=True)
