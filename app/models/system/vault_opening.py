"""VaultOpening 心理室开启: an unlocked counselor's keys, sealed with a cookie that the database does not have (decision 0012)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class VaultOpening(SchoolEntity):
    """One for a signed-in browser; deleted for good when the room is locked, by the person, by idleness or at sign-out."""

    spec = Spec(
        label=Label("心理室开启", "Opened room"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        is_inner=True,
        rules=(
            Unique(
                ("user_session_id",), Label("心理室已经开启。", "The room is open in this session already.")
            ),
        ),
    )

    user_session_id: Mapped[int] = c.ref("登录会话", "Session", "UserSession", required=True, derived=True)
    identity_id: Mapped[int] = c.ref("密钥", "Keys", "VaultIdentity", required=True, derived=True)
    sealed: Mapped[bytes] = c.raw_bytes("密封的私钥", "Sealed private keys", required=True)
    seen_at: Mapped[dt.datetime] = c.moment("最近使用", "Last used at", required=True, derived=True)
    ip: Mapped[str] = c.text("地址", "Address", length=45, required=True, derived=True)
