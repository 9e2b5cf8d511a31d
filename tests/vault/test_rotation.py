"""A case gets a new key: who kept the old one opens nothing that stands there from then on (V-09)."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import LargeBinary, literal, select, type_coerce, update

from app import clock
from app.access import sealing
from app.access.vault import breaking, cases, files, leaving, rotating
from app.access.vault.keyring import HeldKeys
from app.access.vault.opened import OpenRoom
from app.crypto import boxes, chunks
from app.database import ClosedSession
from app.models.counseling.case_attachment import CaseAttachment, Media
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.counseling_session import CounselingSession
from app.models.system.vault_box import VaultBox
from app.models.system.vault_wrap import VaultWrap
from tests import factories as make
from tests.vault.conftest import Room

pytestmark = pytest.mark.security("T-12", "T-15")

MEGABYTE = 1024 * 1024


@dataclass
class Case:
    """A case of Li with everything that can lie in one, sealed with her own keys."""

    room: Room
    row: CounselingCase
    files: dict[int, bytes]

    @property
    def box(self) -> int:
        self.room.session.expire_all()
        assert self.row.box_id is not None
        return self.row.box_id

    def read_by(self, room: OpenRoom) -> dict[str, str]:
        """What these keys open of the case, by column and row."""
        return _opened(self.room.session, room.key)

    def file_of(self, room: OpenRoom, key: int) -> bytes:
        content, seat = _stored(self.room.session)[key]
        return chunks.unseal(room.key(self.box), content, files.PLACE, self.box, seat)


def _stored(session: ClosedSession) -> dict[int, tuple[bytes, str]]:
    """(sealed file, mark) by row."""
    own: Any = CaseAttachment.__table__
    found = session.connection().execute(select(own.c.id, own.c.content, own.c.seat))
    return {key: (bytes(content), seat) for key, content, seat in found}


def _opened(session: ClosedSession, key: Callable[[int], bytes]) -> dict[str, str]:
    class Ring:
        def key(self, box: int) -> bytes:
            return key(box)

        def office(self) -> bytes:
            raise sealing.SealedRefusal("not asked for")

    found = {}
    with sealing.holding(Ring()):
        for table, columns in rotating._sealed_columns():
            raw = select(table.c.id, *(type_coerce(column, LargeBinary) for column in columns))
            for row in session.connection().execute(raw):
                for column, stored in zip(columns, row[1:], strict=True):
                    if stored is not None and sealing.box_of(bytes(stored)):
                        place = f"{table.name}.{column.name}"
                        found[f"{place} {row.id}"] = str(sealing.unseal(bytes(stored), place))
    return found


def _raw(session: ClosedSession) -> list[tuple[Any, ...]]:
    """Every row of cases, cards, files, boxes and wraps as it stands."""
    tables: list[Any] = [
        each.__table__ for each in (CounselingCase, CounselingSession, CaseAttachment, VaultBox, VaultWrap)
    ]
    found = []
    for table in tables:
        columns = [type_coerce(c, LargeBinary) if c.type.python_type is bytes else c for c in _plain(table)]
        found += [tuple(row) for row in session.connection().execute(select(*columns).order_by(table.c.id))]
    return found


def _plain(table: Any) -> list[Any]:
    return [
        type_coerce(column, LargeBinary) if type(column.type).__name__.startswith("Sealed") else column
        for column in table.c
    ]


def _ring(room: Room, name: str) -> HeldKeys:
    opened = room.unlock(name)

    class Same:
        def __enter__(self) -> ClosedSession:
            return room.session

        def __exit__(self, *_error: object) -> None:
            return None

    return HeldKeys(opened.identity_id, opened.granter.identity, Same)


def _staff(room: Room, name: str) -> Any:
    return room.session.get_one(make.Staff, room.session.get_one(make.User, room.users[name]).staff_id)


def _make_case(room: Room, *sizes: int) -> Case:
    session, ring = room.session, _ring(room, "li")
    staff = _staff(room, "li")
    child = make.make_student(session, staff.school)
    with sealing.holding(ring):
        row = CounselingCase(
            school_id=room.school_id, case_no="V-09", student_id=child.id, counselor_id=staff.id,
            opened_on=clock.today(), source="child", risk="high", issue="夜里总想妈妈。",
        )  # fmt: skip
        session.add(row)
        session.flush()
        for number in range(3):
            session.add(
                CounselingSession(
                    school_id=room.school_id, case_id=row.id, started_at=clock.now(), minutes=40,
                    matter=f"第 {number} 次：谈到家里的变化。",
                )
            )  # fmt: skip
        session.flush()
        kept = {}
        for size in sizes:
            content = os.urandom(size)
            file = CaseAttachment(
                school_id=room.school_id, case_id=row.id, added_by_id=staff.id, name="画.pdf", media=Media.PDF,
                content=b"",
            )  # fmt: skip
            session.add(file)
            session.flush()
            file.content = chunks.seal(
                ring.key(row.box_id), content, files.PLACE, row.box_id, file.seat or ""
            )
            session.flush()
            kept[file.id] = content
    return Case(room, row, kept)


def test_everything_in_the_case_opens_with_the_new_key_and_nothing_with_the_old(room: Room) -> None:
    case = _make_case(room, 10, 200_000, chunks.PIECE)
    before, old = case.read_by(room.unlock("li")), case.box
    old_key = room.unlock("li").key(old)
    assert len(before) >= 3 + 3 + 6
    (turn,) = rotating.rotate(room.unlock("li"), room.session, [old])
    assert case.box == turn.new != old and turn.left == 0
    li = room.unlock("li")
    assert case.read_by(li) == before
    assert {key: case.file_of(li, key) for key in case.files} == case.files
    with pytest.raises(sealing.SealedRefusal):
        _opened(room.session, lambda _box: old_key)
    for content, seat in _stored(room.session).values():
        for box in (old, turn.new):
            with pytest.raises(boxes.CannotOpen):
                chunks.unseal(old_key, content, files.PLACE, box, seat)
    assert room.session.get(VaultBox, old) is None
    assert room.session.scalars(select(VaultWrap).where(VaultWrap.box_id == old)).all() == []


def test_the_papers_and_a_standing_cover_hold_the_new_key(room: Room) -> None:
    wang = room.let_in("wang", by="li")
    case = _make_case(room)
    leaving.lend(room.unlock("li"), [case.box], wang)
    rotating.rotate(room.unlock("li"), room.session, [case.box])
    assert case.read_by(room.unlock("wang")) == case.read_by(room.unlock("li"))
    codes = {1: room.papers.codes[0], 3: room.papers.codes[2]}
    zhao = room.let_in("zhao", by="li")
    cases.take_over(room.session, codes, _staff(room, "li").id, zhao)
    assert case.read_by(room.unlock("zhao"))["counseling_cases.issue " + str(case.row.id)] == "夜里总想妈妈。"
    assert not room.unlock("li").holds(case.box)


def test_a_cover_that_ended_opens_nothing_with_the_key_it_kept(room: Room) -> None:
    wang = room.let_in("wang", by="li")
    case = _make_case(room)
    leaving.lend(room.unlock("li"), [case.box], wang)
    kept = room.unlock("wang").key(case.box)
    assert cases.end_cover(room.unlock("li"), room.session, wang) == 1
    assert not room.unlock("wang").holds(case.box)
    with pytest.raises(sealing.SealedRefusal):
        _opened(room.session, lambda _box: kept)


def test_a_case_that_was_handed_over_has_a_new_key(room: Room) -> None:
    wang = room.let_in("wang", by="li")
    case = _make_case(room, 1000)
    kept = room.unlock("li").key(case.box)
    before = case.read_by(room.unlock("li"))
    assert cases.hand_over(room.unlock("li"), room.session, wang) == 1
    assert case.read_by(room.unlock("wang")) == before
    with pytest.raises(sealing.SealedRefusal):
        _opened(room.session, lambda _box: kept)
    assert not room.unlock("li").holds(case.box)


def test_a_member_who_leaves_makes_what_he_covered_wait_for_a_new_key(room: Room) -> None:
    wang, _zhao = room.let_in("wang", by="li"), room.let_in("zhao", by="li")
    case = _make_case(room)
    leaving.lend(room.unlock("li"), [case.box], wang)
    old = case.box
    cases.end_membership(room.unlock("zhao"), room.session, wang.id)
    assert case.box == old and room.session.get_one(VaultBox, old).is_stale
    assert rotating.rotate_stale(room.unlock("li"), room.session) == 1
    assert case.box != old and room.session.get(VaultBox, old) is None
    assert rotating.rotate_stale(room.unlock("li"), room.session) == 0


def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _make_case(room, 1000, 2000)
    before = _raw(room.session)
    calls = []

    def fail(*given: Any) -> bytes:
        calls.append(given)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return _resealed(*given)

    _resealed = chunks.resealed
    monkeypatch.setattr(chunks, "resealed", fail)
    li = room.unlock("li")
    with pytest.raises(OSError, match="full"), room.session.begin_nested():
        rotating.rotate(li, room.session, [case.box])
    assert len(calls) == 2 and _raw(room.session) == before


def test_a_file_of_twenty_megabytes_is_never_whole_in_memory_twice(room: Room) -> None:
    size = 20 * MEGABYTE
    case = _make_case(room, size)
    (key,) = case.files
    li, old = room.unlock("li"), case.box
    tracemalloc.start()
    try:
        rotating.rotate(li, room.session, [old])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert case.file_of(room.unlock("li"), key) == case.files[key]
    assert peak < _ALLOWED[room.session.connection().dialect.name] * size


#: The driver of PostgreSQL makes a copy of its own of what it sends.
_ALLOWED = {"sqlite": 1.5, "postgresql": 2.5}


def test_a_damaged_value_stays_for_what_it_is_and_keeps_its_key(room: Room) -> None:
    case = _make_case(room)
    table: Any = CounselingSession.__table__
    raw = select(table.c.id, type_coerce(table.c.matter, LargeBinary)).order_by(table.c.id)
    key, stored = room.session.connection().execute(raw).first() or (0, b"")
    damaged = bytes(stored)[:-1] + bytes([bytes(stored)[-1] ^ 1])
    bent = update(table).where(table.c.id == key).values(matter=literal(damaged, LargeBinary))
    room.session.connection().execute(bent)
    old = case.box
    (turn,) = rotating.rotate(room.unlock("li"), room.session, [old])
    assert turn.left == 1 and case.box == turn.new
    assert room.unlock("li").holds(old)
    mended = update(table).where(table.c.id == key).values(matter=literal(bytes(stored), LargeBinary))
    room.session.connection().execute(mended)
    assert len(case.read_by(room.unlock("li"))) == 3 + 3


def test_a_broken_glass_shows_nothing_that_has_a_new_key(room: Room) -> None:
    case = _make_case(room)
    codes = {1: room.papers.codes[0], 2: room.papers.codes[1]}

    @dataclass
    class Principal:
        user_id: int = room.users["wang"]
        school_id: int = room.school_id

    who: Any = Principal()
    _row, cookie = breaking.break_glass(room.session, who, codes, case.row.id, "孩子今晚没有回家，联系不上。")
    assert breaking.read(room.session, who, cookie) is not None
    rotating.rotate(room.unlock("li"), room.session, [case.box])
    assert breaking.read(room.session, who, cookie) is None
