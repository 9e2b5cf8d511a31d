"""Section 二, organisation: the leading group and the ways in which a family reaches the school."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.vocabulary import Label
from app.figures._conditions import since, standing
from app.figures._registry import Rows, figure
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.models.school.leading_group import GroupLevel, LeadingGroup
from app.models.school.leading_group_member import LeadingGroupMember
from app.standards.as_of import AsOf


@figure(
    "leading-group",
    Label("领导小组成员", "Members of the leading group"),
    Label("学校领导小组本学期的成员", "Members of the school's group in the term"),
    2,
)
def leading_group(_session: Any, at: AsOf) -> Rows:
    of_school = select(LeadingGroup.id).where(
        *standing(LeadingGroup, at),
        LeadingGroup.term_id == at.term_id,
        LeadingGroup.level == GroupLevel.SCHOOL,
    )
    members = LeadingGroupMember.leading_group_id.in_(of_school)
    return Rows(LeadingGroupMember, (*standing(LeadingGroupMember, at), members))


@figure(
    "family-phones",
    Label("亲情电话、亲情视频", "Family phones"),
    Label("统计日已开通的线路", "Lines opened by the day"),
    2,
)
def family_phones(_session: Any, at: AsOf) -> Rows:
    kinds = (ChannelKind.FAMILY_PHONE, ChannelKind.FAMILY_VIDEO)
    is_open = since(ContactChannel, ContactChannel.opened_on, at)
    return Rows(ContactChannel, (*is_open, ContactChannel.kind.in_(kinds)))
