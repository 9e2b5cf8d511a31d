"""The deletion of a child's data by two persons: proposed, confirmed by another, done after seven days (security P-08 to P-10).

One of the two is the principal. What was done stands in the database as numbers, and once more in a file beside it:
after an old backup is restored, the file says which children have to go again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import erasing, seeing
from app.access.audit import Entry, record
from app.access.grants import allowed
from app.access.guard import Actor, system_session
from app.access.vocabulary import Action, Label, Role
from app.database import ClosedSession, write_over_what_was_deleted
from app.models._rules import Invalid, Problem
from app.models.law.erasure import Erasure, ErasureReason
from app.models.people.student import Student
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.system.audit_log import AuditAction

GRACE = dt.timedelta(days=7)
#: Beside the database, in the folder of the installation.
KEPT_NAME = "erased.jsonl"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A deletion that is not done yet; times are None until they are known."""

    id: int
    student_id: int
    name: str
    reason: str
    proposed_by: str
    proposed_at: dt.datetime
    due_at: dt.datetime | None
    is_mine_to_confirm: bool


def may_take_part(actor: Actor) -> bool:
    """The principal and the administrator: one proposes, the other confirms."""
    return bool(actor.roles & {Role.PRINCIPAL, Role.IT_ADMIN}) and allowed(actor.roles, Erasure, Action.READ)


def propose(actor: Actor, student_id: int, reason: ErasureReason) -> None:
    """Put the child on the list; Invalid with a sentence where it stands there or is deleted already."""
    with system_session("propose a deletion") as session:
        child = _child(session, actor, student_id)
        if session.scalar(_open(actor).where(Erasure.student_number == student_id)) is not None:
            raise _refused("这个孩子已在删除名单里。", "This child is on the list already.")
        row = Erasure(
            school_id=actor.school_id, student_number=child.id, student_made_at=child.created_at, reason=reason,
            proposed_by_id=actor.user_id, proposed_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        record(session, _entry(AuditAction.CREATE, row, f"reason={reason.value}"), by=actor)
        session.commit()


def confirm(actor: Actor, erasure_id: int) -> dt.datetime:
    """The second person agrees; gives the moment from which it is done. Invalid where he may not."""
    with system_session("confirm a deletion") as session:
        row = _row(session, actor, erasure_id)
        if not _may_confirm(session, actor, row):
            raise _refused(
                "提出和确认必须是两个人，其中一人是校长。请由另一人登录后确认。",
                "Two persons are needed, one of them the principal; let the other one sign in and confirm.",
            )
        row.confirmed_by_id, row.confirmed_at = actor.user_id, clock.now()
        row.due_at = row.confirmed_at + GRACE
        record(session, _entry(AuditAction.APPROVE, row, "confirmed"), by=actor)
        session.commit()
        due: dt.datetime = row.due_at
        return due


def cancel(actor: Actor, erasure_id: int) -> None:
    """Either of them takes it off the list, at any moment before it is done."""
    with system_session("cancel a deletion") as session:
        row = _row(session, actor, erasure_id)
        if row.due_at is not None and row.due_at <= clock.now():
            raise _refused(
                "已到执行时间，不能再取消。", "Its time has come; it cannot be cancelled any more."
            )
        row.cancelled_at = clock.now()
        record(session, _entry(AuditAction.EDIT, row, "cancelled"), by=actor)
        session.commit()


def waiting(actor: Actor) -> list[Waiting]:
    """What is on the list, the oldest first."""
    with system_session("deletions on the list", reads_only=True) as session:
        found = session.scalars(_open(actor).order_by(Erasure.proposed_at)).all()
        return [_told(session, actor, row) for row in found]


def run_due(kept: Path, *, school_id: int | None = None) -> int:
    """Delete what was confirmed and whose days of grace are over; gives the number of children.

    Each child in a transaction of its own: first the file is written, so that a deletion that was interrupted is
    made good by the next run or by `reapply`.
    """
    with system_session("deletions that are due", reads_only=True) as session:
        due = select(Erasure.id).where(
            Erasure.due_at <= clock.now(), Erasure.done_at.is_(None), Erasure.cancelled_at.is_(None)
        )
        if school_id is not None:
            due = due.where(Erasure.school_id == school_id)
        ids = list(session.scalars(due.order_by(Erasure.id)))
    return sum(_carry_out(kept, erasure_id) for erasure_id in ids)


def reapply(kept: Path) -> int:
    """After an old backup was restored: delete again whom the file names; gives the number of children."""
    done = 0
    for line in kept.read_text("utf-8").splitlines() if kept.exists() else ():
        told = json.loads(line)
        with system_session("delete again after a restore") as session:
            if _is_same_child(session, told) and not erasing.is_erased(session.connection(), told["student"]):
                rows = erasing.erase(session.connection(), told["student"])
                record(
                    session,
                    Entry(
                        AuditAction.ARCHIVE,
                        "Erasure",
                        fields=f"again rows={rows}",
                        student_id=told["student"],
                    ),
                )
                session.commit()
                write_over_what_was_deleted(session)
                done += 1
    return done


def _carry_out(kept: Path, erasure_id: int) -> bool:
    """Whether it was done: somebody may have taken it back, or done it, since the list was read."""
    with system_session("delete a child's data") as session:
        row = session.get_one(Erasure, erasure_id, with_for_update=True)
        if row.cancelled_at is not None or row.done_at is not None:
            return False
        _keep(kept, row)
        row.rows = erasing.erase(session.connection(), row.student_number)
        row.done_at = clock.now()
        record(session, _entry(AuditAction.ARCHIVE, row, f"done rows={row.rows}"))
        session.commit()
        write_over_what_was_deleted(session)
    return True


def _keep(kept: Path, row: Erasure) -> None:
    told = {
        "student": row.student_number, "made_at": row.student_made_at.isoformat(), "school": row.school_id,
        "reason": str(row.reason), "proposed_by": row.proposed_by_id, "confirmed_by": row.confirmed_by_id,
        "at": clock.now().isoformat(),
    }  # fmt: skip
    with os.fdopen(
        os.open(kept, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8"
    ) as file:
        file.write(json.dumps(told) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _is_same_child(session: ClosedSession, told: dict[str, Any]) -> bool:
    child = session.get(Student, told["student"])
    return child is not None and child.created_at == dt.datetime.fromisoformat(told["made_at"])


def _child(session: ClosedSession, actor: Actor, student_id: int) -> Student:
    child = session.get(Student, student_id)
    if child is None or child.school_id != actor.school_id or child.name == erasing.STUB:
        raise _refused("没有这个孩子，或已经删除。", "There is no such child, or it is deleted.")
    return child


def _open(actor: Actor) -> Any:
    return select(Erasure).where(
        Erasure.school_id == actor.school_id, Erasure.done_at.is_(None), Erasure.cancelled_at.is_(None)
    )


def _row(session: ClosedSession, actor: Actor, erasure_id: int) -> Erasure:
    row: Erasure | None = session.scalar(_open(actor).where(Erasure.id == erasure_id))
    if row is None:
        raise _refused(
            "这条删除登记已经完成或取消，请刷新页面。", "This is done or cancelled; reload the page."
        )
    return row


def _may_confirm(session: ClosedSession, actor: Actor, row: Erasure) -> bool:
    """Another account of another person; the principal is one of the two."""
    if row.confirmed_at is not None or row.proposed_by_id == actor.user_id:
        return False
    proposer = session.get(User, row.proposed_by_id)
    # An account that belongs to nobody of the staff may be anybody's second one.
    is_same = (
        proposer is None or None in (proposer.staff_id, actor.staff_id) or proposer.staff_id == actor.staff_id
    )
    return not is_same and (Role.PRINCIPAL in actor.roles or _is_principal(session, row))


def _is_principal(session: ClosedSession, row: Erasure) -> bool:
    found = select(UserRole.id).where(
        UserRole.user_id == row.proposed_by_id, UserRole.school_id == row.school_id, UserRole.role == Role.PRINCIPAL,
        UserRole.archived_at.is_(None),
    )  # fmt: skip
    return session.scalar(found.limit(1)) is not None


def _told(session: ClosedSession, actor: Actor, row: Erasure) -> Waiting:
    child, proposer = session.get(Student, row.student_number), session.get(User, row.proposed_by_id)
    seeing.note([row.student_number])
    return Waiting(
        row.id, row.student_number, child.name if child else "", str(ErasureReason(row.reason).label),
        proposer.username if proposer else "", row.proposed_at, row.due_at, _may_confirm(session, actor, row),
    )  # fmt: skip


def _entry(action: AuditAction, row: Erasure, fields: str) -> Entry:
    return Entry(action, "Erasure", entity_id=row.id, student_id=row.student_number, fields=fields)


def _refused(zh: str, en: str) -> Invalid:
    return Invalid("Erasure", (Problem("", Label(zh, en)),))
