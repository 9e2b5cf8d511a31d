"""UserSession 登录会话: a signed-in browser; the table keeps only the hash of its token."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique


class UserSession(SchoolEntity):
    """A session; `school_id` is the school where the person works in it now.

    While `confirmed_at` is empty the password was right and the second factor is still to come: nobody is signed in.
    """

    spec = Spec(
        label=Label("登录会话", "Session"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        reach=Reach("user", "user_id"),
        is_inner=True,
        rules=(
            Unique(("token_hash",), Label("会话重复，请重新登录。", "This session exists; sign in again.")),
        ),
    )

    token_hash: Mapped[str] = c.text("令牌摘要", "Token hash", length=64, required=True, derived=True)
    user_id: Mapped[int] = c.ref("账号", "Account", "User", required=True, derived=True)
    confirmed_at: Mapped[dt.datetime | None] = c.moment("最近确认身份", "Identity confirmed", derived=True)
    device: Mapped[str | None] = c.text("设备", "Device", length=60, derived=True)
    ip: Mapped[str | None] = c.text("网络地址", "Address", length=45, derived=True)
    seen_at: Mapped[dt.datetime] = c.moment("最近请求", "Last request", required=True, derived=True)
    ended_at: Mapped[dt.datetime | None] = c.moment("结束时间", "Ended at", derived=True)
    reason: Mapped[str | None] = c.text("结束原因", "Reason of the end", length=40, derived=True)
