"""Two worlds that differ only in which child is in counseling: whoever may not know gets the same answers, byte for byte (A-06, A-08)."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from sqlalchemy import Connection

from app import clock
from app.selftest.answers import Asked, ask
from tests.pages.conftest import Browser, Place, enter
from tests.pages.room.conftest import Counselor, open_case

pytestmark = [pytest.mark.security("T-14"), pytest.mark.slow]

#: Signing out ends the asking, and files are the same for everybody.
_LEFT_OUT = ("/sign-out", "/static", "/leave")
#: Empty without a row to open; the workbook holds what the other export holds.
_FORMS = ("/new/", "/edit/", "/details/", "/export/xlsx/")


def _counsel(li: Counselor, child: int) -> None:
    """All that a counselor does with a case, about this child."""
    li.browser.get(f"/admin/students/details/?id={child}")
    address = open_case(li, child, case_no="X-1")
    case = address.partition("id=")[2]
    told = {"to": "outside", "body": "县医院", "ground": "illness", "text": "请安排专人陪护。", "sure": "1"}
    assert li.browser.post(f"/counseling/tell/{case}/", told).status_code == 302
    file = {"file": (io.BytesIO(b"%PDF-1.4 x"), "a.pdf"), "card": ""}
    path = f"/counseling/files/{case}/"
    assert li.browser.post(path, file, content_type="multipart/form-data").status_code == 302
    assert li.browser.post("/counseling/search/", {"q": "妈妈"}).status_code == 200
    assert li.browser.get(address).status_code == 200


def _asked(app: Flask, place: Place) -> list[str]:
    """Every list and page without an argument, and every page of either child."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(_LEFT_OUT) or rule.rule.endswith(_FORMS):
            continue
        if not rule.arguments:
            found.append(rule.rule)
        elif rule.arguments == {"student_id"}:
            found += [re.sub(r"<[^>]+>", str(child), rule.rule) for child in (place.child, place.sibling)]
    pages = ("students/details", "counseling-cases/details", "disclosures/details")
    return found + [f"/admin/{page}/?id={child}" for page in pages for child in (place.child, place.sibling)]


def _answers(browser: Browser, paths: list[str]) -> dict[str, tuple[int, str]]:
    answers = (ask(browser.client, Asked(path)) for path in paths)
    return {answer.asked.address: (answer.status, answer.settled) for answer in answers}


@pytest.mark.sqlite_only(reason="the routes are the same on both; the guard has its own proofs there")
@pytest.mark.parametrize("username", ["it-admin", "principal", "mentor"])
def test_which_child_is_counseled_changes_no_answer(
    app: Flask, place: Place, transaction: Connection, li: Counselor, username: str
) -> None:
    paths, worlds = _asked(app, place), []
    assert len(paths) > 150
    with clock.set_to(clock.now()):
        other = enter(app, place.users[username])
        for child in (place.child, place.sibling):
            with transaction.begin_nested() as half:
                _counsel(li, child)
                worlds.append(_answers(other, paths))
                half.rollback()
    one, two = worlds
    differing = [path for path in paths if one[path] != two[path]]
    assert differing == []


@pytest.mark.sqlite_only(reason="the routes are the same on both; the guard has its own proofs there")
def test_the_proof_notices_what_its_counselor_can_see(
    app: Flask, place: Place, transaction: Connection, li: Counselor
) -> None:
    """The same question asked by who may know is answered differently: the proof can fail."""
    paths, worlds = ["/", "/admin/counseling-cases/"], []
    with clock.set_to(clock.now()):
        for child in (place.child, place.sibling):
            with transaction.begin_nested() as half:
                _counsel(li, child)
                worlds.append(_answers(li.browser, paths))
                half.rollback()
    assert all(worlds[0][path] != worlds[1][path] for path in paths)
