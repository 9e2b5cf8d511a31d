"""ContactChannel 联系渠道: the family phone, hotline, letter box and groups by which children and parents reach the school."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem, Unique
from app.models._validation import Look, is_phone


class ChannelKind(Choice):
    """What kind of channel it is (domain 2.2)."""

    FAMILY_PHONE = "family-phone", "亲情电话", "Family phone"
    FAMILY_VIDEO = "family-video", "亲情视频", "Family video call"
    HELP_LINE = "help-line", "帮扶热线", "Help line"
    FAMILY_LINE = "family-line", "亲情热线", "Family line"
    COUNSELING_LINE = "counseling-line", "心理热线", "Counseling line"
    LETTER_BOX = "letter-box", "知心信箱", "Letter box"
    EMAIL = "email", "电子信箱", "E-mail"
    CHILDREN_GROUP = "children-group", "QQ群-儿童", "Chat group for children"
    PARENTS_GROUP = "parents-group", "QQ群-家长", "Chat group for parents"


_BY_PHONE = (
    ChannelKind.FAMILY_PHONE,
    ChannelKind.HELP_LINE,
    ChannelKind.FAMILY_LINE,
    ChannelKind.COUNSELING_LINE,
)


def _is_a_number_to_call(row: ContactChannel, _look: Look) -> Problem | None:
    if row.kind not in _BY_PHONE or is_phone(row.number):
        return None
    return Problem(
        "number",
        Label(
            "电话格式不对：手机为 11 位数字，座机请带区号，如 0566-1234567。",
            "Not a phone number: 11 digits for a mobile, area code for a landline.",
        ),
    )


class ContactChannel(SchoolEntity):
    """A channel with its number or address; the public ones are printed on the contact card."""

    spec = Spec(
        label=Label("联系渠道", "Contact channel"),
        chapter=Chapter.MANAGEMENT,
        group=Group.SCHOOL_WORK,
        level=Level.PUBLIC,
        title="number",
        reach=Reach("class", "school_class_id"),
        listed=("kind", "number", "school_class_id", "keeper_id", "is_public", "opened_on"),
        filtered=("kind", "school_class_id", "is_public"),
        systems=("D12", "D13", "D14", "F07"),
        rules=(
            Unique(
                ("school_id", "kind", "number"),
                Label("这个号码（账号）已经登记，请勿重复。", "This number is recorded already."),
            ),
            Judged(_is_a_number_to_call),
        ),
    )

    kind: Mapped[ChannelKind] = c.choice("类别", "Kind", ChannelKind, required=True)
    number: Mapped[str] = c.call_sign(
        "号码（账号）", "Number or address", place="contact_channels.number", required=True
    )
    school_class_id: Mapped[int | None] = c.ref("班级", "Class", "SchoolClass")
    is_public: Mapped[bool] = c.flag("对外公布", "Public", default=True)
    keeper_id: Mapped[int | None] = c.ref("管理人", "Keeper", "Staff")
    opened_on: Mapped[dt.date | None] = c.day("开通日期", "Opened on")
