"""Says in words why a person may see a row: the answer carries its reason."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access import rows
from app.access.counseled import binds_of
from app.access.grants import grants_of
from app.access.guard import Actor
from app.access.vocabulary import Action, Label, Role, Scope
from app.database import ClosedSession
from app.models._base import Entity

_REASONS: dict[Scope, Label] = {
    Scope.CLASS: Label("您今天是这个班的班主任", "you are the homeroom teacher of this class today"),
    Scope.MENTEES: Label("您今天是这名学生的帮扶教师", "you are the mentor of this child today"),
    Scope.MENTEES_AND_OWN: Label(
        "您今天是这名学生的帮扶教师，或这条记录由您本人登记",
        "you mentor this child today, or the record is your own",
    ),
    Scope.OWN: Label("这条记录由您本人负责", "the record is your own"),
    Scope.CHILD_PARENT: Label("这是孩子与父母的联系记录", "it records contact between child and parents"),
    Scope.CASES: Label("这名学生有您经手的个案，或有转介", "the child has a case of yours, or a referral"),
    Scope.CASE_CHILDREN: Label("这名学生有您经手的个案", "the child has a case of yours"),
    Scope.OWN_CASES: Label(
        "这是您本人的个案，或您今天代管的个案", "the case is yours, or covered by you today"
    ),
    Scope.ALERTED: Label("这起危机处置已通知到您", "you were alerted to this crisis"),
    Scope.APPROVED: Label("这份材料已经审定", "the paper has been approved"),
    Scope.CLASS_AND_OWN: Label(
        "这是您今天所带班级或全校的记录，或由您本人负责",
        "it concerns your class of today or the whole school, or is your own",
    ),
    Scope.MENTEE_CLASSES: Label("这个班里有您结对的学生", "a child you mentor is in this class"),
    Scope.TO_COUNSELOR: Label("这条意见写给心理教师", "it is addressed to the counselor"),
    Scope.RELEASED: Label("这个脱敏案例已经发布", "the anonymised case has been released"),
    Scope.PAPER_TRAIL: Label("这是导出、打印或授权的记录", "it records an export, a print or a grant"),
}


def why(session: Any, actor: Actor, entity: type[Entity], key: int) -> tuple[Label, ...]:
    """The reasons for which the actor may read the row; empty when there is none."""
    grants = [grant for grant in grants_of(actor.roles, entity) if Action.READ in grant.actions]
    if not grants:
        return ()
    table = entity.__table__
    own: ClosedSession = session() if callable(session) else session
    held = select(*(rows.within(entity, [grant.rows], table.c) for grant in grants)).where(table.c.id == key)
    found = own.raw_connection().execute(held, binds_of(own, actor)).first() or ()
    reasons = (_reason(grant.role, grant.rows) for grant, holds in zip(grants, found, strict=False) if holds)
    return tuple(dict.fromkeys(reasons))


def _reason(role: Role, scope: Scope) -> Label:
    if scope is Scope.SCHOOL:
        return Label(f"您是本校的{role.label.zh}", f"you are {role.label.en.lower()} of this school")
    if scope is Scope.EVERYWHERE:
        return Label(f"您是{role.label.zh}", f"you are {role.label.en.lower()}")
    return _REASONS[scope]
