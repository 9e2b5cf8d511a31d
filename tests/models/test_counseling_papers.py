"""The rules of surveys, letters and anonymised cases: a released case names nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from app import clock
from app.access import sealing
from app.models._rules import Invalid
from app.models.counseling.case_release import CaseRelease, Hidden, ReleasePurpose
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.mailbox_letter import MailboxLetter
from app.models.counseling.screening_result import Finding, ScreeningResult
from app.models.people.student_caregiver import Relation
from app.models.school.staff import Staff
from app.models.school.village import Village
from tests import activity_factories as makes
from tests import factories as make
from tests import open_vault
from tests.models.conftest import TODAY, Place
from tests.models.refusals import column_refused

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def open_room(system: Any) -> Iterator[None]:
    """The counselor of these tests has unlocked his room."""
    with sealing.holding(open_vault.KEYS):
        yield


@pytest.fixture
def case(system: Any, place: Place) -> CounselingCase:
    """A case of a child with class, village, mother and her workplace."""
    village = Village(school_id=place.school.id, name="青石村")
    system.add(village)
    system.flush()
    child = make.make_student(system, school_class=place.school_class, name="周小溪", village_id=village.id)
    mother = make.make_caregiver(system, child, Relation.MOTHER, name="陈玉兰")
    make.make_absence(system, mother, work_place="浙江省宁波市", employer="明达电子厂")
    category = make.make_category(system, place.school, name="事实无人抚养儿童")
    make.make_special_status(system, child, category, place.teacher)
    return make.make_case(system, child, place.teacher)


@pytest.fixture
def second(system: Any, place: Place) -> Staff:
    """Who reads it a second time."""
    return make.make_staff(system, place.school)


def release(case: CounselingCase, second: Staff | None, **values: Any) -> CaseRelease:
    given = {
        "draft_title": "一次咨询",
        "draft": "一名学生睡不好。",
        "checklist": frozenset(Hidden),
        "released_on": TODAY,
    } | values
    return CaseRelease(
        school_id=case.school_id,
        case_id=case.id,
        purpose=ReleasePurpose.TEACHING,
        prepared_by_id=case.counselor_id,
        checked_by_id=second.id if second else None,
        **given,
    )


@pytest.mark.system("B22")
def test_a_survey_has_one_result_for_a_child_and_term(system: Any, place: Place) -> None:
    child = make.make_student(system, place.school)
    makes.make_screening(system, child, place.term, place.teacher)
    again = ScreeningResult(
        school_id=place.school.id,
        student_id=child.id,
        term_id=place.term.id,
        counselor_id=place.teacher.id,
        tool="自评问卷",
        result="再填一次",
        finding=Finding.USUAL,
    )
    assert column_refused(system, again) == "tool"


@pytest.mark.system("F07")
@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"received_at": dt.timedelta(days=1)}, "received_at"),
        ({"answered_at": dt.timedelta(days=-1)}, "answered_at"),
        ({"answer": "写一封信吧"}, "answered_at"),
    ],
)
def test_a_letter_keeps_its_times(system: Any, place: Place, given: dict[str, Any], column: str) -> None:
    values = {key: clock.now() + v if isinstance(v, dt.timedelta) else v for key, v in given.items()}
    row = MailboxLetter(
        school_id=place.school.id,
        counselor_id=place.teacher.id,
        text="我想妈妈",
        **({"received_at": clock.now()} | values),
    )
    assert column_refused(system, row) == column


@pytest.mark.system("F03")
def test_a_case_is_released_as_plain_text_and_taken_back(
    system: Any, case: CounselingCase, second: Staff
) -> None:
    row = release(case, second, released_on=None)
    system.add(row)
    system.flush()
    assert row.text is None
    row.released_on = TODAY
    system.flush()
    assert row.text == "一名学生睡不好。"
    row.released_on = None
    system.flush()
    assert row.text is None


@pytest.mark.system("F03")
def test_a_case_is_checked_by_a_second_person(system: Any, case: CounselingCase) -> None:
    assert column_refused(system, release(case, None)) == "checked_by_id"


@pytest.mark.system("F03")
def test_nobody_checks_his_own_case(system: Any, place: Place, case: CounselingCase) -> None:
    assert column_refused(system, release(case, place.teacher)) == "checked_by_id"


@pytest.mark.system("F03")
def test_a_case_is_not_released_for_tomorrow(system: Any, case: CounselingCase, second: Staff) -> None:
    assert column_refused(system, release(case, second, released_on=TODAY + DAY)) == "released_on"


@pytest.mark.system("F03")
def test_everything_on_the_list_is_taken_out_first(system: Any, case: CounselingCase, second: Staff) -> None:
    row = release(case, second, checklist=frozenset(Hidden) - {Hidden.FACTS})
    system.add(row)
    with pytest.raises(Invalid) as refusal:
        system.flush()
    assert "独特事件" in refusal.value.problems[0].message.zh


@pytest.mark.system("F03")
@pytest.mark.parametrize(
    ("draft", "kind"),
    [
        ("周小溪睡不好", "学生姓名"),
        ("小 溪说想妈妈", "学生姓名"),
        ("母亲陈玉兰打来电话", "家人姓名"),
        ("三年级（1）班的一名学生", "班级"),
        ("3(1)班的一名学生", "班级"),
        ("住在青石的一个孩子", "村名"),
        ("母亲在宁波打工", "务工地点或单位"),
        ("母亲在明达电子厂上班", "务工地点或单位"),
        ("溪溪说想妈妈", "昵称"),
        ("阿溪近来不说话", "昵称"),
        ("2025年9月3日来访", "日期"),
        ("九月三日来访", "日期"),
        ("2025-09-03 来访", "日期"),
        ("电话是 10000000001", "号码"),
        ("该生是事实无人抚养儿童", "特殊情况"),
    ],
)
def test_a_case_that_still_names_somebody_is_not_released(
    system: Any, case: CounselingCase, second: Staff, draft: str, kind: str
) -> None:
    system.add(release(case, second, draft=draft))
    with pytest.raises(Invalid) as refusal:
        system.flush()
    problem = refusal.value.problems[0]
    assert problem.column == "draft"
    assert kind in problem.message.zh
    assert "小溪" not in str(refusal.value), "the sentence must not name the child of a case"


@pytest.mark.system("F03")
def test_a_telling_title_is_found_too(system: Any, case: CounselingCase, second: Staff) -> None:
    assert column_refused(system, release(case, second, draft_title="小溪的故事")) == "draft_title"
