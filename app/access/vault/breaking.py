"""The glass is broken: two papers open one case for a day, to be read and not written, and every counselor is told (V-12)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, select, true, type_coerce, update

from app import clock
from app.access import sealing
from app.access.guard import Actor
from app.access.vault import papers
from app.access.vault.papers import Codes, OpenPapers
from app.access.vault.refusals import NO_REASON, NO_SUCH_CASE, TWO_CODES, VaultRefused
from app.access.vocabulary import Label
from app.crypto import boxes, equal
from app.database import ClosedSession
from app.models._base import entity_named, facts_of
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.system.vault_breaking import VaultBreaking

LASTS = dt.timedelta(hours=24)
#: The principal's home page names it so long.
TOLD_FOR = dt.timedelta(days=30)
_SHORTEST_REASON = 10
_SHOWN = ("CounselingCase", "CounselingSession", "CrisisReport", "Disclosure")
_KEY_OF_A_ROW = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case of a child of the name, to choose from."""

    id: int
    case_no: str
    counselor: str
    opened_on: dt.date


@dataclass(frozen=True, slots=True)
class Broken:
    """That the glass was broken, as every counselor and the principal see it; `reason` only with the room's key."""

    id: int
    case_id: int
    by: str
    opened_at: dt.datetime
    ends_at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One row of the opened case: what it is, when, and (column, text)."""

    label: Label
    when: Any
    texts: list[tuple[Label, str]]


def candidates(session: ClosedSession, school_id: int, codes: Codes, name: str) -> list[Candidate]:
    """The standing cases of children of this name; VaultRefused without two codes that open, or without a case."""
    if len(codes) < 2:
        raise VaultRefused(TWO_CODES)
    found = list(_cases(session, school_id, papers.opened(session, school_id, codes), name))
    if not found:
        raise VaultRefused(NO_SUCH_CASE)
    return found


def break_glass(
    session: ClosedSession, actor: Actor, codes: Codes, case_id: int, reason: str
) -> tuple[VaultBreaking, str]:
    """Open this case for the actor; gives the row and what his cookie holds, without which the row opens nothing."""
    if len(reason) < _SHORTEST_REASON:
        raise VaultRefused(NO_REASON)
    opened = papers.opened(session, actor.school_id, codes)
    case: Any = entity_named("CounselingCase")
    box, sealed = session.execute(
        select(case.box_id, type_coerce(case.student_id, LargeBinary)).where(
            case.id == case_id, case.school_id == actor.school_id
        )
    ).one()
    office = opened.office()[1]
    child = equal.unseal_number(office, bytes(sealed), _CHILD)
    forget_old(session)
    now, cookie = clock.now(), os.urandom(boxes.KEY_BYTES)
    row = VaultBreaking(
        school_id=actor.school_id, created_by_id=actor.user_id, case_id=case_id, opened_by_id=actor.user_id,
        opened_at=now, ends_at=now + LASTS, reason=boxes.seal_text(office, reason, "breaking", actor.school_id),
    )  # fmt: skip
    session.add(row)
    session.flush()
    held = opened.key(box) + child.to_bytes(_KEY_OF_A_ROW, "big")
    row.key = boxes.seal(cookie, held, "breaking", row.id, actor.user_id)
    session.flush()
    return row, base64.urlsafe_b64encode(cookie).decode().rstrip("=")


def read(session: ClosedSession, actor: Actor, cookie: str) -> tuple[VaultBreaking, str, list[Sheet]] | None:
    """(row, child's name, sheets) of what this person opened in this browser; None when it is over or never was."""
    now = clock.now()
    standing = (VaultBreaking.opened_by_id == actor.user_id) & (VaultBreaking.school_id == actor.school_id)
    found = select(VaultBreaking).where(standing, VaultBreaking.ends_at > now, VaultBreaking.key.is_not(None))
    for row in session.scalars(found.order_by(VaultBreaking.id.desc())):
        held = _held_by(session, row, cookie)
        if held is not None:
            name = session.scalar(select(Student.name).where(Student.id == held[1]))
            return row, name or "", _sheets(session, row.case_id, held[0])
    return None


def told(
    session: ClosedSession, school_id: int, since: dt.datetime | None = None, office: bytes | None = None
) -> list[Broken]:
    """The breakings that were not over at `since`, or all, the newest first; why, for whoever has the room's key."""
    found = (
        select(VaultBreaking, Staff.name, User.username)
        .join(User, User.id == VaultBreaking.opened_by_id)
        .outerjoin(Staff, Staff.id == User.staff_id)
        .where(VaultBreaking.school_id == school_id)
        .where(true() if since is None else VaultBreaking.ends_at > since)
        .order_by(VaultBreaking.id.desc())
    )
    return [
        Broken(row.id, row.case_id, name or username, row.opened_at, row.ends_at, _why(row, office))
        for row, name, username in session.execute(found)
    ]


def close(session: ClosedSession, actor: Actor) -> None:
    """Who opened has read enough: all that he has open is over now."""
    own = (VaultBreaking.opened_by_id == actor.user_id) & (VaultBreaking.ends_at > clock.now())
    for row in session.scalars(select(VaultBreaking).where(own)):
        row.ends_at, row.key = clock.now(), None


def forget_old(session: ClosedSession) -> None:
    """Keys whose day is over are forgotten."""
    table: Any = VaultBreaking.__table__
    over = (table.c.ends_at <= clock.now()) & table.c.key.is_not(None)
    session.connection().execute(update(table).where(over).values(key=None))


_CHILD = "counseling_cases.student_id"


def _cases(session: ClosedSession, school_id: int, opened: OpenPapers, name: str) -> Iterator[Candidate]:
    office = opened.office()[1]
    named = select(Student.id).where(Student.name == name, Student.school_id == school_id)
    children = [equal.seal_number(office, key, _CHILD) for key in session.scalars(named)]
    case: Any = entity_named("CounselingCase")
    found = (
        select(case.id, case.case_no, Staff.name, case.opened_on)
        .join(Staff, Staff.id == case.counselor_id)
        .where(case.school_id == school_id, case.archived_at.is_(None))
        .where(type_coerce(case.student_id, LargeBinary).in_(children))
    )
    return (Candidate(*row) for row in session.execute(found.order_by(case.id.desc())))


def _held_by(session: ClosedSession, row: VaultBreaking, cookie: str) -> tuple[sealing.Keyring, int] | None:
    """The case's key and the child, by the half of the key that stands in the cookie."""
    try:
        key = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
        if len(key) != boxes.KEY_BYTES:
            return None
        held = boxes.unseal(key, bytes(row.key or b""), "breaking", row.id, row.opened_by_id)
    except (binascii.Error, ValueError, boxes.CannotOpen):
        return None
    box_key, child = held[: boxes.KEY_BYTES], held[boxes.KEY_BYTES :]
    return _OneBox(box_key, _box_of(session, row)), int.from_bytes(child, "big")


def _box_of(session: ClosedSession, row: VaultBreaking) -> int:
    case: Any = entity_named("CounselingCase")
    found = select(case.box_id).where(case.id == row.case_id)
    return int(session.scalars(found).one())


class _OneBox:
    """Opens one case and nothing else of the room."""

    def __init__(self, key: bytes, box: int) -> None:
        self._key, self._box = key, box

    def key(self, box: int) -> bytes:
        if box != self._box:
            raise sealing.SealedRefusal(f"box {box} was not opened")
        return self._key

    def office(self) -> bytes:
        raise sealing.SealedRefusal("the room itself was not opened")


def _sheets(session: ClosedSession, case_id: int, keys: sealing.Keyring) -> list[Sheet]:
    with sealing.holding(keys):
        return [sheet for name in _SHOWN for sheet in _sheets_of(session, entity_named(name), case_id)]


def _sheets_of(session: ClosedSession, entity: Any, case_id: int) -> Iterator[Sheet]:
    facts = {name: each for name, each in facts_of(entity).items() if each.is_sealed and each.target is None}
    above = entity.case_id if "case_id" in entity.__table__.c else entity.id
    order = getattr(entity, entity.spec.order.lstrip("-"))
    found = select(order, *(getattr(entity, name) for name in facts)).where(above == case_id)
    for when, *values in session.execute(found.order_by(order)):
        told = zip(facts.values(), values, strict=True)
        texts = [(each.label, _as_words(each.choices, value)) for each, value in told if value]
        yield Sheet(entity.spec.label, when, texts)


def _as_words(choices: Any, value: str) -> str:
    return str(choices(value).label) if choices and value in set(choices) else str(value)


def _why(row: VaultBreaking, office: bytes | None) -> str:
    if office is None:
        return ""
    try:
        return boxes.unseal_text(office, bytes(row.reason), "breaking", row.school_id)
    except boxes.CannotOpen:
        return ""
