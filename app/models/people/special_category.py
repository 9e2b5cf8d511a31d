"""SpecialCategory 特殊类别: the school's own list of circumstances that ask for attention."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class CategoryGroup(Choice):
    """Which list of the sources the category comes from."""

    THREE_SPECIAL = "three-special", "三特生", "Three kinds of special pupil"
    PRIORITY = "priority", "重点", "Priority"
    OTHER = "other", "其他对象", "Others"


class SpecialCategory(SchoolEntity):
    """A category; a sensitive one never stands on a posted list."""

    spec = Spec(
        label=Label("特殊类别", "Special category"),
        chapter=Chapter.SCHOOL,
        group=Group.SETTINGS,
        title="name",
        listed=("code", "name", "kind", "is_sensitive"),
        searched=("code", "name"),
        filtered=("kind", "is_sensitive"),
        order="code",
        systems=("A26", "B11", "B12"),
        rules=(
            Unique(
                ("school_id", "code"),
                Label("这个类别代码已经用过，请换一个。", "This code is taken; choose another."),
            ),
        ),
    )

    code: Mapped[str] = c.text("代码", "Code", length=20, required=True)
    name: Mapped[str] = c.text("名称", "Name", length=30, required=True)
    kind: Mapped[CategoryGroup] = c.choice("组别", "Kind", CategoryGroup, required=True)
    is_sensitive: Mapped[bool] = c.flag(
        "敏感", "Sensitive", hint=Label("敏感类别不会出现在张贴名单上。", "Never on posted lists.")
    )
