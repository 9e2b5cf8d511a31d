"""CalendarLink 日历订阅: a person's secret address of his calendar feed; the table keeps only the hash of its token."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique


class CalendarLink(SchoolEntity):
    """An address that works without signing in until it is ended; what it shows holds no name."""

    spec = Spec(
        label=Label("日历订阅", "Calendar link"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        reach=Reach("user", "user_id"),
        is_inner=True,
        rules=(
            Unique(("token_hash",), Label("订阅地址重复，请重新生成。", "This link exists; make another.")),
        ),
    )

    token_hash: Mapped[str] = c.text("令牌摘要", "Token hash", length=64, required=True, derived=True)
    user_id: Mapped[int] = c.ref("账号", "Account", "User", required=True, derived=True)
    ended_at: Mapped[dt.datetime | None] = c.moment("停用时间", "Ended at", derived=True)
