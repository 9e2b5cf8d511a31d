"""The rules of the counseling room, and that nothing leads into it from a child."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import LargeBinary, literal, select, type_coerce, update

from app import clock
from app.access import sealing
from app.access.sealing import SealedRefusal
from app.access.vocabulary import Chapter, Level
from app.models._base import all_entities, facts_of, level_of
from app.models._columns import Kind
from app.models._rules import Invalid
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.counseling_referral import ReferralStatus
from app.models.counseling.counseling_session import CounselingSession
from app.models.people.student import Student
from app.models.school.staff import Staff
from tests import activity_factories as makes
from tests import factories as make
from tests import open_vault
from tests.models.conftest import TODAY, Place
from tests.models.refusals import columns_of

HOUR = dt.timedelta(hours=1)
ROOM = frozenset(entity.__name__ for entity in all_entities() if entity.spec.chapter is Chapter.COUNSELING)


@pytest.fixture
def case(system: Any, place: Place) -> CounselingCase:
    """An open case of the place's teacher."""
    return make.make_case(system, make.make_student(system, place.school), place.teacher)


@pytest.mark.system("F02")
def test_nothing_outside_the_room_refers_to_anything_inside() -> None:
    links = {
        (entity.__name__, facts.target)
        for entity in all_entities()
        if entity.__name__ not in ROOM
        for facts in facts_of(entity).values()
    }
    assert not {link for link in links if link[1] in ROOM}


@pytest.mark.system("F02")
def test_every_text_written_by_a_counselor_is_sealed_and_confidential() -> None:
    # A notice has left the room; its words stand under the server's key, for its reader has none of the room's.
    allowed_in_the_open = {"seat", "case_no", "place", "alert_text", "tool", "title", "text", "ground"}
    for entity in all_entities():
        for name, facts in facts_of(entity).items() if entity.__name__ in ROOM else ():
            if facts.kind is Kind.SEALED:
                assert level_of(entity, name) is Level.CONFIDENTIAL
                assert entity.__table__.c[name].type.place == f"{entity.__tablename__}.{name}"
            assert facts.kind not in (Kind.TEXT, Kind.LONG_TEXT) or name in allowed_in_the_open, name


def test_a_sealed_text_is_not_in_the_database_in_the_clear(system: Any, case: CounselingCase) -> None:
    raw = system.connection().exec_driver_sql("SELECT issue FROM counseling_cases").scalar()
    assert "想念".encode() not in bytes(raw)
    system.expire(case)
    with sealing.holding(open_vault.KEYS):
        assert case.issue == "想念父母，睡不好。"


def test_a_case_can_be_found_counted_and_archived_without_the_key(system: Any, case: CounselingCase) -> None:
    system.expire_all()
    found = system.scalars(select(CounselingCase)).one()
    found.archived_at = clock.now()
    system.flush()
    with pytest.raises(SealedRefusal):
        assert found.issue


def test_a_case_can_be_closed_without_opening_what_was_written(system: Any, case: CounselingCase) -> None:
    system.expire_all()
    found = system.scalars(select(CounselingCase)).one()
    found.closed_on = TODAY
    system.flush()
    assert found.version == 2


def test_archiving_a_child_with_a_case_is_like_archiving_one_without(
    system: Any, place: Place, case: CounselingCase
) -> None:
    plain = make.make_student(system, place.school)
    for student in (system.get(Student, case.student_id), plain):
        student.archived_at = clock.now()
        system.flush()
        assert student.version == 2
    assert case.archived_at is None


def test_two_cases_of_a_school_never_share_a_number(system: Any, place: Place, case: CounselingCase) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_case(system, make.make_student(system, place.school), place.teacher, case_no=case.case_no)
    assert columns_of(refusal) == ["case_no"]


@pytest.mark.system("F01")
def test_a_child_has_one_open_case_with_a_counselor(system: Any, place: Place, case: CounselingCase) -> None:
    student, other = system.get(Student, case.student_id), make.make_staff(system, place.school)
    assert make.make_case(system, student, other).id
    with pytest.raises(Invalid) as refusal:
        make.make_case(system, student, place.teacher)
    assert columns_of(refusal) == ["counselor_id"]


def test_a_closed_case_makes_room_for_another(system: Any, place: Place, case: CounselingCase) -> None:
    case.closed_on = TODAY
    assert make.make_case(system, system.get(Student, case.student_id), place.teacher).id


def test_a_case_is_not_closed_before_it_was_opened(system: Any, case: CounselingCase) -> None:
    case.closed_on = TODAY - dt.timedelta(days=1)
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["closed_on"]


@pytest.mark.system("F01")
def test_a_session_is_held_by_the_counselor_of_its_case_unless_another_is_named(
    system: Any, place: Place, case: CounselingCase
) -> None:
    other = make.make_staff(system, place.school)
    assert make.make_session(system, case).counselor_id == place.teacher.id
    assert make.make_session(system, case, counselor_id=other.id).counselor_id == other.id


@pytest.mark.system("F05")
def test_a_counselor_who_has_stepped_back_receives_nobody(
    system: Any, place: Place, case: CounselingCase
) -> None:
    cover = make.make_staff(system, place.school)
    make.make_recusal(
        system, place.teacher, cover_id=cover.id, starts_at=clock.now() - HOUR, ends_at=clock.now() + HOUR
    )
    with pytest.raises(Invalid) as refusal:
        make.make_session(system, case)
    assert columns_of(refusal) == ["started_at"]


def test_whoever_covers_receives_the_child_meanwhile(system: Any, place: Place, case: CounselingCase) -> None:
    cover = make.make_staff(system, place.school)
    make.make_recusal(system, place.teacher, cover_id=cover.id, starts_at=clock.now() - HOUR)
    assert make.make_session(system, case, counselor_id=cover.id).id


def test_sessions_before_and_after_a_recusal_stand(system: Any, place: Place, case: CounselingCase) -> None:
    make.make_recusal(system, place.teacher, starts_at=clock.now() - 3 * HOUR, ends_at=clock.now() - 2 * HOUR)
    assert make.make_session(system, case, started_at=clock.now() - 4 * HOUR).id
    assert make.make_session(system, case, started_at=clock.now() - HOUR).id


@pytest.mark.system("F06")
def test_a_card_is_not_finished_before_its_session(system: Any, case: CounselingCase) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_session(system, case, completed_at=clock.now() - HOUR)
    assert columns_of(refusal) == ["completed_at"]


@pytest.mark.system("F09")
def test_a_referral_waits_until_a_counselor_answers(system: Any, place: Place) -> None:
    referral = make.make_referral(system, make.make_student(system, place.school), place.teacher)
    assert (referral.status, referral.received_at) == (ReferralStatus.WAITING, None)
    referral.status, referral.received_by_id = ReferralStatus.ACCEPTED, place.teacher.id
    system.flush()
    assert referral.received_at == clock.now()


@pytest.mark.system("F09")
def test_an_answer_names_its_counselor(system: Any, place: Place) -> None:
    referral = make.make_referral(system, make.make_student(system, place.school), place.teacher)
    referral.status = ReferralStatus.DECLINED
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert columns_of(refusal) == ["received_by_id"]


def test_a_referral_in_the_future_is_refused(system: Any, place: Place) -> None:
    student = make.make_student(system, place.school)
    with pytest.raises(Invalid) as refusal:
        make.make_referral(system, student, place.teacher, referred_at=clock.now() + HOUR)
    assert columns_of(refusal) == ["referred_at"]


@pytest.mark.system("F04")
@pytest.mark.parametrize("column", ["measures_at", "alerted_principal_at"])
def test_nothing_is_done_about_a_crisis_before_it_was_found(
    system: Any, case: CounselingCase, column: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_crisis(system, case, alert_text="请立即联系我。", **{column: clock.now() - HOUR})
    assert columns_of(refusal) == [column]


@pytest.mark.system("F04")
def test_an_alert_to_the_principal_says_something(system: Any, case: CounselingCase) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_crisis(system, case, alerted_principal_at=clock.now())
    assert columns_of(refusal) == ["alert_text"]


@pytest.mark.system("F02", "F04")
def test_the_principal_reads_the_alert_and_the_times_and_nothing_else() -> None:
    (entity,) = (entity for entity in all_entities() if entity.__name__ == "CrisisReport")
    internal = {
        n for n, f in facts_of(entity).items() if level_of(entity, n) <= Level.INTERNAL and not f.derived
    }
    assert internal == {"found_at", "measures_at", "alerted_principal_at", "alert_text"}


@pytest.mark.system("F05")
def test_two_recusals_of_a_counselor_never_overlap(system: Any, place: Place) -> None:
    make.make_recusal(system, place.teacher, starts_at=clock.now(), ends_at=clock.now() + 2 * HOUR)
    with pytest.raises(Invalid) as refusal:
        make.make_recusal(system, place.teacher, starts_at=clock.now() + HOUR)
    assert columns_of(refusal) == ["starts_at"]


def test_nobody_covers_for_himself(system: Any, place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_recusal(system, place.teacher, cover_id=place.teacher.id)
    assert columns_of(refusal) == ["cover_id"]


def test_a_recusal_does_not_end_before_it_begins(system: Any, place: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        make.make_recusal(system, place.teacher, ends_at=clock.now() - HOUR)
    assert columns_of(refusal) == ["ends_at"]


def test_neither_a_child_nor_a_member_of_staff_leads_to_a_case() -> None:
    for outside in (Student, Staff):
        assert not {relation.mapper.class_.__name__ for relation in outside.__mapper__.relationships} & ROOM
    assert CounselingSession.spec.reach.to == CounselingCase.spec.reach.to == "case"


@pytest.mark.security("T-12")
@pytest.mark.parametrize("is_loaded_anew", [True, False])
def test_a_text_copied_from_another_row_is_not_shown(
    system: Any, place: Place, case: CounselingCase, is_loaded_anew: bool
) -> None:
    other = make.make_case(system, make.make_student(system, place.school), place.teacher, box_id=case.box_id)
    key = case.id
    table = CounselingCase.__table__
    told = system.connection().execute(
        select(type_coerce(table.c.issue, LargeBinary)).where(table.c.id == other.id)
    )
    swap = update(table).where(table.c.id == case.id).values(issue=literal(told.scalar(), LargeBinary))
    system.connection().execute(swap)
    if is_loaded_anew:
        system.expunge_all()
    else:
        system.expire_all()
    with sealing.holding(open_vault.KEYS), pytest.raises(SealedRefusal):
        assert system.get(CounselingCase, key).issue


@pytest.mark.security("T-12")
def test_a_case_whose_child_was_exchanged_in_the_database_is_not_opened(
    system: Any, place: Place, case: CounselingCase
) -> None:
    colleague = make.make_staff(system, place.school)
    other = make.make_case(system, make.make_student(system, place.school), colleague)
    key, table = case.id, CounselingCase.__table__
    sealed = system.connection().execute(
        select(type_coerce(table.c.student_id, LargeBinary)).where(table.c.id == other.id)
    )
    swap = update(table).where(table.c.id == key).values(student_id=literal(sealed.scalar(), LargeBinary))
    system.connection().execute(swap)
    system.expunge_all()
    with sealing.holding(open_vault.KEYS), pytest.raises(SealedRefusal):
        assert system.get(CounselingCase, key).issue


@pytest.mark.security("T-12")
def test_a_letter_that_gets_its_child_later_is_bound_to_it(system: Any, place: Place) -> None:
    letter = makes.make_letter(system, place.teacher)
    before = letter.seat
    with sealing.holding(open_vault.KEYS):
        letter.student_id = make.make_student(system, place.school).id
        system.flush()
        system.expire_all()
        assert letter.text == "我想妈妈了。"
        assert letter.seat != before
