"""LeadingGroup 领导小组: who leads the care work of a school, class, township or village in a term."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Unique
from app.models._terms import in_open_term
from app.models._validation import is_given

_TAKEN = Label(
    "本学期已有这一层级的领导小组，请修改原记录。", "This term has a group of that level; edit that one."
)


class GroupLevel(Choice):
    """Whose group it is."""

    SCHOOL = "school", "学校", "School"
    CLASS = "class", "班级", "Class"
    TOWNSHIP = "township", "乡镇", "Township"
    VILLAGE = "village", "村", "Village"


def _has_class_at_class_level(row: Any) -> bool:
    return (row.level == GroupLevel.CLASS) == is_given(row, "school_class_id")


class LeadingGroup(SchoolEntity):
    """A leading group; its people are LeadingGroupMember rows."""

    spec = Spec(
        label=Label("领导小组", "Leading group"),
        chapter=Chapter.MANAGEMENT,
        group=Group.SCHOOL_WORK,
        level=Level.PUBLIC,
        title="name",
        reach=Reach("class", "school_class_id"),
        listed=("name", "level", "school_class_id", "term_id"),
        searched=("name",),
        filtered=("term_id", "level", "school_class_id"),
        systems=("A01", "A02"),
        rules=(
            Unique(("school_id", "level", "term_id"), _TAKEN, where={"school_class_id": None}),
            Unique(("school_id", "level", "term_id", "school_class_id"), _TAKEN),
            Check(
                "class_level_has_its_class",
                "(level = 'class') = (school_class_id IS NOT NULL)",
                _has_class_at_class_level,
                Label(
                    "班级小组须选择班级，其他层级不选班级。",
                    "Choose a class for a class group, and only then.",
                ),
                "school_class_id",
            ),
            in_open_term,
        ),
    )

    level: Mapped[GroupLevel] = c.choice("层级", "Level", GroupLevel, required=True)
    school_class_id: Mapped[int | None] = c.ref("班级", "Class", "SchoolClass")
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    name: Mapped[str] = c.text("小组名称", "Name", length=60, required=True)
