"""VaultBox 密钥匣: a key that some counselors hold together; what is sealed with it names the box (decision 0012)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class BoxKind(Choice):
    """What a box is for."""

    OFFICE = "office", "心理室", "The room"
    OWN = "own", "个人", "A counselor's own"
    CASE = "case", "个案", "A case"
    REFERRAL = "referral", "转介", "A referral"


class VaultBox(SchoolEntity):
    """The box itself holds nothing: its key stands in `VaultWrap`, once for each holder."""

    spec = Spec(
        label=Label("密钥匣", "Key box"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        is_inner=True,
        rules=(
            Unique(
                ("school_id",),
                Label("本校心理室已经建立。", "The room of this school exists."),
                where={"kind": BoxKind.OFFICE},
            ),
        ),
    )

    kind: Mapped[BoxKind] = c.choice("用途", "Purpose", BoxKind, required=True, derived=True)
    #: Of the room: who its members are, with their fingerprints, sealed with the box's own key.
    members: Mapped[bytes | None] = c.raw_bytes("成员名单", "List of members")
    #: Somebody who could open it no longer may; who opens it next gives it a new key (V-09).
    is_stale: Mapped[bool] = c.flag("待换钥匙", "Waits for a new key", derived=True)
