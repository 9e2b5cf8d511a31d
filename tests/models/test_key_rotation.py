"""The server's key is printed, typed in again and replaced; a number stays unique and is found at every step of that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, select, type_coerce

from app.access import key_rotation, server_key
from app.access.server_key import ServerKey
from app.crypto import key_file, paper_codes
from app.crypto.key_file import BadKeyFile, Numbered
from app.models._rules import Invalid
from app.models._sealed import ends_with
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from tests import factories as make

pytestmark = pytest.mark.security("T-12")


@pytest.fixture(autouse=True)
def key(app: Flask, tmp_path: Path) -> Iterator[ServerKey]:
    """A key of this test's own, in use before anything is sealed."""
    kept, own = server_key._server_key, ServerKey(tmp_path / "sealing.key")
    server_key._server_key = own
    yield own
    server_key._server_key = kept


@pytest.fixture
def adults(key: ServerKey, system: Any, place: Any) -> list[Caregiver]:
    rows = [Caregiver(school_id=place.school.id, name=f"甲{n}", phone=f"1009327{n:04d}") for n in range(7)]
    system.add_all(rows)
    system.flush()
    return rows


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    return app.test_cli_runner().invoke(args=["keys", *arguments], input=typed)


def numbers_in(system: Any) -> set[int]:
    """The numbers of the keys under which the phones stand."""
    raw = type_coerce(Caregiver.__table__.c.phone, LargeBinary)  # type: ignore[attr-defined]
    return {bytes(value)[1] for value in system.raw_connection().execute(select(raw)).scalars()}


def add_key(key: ServerKey) -> int:
    """The file gets a second key, which seals from now on; gives the number of the first."""
    old = key.keys[0]
    key_file.replace(key.path, (Numbered.new(after=old.number), old))
    return old.number


def test_every_value_stands_under_the_new_key_and_reads_as_before(
    key: ServerKey, system: Any, adults: list[Caregiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "CHUNK", 3)
    old, told = key.keys[0].number, dict[str, int]()
    assert numbers_in(system) == {old}
    done = key_rotation.rotate(system, key, told.__setitem__)
    assert told["caregivers.phone"] == 7 and done == sum(told.values())
    assert len(key.keys) == 1 and numbers_in(system) == {key.keys[0].number} != {old}
    system.expire_all()
    assert [adult.phone for adult in adults] == [f"1009327{n:04d}" for n in range(7)]
    key_rotation.check(system, key)


def test_a_rotation_broken_off_is_finished_by_the_next(
    key: ServerKey, system: Any, adults: list[Caregiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_rotation, "CHUNK", 3)
    monkeypatch.setattr(system, "commit", _fails_at(3, system.commit))
    with pytest.raises(KeyboardInterrupt):
        key_rotation.rotate(system, key, lambda *_: None)
    assert len(key.keys) == 2
    key_rotation.check(system, key)
    wanted = key.keys[0].number
    monkeypatch.undo()
    key_rotation.rotate(system, key, lambda *_: None)
    assert numbers_in(system) == {wanted} and [each.number for each in key.keys] == [wanted]


def _fails_at(count: int, commit: Any) -> Any:
    calls = iter(range(1, 100))

    def counted() -> None:
        commit()
        if next(calls) == count:
            raise KeyboardInterrupt

    return counted


def test_with_two_keys_a_number_is_found_by_the_whole_and_by_its_end_whichever_sealed_it(
    key: ServerKey, system: Any, place: Any, adults: list[Caregiver]
) -> None:
    add_key(key)
    system.add(Caregiver(school_id=place.school.id, name="乙", phone="10093270003"))
    system.flush()
    assert len(numbers_in(system)) == 2
    names = select(Caregiver.name).order_by(Caregiver.name)
    wanted = ["乙", "甲3"]
    assert system.scalars(names.where(Caregiver.phone == "100 9327 0003")).all() == wanted
    assert system.scalars(names.where(Caregiver.phone.in_(["10093270003"]))).all() == wanted
    assert system.scalars(names.where(ends_with(Caregiver.phone, "0003"))).all() == wanted
    others = system.scalars(names.where(Caregiver.phone != "10093270003")).all()
    assert len(others) == 6 and not set(others) & set(wanted)


def test_with_two_keys_a_number_is_still_unique(key: ServerKey, system: Any, place: Any) -> None:
    make.make_student(system, place.school, student_no="G99999920160301001X")
    add_key(key)
    with pytest.raises(Invalid):
        make.make_student(system, place.school, student_no="g99999920160301001x")


def test_another_process_seals_with_the_new_key_as_soon_as_the_file_has_it(key: ServerKey) -> None:
    other = ServerKey(key.path)
    before = other.seal_number("10093271234", "t.c")
    old = add_key(key)
    assert before[1] == old and other.seal_number("10093271234", "t.c")[1] == key.keys[0].number != old
    assert other.unseal_number(key.seal_number("10093275678", "t.c"), "t.c") == "10093275678"
    assert key.unseal(other.seal("草稿", "t.c"), "t.c") == "草稿"


def test_the_commands_replace_the_key_and_say_what_to_write_down(
    app: Flask, key: ServerKey, system: Any, adults: list[Caregiver]
) -> None:
    old = key.keys[0].number
    system.commit()
    answer = run(app, "rotate")
    assert answer.exit_code == 0, answer.output
    assert "caregivers.phone：7 个值" in answer.output and "keys paper" in answer.output
    assert key.keys[0].number != old
    assert run(app, "check").exit_code == 0


@pytest.mark.security("T-28")
def test_the_key_comes_back_from_its_paper(
    app: Flask, key: ServerKey, system: Any, adults: list[Caregiver]
) -> None:
    system.commit()
    code = run(app, "paper").output.split()[-1]
    key.path.rename(key.path.with_suffix(".lost"))
    assert run(app, "enter", typed=code.lower().replace("-", " ")).exit_code == 0
    assert key.path.stat().st_mode & 0o777 == 0o600
    assert run(app, "check").exit_code == 0
    wrong = run(app, "enter", typed=code[:-1] + ("A" if code[-1] != "A" else "B"))
    assert wrong.exit_code == 1 and "密钥码不对" in wrong.output


@pytest.mark.security("T-33")
def test_a_restored_database_with_the_key_of_another_day_is_told_in_words(
    app: Flask, key: ServerKey, system: Any, adults: list[Caregiver]
) -> None:
    system.commit()
    paper, old = key.keys[0].on_paper, key.keys[0].number
    key_file.replace(key.path, (Numbered.new(after=old),))
    answer = run(app, "check")
    assert answer.exit_code == 1 and f"第 {old} 号密钥加密" in answer.output and "keys enter" in answer.output
    assert run(app, "rotate").exit_code == 1 and len(key.keys) == 1
    assert run(app, "enter", typed=paper).exit_code == 0 and run(app, "check").exit_code == 0
    assert run(app, "rotate").exit_code == 0 and [each.number != old for each in key.keys] == [True]


def test_another_schools_key_of_the_same_number_is_told_in_words(
    key: ServerKey, system: Any, adults: list[Caregiver]
) -> None:
    key_file.replace(key.path, (Numbered(key.keys[0].number, b"x" * 32),))
    with pytest.raises(BadKeyFile, match="打不开这个数据库里的号码"):
        key_rotation.check(system, ServerKey(key.path))


@given(
    number=st.integers(1, 255),
    secret=st.binary(min_size=32, max_size=32),
    at=st.integers(0, 69),
    to=st.sampled_from("7QZ"),
)
def test_a_paper_code_is_read_again_and_a_slip_is_noticed(
    number: int, secret: bytes, at: int, to: str
) -> None:
    code = Numbered(number, secret).on_paper
    assert len(code) == 69 and Numbered.of_paper(code.lower()) == Numbered(number, secret)
    slip = code[:at] + to + code[at + 1 :]
    if slip.replace("-", "") != code.replace("-", ""):
        with pytest.raises(paper_codes.Miscopied):
            Numbered.of_paper(slip)


@pytest.mark.parametrize("content", [b"", b"x" * 32, b"x" * 34, (b"\x01" + b"x" * 32) * 2])
def test_a_damaged_key_file_is_told_and_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "damaged.key"
    path.write_bytes(content)
    with pytest.raises(BadKeyFile, match="已损坏"):
        _ = ServerKey(path).keys
    assert path.read_bytes() == content


def test_every_student_number_under_the_key_is_among_what_is_rotated() -> None:
    named = {column.type.place for _table, column in key_rotation.places()}
    assert {"students.student_no", "students.id_card_no", "staffs.phone", "drafts.content"} <= named
    assert Student.__table__.c.student_no.type.is_number  # type: ignore[attr-defined]
