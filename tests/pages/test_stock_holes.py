"""Thirteen holes of the stock management screens (security F-1 to F-13): each is tried as it was found, and stays shut."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_admin
import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.admin import exporting
from app.admin.menu import address_of, screen_entities
from app.extensions import db
from app.models.people.student import Student
from app.pages.safe_redirects import is_own_path
from tests.admin.test_forms import typed
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]

ROOT = Path(__file__).resolve().parents[2]
STUDENTS = "/admin/students/"
ELSEWHERE = (
    "//evil.example", "https://evil.example/", "/\\evil.example", "//127.0.0.1:8777\\@evil.example", "/\t/evil.example",
    "\\\\evil.example", "/%09/evil.example", "/%5cevil.example", "http:evil.example", "javascript:alert(1)", "/ok\r\nX-A: b",
    "//HOST\\@evil.example", "/a@evil.example//", "data:text/html,x", "///evil.example", "/%2f%2fevil.example", " //evil.example",
)  # fmt: skip


@pytest.mark.security("F-1", "T-01")
@pytest.mark.parametrize("path", ["details/?id={}", "edit/?id={}"])
def test_a_row_out_of_reach_is_not_there_by_its_number(signed_in: SignIn, place: Place, path: str) -> None:
    answer = signed_in("mentor").get(STUDENTS + path.format(place.stranger))
    assert answer.status_code == 404 or (answer.status_code == 403 and "edit" in path)
    assert signed_in("mentor").get(f"{STUDENTS}details/?id={place.child}").status_code == 200


@pytest.mark.security("F-1")
def test_there_is_no_editing_inside_a_list(app: Flask) -> None:
    assert not [rule.rule for rule in app.url_map.iter_rules() if "ajax/update" in rule.rule]


@pytest.mark.security("F-2")
@pytest.mark.parametrize("act", ["archive", "restore"])
def test_acts_on_numbers_of_others_change_nothing(
    signed_in: SignIn, place: Place, stored: Stored, act: str
) -> None:
    for name in ("mentor", "homeroom"):
        answer = signed_in(name).post(f"{STUDENTS}{act}/", {"id": str(place.stranger)})
        assert answer.status_code in (403, 404)
    (row,) = stored(Student, id=place.stranger)
    assert row["archived_at"] is None


@pytest.mark.security("F-2")
def test_there_are_no_acts_on_lists_of_numbers(app: Flask) -> None:
    assert not [rule.rule for rule in app.url_map.iter_rules() if rule.rule.endswith("/action/")]


@pytest.mark.security("F-3", "T-07")
@pytest.mark.parametrize("path", ["archive/", "restore/", "edit/?id={}", "new/", "search/", "reveal/"])
def test_no_form_of_a_screen_goes_without_its_token(signed_in: SignIn, place: Place, path: str) -> None:
    browser = signed_in("it-admin")
    answer = browser.client.post(
        f"{STUDENTS}{path.format(place.child)}", data={"id": str(place.child), "reason": "x"}
    )
    assert answer.status_code == 400


@pytest.mark.security("F-4", "T-23")
@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("name", ["url", "next"])
def test_no_form_leads_to_another_site(signed_in: SignIn, place: Place, target: str, name: str) -> None:
    browser = signed_in("it-admin")
    answer = browser.post(
        "/admin/villages/new/", {"name": "柳树村", name: target}, query_string={name: target}
    )
    assert answer.status_code < 500
    assert is_own_path(answer.headers.get("Location", "/"))
    assert "evil" not in answer.headers.get("Location", "")


@pytest.mark.security("F-4", "T-23")
@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_elsewhere_after_signing_in(signed_in: SignIn, target: str) -> None:
    answer = signed_in("mentor").get("/sign-in", query_string={"next": target})
    assert "evil" not in answer.headers.get("Location", "")
    assert not is_own_path(target)


@pytest.mark.security("F-5", "T-03")
@pytest.mark.parametrize(
    "query",
    [
        {"page": "100000000000000000000"}, {"page": "-1"}, {"page": "x"}, {"size": "99999999999999999999"},
        {"sort": "password_hash"}, {"sort": "\x00"}, {"s": "\x00" * 9}, {"s": "%' OR 1=1 --"}, {"url": "/a\r\nX: y"},
        {"gender": "nobody"}, {"birth_date_from": "9999-99-99"},
    ],
    ids=str,
)  # fmt: skip
def test_no_query_of_a_list_breaks_it(signed_in: SignIn, query: dict[str, str]) -> None:
    answer = signed_in("principal").get(STUDENTS, query_string=query)
    assert answer.status_code in (200, 302, 400)
    assert "X" not in answer.headers


@pytest.mark.security("F-5", "T-03")
@pytest.mark.parametrize("key", ["1,2", "", "x", "1'", "99999999999999999999", "-1", "1;drop", "\x00", "1 2"])
@pytest.mark.parametrize("page", ["details", "edit"])
def test_no_number_of_a_row_breaks_its_page(signed_in: SignIn, key: str, page: str) -> None:
    answer = signed_in("it-admin").get(f"{STUDENTS}{page}/", query_string={"id": key})
    assert answer.status_code in (302, 400, 404)


@pytest.mark.security("F-6", "T-21")
def test_only_our_own_export_is_there_and_it_writes_the_columns_of_the_list(
    app: Flask, signed_in: SignIn
) -> None:
    """That no cell is a formula is proven in tests/admin/test_export.py, cell by cell."""
    rules = {rule.rule for rule in app.url_map.iter_rules() if "/export/" in rule.rule}
    assert len(rules) > 20 and all(rule.endswith("/export/<kind>/") for rule in rules if "/admin/" in rule)
    text = signed_in("principal").post(f"{STUDENTS}export/csv/", {"reason": "核对"}).data.decode("utf-8-sig")
    assert "999999" not in re.sub(r"\*+", "", text)


@pytest.mark.security("F-7", "T-18")
def test_a_refusal_of_the_database_shows_neither_its_statement_nor_its_values(
    signed_in: SignIn, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_more: Any) -> None:
        raise IntegrityError(
            "INSERT INTO villages (name) VALUES ('周小㛃')", {"name": "周小㛃"}, Exception("UNIQUE")
        )

    monkeypatch.setattr(db.session, "commit", refuse)
    answer = signed_in("it-admin").post("/admin/villages/new/", {"name": "柳树村"})
    assert answer.status_code in (409, 422)
    assert "INSERT" not in answer.text and "周小㛃" not in answer.text and "UNIQUE" not in answer.text


@pytest.mark.slow
@pytest.mark.security("F-8", "T-26")
def test_no_page_of_a_screen_needs_a_script_inside_its_tags(signed_in: SignIn) -> None:
    browser = signed_in("it-admin")
    for entity in screen_entities():
        answer = browser.get(address_of(entity))
        if answer.status_code == 200:
            assert not re.search(r"<[^>]+\son[a-z]+\s*=", answer.text), entity.__name__
            assert "javascript:" not in answer.text


@pytest.mark.security("F-8", "W-02", "T-26")
def test_our_templates_and_those_we_take_from_the_library_have_no_script_inside_their_tags() -> None:
    """The library's own have: none of those may be reached by ours."""
    inline = re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE)
    own = [p for p in (ROOT / "templates").rglob("*.html") if inline.search(p.read_text("utf-8"))]
    assert own == []
    library = Path(flask_admin.__file__).parent / "templates"
    used = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(
            r'{%-? *(?:extends|include|import|from) *"(admin/[^"]+)"', path.read_text("utf-8")
        )
        if not (ROOT / "templates" / name).exists()
    }
    assert not [name for name in used for p in library.rglob(name) if inline.search(p.read_text("utf-8"))]


@pytest.mark.security("F-9", "T-35")
def test_the_second_of_two_editors_overwrites_nothing_and_keeps_his_text(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    page = f"{STUDENTS}edit/?id={place.child}"
    first, second = signed_in("it-admin"), signed_in("office")
    forms = [typed(browser.get(page).text) for browser in (first, second)]
    assert first.post(page, forms[0] | {"name": "周一一"}, page=page).status_code == 302
    answer = second.post(page, forms[1] | {"name": "周二二"}, page=page)
    assert answer.status_code in (200, 409, 422) and "周二二" in answer.text
    (row,) = stored(Student, id=place.child)
    assert row["name"] == "周一一"


@pytest.mark.security("F-10")
@pytest.mark.parametrize(
    "query", [{"q": "", "limit": "100000"}, {"q": "周", "offset": "-5"}, {"query": "周"}]
)
def test_a_look_up_gives_few_rows_and_only_ones_own(
    signed_in: SignIn, place: Place, query: dict[str, str]
) -> None:
    answer = signed_in("mentor").get("/admin/contact-records/lookup/student_id/", query_string=query)
    found = {item["id"] for item in answer.json["items"]}  # type: ignore[index]
    assert place.stranger not in found and len(found) <= 20


@pytest.mark.security("F-11", "W-09", "T-26")
def test_no_markup_is_put_together_from_pieces() -> None:
    found = [
        f"{path.name}:{node.lineno}" for path in _programs() for node in _odd_markup(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("text", ['Markup("<b>%s</b>" % x)', 'Markup(f"<b>{x}</b>")', 'Markup("<b>" + x)'])
def test_markup_from_pieces_is_found(text: str) -> None:
    assert list(_odd_markup(text))


def _programs() -> Iterator[Path]:
    return (ROOT / "app").rglob("*.py")


def _odd_markup(text: str) -> Iterator[ast.Call]:
    """Calls of Markup on a text that was put together: nothing would escape what was put in."""
    for node in ast.walk(ast.parse(text)) if "Markup(" in text else ():
        is_markup = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Markup" and node.args
        if is_markup and isinstance(node.args[0], (ast.JoinedStr, ast.BinOp)):  # type: ignore[attr-defined]
            yield node  # type: ignore[misc]


@pytest.mark.security("W-09", "T-26")
def test_no_template_marks_a_value_as_safe_and_none_is_made_of_a_text() -> None:
    marked = [
        p.name
        for p in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b", p.read_text("utf-8"))
    ]
    assert marked == []
    banned = re.compile(r"render_template_string|yaml\.load\(|\beval\(|\bexec\(|os\.system|shell=True")
    assert [p.name for p in _programs() if banned.search(p.read_text("utf-8"))] == []


@pytest.mark.slow
@pytest.mark.security("F-12")
def test_every_screen_opens_in_both_languages(signed_in: SignIn) -> None:
    browser = signed_in("it-admin")
    for entity in screen_entities():
        for language in ("zh-CN", "en"):
            answer = browser.get(address_of(entity), headers={"Accept-Language": language})
            assert answer.status_code in (200, 403), entity.__name__


@pytest.mark.security("F-13", "X-03")
def test_an_export_of_more_rows_than_allowed_stops(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    lines = (
        signed_in("principal")
        .post(f"{STUDENTS}export/csv/", {"reason": "核对"})
        .data.decode("utf-8-sig")
        .splitlines()
    )
    assert len([line for line in lines if line.strip()]) == 3, "who took it, the heads and one row"
