"""Looking up while typing: only rows within reach, only names, only for forms and filters of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.school.school import School
from tests import factories as make
from tests.admin.conftest import Browser, World
from tests.admin.test_forms import typed

SignIn = Callable[..., Browser]


def _labels(browser: Browser, path: str, text: str = "") -> list[str]:
    answer = browser.get(path, q=text)
    assert answer.status_code == 200
    return [item["label"] for item in answer.json["items"]]  # type: ignore[index]


def test_a_mentor_finds_his_own_children_and_no_others(sign_in: SignIn, world: World) -> None:
    path = "contact-records/lookup/student_id/"
    assert _labels(sign_in(Role.MENTOR), path) == ["周小溪"]
    assert _labels(sign_in(Role.MENTOR), path, "雨澄") == []
    assert _labels(sign_in(Role.IT_ADMIN), path, "雨") == ["冯雨澄"]
    assert _labels(sign_in(Role.IT_ADMIN), path, "远方") == []


def test_an_answer_holds_the_name_the_class_and_nothing_else(sign_in: SignIn, world: World) -> None:
    item = sign_in(Role.MENTOR).get("contact-records/lookup/student_id/", q="周").json["items"][0]  # type: ignore[index]
    assert item == {"id": world.mine, "label": "周小溪", "note": "三(1)班"}


def test_an_answer_is_at_most_twenty_rows(app: Flask, sign_in: SignIn, world: World) -> None:
    with app.app_context(), system_session("many children") as session:
        for _ in range(25):
            make.make_student(session, session.get(School, world.school))
        session.commit()
    answer = sign_in(Role.IT_ADMIN).get("mentorings/lookup/student_id/", limit="1000", q="").json
    assert len(answer["items"]) == 20 and answer["has_more"]  # type: ignore[index]


def test_what_is_no_reference_of_a_form_or_filter_is_closed(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    for column in ("name", "id_card_no", "school_id", "no_such", "id"):
        assert browser.get(f"students/lookup/{column}/").status_code == 403
    assert sign_in(Role.TOWNSHIP).get("students/lookup/school_class_id/").status_code == 403


def test_wild_cards_are_letters(sign_in: SignIn, world: World) -> None:
    for text in ("%", "_", "%%", "周%"):
        assert _labels(sign_in(Role.IT_ADMIN), "mentorings/lookup/student_id/", text) == []


def test_a_counselor_opens_a_case_for_any_child_of_the_school_by_name_and_class(
    sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.COUNSELOR)
    assert "周小溪" not in browser.get("students/").text
    path = "counseling-cases/lookup/student_id/"
    assert browser.get(path, q="周").json["items"] == [
        {"id": world.mine, "label": "周小溪", "note": "三(1)班"}
    ]  # type: ignore[index]
    assert _labels(browser, path) == [] and _labels(browser, path, "远方") == []
    answer = browser.post("counseling-cases/new/", _case(browser) | {"student_id": str(world.mine)})
    assert answer.status_code == 302
    assert "周小溪" in browser.client.get(answer.headers["Location"]).text
    assert "周小溪" in browser.get("students/").text and "冯雨澄" not in browser.get("students/").text


def test_a_counselor_opens_no_case_for_a_child_of_another_school(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.COUNSELOR)
    answer = browser.post("counseling-cases/new/", _case(browser) | {"student_id": str(world.far)})
    assert answer.status_code == 422 and "远方的周" not in answer.text


def test_nobody_else_has_the_directory(sign_in: SignIn, world: World) -> None:
    for role in set(Role) - {Role.COUNSELOR}:
        assert sign_in(role).get("counseling-cases/lookup/student_id/", q="周").status_code == 403
    homeroom = sign_in(Role.HOMEROOM)
    assert _labels(homeroom, "counseling-referrals/lookup/student_id/", "雨澄") == []


def _case(browser: Browser) -> dict[str, Any]:
    data = typed(browser.get("counseling-cases/new/").text)
    return data | {
        "case_no": "X-77",
        "opened_on": "2025-11-03",
        "source": "child",
        "risk": "none",
        "issue": "想念父母。",
    }
