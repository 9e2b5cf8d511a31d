"""VaultBreaking 紧急开封：one case opened by two papers for a day, to be read and not written (security V-12, decision 0012)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec


class VaultBreaking(SchoolEntity):
    """Stays when it is over: it says that the glass was broken. Only its key is forgotten then."""

    spec = Spec(
        label=Label("紧急开封", "Breaking of the glass"),
        chapter=Chapter.COUNSELING,
        group=Group.INNER,
        title="id",
        is_inner=True,
        indexes=(("school_id", "ends_at"),),
    )

    case_id: Mapped[int] = c.ref("个案", "Case", "CounselingCase", required=True, derived=True)
    opened_by_id: Mapped[int] = c.ref("开封人", "Opened by", "User", required=True, derived=True)
    opened_at: Mapped[dt.datetime] = c.moment("开封时间", "Opened at", required=True, derived=True)
    ends_at: Mapped[dt.datetime] = c.moment("到期时间", "Until", required=True, derived=True)
    #: With the room's own key: every counselor reads why, the administrator does not.
    reason: Mapped[bytes] = c.raw_bytes("密封的理由", "Sealed reason", required=True)
    #: The case's key, with a key that stands in the cookie of who opened it.
    key: Mapped[bytes | None] = c.raw_bytes("密封的钥匙", "Sealed key")
