"""Drawings and scans lie sealed in a case; its holder gets them out as they went in, and nobody else gets anything (V-15)."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, update

from app.access.guard import system_session
from app.models.counseling.case_attachment import CaseAttachment
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
