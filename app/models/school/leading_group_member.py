"""LeadingGroupMember 小组成员: a person of the staff or an outsider in a leading group, with post and duty."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, Unique
from app.models._validation import is_given

_LISTED = Label("这个人已在小组名单中。", "This person is in the group already.")


class GroupPost(Choice):
    """The person's place in the group."""

    LEADER = "leader", "组长", "Leader"
    DEPUTY = "deputy", "副组长", "Deputy leader"
    MEMBER = "member", "成员", "Member"


def _is_one_person(row: Any) -> bool:
    return is_given(row, "staff_id") != bool(row.outside_name)


class LeadingGroupMember(SchoolEntity):
    """A member: of the staff, or an outsider by name; a group has one leader."""

    spec = Spec(
        label=Label("小组成员", "Group member"),
        chapter=Chapter.MANAGEMENT,
        group=Group.SCHOOL_WORK,
        level=Level.PUBLIC,
        title="post",
        listed=("leading_group_id", "post", "staff_id", "outside_name", "office", "duty"),
        searched=("outside_name", "office"),
        filtered=("leading_group_id", "post"),
        order="id",
        systems=("A01", "A02"),
        rules=(
            Unique(("leading_group_id", "staff_id"), _LISTED),
            Unique(("leading_group_id", "outside_name"), _LISTED),
            Unique(
                ("leading_group_id",),
                Label(
                    "小组只能有一名组长，请先改原组长的职务。",
                    "A group has one leader; change the other's post first.",
                ),
                where={"post": GroupPost.LEADER},
            ),
            Check(
                "one_person",
                "(staff_id IS NULL) <> (outside_name IS NULL)",
                _is_one_person,
                Label(
                    "教职工与校外人员姓名请填且只填一项。",
                    "Fill in staff or the outsider's name, one of the two.",
                ),
                "staff_id",
            ),
        ),
    )

    leading_group_id: Mapped[int] = c.ref("领导小组", "Leading group", "LeadingGroup", required=True)
    staff_id: Mapped[int | None] = c.ref("教职工", "Staff", "Staff")
    outside_name: Mapped[str | None] = c.text("校外人员姓名", "Outsider's name", length=40)
    post: Mapped[GroupPost] = c.choice("组内职务", "Post", GroupPost, required=True, default=GroupPost.MEMBER)
    office: Mapped[str | None] = c.text(
        "单位职务", "Office", length=60, hint=Label("如 校长、校关工委主任。", "For example headmaster.")
    )
    duty: Mapped[str | None] = c.long_text("分工", "Duty", length=500)

    def complete(self) -> None:
        self.outside_name = (self.outside_name or "").strip() or None
