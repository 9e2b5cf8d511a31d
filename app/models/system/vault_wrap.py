"""VaultWrap 密钥信封: the key of a box, closed to one holder: a counselor, or the papers of last resort (decision 0012)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, Unique

_ONE_HOLDER = "(identity_id IS NULL) <> (last_resort_id IS NULL)"


class VaultWrap(SchoolEntity):
    """Deleted for good when its holder no longer holds the box: an archived wrap would still open it."""

    spec = Spec(
        label=Label("密钥信封", "Wrapped key"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        is_inner=True,
        rules=(
            Unique(("box_id", "identity_id"), Label("该教师已持有此钥匙。", "Held already.")),
            Unique(("box_id", "last_resort_id"), Label("恢复钥匙已在匣中。", "Held already.")),
            Check(
                "one_holder",
                _ONE_HOLDER,
                lambda row: (row.identity_id is None) != (row.last_resort_id is None),
                Label("一个信封只属于一位持有者。", "One envelope, one holder."),
            ),
        ),
    )

    box_id: Mapped[int] = c.ref("密钥匣", "Box", "VaultBox", required=True, derived=True)
    identity_id: Mapped[int | None] = c.ref("持有者", "Holder", "VaultIdentity", derived=True)
    last_resort_id: Mapped[int | None] = c.ref("恢复钥匙", "Last resort", "VaultLastResort", derived=True)
    wrapped: Mapped[bytes] = c.raw_bytes("信封", "Wrapped key", required=True)
    granted_by_id: Mapped[int | None] = c.ref("授予者", "Granted by", "VaultIdentity", derived=True)
    #: Of box, holder and wrap by who granted it; none where the author of a referral had no keys.
    signature: Mapped[bytes | None] = c.raw_bytes("签名", "Signature", length=64)
