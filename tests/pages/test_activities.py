"""Events, birthdays, trainings, notes and the reading month, used in the browser by those who may."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app import clock
from app.access.guard import system_session
from app.models.care.care_service import CareService
from app.models.care.growth_record import GrowthKind, GrowthRecord
from app.models.care.reading_record import ReadingRecord
from app.models.events.event import Event, EventKind
from app.models.events.event_adult import EventAdult
from app.models.events.event_student import EventRole, EventStudent
from app.models.events.photo import Photo
from app.models.events.training_attendance import TrainingAttendance
from app.models.people.student import Student
from app.models.school.staff import Staff
from tests import activity_factories as makes
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


def picture() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (30, 20), "green").save(made, "PNG")
    made.seek(0)
    return made


@pytest.fixture
def event(app: Flask, place: Place) -> int:
    """A festival of the whole school, organised by the mentor."""
    with app.app_context(), system_session("an event of a test") as session:
        key = int(makes.make_event(session, session.get(Staff, place.mentor)).id)
        session.commit()
    return key


@pytest.fixture
def training(app: Flask, place: Place) -> int:
    """A training that nobody is registered for yet."""
    with app.app_context(), system_session("a training of a test") as session:
        key = int(makes.make_training(session, session.get(Staff, place.mentor)).id)
        session.commit()
    return key


@pytest.mark.system("K03", "K05", "K06", "K08")
def test_ticked_children_join_the_list_once(
    signed_in: SignIn, place: Place, stored: Stored, event: int
) -> None:
    browser, path = signed_in("homeroom"), f"/events/{event}"
    for _ in range(2):
        answer = browser.post(f"{path}/children", {"student": [place.child, place.sibling]}, page=path)
        assert answer.status_code == 302
    rows = stored(EventStudent, event_id=event)
    assert {row["student_id"] for row in rows} == {place.child, place.sibling}
    assert len(rows) == 2
    assert "周小㛃" in browser.get(path).text


def test_a_child_of_another_school_cannot_be_ticked(
    signed_in: SignIn, place: Place, stored: Stored, event: int
) -> None:
    path = f"/events/{event}"
    signed_in("homeroom").post(f"{path}/children", {"student": [place.stranger]}, page=path)
    assert stored(EventStudent, event_id=event) == []


@pytest.mark.system("D16", "D17", "D18", "A16")
def test_staff_guardians_and_guests_sign_in(
    signed_in: SignIn, place: Place, stored: Stored, event: int
) -> None:
    browser, path = signed_in("homeroom"), f"/events/{event}"
    typed = {"staff": [place.mentor], "caregiver": [place.grandmother], "guests": "王来宾\n\n王来宾\n"}
    browser.post(f"{path}/adults", typed, page=path)
    rows = stored(EventAdult, event_id=event)
    assert [(row["staff_id"], row["caregiver_id"], row["outside_name"]) for row in rows] == [
        (place.mentor, None, None),
        (None, place.grandmother, None),
        (None, None, "王来宾"),
    ]
    browser.post(f"{path}/adults", typed, page=path)
    assert len(stored(EventAdult, event_id=event)) == 3


def test_whose_event_it_is_not_may_look_but_not_write(signed_in: SignIn, place: Place, event: int) -> None:
    assert signed_in("office").get(f"/events/{event}").status_code == 200
    assert (
        signed_in("office").post(f"/events/{event}/children", {"student": [place.child]}).status_code == 403
    )
    assert signed_in("counselor").get(f"/events/{event}").status_code == 404
    assert signed_in("township").get("/events/").status_code == 403


@pytest.mark.system("K03")
def test_a_picture_is_kept_and_seen_only_by_those_who_see_the_event(
    signed_in: SignIn, place: Place, stored: Stored, event: int
) -> None:
    browser, path = signed_in("homeroom"), f"/events/{event}"
    browser.post(f"{path}/photos", {"photo": (picture(), "IMG.png"), "caption": "分月饼"}, page=path)
    photo = stored(Photo, event_id=event)[0]
    assert photo["has_consent"] is False
    with browser.get(f"/photos/{photo['id']}.jpg") as shown:
        assert shown.mimetype == "image/jpeg"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert signed_in("counselor").get(f"/photos/{photo['id']}.jpg").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"photo": (io.BytesIO(b"text"), "a.jpg")}, "不是能识别的照片"),
        ({}, "请先选择一张照片"),
    ],
)
def test_what_is_no_picture_is_told_so(
    signed_in: SignIn, stored: Stored, event: int, typed: dict[str, Any], sentence: str
) -> None:
    browser, path = signed_in("homeroom"), f"/events/{event}"
    answer = browser.post(f"{path}/photos", typed, page=path, follow_redirects=True)
    assert sentence in answer.text
    assert stored(Photo) == []


def test_consent_without_a_name_is_refused_and_leaves_no_file(
    app: Flask, signed_in: SignIn, stored: Stored, event: int
) -> None:
    browser, path = signed_in("homeroom"), f"/events/{event}"
    typed = {"photo": (picture(), "IMG.png"), "has_consent": "1"}
    answer = browser.post(f"{path}/photos", typed, page=path, follow_redirects=True)
    assert "请写明由谁同意" in answer.text
    assert stored(Photo) == []


@pytest.mark.system("K04")
def test_a_party_is_made_from_the_birthdays_of_the_month(
    app: Flask, signed_in: SignIn, place: Place, stored: Stored
) -> None:
    with app.app_context(), system_session("a birthday of a test") as session:
        child = session.get(Student, place.child)
        child.id_card_no, child.birth_date = None, child.birth_date.replace(month=clock.today().month, day=1)
        year = child.birth_date.year
        session.commit()
    browser, month = signed_in("homeroom"), f"{clock.today():%Y-%m}"
    page = browser.get(f"/birthdays/?month={month}").text
    assert "周小㛃" in page
    assert str(year) not in page.split("<main")[1]
    typed = {"student": [place.child], "day": clock.today().isoformat(), "month": month}
    browser.post("/birthdays/party", typed, page="/birthdays/")
    party = stored(Event, kind=EventKind.BIRTHDAY)[0]
    named = stored(EventStudent, event_id=party["id"])
    assert [(row["student_id"], row["role"]) for row in named] == [(place.child, EventRole.BIRTHDAY)]
    assert "已过" in browser.get(f"/birthdays/?month={month}").text


def test_a_party_for_nobody_is_not_recorded(signed_in: SignIn, stored: Stored) -> None:
    typed = {"day": clock.today().isoformat()}
    answer = signed_in("homeroom").post("/birthdays/party", typed, page="/birthdays/", follow_redirects=True)
    assert "请勾选过生日的孩子" in answer.text
    assert stored(Event) == []


def test_a_mentor_is_not_shown_birthdays_he_cannot_judge(signed_in: SignIn) -> None:
    assert signed_in("mentor").get("/birthdays/").status_code == 403


@pytest.mark.system("G01")
def test_the_classes_below_the_hours_are_named(signed_in: SignIn) -> None:
    assert "三(2)班" in signed_in("homeroom").get("/lessons/").text
    assert signed_in("mentor").get("/lessons/").status_code == 403
    assert signed_in("office").get("/lessons/?subject=nonsense").status_code == 200


@pytest.mark.system("E01")
def test_a_training_goes_from_register_to_opinion(
    signed_in: SignIn, place: Place, stored: Stored, training: int
) -> None:
    browser, path = signed_in("homeroom"), f"/training/{training}"
    browser.post(f"{path}/register", {"family": [f"{place.child}-{place.grandmother}"]}, page=path)
    line = stored(TrainingAttendance, training_id=training)[0]
    typed = {
        "line": line["id"],
        f"present-{line['id']}": "1",
        f"score-{line['id']}": "85",
        f"opinion-{line['id']}": "讲得好",
    }
    browser.post(f"{path}/attendance", typed, page=path)
    line = stored(TrainingAttendance, training_id=training)[0]
    assert (line["is_present"], float(line["score"]), line["opinion"]) == (True, 85.0, "讲得好")
    assert line["checked_by_id"] is not None
    assert f'value="{place.child}-{place.grandmother}"' not in browser.get(path).text


@pytest.mark.system("E01", "E07")
@pytest.mark.parametrize(
    ("score", "sentence"), [("90", "没有到场的家长没有测试成绩"), ("很好", "成绩请填数字")]
)
def test_a_refused_line_keeps_what_was_typed(
    signed_in: SignIn, place: Place, stored: Stored, training: int, score: str, sentence: str
) -> None:
    browser, path = signed_in("homeroom"), f"/training/{training}"
    browser.post(f"{path}/register", {"family": [f"{place.child}-{place.grandmother}"]}, page=path)
    key = stored(TrainingAttendance, training_id=training)[0]["id"]
    answer = browser.post(f"{path}/attendance", {"line": key, f"score-{key}": score}, page=path)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert f'value="{score}"' in answer.text


def test_a_mentor_reads_the_register_and_does_not_take_attendance(signed_in: SignIn, training: int) -> None:
    browser = signed_in("mentor")
    assert browser.get(f"/training/{training}").status_code == 200
    assert browser.post(f"/training/{training}/attendance").status_code == 403


@pytest.mark.system("K10", "B15")
def test_a_deed_is_written_down_from_the_child(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, path = signed_in("mentor"), f"/children/{place.child}/note"
    typed = {"kind": "deed", "day": clock.today().isoformat(), "text": "把伞借给同学。"}
    assert browser.post(path, typed, page=path).status_code == 302
    row = stored(GrowthRecord, student_id=place.child)[0]
    assert (row["kind"], row["text"], row["author_id"]) == (GrowthKind.DEED, "把伞借给同学。", place.mentor)


@pytest.mark.system("B14", "C16")
def test_a_check_without_its_outcome_is_refused_with_what_was_typed(
    signed_in: SignIn, place: Place, stored: Stored
) -> None:
    browser, path = signed_in("mentor"), f"/children/{place.child}/note"
    typed = {"kind": "progress-check", "day": clock.today().isoformat(), "text": "有进步", "subject": "数学"}
    answer = browser.post(path, typed, page=path)
    assert answer.status_code == 400
    assert "进步检查请写明检查后的情况" in answer.text
    assert "有进步" in answer.text
    assert stored(GrowthRecord) == []


@pytest.mark.system("L01", "C20", "G07", "G09")
def test_a_service_is_evidence_of_a_priority(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser, path = signed_in("mentor"), f"/children/{place.child}/note?kind=service"
    typed = {
        "kind": "service",
        "domain": "life",
        "service": "doctor",
        "minutes": "60",
        "day": clock.today().isoformat(),
    }
    assert browser.post(path, typed, page=path).status_code == 302
    assert stored(CareService, student_id=place.child)[0]["minutes"] == 60


def test_a_note_about_a_stranger_cannot_be_opened(signed_in: SignIn, place: Place) -> None:
    assert signed_in("mentor").get(f"/children/{place.stranger}/note").status_code == 404
    assert signed_in("office").get(f"/children/{place.child}/note").status_code == 403


@pytest.mark.system("I07")
def test_titles_and_essays_are_saved_from_one_page(signed_in: SignIn, place: Place, stored: Stored) -> None:
    browser = signed_in("homeroom")
    browser.post("/reading/", {f"title-{place.child}": "草房子"}, page="/reading/")
    book = stored(ReadingRecord, student_id=place.child)[0]
    assert book["month"] == clock.today().replace(day=1)
    assert "欠读后感" in browser.get("/reading/").text
    browser.post("/reading/", {f"essay-{place.child}": book["id"]}, page="/reading/")
    assert stored(ReadingRecord, student_id=place.child)[0]["response_on"] == clock.today()


@pytest.mark.system("I07")
def test_the_same_book_twice_keeps_what_was_typed(signed_in: SignIn, place: Place) -> None:
    browser, typed = signed_in("homeroom"), {f"title-{place.child}": "草房子"}
    browser.post("/reading/", typed, page="/reading/")
    answer = browser.post("/reading/", typed, page="/reading/")
    assert answer.status_code == 400
    assert "该生这个月已登记过这本书" in answer.text
    assert 'value="草房子"' in answer.text


def test_a_month_that_is_none_means_this_one(signed_in: SignIn) -> None:
    today = clock.today()
    text = signed_in("homeroom").get("/reading/?month=2026-13").text
    assert f"{today.year} 年 {today.month} 月读书" in text
    before = (today.replace(day=1) - dt.timedelta(days=1)).month
    assert f"-{before:02d}" in text
