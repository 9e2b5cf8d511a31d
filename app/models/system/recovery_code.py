"""RecoveryCode 恢复码: a code on paper that stands in once for a lost phone; the table keeps only its hash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique


class RecoveryCode(SchoolEntity):
    """One of ten; used once, or archived when ten new ones are made."""

    spec = Spec(
        label=Label("恢复码", "Recovery code"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        reach=Reach("user", "user_id"),
        is_inner=True,
        rules=(Unique(("code_hash",), Label("恢复码重复，请重新生成。", "This code exists; make others.")),),
    )

    user_id: Mapped[int] = c.ref("账号", "Account", "User", required=True, derived=True)
    code_hash: Mapped[str] = c.text("恢复码摘要", "Code hash", length=64, required=True, derived=True)
    used_at: Mapped[dt.datetime | None] = c.moment("使用时间", "Used at", derived=True)
