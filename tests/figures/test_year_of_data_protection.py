"""The yearly account against a year whose numbers were counted by hand beforehand (security P-14, T-38)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.access import audit
from app.access.audit import Entry
from app.access.guard import Actor, system_session
from app.access.vocabulary import Role
from app.figures.data_protection import account, year_of
from app.models.law.consent import Ground
from app.models.law.data_incident import DataIncident, DataIncidentKind
from app.models.law.guardian_request import Answer, GuardianRequest, Wish
from app.models.people.student import StudentStatus
from app.models.system.audit_log import AuditAction
from tests import factories as make

pytestmark = pytest.mark.security("T-38", "P-14")

TODAY = dt.date(2026, 6, 30)
BORN_YOUNG, BORN_OLDER, BORN_GROWN = dt.date(2016, 1, 5), dt.date(2011, 3, 5), dt.date(2007, 3, 5)
#: Chapter -> line -> number, counted by hand from `_plant`.
GOLDEN: dict[str, dict[str, int | str]] = {
    "未成年人信息的数量": {
        "有档案的未成年人": 6, "其中不满 14 周岁": 4, "其中 14 至 17 周岁": 2, "已离校、档案仍保存": 1,
    },
    "同意与处理依据": {
        Ground.DUTY.label.zh: 2, Ground.EMERGENCY.label.zh: 1, "没有登记依据": 4, "其中不满 14 周岁": 2, "年内撤回同意": 1,
    },
    "监护人的请求": {
        "收到请求": 4, Wish.COPY.label.zh: 2, Wish.DELETE.label.zh: 1, Wish.READ.label.zh: 1, Wish.CORRECT.label.zh: 0,
        "期限内答复": 1, "逾期答复": 1, "逾期未答复": 1, "不予办理": 1,
    },
    "按角色的访问": {"校长": "查看 2，导出 1", "班主任": "查看 3", "被拒绝的访问": 2, "登录失败": 1},
    "安全事件": {"个人信息安全事件": 2, "已报告主管部门": 1, "已告知监护人": 1},
    "删除": {"提出删除": 0, "完成删除": 0, "取消": 0},
    "心理室": {"紧急开封": 0},
    "账号": {"校长": 1, "班主任": 1, "系统管理员": 0, "应绑定手机验证码的账号": 1, "已绑定": 0},
}  # fmt: skip


@pytest.fixture
def principal(app: Flask, transaction: Connection) -> Iterator[Actor]:
    with app.app_context(), clock.set_to(TODAY):
        with system_session("a year to be accounted for") as session:
            people = _plant(session)
            session.commit()
        _look(*people)
        yield people[0]


def _plant(session: Any) -> tuple[Actor, Actor]:
    school, beside = make.make_school(session), make.make_school(session)
    people = []
    for role in (Role.PRINCIPAL, Role.HOMEROOM):
        user = make.make_user(session, make.make_staff(session, school), roles=(role,))
        people.append(make.actor_for(user, role))
    with clock.set_to(TODAY - dt.timedelta(days=200)):  # in the year before, still on file
        children = [make.make_student(session, school, birth_date=BORN_YOUNG) for _each in range(4)]
        children += [make.make_student(session, school, birth_date=BORN_OLDER) for _each in range(2)]
        make.make_student(session, school, birth_date=BORN_GROWN)
        foreign = make.make_student(session, beside, birth_date=BORN_YOUNG)
    children[5].status = StudentStatus.TRANSFERRED
    make.make_student(session, school, birth_date=BORN_YOUNG, archived_at=clock.now())
    for child in children[:2]:
        make.make_consent(session, child)
    make.make_consent(session, children[4], ground=Ground.EMERGENCY)
    make.make_consent(session, children[5], withdrawn_on=TODAY)
    make.make_consent(session, foreign)
    _requests(session, children, foreign)
    for told in ({}, {"authority_told_at": clock.now(), "guardians_told_on": TODAY}):
        session.add(_incident(school.id, clock.now() - dt.timedelta(days=20), **told))
    session.add(_incident(school.id, clock.now() - dt.timedelta(days=300)))
    session.add(_incident(beside.id, clock.now() - dt.timedelta(days=20)))
    session.flush()
    return people[0], people[1]


def _requests(session: Any, children: list[Any], foreign: Any) -> None:
    march = dt.date(2026, 3, 2)
    in_time = {"answer": Answer.GRANTED, "answered_on": march + dt.timedelta(days=3)}
    late = {"answer": Answer.REFUSED, "answered_on": march + dt.timedelta(days=80), "reason": "依法保存"}
    asked = (
        (children[0], Wish.COPY, march, in_time),
        (children[1], Wish.COPY, march, late),
        (children[2], Wish.DELETE, march, {}),
        (children[3], Wish.READ, TODAY, {}),
        (children[3], Wish.READ, dt.date(2025, 12, 31), {}),
        (foreign, Wish.READ, march, {}),
    )
    for child, wish, day, more in asked:
        session.add(
            GuardianRequest(
                school_id=child.school_id,
                student_id=child.id,
                wish=wish,
                asked_on=day,
                content="请提供",
                **more,
            )
        )


def _incident(school: int, at: dt.datetime, **told: Any) -> DataIncident:
    return DataIncident(
        school_id=school, kind=DataIncidentKind.LEAKED, known_at=at, what="U 盘遗失", data="姓名", harm="被人得知",
        measures="改密码", **told,
    )  # fmt: skip


def _look(principal: Actor, teacher: Actor) -> None:
    """Within the year, but for the first; and once by somebody of another school."""
    with clock.set_to(TODAY - dt.timedelta(days=200)):
        audit.record_read(principal, Entry(AuditAction.EXPORT, "Student"))
    read, export, refuse = (
        Entry(action, "Student") for action in (AuditAction.READ, AuditAction.EXPORT, AuditAction.REFUSE)
    )
    audit.record_read(principal, read, read, export, refuse)
    audit.record_read(teacher, read, read, read, refuse, Entry(AuditAction.FAILED_LOGIN, "User"))
    audit.record_read(replace(teacher, school_id=teacher.school_id + 1), read, refuse)


def test_every_number_is_the_one_counted_by_hand(principal: Actor) -> None:
    told = {
        section.title.zh: {line.label.zh: _plain(line.value) for line in section.lines}
        for section in account(principal, year_of(2026, TODAY), None)
    }
    found = {title: {label: told[title].get(label) for label in lines} for title, lines in GOLDEN.items()}
    assert found == GOLDEN


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)
