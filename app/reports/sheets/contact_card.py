"""联系卡：a child's card, front and back on one page, with 待补 where a field of the card is missing (domain 4.3)."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.people.student_caregiver import Relation
from app.reports import _terms
from app.reports._children import Adult, Child, age_on, children
from app.reports._html import day
from app.reports._school_phones import ClassPhones, class_phones
from app.reports.sheet import Block, Cut, Field, Fields, Leaf, Note, SheetData
from app.reports.sheets import Ask, Asked, SheetKind, imprint
from app.standards.as_of import AsOf

_MISSING = "待补"
_TITLE = "留守儿童联系卡"


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """One page a child: of one child, of a class, or of all the person may print."""
    at = _terms.as_of(session, actor, ask)
    found = children(session, actor, at, ask)
    phones = class_phones(session, actor, at)
    leaves = tuple(_leaf(child, phones, at) for child in found)
    subject = found[0].title if len(found) == 1 else found[0].class_label if ask.school_class_id else "全部"
    return SheetData(imprint(session, actor, _TITLE, subject), leaves)


def _leaf(child: Child, phones: ClassPhones, at: AsOf) -> Leaf:
    front, missing = _front(child, at)
    return Leaf(
        title=_TITLE,
        subtitle="正面",
        name=child.title,
        blocks=(*front, _gaps(missing), Cut("背面（沿此线折叠）"), *_back(child, phones)),
    )


class _Asked:
    """Fields of the card; what is empty is printed 待补 and remembered by name."""

    def __init__(self) -> None:
        self.missing: list[str] = []

    def field(self, label: str, value: str, span: int = 1, *, of: str = "") -> Field:
        if not value:
            self.missing.append(of + label)
        return Field(label, value or _MISSING, span)


def _front(child: Child, at: AsOf) -> tuple[tuple[Block, ...], list[str]]:
    asked, own = _Asked(), child.facts
    born = f"{child.birth_date:%Y-%m}（{age_on(child.birth_date, at.day)}岁）" if child.birth_date else ""
    basics = Fields(
        (
            asked.field("姓名", child.name),
            asked.field("性别", own.get("gender", "")),
            asked.field("出生年月", born),
            asked.field("班级", child.class_label),
            asked.field("学籍号", own.get("student_no", ""), 2),
            asked.field("家庭地址", own.get("home_address", ""), 3),
            asked.field("现居住地", child.registration.get("current_residence", ""), 3),
        ),
        columns=3,
    )
    parents = [
        field for relation in (Relation.FATHER, Relation.MOTHER) for field in _parent(asked, child, relation)
    ]
    guardian = _guardian(asked, child, at)
    order = Fields((Field("紧急联系", call_order(child.adults), 3),), columns=3)
    return (basics, Fields(tuple(parents), 3, "父母"), Fields(guardian, 3, "监护人"), order), asked.missing


def _parent(asked: _Asked, child: Child, relation: Relation) -> tuple[Field, ...]:
    word = relation.label.zh
    adult = child.adult(relation)
    if adult is None:
        return (asked.field(word, "", 3),)
    name, phone = asked.field(word, _name(adult)), asked.field("电话", _phones(adult), of=word)
    if not adult.work:
        return (name, phone, Field("务工", "现未外出"))
    return (
        name,
        phone,
        asked.field("务工单位", adult.work.get("employer", ""), of=word),
        asked.field("单位地址", _work_address(adult), 2, of=word),
        asked.field("单位电话", adult.work.get("work_phone", ""), of=word),
    )


def _name(adult: Adult) -> str:
    """With a warning for whoever calls from the card."""
    return adult.facts.get("name", "") + ("" if adult.may_be_told else "（不可告知）")


def _work_address(adult: Adult) -> str:
    return " ".join(filter(None, (adult.work.get("work_place"), adult.work.get("work_address"))))


def _phones(adult: Adult) -> str:
    return " / ".join(filter(None, (adult.facts.get("phone"), adult.facts.get("phone2"))))


def _guardian(asked: _Asked, child: Child, at: AsOf) -> tuple[Field, ...]:
    adult = child.guardian
    if adult is None:
        nobody = child.registration.get("guardianship_kind", "")
        return (asked.field("监护人", "", 1), Field("监护类型", nobody, 2))
    facts, of = adult.facts, "监护人"
    born = facts.get("birth_year", "")
    return (
        asked.field("姓名", _name(adult), of=of),
        Field("关系", f"{adult.relation.label.zh}（{adult.guard_role.label.zh}）"),
        asked.field("电话", _phones(adult), of=of),
        asked.field("职业", facts.get("occupation", ""), of=of),
        asked.field("年龄", f"{at.day.year - int(born)}岁" if born else "", of=of),
        asked.field("身体状况", facts.get("health", ""), of=of),
        asked.field("详细地址", facts.get("address", ""), 3, of=of),
    )


def call_order(adults: tuple[Adult, ...]) -> str:
    """Who is called first, second …; only those who may be told."""
    told = [each for each in adults if each.may_be_told and _phones(each)]
    return "；".join(
        f"{place}. {each.relation.label.zh} {each.facts.get('name', '')} {_phones(each)}"
        for place, each in enumerate(told, 1)
    )


def _gaps(missing: list[str]) -> Note:
    return Note(f"待补：{'、'.join(missing)}。" if missing else "各项齐全。")


def _back(child: Child, phones: ClassPhones) -> tuple[Block, ...]:
    mentors = "；".join(f"{each.name} {each.phone}".strip() for each in child.mentors) or _MISSING
    own = phones.of_class(child.class_id)
    fields = (
        Field("学校亲情电话", own.lines or _MISSING, 2),
        Field("班主任", own.homeroom or _MISSING, 2),
        Field("任课教师", own.teachers, 2),
        Field("帮扶教师", mentors, 2),
        Field("最近变更", day(child.updated_on)),
        Field("变更记录", ""),
    )
    return (Fields(fields, 2), Note("电话或住址变了，请在一周内告诉班主任，由班主任更正并重新打印。"))


SHEET = SheetKind(
    slug="contact-card",
    label=Label("联系卡", "Contact card"),
    entity="Student",
    asks=(Asked.STUDENT, Asked.CLASS, Asked.SCHOOL),
    collect=collect,
    about=Label(
        "每个孩子一页，正反两面；缺的项目印“待补”。", "A page a child, front and back; gaps are marked."
    ),
    systems=("B04", "D19"),
)
