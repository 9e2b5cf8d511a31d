"""SecondFactor 动态口令: the secret that a person's phone shares with the program, and the last code it was used for."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique


class SecondFactor(SchoolEntity):
    """One for each account; a reset one is archived without its secret and tells who took it away."""

    spec = Spec(
        label=Label("动态口令", "Second factor"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        reach=Reach("user", "user_id"),
        is_inner=True,
        rules=(
            Unique(
                ("user_id",),
                Label(
                    "这个账号已经绑定动态口令，请刷新页面。",
                    "This account has a second factor; reload the page.",
                ),
            ),
        ),
    )

    user_id: Mapped[int] = c.ref("账号", "Account", "User", required=True, derived=True)
    secret: Mapped[str | None] = c.enciphered_text(
        "密钥", "Secret", place="second_factors.secret", derived=True
    )
    last_step: Mapped[int] = c.number(
        "最近用过的时间步", "Last step used", required=True, default=0, derived=True
    )
    told_at: Mapped[dt.datetime | None] = c.moment("告知本人时间", "Told the person at", derived=True)
    reset_by_id: Mapped[int | None] = c.ref("重设人", "Reset by", "User", derived=True)
