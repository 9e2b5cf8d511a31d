"""SignInThrottle 登录限速: how often signing in failed of late, by account and by address, for all server processes alike."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Entity, Reach, Spec
from app.models._rules import Unique


class SignInThrottle(Entity):
    """One row for each account name or address that failed; names stand as keyed hashes, whether they exist or not."""

    spec = Spec(
        label=Label("登录限速", "Sign-in throttle"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="key",
        reach=Reach("user", "id"),
        is_inner=True,
        rules=(Unique(("key",), Label("重复的限速记录。", "A throttle of this key exists.")),),
    )

    key: Mapped[str] = c.text("对象", "Key", length=80, required=True, derived=True)
    failures: Mapped[int] = c.number("连续失败次数", "Failures", required=True, default=0, derived=True)
    failed_at: Mapped[dt.datetime | None] = c.moment("最近失败时间", "Last failure", derived=True)
    blocked_until: Mapped[dt.datetime | None] = c.moment("限制至", "Blocked until", derived=True)
