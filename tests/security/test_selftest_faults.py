"""Faults are made on purpose in the program, and the walk of the self-test finds each; without them it finds nothing."""

from __future__ import annotations

import gzip
import io
import os
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from contextvars import Context
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask, Response
from sqlalchemy import true

from app.access import rows
from app.access.guard import system_session
from app.access.vault import placing
from app.access.vocabulary import Mask
from app.admin import cells
from app.database import sqlite_driver
from app.extensions import db
from app.models.care.mentoring import Mentoring
from app.selftest import posting, walking
from app.selftest.answers import Answer, Asked
from app.selftest.canaries import Cell
from app.selftest.faults import BEYOND, COUNSELING, FOREIGN, WHOLE, Judge
from app.selftest.oracle import Oracle
from app.selftest.planting import Planted, plant
from app.selftest.scanning import forms_of, scan
from tests import open_vault
from tests.applications import application, migrated_database

pytestmark = [pytest.mark.slow, pytest.mark.security("T-01", "T-02", "T-06", "T-07", "T-13")]


@dataclass(frozen=True)
class Scratch:
    app: Flask
    planted: Planted
    file: Path

    def walk(self, name: str, *entities: str) -> list[str]:
        """What a walk of one person over some screens finds."""
        made = Context().run(walking.walk, self.app, self.planted, names=[name], entities=entities)
        return [str(finding) for finding in made.findings]

    def judge(self, name: str) -> Judge:
        return Judge(self.planted.canaries, Oracle(self.planted.rows, self.planted.people[name]))

    def shown(self, name: str, cell: Cell) -> list[str]:
        """What the judge says of a page that shows this cell to this person."""
        text = self.planted.canaries.of(cell.entity, cell.column, cell.row) or ""
        assert text
        found = self.judge(name).beyond(Answer(Asked("/here"), 200, f"<td>{text}</td>"))
        return [self.judge(name)._name_of(each) for each in found]

    def some(self, entity: str, column: str, *, school: int | None = None) -> list[Cell]:
        cells_ = [c for c in self.planted.canaries.cells.values() if (c.entity, c.column) == (entity, column)]
        of = self.planted.rows[entity]
        return [c for c in cells_ if school is None or of[c.row]["school_id"] == school]


@pytest.fixture(scope="module")
def scratch(instance_dir: Path) -> Iterator[Scratch]:
    with migrated_database("sqlite", instance_dir) as url, application(url, instance_dir) as app:
        placing.use(placing.RealVault())
        try:
            with app.app_context(), system_session("plant invented people") as session:
                planted = plant(session)
                session.commit()
            yield Scratch(app, planted, Path(url.removeprefix("sqlite:///")))
        finally:
            placing.use(open_vault.OpenVault())


def test_a_sound_program_has_no_finding_and_the_counselor_reads_his_own(scratch: Scratch) -> None:
    made = Context().run(
        walking.walk, scratch.app, scratch.planted, names=["counselor"], entities=["CounselingSession"]
    )
    assert [str(finding) for finding in made.findings] == []
    assert made.rightly_read > 0


def test_a_removed_header_is_found(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = scratch.app.after_request_funcs[None]
    monkeypatch.setitem(
        scratch.app.after_request_funcs,
        None,
        [_without_frame_options, *hooks],
    )
    assert any("X-Frame-Options" in said for said in scratch.walk("township", "School"))


def _without_frame_options(answer: Response) -> Response:
    """Runs last, as the first of the list."""
    answer.headers.pop("X-Frame-Options", None)
    return answer


def test_forms_without_tokens_are_found(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scratch.app.config, "WTF_CSRF_ENABLED", False)
    bare = Flask("bare")
    bare.add_url_rule("/write", "write", lambda: "taken", methods=["POST"])
    walk = walking.Walk()
    posting.send_without_token(bare, walking.Browser(bare, walk, Judge(scratch.planted.canaries), "未登录"))
    assert any(what == posting.UNTOKENED for what, _name, _column in walk.seen)


def test_counseling_text_is_found_for_everybody_but_its_counselor(scratch: Scratch) -> None:
    me = scratch.planted.people["counselor"].staff_id
    cases = scratch.planted.rows["CounselingCase"]
    cell = next(c for c in scratch.some("CounselingCase", "issue") if cases[c.row]["counselor_id"] == me)
    assert {n: scratch.shown(n, cell) for n in scratch.planted.people} == {
        n: [] if n == "counselor" else [COUNSELING] for n in scratch.planted.people
    }
    other = next(c for c in scratch.some("CounselingCase", "issue") if cases[c.row]["counselor_id"] != me)
    assert scratch.shown("counselor", other) == [COUNSELING]


def test_another_schools_child_a_whole_number_and_a_closed_text_are_found(scratch: Scratch) -> None:
    away, own = scratch.some("Student", "name", school=2)[0], scratch.some("Student", "name", school=1)[0]
    assert scratch.shown("principal", away) == [FOREIGN]
    assert scratch.shown("principal", own) == []
    number = scratch.some("Student", "id_card_no", school=1)[0]
    assert scratch.shown("principal", number) == [WHOLE]
    text = scratch.some("IndividualPlan", "content", school=1)[0]
    assert scratch.shown("office", text) == [BEYOND]


def test_counseling_text_in_the_clear_is_found_in_every_encoding(scratch: Scratch, tmp_path: Path) -> None:
    planted = scratch.planted.canaries.cells.items()
    text = next(t for t, c in planted if (c.entity, c.column) == ("CounselingSession", "matter"))
    assert scan(tmp_path, scratch.planted) == (0, [])
    for number, form in enumerate(forms_of(text)):
        (tmp_path / "x.log").write_bytes(bytes(number) + b"a page: " + form + b" and more")
        files, found = scan(tmp_path, scratch.planted)
        assert (files, len(found)) == (1, 1), form


def test_counseling_text_is_found_in_everything_it_can_be_packed_in(scratch: Scratch, tmp_path: Path) -> None:
    planted = scratch.planted.canaries.cells.items()
    text = next(t for t, c in planted if (c.entity, c.column) == ("CounselingSession", "matter"))
    page = b"a page: " + text.encode() * 3 + b" and more" * 200
    paper = b"%PDF-1.7\n1 0 obj <</Filter /FlateDecode>>\nstream\n" + zlib.compress(page) + b"\nendstream"
    whole = zlib.compress(os.urandom(700) + page + os.urandom(6000))
    packed = {
        "gzip": b"before" + gzip.compress(page) + b"after",
        "zlib": b"before" + zlib.compress(page, 1),
        "zip": _zipped("inside.txt", page),
        "paper": paper,
        "paper in a zip in a gzip": gzip.compress(_zipped("inside.pdf", paper)),
        "broken off": whole[:4096],
        "a stream after a broken one": whole[:2000] + gzip.compress(page),
    }
    for name, content in packed.items():
        assert text.encode() not in content, name
        (tmp_path / "x.bin").write_bytes(content)
        assert len(scan(tmp_path, scratch.planted)[1]) == 1, name


def _zipped(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return made.getvalue()


def test_fifty_megabytes_are_scanned_within_seconds(scratch: Scratch, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.db").write_bytes(os.urandom(10 * 1024 * 1024))
    begun = time.process_time()
    assert scan(tmp_path, scratch.planted) == (5, [])
    assert time.process_time() - begun < 20


def test_the_scratch_database_itself_holds_none_in_the_clear(scratch: Scratch, tmp_path: Path) -> None:
    with (
        closing(sqlite_driver().connect(scratch.file)) as source,
        closing(sqlite_driver().connect(tmp_path / "copy.db")) as copy,
    ):
        source.backup(copy)
    assert [str(finding) for finding in scan(tmp_path, scratch.planted)[1]] == []


def test_a_row_of_another_school_that_was_changed_is_found(scratch: Scratch) -> None:
    before = posting.stored(str(scratch.file))
    key = scratch.some("Student", "name", school=2)[0].row
    after = {**before, "students": {**before["students"], key: (2, ("changed",))}}
    oracle = Oracle(scratch.planted.rows, scratch.planted.people["mentor"])
    assert list(posting.beyond(before, before, oracle)) == []
    assert list(posting.beyond(before, after, oracle)) == [("students", key)]


def test_a_link_to_another_school_is_found(scratch: Scratch) -> None:
    before = posting.stored(str(scratch.file))
    own = next(k for k, (school, _row) in before["mentorings"].items() if school == 1)
    away = next(k for k, (school, _row) in before["students"].items() if school == 2)
    names = [column.name for column in Mentoring.__table__.c]
    row = list(before["mentorings"][own][1])
    row[names.index("student_id")] = away
    after = {**before, "mentorings": {**before["mentorings"], own: (1, tuple(row))}}
    assert list(posting.led_away(before, after, 1)) == [("mentorings", own, "student_id")]


@pytest.fixture
def hole(scratch: Scratch, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Statements and cells made before the hole, or while it was there, are forgotten."""
    _forget(scratch.app)
    yield monkeypatch
    monkeypatch.undo()
    _forget(scratch.app)


def _forget(app: Flask) -> None:
    cells.selection.cache_clear()
    with app.app_context():
        db.engine.clear_compiled_cache()


def test_a_guard_that_is_off_for_one_entity_is_found(scratch: Scratch, hole: pytest.MonkeyPatch) -> None:
    """Foreign rows are then on the list, in the export and on pages of details."""
    readable = rows.readable
    hole.setattr(
        rows,
        "readable",
        lambda entity, *more, **which: (
            true() if entity.__name__ == "Village" else readable(entity, *more, **which)
        ),
    )
    found = scratch.walk("principal", "Village")
    assert any(FOREIGN in said and "Village." in said for said in found)


def test_numbers_without_a_mask_are_found(scratch: Scratch, hole: pytest.MonkeyPatch) -> None:
    hole.setattr(Mask, "apply", lambda _mask, value: value or "")
    assert any(WHOLE in said and "Staff.phone" in said for said in scratch.walk("principal", "Staff"))
