"""Who can open what in the counseling room, and what an administrator with the whole database cannot (T-12, T-14, T-15)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from app import clock
from app.access.vault import founding, holders, leaving, openings, papers, rows
from app.access.vault.refusals import VaultRefused
from app.crypto import boxes, identities, passphrases, recovery
from app.crypto.boxes import CannotOpen
from app.models.system.vault_box import BoxKind, VaultBox
from app.models.system.vault_identity import VaultIdentity
from app.models.system.vault_wrap import VaultWrap
from tests.vault.conftest import Room


def _change(room: Room, entity: Any, key: int, **values: Any) -> None:
    """What somebody does who holds the database."""
    table = entity.__table__
    room.session.connection().execute(update(table).where(table.c.id == key).values(**values))
    room.session.expire_all()


def _codes(room: Room, *numbers: int) -> dict[int, str]:
    return {number: room.papers.codes[number - 1] for number in numbers}


def test_the_founder_opens_the_room_and_what_he_put_into_a_case(room: Room) -> None:
    box, key = room.unlock("li").new_box(BoxKind.CASE)
    assert room.unlock("li").key(box.id) == key


def test_a_wrong_passphrase_opens_nothing_and_says_what_to_do(room: Room) -> None:
    with pytest.raises(VaultRefused, match="口令不对"):
        founding.unlock(room.session, room.school_id, room.users["li"], passphrases.new())


def test_keys_need_a_passphrase_of_the_programs_words(room: Room) -> None:
    with pytest.raises(VaultRefused, match="五个词"):
        founding.make_keys(room.session, room.school_id, room.users["wang"], "Zhangsan1990!")


def test_a_counselor_who_was_not_let_in_holds_nothing(room: Room) -> None:
    room.make_keys("wang")
    opened = room.unlock("wang")
    box, _key = room.unlock("li").new_box(BoxKind.CASE)
    with pytest.raises(VaultRefused, match="核对四个词"):
        opened.office()
    with pytest.raises(VaultRefused, match="没有这一个案的钥匙"):
        opened.key(box.id)


def test_a_colleague_who_was_let_in_reads_the_room_but_not_the_cases_of_others(room: Room) -> None:
    box, _key = room.unlock("li").new_box(BoxKind.CASE)
    room.let_in("wang", by="li")
    opened = room.unlock("wang")
    assert opened.office()[1] == room.unlock("li").office()[1]
    assert not opened.holds(box.id)


def test_nobody_founds_a_second_room(room: Room) -> None:
    room.make_keys("wang")
    with pytest.raises(VaultRefused):
        founding.found_room(room.unlock("wang"), room.session)


def test_who_was_not_let_in_lets_nobody_in(room: Room) -> None:
    room.make_keys("wang")
    row = room.make_keys("zhao")
    with pytest.raises(VaultRefused):
        founding.admit(room.unlock("wang"), room.session, row.id, rows.public_of(row).fingerprint)


def test_other_words_than_those_compared_are_not_let_in(room: Room) -> None:
    row = room.make_keys("wang")
    with pytest.raises(VaultRefused, match="四个词"):
        founding.admit(room.unlock("li"), room.session, row.id, b"0" * 32)


def test_a_key_exchanged_in_the_database_is_noticed_at_the_next_unlocking_and_before_each_grant(
    room: Room,
) -> None:
    wang = room.let_in("wang", by="li")
    opened = room.unlock("li")
    forged = identities.Identity.new().public
    _change(room, VaultIdentity, wang.id, receives=forged.receives, signs=forged.signs)
    with pytest.raises(VaultRefused, match="可能被人替换"):
        room.unlock("li")
    box, _key = opened.new_box(BoxKind.CASE)
    with pytest.raises(VaultRefused, match="可能被人替换"):
        leaving.lend(opened, [box.id], room.session.get_one(VaultIdentity, wang.id))


def test_a_member_whom_the_administrator_wrote_into_the_table_is_noticed(room: Room) -> None:
    forged = room.make_keys("zhao")
    _change(room, VaultIdentity, forged.id, admitted_at=clock.now())
    with pytest.raises(VaultRefused, match="可能被人替换"):
        room.unlock("li")


def test_the_administrator_cannot_write_the_list_of_members(room: Room) -> None:
    box = rows.office_box(room.session, room.school_id)
    assert box is not None
    own = boxes.new_key()
    _change(room, VaultBox, box.id, members=boxes.seal(own, b"{}", "members", box.id))
    with pytest.raises(VaultRefused, match="可能被人替换"):
        room.unlock("li")


def test_a_wrap_copied_to_another_holder_or_box_opens_nothing(room: Room) -> None:
    wang = room.let_in("wang", by="li")
    box, _key = room.unlock("li").new_box(BoxKind.CASE)
    other, _key = room.unlock("wang").new_box(BoxKind.CASE)
    stolen = room.session.scalars(
        select(VaultWrap.wrapped).where(VaultWrap.box_id == box.id, VaultWrap.identity_id.is_not(None))
    ).one()
    now = clock.now()
    copy = {"school_id": room.school_id, "box_id": box.id, "identity_id": wang.id, "wrapped": stolen}
    room.session.connection().execute(
        insert(VaultWrap.__table__).values(**copy, created_at=now, updated_at=now, version=1)  # type: ignore[arg-type]
    )
    with pytest.raises(CannotOpen):
        room.unlock("wang").key(box.id)
    mine = room.session.scalars(
        select(VaultWrap).where(VaultWrap.box_id == other.id, VaultWrap.identity_id == wang.id)
    ).one()
    _change(room, VaultWrap, mine.id, wrapped=stolen)
    with pytest.raises(CannotOpen):
        room.unlock("wang").key(other.id)


def test_every_wrap_of_a_counselor_is_signed_by_who_gave_it(room: Room) -> None:
    wang = room.let_in("wang", by="li")
    box, _key = room.unlock("li").new_box(BoxKind.CASE, holders.holder_of(wang))
    signed = room.session.scalars(select(VaultWrap).where(VaultWrap.box_id == box.id)).all()
    assert len(signed) == 3
    for wrap in signed:
        granter = rows.public_of(room.session.get_one(VaultIdentity, wrap.granted_by_id))
        kind, holder = (
            ("counselor", wrap.identity_id) if wrap.identity_id else ("papers", wrap.last_resort_id)
        )
        assert wrap.signature is not None and holder is not None
        assert granter.has_signed(wrap.signature, "grant", "box", box.id, kind, holder, wrap.wrapped)


def test_a_lent_case_is_open_until_it_is_taken_back(room: Room) -> None:
    wang = room.let_in("wang", by="li")
    li = room.unlock("li")
    box, key = li.new_box(BoxKind.CASE)
    leaving.lend(li, [box.id], wang)
    leaving.lend(li, [box.id], wang)
    assert room.unlock("wang").key(box.id) == key
    assert leaving.take_back(room.session, [box.id], wang) == 1
    assert not room.unlock("wang").holds(box.id) and room.unlock("li").key(box.id) == key


def test_after_the_hand_over_the_successor_holds_the_cases_and_the_leaver_nothing(room: Room) -> None:
    wang = room.let_in("wang", by="li")
    li = room.unlock("li")
    kept = {box.id: key for box, key in (li.new_box(BoxKind.CASE) for _ in range(3))}
    leaving.hand_over(li, room.session, list(kept), wang)
    leaving.end_membership(room.unlock("wang"), room.session, li.identity_id)
    successor = room.unlock("wang")
    assert {box: successor.key(box) for box in kept} == kept
    assert room.session.scalars(select(VaultWrap).where(VaultWrap.identity_id == li.identity_id)).all() == []
    with pytest.raises(VaultRefused, match="还没有心理室密钥"):
        room.unlock("li")


def test_a_new_passphrase_opens_what_the_old_one_did_and_the_old_one_no_more(room: Room) -> None:
    box, key = room.unlock("li").new_box(BoxKind.CASE)
    old, new = room.words["li"], passphrases.new()
    founding.change_passphrase(room.session, room.school_id, room.users["li"], old, new)
    with pytest.raises(VaultRefused):
        room.unlock("li")
    room.words["li"] = new
    assert room.unlock("li").key(box.id) == key


@pytest.mark.parametrize("numbers", recovery.PAIRS)
def test_two_papers_bring_back_the_cases_of_a_lost_passphrase(room: Room, numbers: tuple[int, int]) -> None:
    kept = {box.id: key for box, key in (room.unlock("li").new_box(BoxKind.CASE) for _ in range(2))}
    lost = rows.own_identity(room.session, room.school_id, room.users["li"])
    lost.archived_at = clock.now()
    room.session.flush()
    fresh = room.make_keys("li")
    assert papers.restore(room.session, _codes(room, *numbers), fresh) == 2
    opened = room.unlock("li")
    assert {box: opened.key(box) for box in kept} == kept
    assert room.session.scalars(select(VaultWrap).where(VaultWrap.identity_id == lost.id)).all() == []


def test_two_papers_give_the_cases_of_a_counselor_who_is_gone(room: Room) -> None:
    wang = room.let_in("wang", by="li")
    box, key = room.unlock("li").new_box(BoxKind.CASE)
    papers.give_cases(room.session, _codes(room, 1, 3), [box.id], wang)
    assert room.unlock("wang").key(box.id) == key


def test_the_school_knows_whether_its_papers_were_ever_proven(room: Room) -> None:
    papers.prove(room.session, room.school_id, _codes(room, 1, 2))
    row = rows.last_resort(room.session, room.school_id)
    assert row is not None and row.proven_at is not None


def test_a_mistyped_code_is_named_by_its_paper(room: Room) -> None:
    codes = _codes(room, 1) | {
        3: room.papers.codes[2][:-1] + ("A" if room.papers.codes[2][-1] != "A" else "B")
    }
    with pytest.raises(VaultRefused, match="第 3 张"):
        papers.prove(room.session, room.school_id, codes)


def test_the_papers_of_another_school_open_nothing_here(room: Room) -> None:
    others = recovery.new()
    with pytest.raises(VaultRefused, match="不能打开"):
        papers.prove(room.session, room.school_id, {1: others.codes[0], 2: others.codes[1]})


class TestInABrowser:
    """The open room between two requests."""

    SESSION, PLACE = 1, "10.0.0.1"

    @pytest.fixture
    def session_id(self, room: Room) -> int:
        from app.access import sessions
        from app.models.system.user_session import UserSession

        sessions.open_session(room.session, room.users["li"])
        room.session.flush()
        return room.session.scalars(select(UserSession.id)).all()[-1]

    def test_the_cookie_and_the_database_together_open_the_room(self, room: Room, session_id: int) -> None:
        box, key = room.unlock("li").new_box(BoxKind.CASE)
        cookie = openings.open_in(room.session, session_id, room.unlock("li"), self.PLACE)
        resumed = openings.resume(room.session, session_id, cookie, self.PLACE)
        assert resumed is not None and resumed.key(box.id) == key

    @pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "é" * 43, "A" * 44, "=" * 43])
    def test_without_the_cookie_the_database_opens_nothing(
        self, room: Room, session_id: int, cookie: str
    ) -> None:
        openings.open_in(room.session, session_id, room.unlock("li"), self.PLACE)
        assert openings.resume(room.session, session_id, cookie, self.PLACE) is None

    def test_the_room_locks_after_15_idle_minutes_and_not_before(self, room: Room, session_id: int) -> None:
        cookie = openings.open_in(room.session, session_id, room.unlock("li"), self.PLACE)
        begun = clock.now()
        for minutes, is_open in ((14.9, True), (15.1, False)):
            with clock.set_to(begun + minutes * openings.IDLE / 15):
                found = openings.resume(room.session, session_id, cookie, self.PLACE)
            assert (found is not None) == is_open

    def test_a_request_keeps_it_open(self, room: Room, session_id: int) -> None:
        cookie = openings.open_in(room.session, session_id, room.unlock("li"), self.PLACE)
        begun = clock.now()
        with clock.set_to(begun + openings.IDLE * 0.9):
            openings.touch(room.session, session_id)
        with clock.set_to(begun + openings.IDLE * 1.8):
            assert openings.resume(room.session, session_id, cookie, self.PLACE) is not None

    def test_another_address_finds_it_locked(self, room: Room, session_id: int) -> None:
        cookie = openings.open_in(room.session, session_id, room.unlock("li"), self.PLACE)
        assert openings.resume(room.session, session_id, cookie, "10.0.0.2") is None

    def test_locking_leaves_nothing_of_the_keys(self, room: Room, session_id: int) -> None:
        cookie = openings.open_in(room.session, session_id, room.unlock("li"), self.PLACE)
        openings.lock(room.session, session_id)
        assert openings.resume(room.session, session_id, cookie, self.PLACE) is None
