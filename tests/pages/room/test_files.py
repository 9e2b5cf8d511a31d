"""Drawings and scans lie sealed in a case; its holder gets them out as they went in, and nobody else gets anything (V-15)."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import LargeBinary, select, type_coerce, update

from app.access.guard import system_session
from app.access.vault import founding
from app.models.counseling.case_attachment import CaseAttachment
from app.models.counseling.counseling_case import CounselingCase
from app.models.school.user import User
from app.models.system.audit_log import AuditLog
from app.models.system.vault_box import VaultBox
from app.pages import room_files
from tests.pages.conftest import Place, enter
from tests.pages.room.conftest import Counselor, let_in, open_case

pytestmark = [pytest.mark.security("T-12"), pytest.mark.slow]

PDF = b"%PDF-1.4\n" + "秘密的画".encode() + os.urandom(200_000)
Stored = Callable[..., list[dict[str, Any]]]


def _page(address: str) -> str:
    return f"/counseling/files/{address.partition('id=')[2]}/"


def _put(who: Counselor, address: str, content: bytes, name: str = "小溪的画.pdf") -> Any:
    data = {"file": (io.BytesIO(content), name), "card": ""}
    return who.browser.post(_page(address), data, page="/password", content_type="multipart/form-data")


def _rows(app: Flask) -> list[Any]:
    with app.app_context(), system_session("files of a test", reads_only=True) as session:
        own = CaseAttachment
        return list(session.execute(select(own.id, own.content).order_by(own.id)))


def test_a_paper_comes_out_as_it_went_in_and_lies_sealed_in_between(
    app: Flask, place: Place, li: Counselor
) -> None:
    address = open_case(li, place.child)
    assert _put(li, address, PDF).status_code == 302
    ((key, sealed),) = _rows(app)
    assert "秘密的画".encode() not in sealed and PDF[-64:] not in sealed
    assert "小溪的画.pdf" in li.browser.get(_page(address)).text
    answer = li.browser.get(f"{_page(address)}{key}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.security("T-13")
def test_an_uploaded_file_is_never_written_to_the_disk_in_the_clear(
    app: Flask, place: Place, li: Counselor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise AssertionError("a temporary file was made")

    address = open_case(li, place.child)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)
    assert _put(li, address, PDF * 2).status_code == 302
    assert len(_rows(app)) == 1


def test_a_picture_is_made_anew_and_says_no_more_where_it_was_taken(
    app: Flask, place: Place, li: Counselor
) -> None:
    address = open_case(li, place.child)
    picture, exif = Image.new("RGB", (40, 30), "red"), Image.Exif()
    exif[0x010E] = "在家门口"
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif)
    assert _put(li, address, made.getvalue(), "画.png").status_code == 302
    ((key, _sealed),) = _rows(app)
    answer = li.browser.get(f"{_page(address)}{key}")
    taken_out = Image.open(io.BytesIO(answer.data))
    assert taken_out.size == (40, 30) and not taken_out.getexif()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"<html><script>x</script>", "a.pdf"), (b"PK\x03\x04", "a.docx"), (b"", "a.pdf"), (b"%PDF-" + bytes(300_000), "a.pdf")],
    ids=["a page", "a document", "nothing", "too large"],
)  # fmt: skip
def test_what_is_neither_picture_nor_paper_is_refused(
    app: Flask, place: Place, li: Counselor, content: bytes, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_files, "MOST_BYTES", 250_000)
    address = open_case(li, place.child)
    assert _put(li, address, content, name).status_code == 400
    assert _rows(app) == []


def test_nobody_else_gets_the_file(app: Flask, place: Place, li: Counselor, wang: Counselor) -> None:
    address = open_case(li, place.child)
    _put(li, address, PDF)
    let_in(li, wang)
    ((key, _sealed),) = _rows(app)
    path = f"{_page(address)}{key}"
    for name in ("it-admin", "principal", "office", "homeroom", "mentor", "township"):
        assert enter(app, place.users[name]).get(path).status_code == 403, name
    assert wang.browser.get(path).status_code == 404
    assert _put(wang, address, PDF).status_code == 404
    li.lock()
    assert li.browser.get(path).status_code == 302


def test_a_file_copied_to_another_case_is_not_given_out(app: Flask, place: Place, li: Counselor) -> None:
    one, two = open_case(li, place.child), open_case(li, place.sibling)
    _put(li, one, PDF)
    _put(li, two, b"%PDF-1.4 other")
    (first, sealed), (second, _other) = _rows(app)
    with app.app_context(), system_session("somebody bends a file") as session:
        table = CaseAttachment.__table__
        session.connection().execute(update(table).where(table.c.id == second).values(content=sealed))
        session.commit()
    answer = li.browser.get(f"{_page(two)}{second}")
    assert answer.status_code == 403 and PDF[:40] not in answer.data
    assert li.browser.get(f"{_page(two)}{first}").status_code == 404


def test_a_title_that_is_too_long_is_refused_with_what_to_do(app: Flask, place: Place, li: Counselor) -> None:
    address = open_case(li, place.child)
    answer = _put(li, address, PDF, "画" * 61 + ".pdf")
    assert answer.status_code == 400 and "改成短一些的名字" in answer.text
    assert _rows(app) == []
    assert _put(li, address, PDF, "画" * 60 + ".pdf").status_code == 302


def _key_of_the_case(app: Flask, li: Counselor) -> tuple[int, bytes]:
    """What somebody keeps who held the case once."""
    with app.app_context(), system_session("a kept key", reads_only=True) as session:
        user = session.scalars(select(User).where(User.staff_id == li.staff)).one()
        room = founding.unlock(session, user.school_id, user.id, li.words)
        box = session.scalars(select(CounselingCase.box_id)).one()
        return int(box or 0), room.key(int(box or 0))


def test_a_removed_file_leaves_when_who_and_why_under_seal_and_its_case_has_a_new_key(
    app: Flask, place: Place, li: Counselor
) -> None:
    address = open_case(li, place.child)
    _put(li, address, PDF)
    _put(li, address, b"%PDF-1.4 the other")
    (key, _sealed), (other, _content) = _rows(app)
    assert li.act(f"{_page(address)}{key}/remove", why="any").status_code == 302
    assert len(_rows(app)) == 2 and li.browser.get(f"{_page(address)}{key}").status_code == 200
    old_box, old_key = _key_of_the_case(app, li)
    assert li.act(f"{_page(address)}{key}/remove", why="withdrawn").status_code == 302
    page = li.browser.get(_page(address)).text
    assert "小溪的画" in page and page.count("彻底移除") > 0 and "撤回同意" in page
    assert li.browser.get(f"{_page(address)}{key}").status_code == 404
    assert li.browser.get(f"{_page(address)}{other}").data == b"%PDF-1.4 the other"
    table: Any = CaseAttachment.__table__
    columns = [
        type_coerce(column, LargeBinary) for column in (table.c.name, table.c.media, table.c.removed_for)
    ]
    with app.app_context(), system_session("a scrubbed row", reads_only=True) as session:
        found = select(table.c.content, table.c.removed_at, table.c.removed_by_id, *columns)
        row = session.connection().execute(found.where(table.c.id == key)).one()
        assert row[0] is None and row[3] is None and row[4] is None
        assert row[1] is not None and row[2] == li.staff and b"withdrawn" not in bytes(row[5])
        lines = session.scalars(select(AuditLog).where(AuditLog.entity == "CaseAttachment")).all()
        assert [(line.entity_id, line.fields) for line in lines if line.fields == "removed"] == [
            (key, "removed")
        ]
        assert session.get(VaultBox, old_box) is None
    assert _key_of_the_case(app, li)[1] != old_key


def test_the_cases_own_counselor_changes_its_key_and_nobody_else(
    app: Flask, place: Place, li: Counselor, wang: Counselor
) -> None:
    address = open_case(li, place.child)
    _put(li, address, PDF)
    before = _key_of_the_case(app, li)
    assert "换新钥匙" in li.browser.get(_page(address)).text
    let_in(li, wang)
    assert wang.act(f"{_page(address)}key").status_code == 404
    assert wang.act(f"{_page(address)}1/remove", why="mistake").status_code == 404
    for name in ("it-admin", "principal", "mentor"):
        assert enter(app, place.users[name]).post(f"{_page(address)}key").status_code == 403, name
    assert _key_of_the_case(app, li) == before
    assert li.act(f"{_page(address)}key").status_code == 302
    after = _key_of_the_case(app, li)
    assert after[0] != before[0] and after[1] != before[1]
    ((key, _sealed),) = _rows(app)
    assert li.browser.get(f"{_page(address)}{key}").data == PDF
    assert "夜里总想妈妈" in li.browser.get(address).text
    li.lock()
    assert li.act(f"{_page(address)}key").status_code == 403
    assert _key_of_the_case(app, li) == after
