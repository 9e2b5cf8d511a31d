"""StudentCaregiver 亲属监护关系: what an adult is to a child, from when to when, and who is in charge of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, NoOverlap, Problem, Unique, not_before
from app.models._validation import Look


class Relation(Choice):
    """What the adult is to the child (domain 2.3)."""

    FATHER = "father", "父亲", "Father"
    MOTHER = "mother", "母亲", "Mother"
    GRANDFATHER = "grandfather", "爷爷", "Father's father"
    GRANDMOTHER = "grandmother", "奶奶", "Father's mother"
    MATERNAL_GRANDFATHER = "maternal-grandfather", "外公", "Mother's father"
    MATERNAL_GRANDMOTHER = "maternal-grandmother", "外婆", "Mother's mother"
    UNCLE_OR_AUNT = "uncle-or-aunt", "伯叔姑舅姨", "Uncle or aunt"
    ELDER_SIBLING = "elder-sibling", "兄姐", "Elder sibling"
    TEACHER = "teacher", "教师", "Teacher"
    NEIGHBOUR = "neighbour", "邻居", "Neighbour"
    OTHER = "other", "其他", "Other"


class GuardRole(Choice):
    """Whether and how the adult is in charge of the child; the sources' many names mean the current guardian."""

    NONE = "none", "无", "None"
    CURRENT = "current-guardian", "现监护人", "Current guardian"
    ENTRUSTED = "entrusted-guardian", "委托监护人", "Entrusted guardian"
    SECOND = "second-guardian", "第二监护人", "Second guardian"
    TEMPORARY = "temporary-guardian", "临时监护人", "Temporary guardian"


class ChangeReason(Choice):
    """Why somebody is no longer in charge of the child."""

    PARENT_BACK = "parent-back", "父母返乡", "A parent came back"
    PARENT_LEFT = "parent-left", "父母外出", "A parent went away"
    ILL_OR_OLD = "ill-or-old", "患病或年迈", "Illness or age"
    DECEASED = "deceased", "去世", "Died"
    FAMILY = "family", "家庭变故", "Changes in the family"
    AGREED = "agreed", "另行约定", "Agreed otherwise"
    ROSTER = "roster", "按花名册更新", "Updated from the roster"
    CORRECTION = "correction", "登记更正", "Correction"
    OTHER = "other", "其他", "Other"


_SECOND_GUARDIAN = Label(
    "该生在这段时间已有现监护人，请先填写原监护关系的终止日期。",
    "The child has a current guardian at that time; end that relation first.",
)


def _guardian_has_a_phone(row: StudentCaregiver, look: Look) -> Problem | None:
    """Who is in charge of a child today can be called."""
    is_over = row.valid_to is not None and row.valid_to < clock.today()
    if row.guard_role != GuardRole.CURRENT or is_over:
        return None
    adult = look.referred(row, "caregiver_id")
    if adult is None or adult.phone or adult.phone2:
        return None
    return Problem(
        "caregiver_id",
        Label(
            "现监护人必须有电话，请先在“家长/监护人”里补登电话。",
            "The current guardian must have a phone number.",
        ),
    )


def _end_of_guardianship_has_a_reason(row: StudentCaregiver, _look: Look) -> Problem | None:
    """Asked when it ends; relations that ended before the program asked stay as they are."""
    ends_now = row.valid_to is not None and inspect(row).attrs.valid_to.history.has_changes()
    if not ends_now or row.guard_role in (None, GuardRole.NONE) or row.change_reason is not None:
        return None
    return Problem(
        "change_reason",
        Label("请选择监护关系结束的原因。", "Choose why the guardianship ends."),
    )


def _one_parent(relation: Relation) -> NoOverlap:
    message = Label(
        f"该生在这段时间已登记{relation.label.zh}，请核对是否重复。",
        f"The child has a {relation.label.en.lower()} at that time already.",
    )
    return NoOverlap(("student_id",), message, "valid_from", "valid_to", {"relation": relation})


class StudentCaregiver(SchoolEntity):
    """The link between child and adult; the emergency chain is read from it at the time of the incident."""

    spec = Spec(
        label=Label("亲属监护关系", "Family relation"),
        chapter=Chapter.CHILDREN,
        group=Group.CHILDREN,
        level=Level.PERSONAL,
        title="caregiver_id",
        reach=Reach("child", "student_id"),
        listed=(
            "student_id",
            "caregiver_id",
            "relation",
            "guard_role",
            "emergency_order",
            "valid_from",
            "valid_to",
        ),
        filtered=("student_id", "caregiver_id", "relation", "guard_role", "is_parent"),
        systems=("B03", "B04", "B08", "H03"),
        rules=(
            not_before(
                "valid_to", "valid_from", Label("终止日期不能早于起始日期。", "Ends before it begins.")
            ),
            Unique(
                ("student_id", "caregiver_id", "valid_from"),
                Label("这段亲属监护关系已经登记过。", "This relation is recorded already."),
            ),
            NoOverlap(
                ("student_id",), _SECOND_GUARDIAN, "valid_from", "valid_to", {"guard_role": GuardRole.CURRENT}
            ),
            Unique(
                ("student_id",), _SECOND_GUARDIAN, where={"guard_role": GuardRole.CURRENT, "valid_to": None}
            ),
            _one_parent(Relation.FATHER),
            _one_parent(Relation.MOTHER),
            Judged(_guardian_has_a_phone),
            Judged(_end_of_guardianship_has_a_reason),
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    caregiver_id: Mapped[int] = c.ref("家长/监护人", "Caregiver", "Caregiver", required=True)
    relation: Mapped[Relation] = c.choice("与学生关系", "Relation to the child", Relation, required=True)
    is_parent: Mapped[bool] = c.flag(
        "是父母（含继父母、养父母）",
        "Is a parent (also step or adoptive)",
        hint=Label("选父亲、母亲时自动勾选。", "Ticked by itself for father and mother."),
    )
    guard_role: Mapped[GuardRole] = c.choice(
        "监护身份", "Guardianship", GuardRole, required=True, default=GuardRole.NONE
    )
    emergency_order: Mapped[int | None] = c.number(
        "紧急联系顺序", "Emergency order", least=1, most=9, hint=Label("1 最先联系。", "1 is called first.")
    )
    may_be_told: Mapped[bool] = c.flag("可告知孩子情况", "May be told about the child", default=True)
    may_fetch: Mapped[bool] = c.flag("可接走孩子", "May fetch the child", default=True)
    valid_from: Mapped[dt.date] = c.day("起始日期", "From", required=True)
    valid_to: Mapped[dt.date | None] = c.day(
        "终止日期", "Until", hint=Label("最后一天；仍有效请留空。", "Last day; empty while it lasts.")
    )
    change_reason: Mapped[ChangeReason | None] = c.choice(
        "变更原因",
        "Reason of the change",
        ChangeReason,
        hint=Label("监护关系结束时必填。", "Needed when a guardianship ends."),
    )

    def complete(self) -> None:
        if self.relation in (Relation.FATHER, Relation.MOTHER):
            self.is_parent = True
