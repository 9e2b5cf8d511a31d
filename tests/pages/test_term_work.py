"""The path of a term as its people walk it: survey, copies, closing, late corrections, the new year, moves, leaving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.care.mentoring import Mentoring
from app.models.people._survey import SurveyPart
from app.models.people.care_registration import CareRegistration, LeaveReason
from app.models.people.enrollment import Enrollment, EnrollmentEnd
from app.models.people.hand_over import HandOver
from app.models.people.student import Student, StudentStatus
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.term import Term
from app.models.system.audit_log import AuditLog
from app.models.system.late_correction import LateCorrection
from app.models.system.rollover import Rollover, RolloverState
from tests import factories as make
from tests.pages.conftest import Browser, Place

_DAY = dt.timedelta(days=1)
SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def copied(app: Flask, place: Place) -> int:
    """The child's registration of this term, copied and still to be confirmed; gives its key."""
    with app.app_context(), system_session("a copied registration") as session:
        term, child = session.get_one(Term, place.term), session.get_one(Student, place.child)
        old = session.query(CareRegistration).filter_by(student_id=child.id, term_id=term.id).first()
        if old is not None:
            session.delete(old)
            session.flush()
        before = _term_before(session, term)
        first = make.make_registration(session, child, before)
        again = make.make_registration(
            session, child, term, copied_from_id=first.id, unconfirmed=frozenset(SurveyPart)
        )
        session.commit()
        return again.id


def _term_before(session: Any, term: Term) -> Term:
    ends_on = term.starts_on - 20 * _DAY
    year = SchoolYear(
        school_id=term.school_id, label="前一学年", starts_on=ends_on - 200 * _DAY, ends_on=ends_on
    )
    old_year = session.get_one(SchoolYear, term.school_year_id)
    if old_year.starts_on <= ends_on:
        year = old_year
        begins = max(old_year.starts_on, ends_on - 120 * _DAY)
    else:
        session.add(year)
        session.flush()
        begins = year.starts_on
    before = Term(
        school_id=term.school_id, school_year_id=year.id, half="second" if year is not old_year else "first",
        label="前一学期", starts_on=begins, ends_on=ends_on,
    )  # fmt: skip
    session.add(before)
    session.flush()
    return before


def _close(app: Flask, term_id: int) -> None:
    with app.app_context(), system_session("a term is closed") as session:
        session.get_one(Term, term_id).closed_at = clock.now()
        session.commit()


@pytest.mark.system("B01")
def test_the_page_names_the_children_nobody_has_asked_about(
    signed_in: SignIn, copied: int, stored: Stored, place: Place
) -> None:
    child = stored(Student, id=place.child)[0]["name"]
    page = signed_in("office").get("/term/").text
    assert child in page
    assert "待确认 6 项" in page


def test_a_mentor_has_no_term_to_work_on(signed_in: SignIn) -> None:
    assert signed_in("mentor").get("/term/").status_code == 403
    assert signed_in("mentor").get("/moves/").status_code == 403


@pytest.mark.system("B01")
def test_one_tap_confirms_that_nothing_changed(
    signed_in: SignIn, copied: int, stored: Stored, place: Place
) -> None:
    address = f"/term/survey/{place.child}"
    form = _survey(all="same")
    done = signed_in("homeroom").post(address, form, page=address)
    assert done.status_code == 302
    row = stored(CareRegistration, id=copied)[0]
    assert row["unconfirmed"] == frozenset()
    assert row["confirmed_on"] == row["surveyed_on"] == clock.today()


@pytest.mark.system("B01")
def test_a_part_nobody_asked_about_waits_and_a_changed_one_is_kept(
    signed_in: SignIn, copied: int, stored: Stored, place: Place
) -> None:
    address = f"/term/survey/{place.child}"
    form = _survey(
        answer_absence="same",
        answer_guardianship="changed",
        guardianship_kind="nobody",
        current_residence="平安镇桃园村",
    )
    signed_in("homeroom").post(address, form, page=address)
    row = stored(CareRegistration, id=copied)[0]
    assert row["guardianship_kind"] == "nobody"
    assert row["unconfirmed"] == frozenset(SurveyPart) - {SurveyPart.ABSENCE, SurveyPart.GUARDIANSHIP}
    assert row["confirmed_on"] is None


@pytest.mark.system("B01")
def test_parents_who_came_home_end_the_registration(
    signed_in: SignIn, copied: int, stored: Stored, place: Place
) -> None:
    address = f"/term/survey/{place.child}"
    signed_in("homeroom").post(address, _survey(outcome="returned"), page=address)
    row = stored(CareRegistration, id=copied)[0]
    assert (row["left_on"], row["leave_reason"]) == (clock.today(), LeaveReason.PARENTS_RETURNED)


def test_what_was_typed_into_a_survey_survives_an_error(signed_in: SignIn, copied: int, place: Place) -> None:
    address = f"/term/survey/{place.child}"
    form = _survey(answer_guardianship="changed", guardianship_kind="nobody", current_residence="")
    answer = signed_in("homeroom").post(address, form, page=address)
    assert answer.status_code == 400
    assert "请填写此项。" in answer.text


@pytest.mark.system("B02")
def test_a_child_not_known_before_is_registered_by_its_survey(
    app: Flask, signed_in: SignIn, copied: int, stored: Stored, place: Place
) -> None:
    with app.app_context(), system_session("a new pupil") as session:
        child = make.make_student(
            session, school_class=session.get_one(SchoolClass, _class_of(stored, place))
        )
        session.commit()
        key = child.id
    found = {"absence_kind": "father", "guardianship_kind": "one-parent", "current_residence": "柳林村"}
    address = f"/term/survey/{key}"
    assert signed_in("homeroom").post(address, _survey(**found), page=address).status_code == 302
    row = stored(CareRegistration, student_id=key)[0]
    assert (row["meets_definition"], row["surveyed_on"]) == (True, clock.today())
    assert not row["unconfirmed"]


def _class_of(stored: Stored, place: Place) -> int:
    found: int = stored(Student, id=place.child)[0]["school_class_id"]
    return found


def test_a_child_of_another_class_cannot_be_surveyed(signed_in: SignIn, place: Place) -> None:
    assert signed_in("homeroom").get(f"/term/survey/{place.stranger}").status_code == 404


def _survey(**answers: str) -> dict[str, str]:
    given = {"outcome": "still", "survey_method": "home", "surveyed_on": clock.today().isoformat()}
    return given | answers


@pytest.mark.system("B07")
def test_the_office_copies_the_last_term_forward_and_takes_it_back(
    app: Flask, signed_in: SignIn, copied: int, stored: Stored
) -> None:
    with app.app_context(), system_session("not copied yet") as session:
        session.delete(session.get_one(CareRegistration, copied))
        session.commit()
    office = signed_in("office")
    digest = _digest(office.get("/term/forward").text)
    answer = office.post("/term/forward", {"digest": digest}, page="/term/forward")
    batch = stored(Rollover)[-1]
    assert answer.headers["Location"].endswith(f"/term/rollovers/{batch['id']}")
    assert len(stored(CareRegistration, term_id=batch["term_id"], confirmed_on=None)) >= 1
    assert "整批撤销" in office.get(f"/term/rollovers/{batch['id']}").text
    office.post(f"/term/rollovers/{batch['id']}/undo", page="/term/")
    assert stored(Rollover, id=batch["id"])[0]["state"] is RolloverState.UNDONE


def _digest(page: str) -> str:
    return page.split('name="digest" value="')[1].split('"', maxsplit=1)[0]


@pytest.mark.system("B18")
def test_the_principal_closes_a_term_and_sees_what_is_unfinished(
    signed_in: SignIn, copied: int, stored: Stored, place: Place
) -> None:
    principal, address = signed_in("principal"), f"/term/{place.term}/close"
    assert "还没有调查的儿童" in principal.get(address).text
    principal.post(address, page=address)
    assert stored(Term, id=place.term)[0]["closed_at"] is not None


def test_a_homeroom_teacher_closes_no_term(signed_in: SignIn, place: Place) -> None:
    assert signed_in("homeroom").get(f"/term/{place.term}/close").status_code == 403


@pytest.mark.system("B18")
def test_a_closed_row_opened_by_the_principal_is_corrected_and_the_log_says_why(
    app: Flask, signed_in: SignIn, copied: int, stored: Stored, place: Place
) -> None:
    _close(app, place.term)
    details = f"/admin/care-registrations/details/?id={copied}"
    address = f"/term/correct/care-registrations/{copied}"
    principal = signed_in("principal")
    assert address in principal.get(details).text
    assert address not in signed_in("homeroom").get(details).text
    principal.post(address, {"reason": "家庭人口登记有误"}, page=address)
    assert stored(LateCorrection)[0]["row_id"] == copied
    assert address not in principal.get(details).text
    with app.app_context():
        _edit_as(place.users["homeroom"], copied)
    edits = [row for row in stored(AuditLog) if row["entity"] == "CareRegistration"]
    assert edits[-1]["reason"] == "家庭人口登记有误"


def _edit_as(user_id: int, registration_id: int) -> None:
    """The homeroom teacher's own session changes the row, with all guards."""
    from app.access.guard import bind
    from app.access.vocabulary import Role
    from app.extensions import db
    from app.models.school.user import User

    with system_session("who is it", reads_only=True) as session:
        actor = make.actor_for(session.get_one(User, user_id), Role.HOMEROOM)
    bind(db.session, actor)
    db.session.get_one(CareRegistration, registration_id).family_size = 4
    db.session.commit()


@pytest.mark.system("B18")
def test_a_row_is_not_opened_by_those_who_close_no_term(signed_in: SignIn, copied: int) -> None:
    address = f"/term/correct/care-registrations/{copied}"
    assert signed_in("homeroom").get(address).status_code == 403
    answer = signed_in("principal").post(address, {"reason": "改"}, page=address)
    assert answer.status_code == 400
    assert "至少 4 个字" in answer.text


# ---- moves ----


def _leaving(stored: Stored, place: Place) -> dict[str, str]:
    return {
        "handed_on": clock.today().isoformat(),
        "reason": "transfer",
        "other_school": "县城第三小学",
        "items": "archive",
        "handled_by_id": str(place.mentor),
    }


@pytest.mark.system("B08")
def test_a_child_who_leaves_ends_stay_registration_and_pairs_in_one_act(
    signed_in: SignIn, copied: int, stored: Stored, place: Place
) -> None:
    address = f"/moves/{place.child}/leave"
    office = signed_in("office")
    assert "保存时自动结束" in office.get(address).text
    answer = office.post(address, _leaving(stored, place), page=address)
    sheet = stored(HandOver)[0]
    assert answer.headers["Location"].endswith(f"/sheets/hand-over?row={sheet['id']}")
    assert stored(Student, id=place.child)[0]["status"] is StudentStatus.TRANSFERRED
    stay = stored(Enrollment, student_id=place.child)[-1]
    assert (stay["ends_on"], stay["end_reason"]) == (clock.today(), EnrollmentEnd.TRANSFERRED)
    assert stored(CareRegistration, id=copied)[0]["leave_reason"] is LeaveReason.TRANSFERRED
    assert all(pair["ends_on"] for pair in stored(Mentoring, student_id=place.child))
    assert {row["entity"] for row in stored(AuditLog, student_id=place.child)} >= {"HandOver", "Mentoring"}


@pytest.mark.system("B08")
def test_a_transfer_without_a_school_is_refused_and_nothing_ends(
    signed_in: SignIn, stored: Stored, place: Place
) -> None:
    address = f"/moves/{place.child}/leave"
    answer = signed_in("office").post(address, _leaving(stored, place) | {"other_school": ""}, page=address)
    assert answer.status_code == 400
    assert "请写明对方学校名称" in answer.text
    assert stored(Student, id=place.child)[0]["status"] is StudentStatus.ENROLLED


def test_a_homeroom_teacher_lets_no_stranger_go(signed_in: SignIn, stored: Stored, place: Place) -> None:
    homeroom = signed_in("homeroom")
    answer = homeroom.post(f"/moves/{place.stranger}/leave", _leaving(stored, place))
    assert answer.status_code == 404
    assert stored(HandOver) == []


@pytest.mark.system("B08")
def test_a_child_who_comes_back_is_enrolled_from_that_day(
    signed_in: SignIn, stored: Stored, place: Place
) -> None:
    office = signed_in("office")
    office.post(f"/moves/{place.child}/leave", _leaving(stored, place), page=f"/moves/{place.child}/leave")
    school_class = stored(SchoolClass)[0]["id"]
    with clock.set_to(clock.today() + 3 * _DAY):
        address = f"/moves/{place.child}/arrive"
        back = signed_in("office")
        form = _leaving(stored, place) | {"school_class_id": str(school_class)}
        back.post(address, form | {"handed_on": clock.today().isoformat()}, page=address)
        assert stored(Student, id=place.child)[0]["status"] is StudentStatus.ENROLLED
        assert stored(Enrollment, student_id=place.child)[-1]["starts_on"] == clock.today()
