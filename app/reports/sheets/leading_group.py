"""领导小组名单：the people of the leading groups of a term with post, office and duty (A01, A02)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.school.leading_group import LeadingGroup
from app.models.school.leading_group_member import GroupPost, LeadingGroupMember
from app.models.school.staff import Staff
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "领导小组名单"
_COLUMNS = (Column("组内职务", 0.8), Column("姓名", 0.8), Column("单位职务", 1.4), Column("分工", 3))


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """A page for each group of the term."""
    term = _terms.term_of(session, ask)
    found = select(LeadingGroup).where(LeadingGroup.term_id == term.id, LeadingGroup.archived_at.is_(None))
    leaves = tuple(
        _leaf(session, group, term.label) for group in session.scalars(found.order_by(LeadingGroup.id))
    )
    if not leaves:
        raise NothingToPrint("本学期还没有登记领导小组。")
    return SheetData(imprint(session, actor, _TITLE, term.label), leaves)


def _leaf(session: Any, group: LeadingGroup, term: str) -> Leaf:
    found = (
        select(LeadingGroupMember, Staff.name, Staff.post)
        .outerjoin(Staff, Staff.id == LeadingGroupMember.staff_id)
        .where(LeadingGroupMember.leading_group_id == group.id, LeadingGroupMember.archived_at.is_(None))
    )
    order = list(GroupPost)
    members = sorted(session.execute(found).all(), key=lambda row: (order.index(row[0].post), row[0].id))
    rows = tuple(
        (
            member.post.label.zh,
            name or member.outside_name or "",
            member.office or post or "",
            member.duty or "",
        )
        for member, name, post in members
    )
    table = Table("", _COLUMNS, rows, empty="小组还没有成员。")
    return Leaf(group.name, (table, Signatures(("校长",), has_seal=True)), term, name=group.name)


SHEET = SheetKind(
    slug="leading-group",
    label=Label("领导小组名单", "Leading group"),
    entity="LeadingGroup",
    asks=(Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label("一学期各领导小组的成员、职务和分工。", "Members, posts and duties of the groups of a term."),
    systems=("A01", "A02"),
)
