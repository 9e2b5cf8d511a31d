"""The rules of plans, of awards, and of assessments with their veto."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app.models._rules import Invalid
from app.models.management.assessment import AssessmentTarget
from app.models.management.award import AwardStatus
from app.models.management.work_plan import PlanScope
from app.models.management.work_plan_item import last_day
from tests import factories as make
from tests import office_factories as makes
from tests.models.conftest import TODAY, Place

DAY = dt.timedelta(days=1)


def refused(told: str) -> Any:
    return pytest.raises(Invalid, match=told)


@pytest.mark.system("A13")
def test_two_plans_of_a_term_do_not_share_a_title(system: Any, place: Place) -> None:
    makes.make_work_plan(system, place.term, title="工作计划")
    with refused("本学期已有同名的工作计划，请修改原来的一份。"):
        makes.make_work_plan(system, place.term, title="工作计划")


@pytest.mark.system("A13")
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"scope": PlanScope.CLASS}, "班级计划须选择班级，其他计划不选班级。"),
        ({"scope": PlanScope.GRADE}, "年级计划须填年级，其他计划不填。"),
    ],
)
def test_a_plan_names_the_class_or_grade_it_is_for(
    system: Any, place: Place, values: dict[str, Any], told: str
) -> None:
    with refused(told):
        makes.make_work_plan(system, place.term, **values)


@pytest.mark.system("A04", "A14", "A23")
def test_a_task_is_done_only_with_its_evidence(system: Any, place: Place) -> None:
    plan = makes.make_work_plan(system, place.term)
    with refused("登记完成须写明凭据"):
        makes.make_plan_item(system, plan, done_on=TODAY, evidence=" ")


@pytest.mark.system("A14")
def test_a_task_is_not_done_tomorrow(system: Any, place: Place) -> None:
    with refused("完成日期不能晚于今天。"):
        makes.make_plan_item(
            system, makes.make_work_plan(system, place.term), done_on=TODAY + DAY, evidence="照片"
        )


@pytest.mark.system("A14")
def test_two_tasks_of_a_month_do_not_share_a_number(system: Any, place: Place) -> None:
    plan = makes.make_work_plan(system, place.term)
    makes.make_plan_item(system, plan, no=1)
    with refused("这个月已有同一序号的任务，请换一个序号。"):
        makes.make_plan_item(system, plan, no=1)


def test_a_task_of_ten_months_is_two_tasks(system: Any, place: Place) -> None:
    plan = makes.make_work_plan(system, place.term)
    assert makes.make_plan_item(system, plan, month=12, last_month=2).id
    with refused("“做到几月”应在开始月份之后 6 个月以内"):
        makes.make_plan_item(system, plan, month=3, last_month=12)


def test_a_task_takes_class_and_term_from_its_plan(system: Any, place: Place) -> None:
    plan = makes.make_work_plan(
        system, place.term, scope=PlanScope.CLASS, school_class_id=place.school_class.id
    )
    item = makes.make_plan_item(system, plan)
    assert (item.school_class_id, item.term_id) == (place.school_class.id, place.term.id)


@pytest.mark.system("A14")
@pytest.mark.parametrize(
    ("month", "last", "starts_on", "due_on"),
    [
        (9, None, dt.date(2025, 9, 1), dt.date(2025, 9, 30)),
        (8, None, dt.date(2025, 9, 1), dt.date(2025, 8, 31)),
        (1, None, dt.date(2025, 9, 1), dt.date(2026, 1, 31)),
        (2, None, dt.date(2026, 2, 20), dt.date(2026, 2, 28)),
        (6, 7, dt.date(2026, 2, 20), dt.date(2026, 7, 31)),
        (12, 2, dt.date(2025, 9, 1), dt.date(2026, 2, 28)),
    ],
)
def test_a_month_is_the_one_that_follows_the_beginning_of_the_term(
    month: int, last: int | None, starts_on: dt.date, due_on: dt.date
) -> None:
    assert last_day(month, last, starts_on) == due_on


# ---- awards and the veto


@pytest.mark.system("M03", "J06", "J07")
def test_an_award_has_exactly_one_recipient(system: Any, place: Place) -> None:
    child = make.make_student(system, place.school)
    with refused("请选且只选一项作为获奖者。"):
        makes.make_award(system, place.teacher, student_id=child.id, staff_id=place.teacher.id)


def test_an_award_for_nobody_is_refused(system: Any, place: Place) -> None:
    with refused("请选且只选一项作为获奖者。"):
        makes.make_award(system, place.teacher)


@pytest.mark.system("M01", "M02", "M04", "M05", "M06", "M07")
@pytest.mark.parametrize("column", ["student_id", "staff_id", "school_class_id", "sponsor_id"])
def test_a_child_a_teacher_a_class_and_a_sponsor_can_be_honoured(
    system: Any, place: Place, column: str
) -> None:
    keys = {
        "student_id": make.make_student(system, place.school).id,
        "staff_id": place.teacher.id,
        "school_class_id": place.school_class.id,
        "sponsor_id": makes.make_sponsor(system, place.school).id,
    }
    award = makes.make_award(system, place.teacher, **{column: keys[column]})
    assert award.status is AwardStatus.PROPOSED


def test_a_proposal_does_not_grant_itself(system: Any, place: Place) -> None:
    with refused("表彰由校长在“表彰”页决定。"):
        makes.make_award(system, place.teacher, staff_id=place.teacher.id, status=AwardStatus.GRANTED)


def test_a_certificate_number_is_given_once(system: Any, place: Place) -> None:
    makes.make_award(system, place.teacher, staff_id=place.teacher.id, certificate_no="2025-1")
    with refused("这个证书编号已经用过，请换一个。"):
        makes.make_award(system, place.teacher, staff_id=place.teacher.id, certificate_no="2025-1")


def vetoed(system: Any, place: Place, **values: Any) -> Any:
    veto = {
        "is_vetoed": True, "veto_reason": "工作不深入", "veto_decided_by_id": place.teacher.id,
        "veto_decided_on": TODAY - DAY,
    }  # fmt: skip
    return makes.make_assessment(system, place.year, place.teacher, **(veto | values))


@pytest.mark.system("A06", "M05")
def test_a_vetoed_teacher_gets_no_award_that_year_and_the_sentence_names_the_decision(
    system: Any, place: Place
) -> None:
    vetoed(system, place)
    with refused(f"{place.year.label} 学年考评中，{place.teacher.name}于 {TODAY - DAY} 决定一票否决"):
        makes.make_award(system, place.teacher, staff_id=place.teacher.id)


@pytest.mark.system("A06", "M05")
def test_a_vetoed_class_gets_no_award_that_year(system: Any, place: Place) -> None:
    vetoed(system, place, target=AssessmentTarget.CLASS, staff_id=None, school_class_id=place.school_class.id)
    with refused("该学年不能参加评先评优"):
        makes.make_award(system, place.teacher, school_class_id=place.school_class.id)


@pytest.mark.system("A06")
def test_the_sentence_of_a_veto_keeps_its_reason_to_itself(system: Any, place: Place) -> None:
    vetoed(system, place, veto_reason="一件私下的事")
    with pytest.raises(Invalid) as refusal:
        makes.make_award(system, place.teacher, staff_id=place.teacher.id)
    assert "一件私下的事" not in str(refusal.value)


@pytest.mark.system("A06")
def test_a_veto_bars_nobody_in_another_year(system: Any, place: Place) -> None:
    vetoed(system, place)
    assert makes.make_award(
        system, place.teacher, staff_id=place.teacher.id, awarded_on=place.year.starts_on - 30 * DAY
    ).id


@pytest.mark.system("A06")
def test_a_lifted_veto_bars_nobody(system: Any, place: Place) -> None:
    row = vetoed(system, place)
    row.lifted_on, row.lifted_by_id, row.lift_reason = TODAY, place.teacher.id, "复核后情况不实"
    system.flush()
    assert makes.make_award(system, place.teacher, staff_id=place.teacher.id).id


@pytest.mark.system("A06")
def test_a_veto_is_not_lifted_without_a_reason(system: Any, place: Place) -> None:
    row = vetoed(system, place)
    row.lifted_on, row.lifted_by_id = TODAY, place.teacher.id
    with refused("撤销否决须由校长写明理由。"):
        system.flush()


@pytest.mark.system("A06")
@pytest.mark.parametrize("missing", ["veto_reason", "veto_decided_by_id", "veto_decided_on"])
def test_a_veto_says_why_by_whom_and_when(system: Any, place: Place, missing: str) -> None:
    with refused("一票否决须写明理由、决定人和决定日期。"):
        vetoed(system, place, **{missing: None})


@pytest.mark.system("A06")
def test_a_bad_mark_by_itself_is_no_veto(system: Any, place: Place) -> None:
    makes.make_assessment(system, place.year, place.teacher, grade="failed")
    assert makes.make_award(system, place.teacher, staff_id=place.teacher.id).id


@pytest.mark.system("A05")
def test_nobody_is_assessed_twice_for_a_year(system: Any, place: Place) -> None:
    makes.make_assessment(system, place.year, place.teacher)
    with refused("这个对象本期已有考评，请修改原来的一份。"):
        makes.make_assessment(system, place.year, place.teacher)


@pytest.mark.system("A05")
def test_an_assessment_names_whom_it_is_about(system: Any, place: Place) -> None:
    with refused("考评教师须选教职工，考评班级须选班级，考评学校两项都不选。"):
        makes.make_assessment(system, place.year, place.teacher, target=AssessmentTarget.SCHOOL)


def test_an_assessment_does_not_lie_in_the_future(system: Any, place: Place) -> None:
    with refused("日期不能晚于今天。"):
        makes.make_assessment(system, place.year, place.teacher, assessed_on=TODAY + DAY)


@pytest.mark.system("A05", "A25")
@pytest.mark.parametrize("score", [Decimal(31), Decimal(-1)])
def test_a_score_lies_between_nothing_and_full(system: Any, place: Place, score: Decimal) -> None:
    above = makes.make_assessment(system, place.year, place.teacher)
    with refused("得分不能小于 0，也不能超过满分，请改正。"):
        makes.make_assessment_item(system, above, score=score)


@pytest.mark.system("A05")
def test_an_item_stands_once_in_an_assessment(system: Any, place: Place) -> None:
    above = makes.make_assessment(system, place.year, place.teacher)
    makes.make_assessment_item(system, above, name="家访")
    with refused("这份考评已有这个细项，请修改原来的一项。"):
        makes.make_assessment_item(system, above, name="家访")


@pytest.mark.system("A05")
def test_the_total_adds_up_the_standing_items(system: Any, place: Place) -> None:
    above = makes.make_assessment(system, place.year, place.teacher)
    first = makes.make_assessment_item(system, above, score=Decimal(20))
    makes.make_assessment_item(system, above, score=Decimal("25.5"))
    assert above.total == Decimal("45.5")
    first.score = Decimal(10)
    system.flush()
    assert above.total == Decimal("35.5")
