"""The rules of what the office writes down: reports, inspections, papers, figures and suggestions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.models._rules import Invalid
from app.models.management.situation_report import ReportAddressee
from app.models.management.suggestion import AddressedTo, SuggestionFrom
from app.models.management.work_document import DocumentKind
from tests import office_factories as makes
from tests.models.conftest import TODAY, Place

DAY = dt.timedelta(days=1)


def refused(told: str) -> Any:
    return pytest.raises(Invalid, match=told)


@pytest.mark.system("A08")
def test_a_report_goes_to_somebody(system: Any, place: Place) -> None:
    with refused("请至少选择一个报送对象。|请填写此项。"):
        makes.make_situation_report(system, place.teacher, addressees=frozenset())


@pytest.mark.system("A08")
def test_a_report_with_a_phone_number_is_refused(system: Any, place: Place) -> None:
    with refused("报告里有像身份证号或电话的数字“100…”，请删除。"):
        makes.make_situation_report(system, place.teacher, content="家长电话 10037236514。")


@pytest.mark.system("A21")
def test_a_report_within_the_school_names_no_child(system: Any, place: Place) -> None:
    with refused("校内的报告全体教职工可见，不能写学生姓名"):
        makes.make_situation_report(
            system, place.teacher, contains_names=True, addressees=frozenset({ReportAddressee.INTERNAL})
        )


def test_a_report_does_not_lie_in_the_future(system: Any, place: Place) -> None:
    with refused("日期不能晚于今天。"):
        makes.make_situation_report(system, place.teacher, reported_on=TODAY + DAY)


def test_a_reply_does_not_lie_before_the_report(system: Any, place: Place) -> None:
    with refused("答复日期不能早于报告日期。"):
        makes.make_situation_report(system, place.teacher, replied_on=TODAY - DAY)


@pytest.mark.system("A19", "A24")
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"inspected_on": TODAY + DAY}, "日期不能晚于今天。"),
        ({"rectify_by": TODAY - DAY}, "整改期限不能早于检查日期。"),
        ({"rectified_on": TODAY - DAY, "rectified_how": "已补"}, "整改完成不能早于检查日期。"),
        ({"rectified_on": TODAY}, "登记整改完成须写明怎样整改的。"),
    ],
)
def test_an_inspection_keeps_its_days_in_order(
    system: Any, place: Place, values: dict[str, Any], told: str
) -> None:
    with refused(told):
        makes.make_inspection(system, place.school, **values)


@pytest.mark.system("A19", "L04")
def test_an_inspection_not_put_right_is_overdue_by_days(system: Any, place: Place) -> None:
    row = makes.make_inspection(
        system, place.school, inspected_on=TODAY - 9 * DAY, rectify_by=TODAY - 3 * DAY
    )
    assert (row.days_late(TODAY), row.days_late(TODAY - 3 * DAY)) == (3, 0)
    row.rectified_on = TODAY
    assert row.days_late(TODAY) == 0


@pytest.mark.system("A18", "J10")
@pytest.mark.parametrize("kind", [DocumentKind.PRESS, DocumentKind.BOARD])
def test_what_is_published_has_no_names_or_a_consent(system: Any, place: Place, kind: DocumentKind) -> None:
    with refused("报道和宣传栏须先隐去学生姓名"):
        makes.make_work_document(system, place.teacher, kind=kind)


@pytest.mark.system("A17", "C22")
def test_a_paper_and_the_text_of_the_rules_need_no_consent(system: Any, place: Place) -> None:
    for kind in (DocumentKind.PAPER, DocumentKind.RULES):
        assert makes.make_work_document(system, place.teacher, kind=kind).id


@pytest.mark.system("N02", "N03", "N04")
def test_a_figure_is_counted_once_a_term(system: Any, place: Place) -> None:
    makes.make_term_figure(system, place.term)
    with refused("本学期已有这个数，请修改原来的一条。"):
        makes.make_term_figure(system, place.term)


@pytest.mark.system("A20")
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"addressed_to": AddressedTo.HOMEROOM}, "写给班主任的须选班级，其他的不选。"),
        ({"from_kind": SuggestionFrom.ANONYMOUS, "sender": "小明"}, "匿名意见不能填写提出人，请清空。"),
        ({"reply": "已采纳"}, "写了答复，请填答复日期。"),
        ({"replied_on": TODAY}, "请写明答复内容。"),
        ({"replied_on": TODAY + DAY, "reply": "好"}, "日期不能晚于今天。"),
        ({"replied_on": TODAY - DAY, "reply": "好"}, "答复日期不能早于提出日期。"),
    ],
)
def test_a_suggestion_has_its_addressee_and_a_real_answer(
    system: Any, place: Place, values: dict[str, Any], told: str
) -> None:
    with refused(told):
        makes.make_suggestion(system, place.school, **values)


@pytest.mark.system("A20")
def test_a_class_stands_only_in_a_suggestion_for_its_teacher(system: Any, place: Place) -> None:
    with refused("写给班主任的须选班级，其他的不选。"):
        makes.make_suggestion(system, place.school, school_class_id=place.school_class.id)
