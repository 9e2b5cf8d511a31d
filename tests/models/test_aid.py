"""The rules of aid: steps in their order, a second person for the check, about stays about, no number on the wall."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app.models._rules import Invalid
from app.models.aid._wall import hidden_name, private_number_in
from app.models.aid.aid_grant import AidGrant, AidStep
from app.models.aid.aid_notice import AidNotice
from app.models.aid.donation import Donation
from app.models.aid.sponsorship import Sponsorship
from app.models.people.student import Student
from tests import factories as make
from tests import office_factories as makes
from tests.models.conftest import TODAY, Place
from tests.models.refusals import column_refused

DAY = dt.timedelta(days=1)


@pytest.fixture
def child(system: Any, place: Place) -> Student:
    """A pupil of the school."""
    return make.make_student(system, place.school)


@pytest.fixture
def grant(system: Any, place: Place, child: Student) -> AidGrant:
    """A grant applied for ten days ago by the teacher."""
    program = makes.make_program(system, place.school)
    return makes.make_grant(system, child, program, place.term, place.teacher, applied_on=TODAY - 10 * DAY)


def sentence(system: Any) -> str:
    with pytest.raises(Invalid) as refusal:
        system.flush()
    return refusal.value.problems[0].message.zh


@pytest.mark.system("L03", "L08")
def test_a_grant_goes_through_four_steps_each_with_day_and_person(
    system: Any, place: Place, grant: AidGrant
) -> None:
    other = make.make_staff(system, place.school)
    grant.approved_on, grant.approved_by_id = TODAY - 8 * DAY, other.id
    grant.paid_on, grant.paid_by_id = TODAY - 5 * DAY, other.id
    third = make.make_staff(system, place.school)
    grant.verified_on, grant.verified_by_id = TODAY, third.id
    system.flush()
    assert grant.step is AidStep.VERIFIED


@pytest.mark.system("L03")
def test_money_is_not_paid_before_it_is_approved(system: Any, place: Place, grant: AidGrant) -> None:
    grant.paid_on, grant.paid_by_id = TODAY, place.teacher.id
    assert "前面的步骤还没有完成，不能登记“已发放”" in sentence(system)


@pytest.mark.system("L04")
def test_what_is_not_paid_cannot_be_verified(system: Any, place: Place, grant: AidGrant) -> None:
    grant.approved_on, grant.approved_by_id = TODAY, place.teacher.id
    grant.verified_on, grant.verified_by_id = TODAY, make.make_staff(system, place.school).id
    assert "不能登记“已核查”" in sentence(system)


@pytest.mark.system("L03")
def test_a_step_does_not_lie_before_the_one_it_follows(system: Any, place: Place, grant: AidGrant) -> None:
    grant.approved_on, grant.approved_by_id = TODAY - 11 * DAY, place.teacher.id
    assert "早于“已申请”的日期" in sentence(system)


def test_a_step_is_not_taken_in_the_future(system: Any, place: Place, grant: AidGrant) -> None:
    grant.approved_on, grant.approved_by_id = TODAY + DAY, place.teacher.id
    assert sentence(system) == "日期不能晚于今天。"


def test_a_step_without_its_person_is_refused(system: Any, grant: AidGrant) -> None:
    grant.approved_on = TODAY
    assert sentence(system) == "请写明由谁办理“已批准”。"


@pytest.mark.system("L04")
@pytest.mark.parametrize("who", ["applied", "paid"])
def test_whoever_applied_or_paid_does_not_verify(
    system: Any, place: Place, grant: AidGrant, who: str
) -> None:
    payer = make.make_staff(system, place.school)
    grant.approved_on, grant.approved_by_id = TODAY, payer.id
    grant.paid_on, grant.paid_by_id = TODAY, payer.id
    system.flush()
    grant.verified_on, grant.verified_by_id = TODAY, {"applied": place.teacher.id, "paid": payer.id}[who]
    assert sentence(system) == "核查人不能是申请人或发放人，请由另一名教职工核查。"


def test_an_approved_grant_keeps_its_amount(system: Any, place: Place, grant: AidGrant) -> None:
    grant.approved_on, grant.approved_by_id = TODAY, place.teacher.id
    system.flush()
    grant.amount = Decimal(5000)
    assert sentence(system) == "已经批准，不能再改这一项；如有错误，请归档后重新申请。"


def test_a_grant_gives_money_or_goods(system: Any, place: Place, child: Student) -> None:
    program = makes.make_program(system, place.school)
    row = makes.new_grant(child, program, place.term, place.teacher, amount=None)
    assert column_refused(system, row) == "amount"


def test_a_child_has_one_open_application_for_a_program(
    system: Any, place: Place, child: Student, grant: AidGrant
) -> None:
    again = AidGrant(
        school_id=place.school.id, student_id=child.id, aid_program_id=grant.aid_program_id, term_id=place.term.id,
        amount=Decimal(1), applied_on=TODAY, applied_by_id=place.teacher.id,
    )  # fmt: skip
    system.add(again)
    assert sentence(system) == "这名学生本学期此项资助已有一份还没发放的申请。"


@pytest.mark.system("L09")
def test_goods_that_were_not_counted_are_written_as_about_so_many(
    system: Any, place: Place, child: Student
) -> None:
    given: dict[str, Any] = {"amount": None, "goods": "练习本", "quantity": 10, "unit": "本"}
    program = makes.make_program(system, place.school)
    about = makes.make_grant(system, child, program, place.term, place.teacher, is_approximate=True, **given)
    assert about.goods_in_words == "练习本 约10本"


@pytest.mark.system("L07", "L09")
def test_sixty_odd_books_stay_about_sixty_and_counted_ones_do_not(system: Any, place: Place) -> None:
    assert makes.make_donation(system, place.school, is_approximate=True).quantity_in_words == "约60册"
    assert makes.make_donation(system, place.school).quantity_in_words == "60册"


@pytest.mark.system("L07")
def test_a_gift_of_nothing_is_refused(system: Any, place: Place) -> None:
    row = Donation(school_id=place.school.id, received_on=TODAY, item="书", quantity=Decimal(0), unit="册")
    system.add(row)
    assert sentence(system) == "数量要大于 0；不确切时填大约数并勾选“约数”。"


@pytest.mark.system("L07")
def test_a_gift_of_tomorrow_has_not_arrived(system: Any, place: Place) -> None:
    row = Donation(
        school_id=place.school.id, received_on=TODAY + DAY, item="书", quantity=Decimal(1), unit="册"
    )
    assert column_refused(system, row) == "received_on"


@pytest.mark.system("L05")
def test_a_sponsor_supports_a_child_once_at_a_time(system: Any, place: Place, child: Student) -> None:
    sponsor = makes.make_sponsor(system, place.school)
    makes.make_sponsorship(system, child, sponsor)
    again = Sponsorship(
        school_id=place.school.id, student_id=child.id, sponsor_id=sponsor.id, starts_on=TODAY + 5 * DAY
    )
    system.add(again)
    assert sentence(system) == "这名资助方此时已在资助这名学生，请先结束原来的结对资助。"


def test_a_sponsorship_does_not_end_before_it_begins(system: Any, place: Place, child: Student) -> None:
    sponsor = makes.make_sponsor(system, place.school)
    row = Sponsorship(
        school_id=place.school.id,
        student_id=child.id,
        sponsor_id=sponsor.id,
        starts_on=TODAY,
        ends_on=TODAY - DAY,
    )
    assert column_refused(system, row) == "ends_on"


@pytest.mark.system("G08", "L03")
def test_two_programs_do_not_share_a_code(system: Any, place: Place) -> None:
    makes.make_program(system, place.school, code="BOOKS")
    with pytest.raises(Invalid, match="这个项目代码已经用过，请换一个。"):
        makes.make_program(system, place.school, code="BOOKS")


def test_the_same_sponsor_is_registered_once(system: Any, place: Place) -> None:
    makes.make_sponsor(system, place.school, name="镇妇联")
    with pytest.raises(Invalid, match="同名同电话的资助方已经登记，请勿重复登记。"):
        makes.make_sponsor(system, place.school, name="镇妇联")


def notice(place: Place, **values: Any) -> AidNotice:
    given = {
        "title": "公示", "posted_on": TODAY, "expires_on": TODAY + 7 * DAY,
        "rows": [{"name": "王*溪", "class_label": "三(1)班", "program": "生活补助"}],
    } | values  # fmt: skip
    return AidNotice(school_id=place.school.id, term_id=place.term.id, **given)


@pytest.mark.system("L03", "L08")
@pytest.mark.parametrize(
    "number",
    ["10037236514", "100-3723-6514", "１００３７２３６５１４", "一〇〇三七二三六五一四", "0566-1234567",
     "999999201801277468", "99999920180127746X", "999999 20180127 7468"],
)  # fmt: skip
def test_a_posted_list_with_a_number_in_any_cell_or_text_is_refused(
    system: Any, place: Place, number: str
) -> None:
    rows = [{"name": "王*溪", "class_label": f"三班{number}", "program": "生活补助"}]
    for values in ({"rows": rows}, {"title": f"公示 {number}"}, {"text": f"有意见请打 {number}。"}):
        row = notice(place, **values)
        assert column_refused(system, row) == next(iter(values))
        system.expunge_all()


@pytest.mark.parametrize(
    "text", ["2026年11月23日至2026年11月30日", "2026-11-23", "500元", "三(12)班", "二〇二六年"]
)
def test_days_amounts_and_classes_are_no_private_numbers(text: str) -> None:
    assert private_number_in(text) is None


@pytest.mark.parametrize(
    ("name", "hidden"), [("王小明", "王*明"), ("李明", "李*"), ("欧阳小明", "欧*小明"), ("王", "*")]
)
def test_a_posted_name_hides_one_character(name: str, hidden: str) -> None:
    assert hidden_name(name) == hidden


@pytest.mark.system("L03")
def test_a_posted_list_has_no_column_but_name_class_and_program(system: Any, place: Place) -> None:
    row = notice(
        place, rows=[{"name": "王*溪", "class_label": "三(1)班", "program": "补助", "economy": "困难"}]
    )
    system.add(row)
    assert "只能有姓名（隐去一字）、班级和项目" in sentence(system)


def test_a_posted_list_hangs_no_longer_than_a_month(system: Any, place: Place) -> None:
    system.add(notice(place, expires_on=TODAY + 31 * DAY))
    assert sentence(system) == "公示最长 30 天，到期须撤下。"


def test_a_posted_list_comes_down_after_it_hangs(system: Any, place: Place) -> None:
    assert column_refused(system, notice(place, expires_on=TODAY - DAY)) == "expires_on"


def test_an_approved_list_never_changes(system: Any, place: Place) -> None:
    row = makes.make_notice(system, place.term, approved_on=TODAY, approved_by_id=place.teacher.id)
    row.rows = [*row.rows, {"name": "李*", "class_label": "三(1)班", "program": "补助"}]
    assert sentence(system) == "公示已批准，内容不能再改；如有错误，请归档后重新生成。"


def test_a_list_may_hang_once_approved_and_only_on_its_days(system: Any, place: Place) -> None:
    row = makes.make_notice(system, place.term)
    assert not row.may_hang_on(TODAY)
    row.approved_on, row.approved_by_id = TODAY, place.teacher.id
    assert row.may_hang_on(TODAY) and row.may_hang_on(TODAY + 7 * DAY)
    assert not row.may_hang_on(TODAY + 8 * DAY)
