"""Typing: what a form shows, accepts, refuses and keeps."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models._base import Entity
from app.models.care.contact_record import ContactRecord
from app.models.people.student import Student
from app.models.school.term import Term
from tests import factories as make
from tests.admin.conftest import Browser, World

SignIn = Callable[..., Browser]


def typed(page: str) -> dict[str, Any]:
    """What a browser would post from the form of the page, untouched."""
    form = page[page.index('class="form"') :]
    data: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        if (name := _attribute(tag, "name")) and ('type="checkbox"' not in tag or " checked" in tag):
            data.setdefault(name, []).append(_attribute(tag, "value") or ("y" if "checkbox" in tag else ""))
    for tag, body in re.findall(r"(<textarea[^>]*>)(.*?)</textarea>", form, re.DOTALL):
        data[_attribute(tag, "name")] = [unescape(body).lstrip("\r\n")]
    for tag, body in re.findall(r"(<select[^>]*>)(.*?)</select>", form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"|value="([^"]*)" selected', body)
        data[_attribute(tag, "name")] = [next(filter(None, chosen.groups()), "") if chosen else ""]
    return data


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def stored(app: Flask, entity: type[Entity], key: int, column: str) -> Any:
    with app.app_context(), system_session("look at a row") as session:
        return session.scalar(select(getattr(entity, column)).where(entity.id == key))


def test_saving_an_untouched_form_changes_nothing(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    before = stored(app, Student, world.mine, "updated_at")
    page = browser.get("students/edit/", id=world.mine)
    answer = browser.post("students/edit/", typed(page.text), id=world.mine)
    assert answer.status_code == 302
    assert stored(app, Student, world.mine, "updated_at") == before
    assert stored(app, Student, world.mine, "id_card_no")


def test_a_change_is_saved_and_leads_to_the_row(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    data = typed(browser.get("students/edit/", id=world.mine).text) | {"interests": "画画\r\n下棋"}
    answer = browser.post("students/edit/", data, id=world.mine)
    assert answer.headers["Location"] == f"/admin/students/details/?id={world.mine}"
    assert stored(app, Student, world.mine, "interests") == "画画\n下棋"


def test_a_masked_number_left_empty_stays_and_is_cleared_only_by_its_tick(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.HOMEROOM)
    data = typed(browser.get("students/edit/", id=world.mine).text)
    assert data["id_card_no"] == [""]
    browser.post("students/edit/", data | {"name": "周小溪二"}, id=world.mine)
    assert stored(app, Student, world.mine, "id_card_no")
    data = typed(browser.get("students/edit/", id=world.mine).text) | {"id_card_no-clear": "1"}
    browser.post("students/edit/", data, id=world.mine)
    assert stored(app, Student, world.mine, "id_card_no") is None


def test_a_damaged_number_is_refused_at_its_field_and_nothing_typed_is_lost(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.HOMEROOM)
    data = typed(browser.get("students/edit/", id=world.mine).text)
    answer = browser.post(
        "students/edit/", data | {"id_card_no": "12345", "interests": "放风筝"}, id=world.mine
    )
    assert answer.status_code == 422
    assert "身份证号不对" in answer.text and "放风筝" in answer.text and 'value="12345"' in answer.text
    assert stored(app, Student, world.mine, "interests") != "放风筝"


@pytest.mark.parametrize("missing", ["interests", "form-of", "status"])
def test_a_form_with_a_field_missing_empties_no_column(
    missing: str, app: Flask, sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.HOMEROOM)
    data = typed(browser.get("students/edit/", id=world.mine).text) | {"name": "改过的名"}
    data.pop(missing)
    assert browser.post("students/edit/", data, id=world.mine).status_code == 422
    assert stored(app, Student, world.mine, "name") == "周小溪"


def test_fields_that_are_not_on_the_form_are_ignored(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    forged = {
        "school_id": "999",
        "id": "999",
        "archived_at": "2020-01-01",
        "created_by_id": "1",
        "school_class_id": str(world.class_2),
    }
    data = typed(browser.get("students/edit/", id=world.mine).text) | forged
    assert browser.post("students/edit/", data, id=world.mine).status_code == 302
    assert stored(app, Student, world.mine, "school_id") == world.school
    assert stored(app, Student, world.mine, "school_class_id") == world.class_1
    assert stored(app, Student, world.mine, "archived_at") is None


def test_a_form_overtaken_by_somebody_else_is_kept_and_shows_the_other_text(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    first, second = sign_in(Role.HOMEROOM), sign_in(Role.IT_ADMIN)
    opened = typed(first.get("students/edit/", id=world.mine).text)
    data = typed(second.get("students/edit/", id=world.mine).text) | {"interests": "别人写的"}
    assert second.post("students/edit/", data, id=world.mine).status_code == 302
    answer = first.post("students/edit/", opened | {"interests": "我写的"}, id=world.mine)
    assert answer.status_code == 409
    assert "我写的" in answer.text and "别人写的" in answer.text
    assert stored(app, Student, world.mine, "interests") == "别人写的"
    again = first.post("students/edit/", typed(answer.text), id=world.mine)
    assert again.status_code == 302 and stored(app, Student, world.mine, "interests") == "我写的"


def test_a_new_pupil_is_entered_into_the_own_class(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    page = browser.get("students/new/")
    assert page.status_code == 200
    data = typed(page.text) | {
        "name": "郑春燕",
        "gender": "female",
        "birth_date": "2016-05-04",
        "school_class_id": str(world.class_1),
    }
    assert browser.post("students/new/", data).status_code == 302
    assert "郑春燕" in browser.get("students/").text


def test_save_and_add_another_leads_to_an_empty_form(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    data = typed(browser.get("students/new/", school_class_id=world.class_1).text)
    data |= {"name": "郑春燕", "gender": "female", "birth_date": "2016-05-04", "add-another": "1"}
    answer = browser.post("students/new/", data, school_class_id=world.class_1)
    assert answer.headers["Location"] == f"/admin/students/new/?school_class_id={world.class_1}"


def test_what_is_missing_is_told_at_each_field(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    answer = browser.post("students/new/", typed(browser.get("students/new/").text))
    assert answer.status_code == 422
    assert answer.text.count("请填写此项。") >= 2 and "请从列表中选择一项。" in answer.text


def test_a_number_taken_by_a_pupil_of_the_school_is_refused_with_its_sentence(
    sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.HOMEROOM)
    data = typed(browser.get("students/edit/", id=world.mine).text) | {"student_no": "L2018002"}
    answer = browser.post("students/edit/", data, id=world.mine)
    assert answer.status_code == 422 and "这个学籍号已登记在另一名学生名下" in answer.text
    assert "INSERT" not in answer.text and "UPDATE" not in answer.text and "冯雨澄" not in answer.text


@pytest.mark.parametrize("child", ["other", "far", "none", "huge", "junk"])
def test_a_record_cannot_be_made_for_a_child_out_of_reach(
    child: str, app: Flask, sign_in: SignIn, world: World
) -> None:
    keys = {"other": world.other, "far": world.far, "none": 999_999, "huge": "9" * 30, "junk": "1 OR 1"}
    browser = sign_in(Role.MENTOR)
    data = _contact(browser, world) | {"student_id": str(keys[child])}
    answer = browser.post("contact-records/new/", data)
    assert answer.status_code == 422 and "找不到所选的记录" in answer.text
    assert "冯雨澄" not in answer.text and "远方的周" not in answer.text
    with app.app_context(), system_session("count records") as session:
        assert len(session.scalars(select(ContactRecord.id)).all()) == 1


def _contact(browser: Browser, world: World) -> dict[str, Any]:
    page = browser.get("contact-records/new/", student_id=world.mine)
    assert page.status_code == 200
    return typed(page.text) | {
        "parties": "staff-child", "channel": "in-person", "happened_at": "2025-11-03T08:30", "content": "谈心。",
    }  # fmt: skip


def test_a_new_record_begins_with_the_child_of_the_address_and_the_person_himself(
    app: Flask, sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.MENTOR)
    data = _contact(browser, world)
    assert data["student_id"] == [str(world.mine)] and data["student_id-text"][0].startswith("周小溪")
    assert data["staff_id"] == [str(world.mentor)]
    answer = browser.post("contact-records/new/", data)
    assert answer.status_code == 302
    key = int(answer.headers["Location"].split("id=")[1])
    moment = stored(app, ContactRecord, key, "happened_at")
    assert moment.strftime("%H:%M") == "00:30"  # 08:30 in China


def test_an_address_prefills_no_child_out_of_reach(sign_in: SignIn, world: World) -> None:
    page = sign_in(Role.MENTOR).get("contact-records/new/", student_id=world.other).text
    assert typed(page)["student_id"] == [""] and "冯雨澄" not in page


def test_typing_a_name_without_choosing_is_an_error_not_an_empty_link(sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.MENTOR)
    answer = browser.post(
        "contact-records/new/", _contact(browser, world) | {"student_id": "", "student_id-text": "周"}
    )
    assert answer.status_code == 422 and "再从列出的结果中选择一项" in answer.text


def test_a_link_to_a_hidden_row_is_told_and_kept(app: Flask, sign_in: SignIn, world: World) -> None:
    with app.app_context(), system_session("pair with a child of another class") as session:
        pair = make.make_peer_pairing(
            session,
            session.get(Student, world.mine),
            session.get(Student, world.other),
            make.make_staff(session, session.get(Student, world.mine).school),
        ).id
        session.commit()
    browser = sign_in(Role.HOMEROOM)
    page = browser.get("peer-pairings/edit/", id=pair).text
    assert "无权查看" in page and "冯雨澄" not in page
    data = typed(page) | {"effect": "互相帮助", "helper_id": str(world.mine)}
    assert browser.post("peer-pairings/edit/", data, id=pair).status_code == 302
    from app.models.care.peer_pairing import PeerPairing

    assert stored(app, PeerPairing, pair, "helper_id") == world.other
    assert stored(app, PeerPairing, pair, "effect") == "互相帮助"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("grade", "99999999999999999999"),
        ("grade", "1e9"),
        ("number", "\x00"),
        ("school_year_id", "-1"),
        ("school_year_id", "a\x00"),
    ],
)
def test_what_no_control_would_send_is_told_at_the_field(
    column: str, text: str, sign_in: SignIn, world: World
) -> None:
    browser = sign_in(Role.IT_ADMIN)
    data = typed(browser.get("school-classes/new/").text) | {"grade": "4", "number": "1"} | {column: text}
    assert browser.post("school-classes/new/", data).status_code == 422


def test_a_row_out_of_reach_cannot_be_edited(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    data = typed(browser.get("students/edit/", id=world.mine).text) | {"name": "夺来的名"}
    assert browser.post("students/edit/", data, id=world.other).status_code == 404
    assert stored(app, Student, world.other, "name") == "冯雨澄"


def test_a_record_of_a_colleague_is_read_but_not_changed(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    assert "contact-records/edit/" not in browser.get("contact-records/details/", id=world.contact).text
    assert "edit/?id=" not in browser.get("contact-records/").text
    assert browser.get("contact-records/edit/", id=world.contact).status_code == 403
    answer = browser.post("contact-records/edit/", _contact(sign_in(Role.MENTOR), world), id=world.contact)
    assert answer.status_code == 403
    assert stored(app, ContactRecord, world.contact, "content") != "改写"


def test_a_rule_between_columns_is_told_in_its_own_words(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.IT_ADMIN)
    page = browser.get("terms/edit/", id=world.term).text
    answer = browser.post("terms/edit/", typed(page) | {"ends_on": "1999-01-01"}, id=world.term)
    assert answer.status_code == 422 and 'class="wrong"' in answer.text
    assert stored(app, Term, world.term, "ends_on").year > 1999


def test_a_form_needs_its_token(app: Flask, sign_in: SignIn, world: World) -> None:
    browser = sign_in(Role.HOMEROOM)
    data = typed(browser.get("students/edit/", id=world.mine).text) | {"name": "没有令牌"}
    data.pop("csrf_token", None)
    app.config["WTF_CSRF_ENABLED"] = True
    for path, posted in (
        ("edit/", data),
        ("archive/", {"ids": "1", "reason": "x"}),
        ("search/", {"q": "周"}),
        ("reveal/", {"id": "1"}),
    ):
        assert browser.post(f"students/{path}", posted, id=world.mine).status_code == 400
    assert stored(app, Student, world.mine, "name") == "周小溪"
