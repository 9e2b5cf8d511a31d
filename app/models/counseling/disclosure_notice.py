"""DisclosureNotice 告知单：the words that left the counseling room, for the one member of staff they were written to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec


class DisclosureNotice(SchoolEntity):
    """Names no case and no child but in its text, which the server's key keeps: its reader has no key of the room."""

    spec = Spec(
        label=Label("心理室告知单", "Notice from the counseling room"),
        chapter=Chapter.COUNSELING,
        group=Group.DISCLOSURES,
        level=Level.PERSONAL,
        title="sent_at",
        owner="receiver_id",
        also_owners=("from_id",),
        listed=("sent_at", "from_id", "receiver_id", "read_at"),
        filtered=("sent_at",),
        order="-sent_at",
        indexes=(("receiver_id", "read_at"),),
        notice=Label(
            "只有收到的人和写的心理教师可以看到。", "Only who received it and the counselor who wrote it."
        ),
    )

    receiver_id: Mapped[int] = c.ref("收到的人", "To", "Staff", required=True)
    from_id: Mapped[int] = c.ref("心理教师", "From", "Staff", required=True)
    sent_at: Mapped[dt.datetime] = c.moment("告知时间", "Sent at", required=True)
    ground: Mapped[str] = c.enciphered_text(
        "依据", "Ground", place="disclosure_notices.ground", required=True
    )
    text: Mapped[str] = c.enciphered_text("内容", "Text", place="disclosure_notices.text", required=True)
    read_at: Mapped[dt.datetime | None] = c.moment("确认收到时间", "Acknowledged at", derived=True)
