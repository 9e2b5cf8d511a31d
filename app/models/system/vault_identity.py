"""VaultIdentity 心理室密钥: the key pairs of a counselor, of no use to anybody without his passphrase (decision 0012)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique


class VaultIdentity(SchoolEntity):
    """Stands while the person is a counselor of the school; a forgotten passphrase archives it and makes another.

    Receives nothing but his own things until a colleague has let him in (`admitted_at`), after comparing four words.
    """

    spec = Spec(
        label=Label("心理室密钥", "Counselor's keys"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        reach=Reach("user", "user_id"),
        is_inner=True,
        rules=(
            Unique(
                ("school_id", "user_id"),
                Label("该账号已有心理室密钥，请先停用原密钥。", "This account has keys; end those first."),
            ),
        ),
    )

    user_id: Mapped[int] = c.ref("账号", "Account", "User", required=True, derived=True)
    receives: Mapped[bytes] = c.raw_bytes("接收公钥", "Receiving key", length=32, required=True)
    signs: Mapped[bytes] = c.raw_bytes("签名公钥", "Signing key", length=32, required=True)
    salt: Mapped[bytes] = c.raw_bytes("盐", "Salt", length=16, required=True)
    rounds: Mapped[int] = c.number("轮数", "Rounds", required=True, derived=True)
    kibibytes: Mapped[int] = c.number("内存（KiB）", "Memory (KiB)", required=True, derived=True)
    sealed: Mapped[bytes] = c.raw_bytes("密封的私钥", "Sealed private keys", required=True)
    admitted_at: Mapped[dt.datetime | None] = c.moment("加入时间", "Admitted at", derived=True)
    admitted_by_id: Mapped[int | None] = c.ref("由谁加入", "Admitted by", "VaultIdentity", derived=True)
    admission: Mapped[bytes | None] = c.raw_bytes("加入签名", "Signature of the admission", length=64)
