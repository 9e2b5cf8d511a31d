"""What the pages show and take of a child whose guardian withdrew the consent (security P-01; decision 0020)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app import clock
from app.access import sessions
from app.access.guard import Actor, bind, system_session
from app.access.vocabulary import Chapter
from app.extensions import db
from app.models.people.student import Student
from app.pages.sheet_work import as_printer
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask, Asked, SheetKind, sheets
from tests import factories as make
from tests.admin.test_forms import typed
from tests.pages.conftest import Browser, Place

pytestmark = pytest.mark.security("T-38")

Enter = Callable[..., Browser]
_NAME = "周小㛃"


def _ground(app: Flask, place: Place, *, is_withdrawn: bool) -> int:
    with app.app_context(), system_session("a ground of a test") as session:
        child = session.get_one(Student, place.child)
        key = make.make_consent(session, child, withdrawn_on=clock.today() if is_withdrawn else None).id
        session.commit()
        return key


@pytest.fixture
def away(app: Flask, place: Place) -> int:
    return _ground(app, place, is_withdrawn=True)


def test_who_enters_the_withdrawal_is_told_what_follows(signed_in: Enter, place: Place, app: Flask) -> None:
    key = _ground(app, place, is_withdrawn=False)
    teacher = signed_in("homeroom")
    address = f"/admin/consents/edit/?id={key}"
    data = typed(teacher.get(address).text) | {
        "withdrawn_on": [f"{clock.today():%Y-%m-%d}"], "withdrawn_why": ["打电话提出"]
    }  # fmt: skip
    answer = teacher.client.post(address, data=data, follow_redirects=True)
    assert answer.status_code == 200 and "信息已封存" in answer.text
    assert _NAME not in answer.text
    assert teacher.get(f"/admin/students/details/?id={place.child}").status_code == 404


@pytest.mark.parametrize("who", ["homeroom", "mentor", "office"])
def test_nobody_who_cares_for_the_child_reads_its_name_on_any_everyday_page(
    signed_in: Enter, away: int, place: Place, who: str
) -> None:
    browser = signed_in(who)
    for path in ("/", "/mine/", "/admin/students/", "/admin/contact_records/", "/admin/mentorings/"):
        answer = browser.get(path, follow_redirects=True)
        assert _NAME not in answer.text, path
    assert browser.get(f"/admin/students/details/?id={place.child}").status_code == 404


def test_the_principal_sees_that_the_child_is_put_away_and_what_to_do(
    signed_in: Enter, away: int, place: Place
) -> None:
    principal = signed_in("principal")
    page = principal.get(f"/admin/students/details/?id={place.child}").text
    assert _NAME in page and "已封存" in page and f"/admin/consents/new/?student_id={place.child}" in page
    assert "已撤回，已封存" in principal.get("/law/consents/").text
    assert "已封存" not in principal.get(f"/admin/students/details/?id={place.sibling}").text


def test_a_new_record_is_refused_with_what_to_do_and_keeps_what_was_typed(
    signed_in: Enter, away: int, place: Place
) -> None:
    admin = signed_in("it-admin")
    address = f"/admin/mentorings/new/?student_id={place.child}"
    data = typed(admin.get(address).text) | {
        "student_id": [str(place.child)], "mentor_id": [str(place.mentor)], "starts_on": [f"{clock.today():%Y-%m-%d}"]
    }  # fmt: skip
    answer = admin.client.post(address, data=data)
    assert (
        answer.status_code == 422
        and "登记新的依据" in answer.text
        and f"{clock.today():%Y-%m-%d}" in answer.text
    )


def test_the_guardian_still_gets_the_copy(signed_in: Enter, away: int, place: Place) -> None:
    principal = signed_in("principal")
    told = json.loads(principal.post(f"/children/{place.child}/copy.json").data)
    assert _NAME in json.dumps(told, ensure_ascii=False)
    paper = principal.post("/sheets/guardian-copy", {"student": str(place.child)})
    assert paper.status_code == 200 and paper.mimetype == "application/pdf"


@pytest.fixture
def principal(app: Flask, place: Place) -> Iterator[Actor]:
    with app.app_context():
        with system_session("test sign-in") as session:
            _token, actor = sessions.open_session(session, place.users["principal"])
            session.commit()
        yield actor
        db.session.rollback()


def _of_a_child(kind: SheetKind) -> bool:
    return (
        bool({Asked.STUDENT, Asked.CLASS, Asked.SCHOOL} & set(kind.asks))
        and kind.menu_chapter is not Chapter.LAW
    )


@pytest.mark.parametrize("slug", sorted(slug for slug, kind in sheets().items() if _of_a_child(kind)))
def test_no_paper_of_everyday_work_names_the_child(
    slug: str, principal: Actor, away: int, place: Place
) -> None:
    kind = sheets()[slug]
    if not kind.is_open_to(principal.roles):
        pytest.skip("not the principal's")
    printer = as_printer(principal, kind)
    bind(db.session, printer)
    for student in (place.child, None) if Asked.STUDENT in kind.asks else (None,):
        try:
            data = kind.collect(db.session, printer, Ask(student_id=student, term_id=place.term))
        except NothingToPrint:
            continue
        assert _NAME not in repr(data)
