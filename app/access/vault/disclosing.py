"""A counselor breaks secrecy: the record stays sealed in the case, and only the words he wrote for it leave the room (V-14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import actors, rows, sealing
from app.access.audit import Entry, record
from app.access.guard import Actor, system_session
from app.access.vocabulary import Role
from app.database import ClosedSession, Refused
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.disclosure import Disclosure, Ground
from app.models.counseling.disclosure_notice import DisclosureNotice
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.system.audit_log import AuditAction

#: The least that is needed to act; what is longer is a case told.
LONGEST = 500
LONGEST_BODY = 60
#: Those who can act for a child; who keeps the machine is not among them.
_MAY_BE_TOLD = frozenset({Role.PRINCIPAL, Role.OFFICE, Role.HOMEROOM, Role.MENTOR, Role.COUNSELOR})


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told; either a member of staff receives it here, or `body` outside is told by hand."""

    case_id: int
    ground: Ground
    text: str
    receiver_id: int | None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A member of staff who can be told, with the words for his roles."""

    staff_id: int
    name: str
    roles: tuple[str, ...]


def receivers(session: ClosedSession, actor: Actor) -> list[Receiver]:
    """The colleagues with an account who can be told, the principal first."""
    found = (
        select(Staff.id, Staff.name, *actors.GRANT)
        .join(User, User.staff_id == Staff.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(Staff.archived_at.is_(None), User.archived_at.is_(None), User.is_active.is_(True))
        .where(Staff.school_id == actor.school_id, UserRole.school_id == actor.school_id)
        .where(Staff.id != actor.staff_id)
        .order_by(Staff.name, Staff.id)
    )
    told: dict[tuple[int, str], list[Role]] = {}
    for grant in session.execute(found):
        if actors.counts(grant) and grant.role in _MAY_BE_TOLD:
            told.setdefault((grant.id, grant.name), []).append(grant.role)
    ranked = sorted(told.items(), key=lambda item: Role.PRINCIPAL not in item[1])
    return [Receiver(*who, tuple(str(role.label) for role in sorted(roles))) for who, roles in ranked]


def tell(actor: Actor, telling: Telling) -> int:
    """Write the record into the case and its words to the receiver, in one transaction; gives the record's id.

    Refused for a case that is not the counselor's, or a receiver who cannot be told; Locked without his keys.
    """
    keys = sealing.held()
    if keys is None:
        raise sealing.Locked
    with system_session("tell what was decided to be told") as session, sealing.holding(keys):
        if not _is_theirs(session, actor, telling.case_id):
            raise Refused(f"case {telling.case_id} is not this person's")
        notice = _notice(session, actor, telling)
        told = Disclosure(
            school_id=actor.school_id, created_by_id=actor.user_id, case_id=telling.case_id,
            counselor_id=actor.staff_id, told_at=clock.now(), ground=telling.ground, text=telling.text,
            receiver=_who(session, actor, telling), notice_id=notice.id if notice else None,
        )  # fmt: skip
        session.add(told)
        session.flush()
        # The log must not say of which child: everybody who reads the log would learn who is counseled.
        record(session, Entry(AuditAction.CREATE, "Disclosure", told.id, fields="told"), by=actor)
        session.commit()
        return told.id


def acknowledge(actor: Actor, notice_id: int) -> None:
    """The receiver has read it; Refused for anybody else."""
    with system_session("acknowledge a notice of the counseling room") as session:
        notice = session.get(DisclosureNotice, notice_id)
        is_own = notice is not None and (notice.receiver_id, notice.school_id) == (
            actor.staff_id,
            actor.school_id,
        )
        if notice is None or not is_own:
            raise Refused(f"notice {notice_id} was not written to this person")
        if notice.read_at is None:
            notice.read_at = clock.now()
            record(session, Entry(AuditAction.APPROVE, "DisclosureNotice", notice_id), by=actor)
            session.commit()


def _is_theirs(session: ClosedSession, actor: Actor, case_id: int) -> bool:
    theirs = rows.readable(CounselingCase, actor.roles, CounselingCase)
    found = select(CounselingCase.id).where(
        CounselingCase.id == case_id, CounselingCase.archived_at.is_(None), theirs
    )
    return session.execute(found, actor.binds()).first() is not None


def _notice(session: ClosedSession, actor: Actor, telling: Telling) -> DisclosureNotice | None:
    if telling.receiver_id is None:
        return None
    if telling.receiver_id not in {each.staff_id for each in receivers(session, actor)}:
        raise Refused(f"staff {telling.receiver_id} cannot be told")
    notice = DisclosureNotice(
        school_id=actor.school_id, created_by_id=actor.user_id, receiver_id=telling.receiver_id,
        from_id=actor.staff_id, sent_at=clock.now(), ground=telling.ground.label.zh, text=telling.text,
    )  # fmt: skip
    session.add(notice)
    session.flush()
    return notice


def _who(session: ClosedSession, actor: Actor, telling: Telling) -> str:
    if telling.receiver_id is None:
        return telling.body
    known: Any = next(each for each in receivers(session, actor) if each.staff_id == telling.receiver_id)
    return f"{known.name}（{'、'.join(known.roles)}）"
