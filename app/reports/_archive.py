"""The sections of a child's archive in the order of domain 4.4; counseling has no part in it, and none of it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.grants import allowed, level, readable_columns
from app.access.guard import Actor
from app.access.vocabulary import Action, Level
from app.figures._conditions import standing
from app.models._base import facts_of
from app.models.aid.aid_grant import AidGrant
from app.models.aid.aid_program import AidProgram
from app.models.care.contact_record import ContactRecord
from app.models.care.individual_plan import IndividualPlan
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing
from app.models.management.award import Award, AwardStatus
from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.reports._children import Adult, Child, age_on
from app.reports.document import Column, Table
from app.reports.sheet import Block, Field, Fields
from app.standards.as_of import AsOf

#: An archive's list of contacts is a table of contents, newest first; older ones stay in the program.
_CONTACTS_LISTED = 60


def cover(child: Child, at: AsOf) -> tuple[Block, ...]:
    """封面：whose it is and where it stands; children whom nobody guards have a cabinet of their own."""
    own = child.registration
    nobody = own.get("guardianship_kind") == "无人监护"
    return (
        Fields(
            (
                Field("姓名", child.name),
                Field("班级", child.class_label),
                Field("档案号", own.get("archive_no", "")),
                Field("建档日期", own.get("archived_on", "")),
                Field(
                    "存放位置", own.get("archive_location", "") or ("无人监护儿童专柜" if nobody else ""), 2
                ),
                Field("打印日期", f"{at.day:%Y-%m-%d}", 2),
            ),
            2,
        ),
    )


def student(child: Child, at: AsOf) -> Fields:
    own, registered = child.facts, child.registration
    age = f"{age_on(child.birth_date, at.day)}岁" if child.birth_date else ""
    pairs = (
        ("姓名", child.name), ("性别", own.get("gender", "")), ("年龄", age),
        ("出生日期", own.get("birth_date", "")), ("学籍号", own.get("student_no", "")),
        ("身份证号", own.get("id_card_no", "")), ("班级", child.class_label), ("独生子女", own.get("is_only_child", "")),
        ("寄宿", registered.get("is_boarding", "")), ("特殊类别", "、".join(child.categories)),
    )  # fmt: skip
    long = (
        ("家庭地址", own.get("home_address", "")), ("现居住地", registered.get("current_residence", "")),
        ("家庭人口", registered.get("family_size", "")), ("家庭经济", registered.get("family_economy", "")),
        ("性格特征", own.get("personality", "")), ("兴趣爱好", own.get("interests", "")), ("健康状况", own.get("health_note", "")),
    )  # fmt: skip
    fields = [Field(*pair) for pair in pairs] + [Field(label, value, 3) for label, value in long]
    return Fields(tuple(fields), 3, "学生信息")


def parents(child: Child) -> Table:
    rows = tuple(
        _parent(each) for each in child.adults if each.facts and each.relation.value in ("father", "mother")
    )
    heads = ("关系", "姓名", "联系电话", "务工地点", "务工单位及地址", "单位电话", "外出日期")
    return _table("父母与外出务工", heads, rows, (0.6, 0.8, 1.2, 1.2, 1.8, 1.2, 1))


def _parent(adult: Adult) -> tuple[str, ...]:
    work = adult.work
    where = " ".join(filter(None, (work.get("employer"), work.get("work_address"))))
    return (
        adult.relation.label.zh,
        adult.facts.get("name", ""),
        adult.facts.get("phone", ""),
        work.get("work_place", "") or "现未外出",
        where,
        work.get("work_phone", ""),
        work.get("away_since", ""),
    )


def guardians(child: Child, at: AsOf) -> Table:
    rows = tuple(_guardian(each, at) for each in child.adults if each.guard_role.value != "none")
    heads = ("身份", "姓名", "关系", "电话", "年龄", "职业", "身体状况", "详细地址")
    return _table("监护人", heads, rows, (0.9, 0.8, 0.7, 1.2, 0.6, 0.8, 1, 1.6))


def _guardian(adult: Adult, at: AsOf) -> tuple[str, ...]:
    facts, born = adult.facts, adult.facts.get("birth_year", "")
    age = str(at.day.year - int(born)) if born else ""
    own = (facts.get(name, "") for name in ("occupation", "health", "address"))
    return (
        adult.guard_role.label.zh, facts.get("name", ""), adult.relation.label.zh, facts.get("phone", ""), age, *own,
    )  # fmt: skip


def registrations(session: Any, child: Child) -> Table:
    own = CareRegistration
    found = (
        select(
            Term.label,
            own.surveyed_on,
            own.absence_kind,
            own.guardianship_kind,
            own.current_residence,
            own.left_on,
        )
        .join(Term, Term.id == own.term_id)
        .where(own.student_id == child.id, own.archived_at.is_(None))
        .order_by(Term.starts_on)
    )
    heads = ("学期", "调查日期", "外出情况", "监护类型", "现居住地", "注销日期")
    return _table("学期登记", heads, _texts(session.execute(found)), (1.8, 1, 1, 1, 1.8, 1))


def pairs(session: Any, child: Child, at: AsOf) -> Table:
    """Mentors and peers together, whoever they were."""
    own, peer, helper = Mentoring, PeerPairing, Student
    mentors = (
        select(own.kind, Staff.name, own.starts_on, own.ends_on, own.end_reason)
        .join(Staff, Staff.id == own.mentor_id)
        .where(own.student_id == child.id, *standing(own, at))
        .order_by(own.starts_on)
    )
    peers = (
        select(peer.kind, helper.name, peer.starts_on, peer.ends_on, peer.effect)
        .outerjoin(helper, helper.id == peer.helper_id)
        .where(peer.student_id == child.id, *standing(peer, at))
        .order_by(peer.starts_on)
    )
    rows = (*_texts(session.execute(mentors)), *_texts(session.execute(peers)))
    return _table("结对", ("类别", "姓名", "开始", "结束", "说明"), rows, (1, 1, 1, 1, 2))


def contacts(session: Any, child: Child, at: AsOf) -> Table:
    """联系记录目录：what was done when and by whom; the texts stay in the program."""
    own = ContactRecord
    found = (
        select(own.happened_at, own.parties, own.channel, Staff.name, own.reached, own.follow_up_on)
        .outerjoin(Staff, Staff.id == own.staff_id)
        .where(own.student_id == child.id, *standing(own, at))
        .order_by(own.happened_at.desc())
        .limit(_CONTACTS_LISTED)
    )
    rows = tuple(
        (f"{clock.in_china(when):%Y-%m-%d %H:%M}", *_texts([rest])[0])
        for when, *rest in session.execute(found)
    )
    heads = ("时间", "双方", "方式", "教师", "联系上", "回访日期")
    return _table("联系记录目录", heads, rows, (1.5, 1.1, 0.8, 0.8, 0.7, 1))


def plans(session: Any, actor: Actor, child: Child, at: AsOf) -> Table | None:
    """方案目录，only for those who may print what plans say; others do not learn that there is one."""
    own, limit = IndividualPlan, level(actor.roles, IndividualPlan)
    if limit is None or limit < Level.PERSONAL or not allowed(actor.roles, own, Action.PRINT):
        return None
    found = (
        select(own.kind, own.subject, own.made_on, Staff.name, own.closed_on)
        .outerjoin(Staff, Staff.id == own.author_id)
        .where(own.student_id == child.id, *standing(own, at))
        .order_by(own.made_on)
    )
    heads = ("类别", "学科", "制定日期", "制定人", "结束日期")
    return _table("方案目录", heads, _texts(session.execute(found)), (1.4, 1, 1, 1, 1))


def register(
    session: Any, actor: Actor, child: Child, entity: Any, caption: str, *names: str
) -> Table | None:
    """The child's rows of an entity with these columns, none where the person may not read them all."""
    if not {*names, "student_id"} <= set(readable_columns(actor.roles, entity)):
        return None
    found = select(*(getattr(entity, name) for name in names)).where(
        entity.student_id == child.id, entity.archived_at.is_(None)
    )
    rows = _texts(session.execute(found.order_by(entity.id)))
    return _table(caption, tuple(facts_of(entity)[name].label.zh for name in names), rows)


def aid(session: Any, actor: Actor, child: Child) -> Table | None:
    """资助: what was given, none where the person may not read sums."""
    own, names = (
        AidGrant,
        ("applied_on", "amount", "goods", "quantity", "unit", "approved_on", "paid_on", "verified_on"),
    )
    if not {*names, "student_id"} <= set(readable_columns(actor.roles, own)):
        return None
    found = (
        select(AidProgram.name, *(getattr(own, name) for name in names))
        .outerjoin(AidProgram, AidProgram.id == own.aid_program_id)
        .where(own.student_id == child.id, own.archived_at.is_(None))
        .order_by(own.applied_on)
    )
    heads = ("项目", "申请日期", "金额", "物品", "数量", "单位", "批准日期", "发放日期", "核查日期")
    return _table("资助", heads, _texts(session.execute(found)), (1.6, 1.1, 0.8, 1, 0.6, 0.6, 1.1, 1.1, 1.1))


def awards(session: Any, actor: Actor, child: Child) -> Table | None:
    """表彰 that were granted; a proposal is none yet."""
    own, names = Award, ("awarded_on", "title", "level", "body", "certificate_no")
    if not {*names, "student_id", "status"} <= set(readable_columns(actor.roles, own)):
        return None
    found = select(*(getattr(own, name) for name in names)).where(
        own.student_id == child.id, own.status == AwardStatus.GRANTED, own.archived_at.is_(None)
    )
    heads = ("日期", "荣誉称号", "级别", "颁发单位", "证书编号")
    return _table(
        "表彰", heads, _texts(session.execute(found.order_by(own.awarded_on))), (1, 1.8, 0.8, 1.4, 1.2)
    )


def _texts(rows: Iterable[Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_text(value) for value in row) for row in rows)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    label = getattr(value, "label", None)
    return label.zh if label is not None else str(value)


def _table(
    caption: str, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...], shares: tuple[float, ...] = ()
) -> Table:
    columns = tuple(
        Column(head, share) for head, share in zip(heads, shares or (1.0,) * len(heads), strict=True)
    )
    return Table(caption, columns, rows, empty="没有记录。")
