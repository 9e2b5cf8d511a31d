"""School 学校: the owner of every other row; one database may hold the schools of a township."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Entity, Reach, Spec
from app.models._rules import Unique


class SchoolKind(Choice):
    """What kind of school it is (domain 2.2)."""

    CENTRAL = "central", "中心学校", "Central school"
    COMPLETE = "complete", "完小", "Complete primary school"
    POINT = "point", "教学点", "Teaching point"
    JUNIOR = "junior", "初中", "Junior middle school"
    KINDERGARTEN = "kindergarten", "幼儿园", "Kindergarten"


class School(Entity):
    """A school; numbers here are public ones, printed on the contact card."""

    spec = Spec(
        label=Label("学校", "School"),
        chapter=Chapter.SCHOOL,
        group=Group.SETTINGS,
        title="name",
        reach=Reach("school", "id"),
        listed=("code", "name", "kind", "township", "is_active"),
        searched=("name",),
        filtered=("kind", "township", "is_active"),
        order="code",
        rules=(
            Unique(
                ("code",),
                Label("这个学校代码已经用过，请换一个。", "This school code is taken; choose another."),
            ),
            Unique(
                ("name",),
                Label("已有同名学校，请核对是否重复登记。", "A school of this name exists already."),
            ),
        ),
    )

    code: Mapped[str] = c.text("学校代码", "Code", length=20, required=True)
    name: Mapped[str] = c.text("学校名称", "Name", length=60, required=True, level=Level.PUBLIC)
    kind: Mapped[SchoolKind] = c.choice("类别", "Kind", SchoolKind, required=True, level=Level.PUBLIC)
    cluster: Mapped[str | None] = c.text("片区", "Cluster", length=30, level=Level.PUBLIC)
    township: Mapped[str | None] = c.text("乡镇", "Township", length=30, level=Level.PUBLIC)
    address: Mapped[str | None] = c.text("地址", "Address", length=120)
    superior_edu_name: Mapped[str | None] = c.text("上级教育主管部门", "Education authority", length=60)
    superior_edu_phone: Mapped[str | None] = c.text("上级教育主管部门电话", "Authority's phone", length=20)
    township_gov_phone: Mapped[str | None] = c.text("乡镇政府电话", "Township government's phone", length=20)
    privacy_officer: Mapped[str | None] = c.text(
        "个人信息保护负责人", "Privacy officer", length=30, level=Level.PUBLIC
    )
    privacy_phone: Mapped[str | None] = c.text(
        "个人信息保护电话", "Privacy officer's phone", length=20, level=Level.PUBLIC
    )
    complaint_place: Mapped[str | None] = c.text(
        "投诉受理处", "Where to complain", length=60, level=Level.PUBLIC
    )
    is_active: Mapped[bool] = c.flag("使用中", "Active", default=True)
