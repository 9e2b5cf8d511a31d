"""谈心记录卡：one contact with a child on one card, or the card with the child's code to be filled by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.contact_record import ContactRecord, Parties, Topic
from app.models.people.short_code import short_code
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.reports import _terms
from app.reports._children import Child, children
from app.reports.sheet import Code, Field, Fields, Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "谈心记录卡"
_TOPICS = "　".join(f"□{topic.label.zh}" for topic in Topic)
_BLANK = "　"


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The contact asked for; or a child's, a class's contacts of a month; or blank cards, one a child."""
    if ask.is_blank:
        found = children(session, actor, _terms.as_of(session, actor, ask), ask)
        return _data(session, actor, found[0].title if len(found) == 1 else "空白", map(blank_card, found))
    leaves = tuple(_card(row) for row in session.execute(_contacts(actor, ask)).mappings())
    if not leaves:
        raise NothingToPrint("没有谈心记录。请换一个月份，或勾选“打印空白表”。")
    return _data(session, actor, leaves[0].subtitle if len(leaves) == 1 else "", leaves)


def _data(session: Any, actor: Actor, subject: str, leaves: Iterable[Leaf]) -> SheetData:
    return SheetData(imprint(session, actor, _TITLE, subject), tuple(leaves))


def _contacts(actor: Actor, ask: Ask) -> Any:
    own = ContactRecord
    found = (
        select(
            Student.name.label("child"), SchoolClass.label.label("school_class"), Staff.name.label("staff"),
            own.happened_at, own.parties, own.channel, own.place, own.minutes, own.reached, own.topics, own.content,
            own.difficulty, own.action, own.follow_up_on, own.follow_up_done_on,
        )
        .join(Student, Student.id == own.student_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(Staff, Staff.id == own.staff_id)
        .where(own.archived_at.is_(None), *_which(actor, ask))
    )  # fmt: skip
    return found.order_by(SchoolClass.grade, SchoolClass.number, Student.name, own.happened_at)


def _which(actor: Actor, ask: Ask) -> tuple[ColumnElement[bool], ...]:
    if ask.row_id is not None:
        return (ContactRecord.id == ask.row_id,)
    first = (ask.month or actor.today).replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    within = (
        ContactRecord.happened_at >= clock.from_china(dt.datetime.combine(first, dt.time())),
        ContactRecord.happened_at < clock.from_china(dt.datetime.combine(after, dt.time())),
        ContactRecord.parties == Parties.STAFF_CHILD,
    )
    if ask.student_id is not None:
        return (*within, ContactRecord.student_id == ask.student_id)
    if ask.school_class_id is not None:
        return (*within, Student.school_class_id == ask.school_class_id)
    return within


def _card(row: Any) -> Leaf:
    who = f"{row['school_class'] or ''} {row['child']}".strip()
    topics = "、".join(topic.label.zh for topic in Topic if topic in (row["topics"] or ()))
    fields = (
        Field("姓名", row["child"]),
        Field("班级", row["school_class"] or ""),
        Field("时间", f"{clock.in_china(row['happened_at']):%Y-%m-%d %H:%M}"),
        Field("地点", row["place"] or ""),
        Field("教师", row["staff"] or ""),
        Field(
            "方式",
            f"{row['parties'].label.zh}，{row['channel'].label.zh}{'' if row['reached'] else '（未联系上）'}",
        ),
        Field("时长", f"{row['minutes']}分钟" if row["minutes"] is not None else ""),
        Field("话题", topics),
        Field("谈心内容", row["content"], 2, 6),
        Field("存在困难", row["difficulty"] or "", 2, 4),
        Field("采取措施", row["action"] or "", 2, 4),
        Field("计划回访", _day(row["follow_up_on"])),
        Field("完成回访", _day(row["follow_up_done_on"])),
    )
    return Leaf(_TITLE, (Fields(fields, 2), Signatures(("谈心教师", "班主任"))), subtitle=who, name=who)


def _day(value: dt.date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def blank_card(child: Child) -> Leaf:
    """A card to be written by hand and keyed in by its code."""
    fields = (
        Field("姓名", child.name),
        Field("班级", child.class_label),
        Field("时间", f"{_BLANK * 4}年{_BLANK * 2}月{_BLANK * 2}日{_BLANK * 2}时"),
        Field("地点"),
        Field("教师"),
        Field("时长", f"{_BLANK * 4}分钟"),
        Field("方式", "□谈心　□家访　□打电话给父母　□打电话给监护人　□没有联系上", 2),
        Field("话题", _TOPICS, 2),
        Field("谈心内容", "", 2, 10),
        Field("存在困难", "", 2, 6),
        Field("采取措施", "", 2, 6),
        Field("计划回访", f"{_BLANK * 4}年{_BLANK * 2}月{_BLANK * 2}日", 2),
    )
    blocks = (
        Fields(fields, 2),
        Note(
            "写好后在“手写卡录入”中按右上角的编号登记。涉及隐私的心事请不要写在这里，请转介给心理辅导教师。"
        ),
        Signatures(("谈心教师", "班主任")),
    )
    return Leaf(_TITLE, blocks, name=child.title, code=Code(short_code(child.id)))


SHEET = SheetKind(
    slug="talk-card",
    label=Label("谈心记录卡", "Talk card"),
    entity="ContactRecord",
    asks=(Asked.ROW, Asked.STUDENT, Asked.CLASS, Asked.SCHOOL, Asked.MONTH),
    collect=collect,
    about=Label("每次谈心一张；空白卡印有孩子的编号。", "A card a talk; blank cards carry the child's code."),
    systems=("D03", "C19"),
    has_blank=True,
)
