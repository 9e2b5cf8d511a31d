"""AuditAnchor 日志锚点：the head of the audit log at a moment, signed by somebody's key (security L-05)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Entity, Reach, Spec


class AuditAnchor(Entity):
    """Says: at that moment line `seq` was the last, and its hash was `head`. Whoever makes the chain anew cannot sign this again.

    Numbers instead of keys, as in the log: it stands when the account is gone. `access/anchors.py` writes it.
    """

    spec = Spec(
        label=Label("日志锚点", "Anchor of the log"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        reach=Reach("user", "user_id"),
        is_inner=True,
        is_append_only=True,
        indexes=(("seq",),),
    )
    __mapper_args__ = {}  # noqa: RUF012 - read once, by SQLAlchemy

    # `at` says more than these would; an anchor is written once, so it needs no version.
    created_at = created_by_id = updated_at = version = None  # type: ignore[assignment]

    seq: Mapped[int] = c.number("日志行号", "Line of the log", required=True, derived=True)
    head: Mapped[str] = c.text("摘要", "Hash", length=64, required=True, derived=True)
    at: Mapped[dt.datetime] = c.moment("时间", "At", required=True, derived=True)
    #: None where the installation signed with its own key.
    user_id: Mapped[int | None] = c.number("账号编号", "Account no.", derived=True)
    signs: Mapped[bytes] = c.raw_bytes("签名公钥", "Signing key", length=32, required=True)
    signature: Mapped[bytes] = c.raw_bytes("签名", "Signature", length=64, required=True)
