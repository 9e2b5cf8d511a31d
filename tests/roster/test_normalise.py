"""What people type into cells: the value it means, and what is said about it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.people.id_numbers import Gender, is_id_number
from app.roster.normalise.choices import category_word, parse_absence, parse_sex, parse_yes_no, relation_word
from app.roster.normalise.class_labels import ClassLabel, parse_class_label
from app.roster.normalise.dates import parse_date, parse_day
from app.roster.normalise.id_numbers import parse_id_number
from app.roster.normalise.names import parse_name
from app.roster.normalise.people import parse_people, parse_person
from app.roster.normalise.phones import parse_phones
from app.roster.normalise.places import VillageName, WorkPlace, parse_village, parse_work_place
from app.roster.reasons import Reason
from tests.roster.books import TODAY, id_number

_CELLS = st.one_of(st.none(), st.text(max_size=30), st.floats(), st.booleans(), st.dates())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("王 㛃", "王㛃"),
        ("王　㛃", "王㛃"),
        ("欧阳\u200b海", "欧阳海"),
        ("李\ue863", "李䶮"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("Ａｎｎａ Lee", "Anna Lee"),
    ],
)
def test_a_name_is_tidied_and_the_person_is_told(written: str, name: str) -> None:
    parsed = parse_name(written)
    assert parsed.value == name
    assert [remark.reason for remark in parsed.remarks] == [Reason.NAME_REPAIRED]


@pytest.mark.parametrize("name", ["李䶮", "张𬭛", "陈𬀩", "苟𣲗", "阿依古丽·买买提", "欧阳海"])
def test_a_rare_name_is_left_as_it_is(name: str) -> None:
    assert parse_name(name).value == name
    assert not parse_name(name).remarks


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("\uf8ff王", Reason.NAME_UNPRINTABLE),
        ("张三(转学)", Reason.NAME_ODD),
        ("12", Reason.NAME_ODD),
        ("王", Reason.NAME_ODD),
    ],
)
def test_what_is_no_name_is_refused(written: str, reason: Reason) -> None:
    parsed = parse_name(written)
    assert (parsed.value, parsed.remarks[0].reason) == (None, reason)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2013-09-19 ", "2013-09-19"),
        ("2016/03/05", "2016-03-05"),
        ("2016.3.5", "2016-03-05"),
        ("20171208", "2017-12-08"),
        (20171208.0, "2017-12-08"),
        ("2018年8月3日", "2018-08-03"),
        (43170.0, "2018-03-11"),
        (dt.date(2018, 3, 11), "2018-03-11"),
        ("2013-09-19 00:00:00", "2013-09-19"),
    ],
)
def test_a_whole_date_is_read_in_every_usual_form(written: object, date: str) -> None:
    assert parse_day(written, TODAY).value == dt.date.fromisoformat(date)


@pytest.mark.parametrize(
    ("written", "months"),
    [("2018.01", (1,)), ("2018年8月", (8,)), ("201803", (3,)), (2018.03, (3,)), (2018.1, (1, 10))],
)
def test_a_month_is_not_made_into_a_day(written: object, months: tuple[int, ...]) -> None:
    parsed = parse_date(written, TODAY).value
    assert parsed is not None
    assert (parsed.months, parsed.whole) == (months, None)
    assert parse_day(written, TODAY).remarks[0].reason is Reason.DATE_INCOMPLETE


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2018-13-01", Reason.DATE_UNREADABLE),
        ("2018-02-30", Reason.DATE_UNREADABLE),
        ("13.9.19", Reason.DATE_UNREADABLE),
        ("农历2018年3月1日", Reason.DATE_LUNAR),
        ("2025-12-01", Reason.DATE_IN_FUTURE),
        (12.5, Reason.DATE_UNREADABLE),
    ],
)
def test_a_date_nobody_can_be_sure_of_is_refused(written: object, reason: Reason) -> None:
    parsed = parse_date(written, TODAY)
    assert (parsed.value, parsed.remarks[0].reason) == (None, reason)


@given(
    st.dates(dt.date(1950, 1, 1), TODAY),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]),
)
def test_every_date_written_in_full_comes_back(date: dt.date, form: str) -> None:
    assert parse_day(date.strftime(form), TODAY).value == date


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (9.9999920160719e17, Reason.ID_DAMAGED_BY_EXCEL),
        ("9.99999E+17", Reason.ID_DAMAGED_BY_EXCEL),
        ("99999920171208255", Reason.ID_LENGTH),
        ("999999201407227971", Reason.ID_CHECK_DIGIT),
        ("护照E123", Reason.ID_UNREADABLE),
        (123456.0, Reason.ID_LENGTH),
    ],
)
def test_a_damaged_id_number_is_never_stored(written: object, reason: Reason) -> None:
    parsed = parse_id_number(written)
    assert (parsed.value, parsed.remarks[0].reason) == (None, reason)


@given(_CELLS)
def test_an_id_number_that_is_taken_is_a_correct_one(value: object) -> None:
    taken = parse_id_number(value).value
    assert taken is None or is_id_number(taken)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, change: int) -> None:
    good = id_number("99999920180127746")
    digit = str((int(good[place]) + change) % 10)
    assert parse_id_number(good[:place] + digit + good[place + 1 :]).value is None


@pytest.mark.parametrize(
    ("written", "phones"),
    [
        ("100 0937 8657", ("10009378657",)),
        ("100-40242646", ("10040242646",)),
        (10037236514.0, ("10037236514",)),
        ("+86 10037236514", ("10037236514",)),
        ("0566-2234567", ("0566-2234567",)),
        ("(0566)2234567", ("0566-2234567",)),
        ("02012345678", ("020-12345678",)),
        ("010-12345678转801", ("010-12345678-801",)),
        ("400-123-4567", ("400-123-4567",)),
        ("10037236514/0566-2234567", ("10037236514", "0566-2234567")),
        ("无", ()),
    ],
)
def test_phones_are_read_with_landlines_and_several_in_a_cell(
    written: object, phones: tuple[str, ...]
) -> None:
    parsed = parse_phones(written)
    assert (parsed.value, parsed.remarks) == (phones, ())


def test_a_phone_that_lacks_digits_is_refused_and_the_others_are_kept() -> None:
    parsed = parse_phones("10037236514、100372")
    assert parsed.value == ("10037236514",)
    assert [(r.reason, r.said["text"]) for r in parsed.remarks] == [(Reason.PHONE_UNREADABLE, "100372")]


def test_a_landline_without_area_code_is_kept_with_a_note() -> None:
    parsed = parse_phones("2234567")
    assert (parsed.value, parsed.remarks[0].reason) == (("2234567",), Reason.PHONE_WITHOUT_AREA)


@pytest.mark.parametrize(
    ("written", "name", "phones", "relation"),
    [
        ("傅海 100 0937 8657", "傅海", ("10009378657",), ""),
        ("罗依源10031948757", "罗依源", ("10031948757",), ""),
        ("赵诗 100-40242646", "赵诗", ("10040242646",), ""),
        ("张明志(奶奶)", "张明志", (), "奶奶"),
        ("张明志（奶奶）0566-2234567", "张明志", ("0566-2234567",), "奶奶"),
        ("阿依古丽·买买提(10037236514)", "阿依古丽·买买提", ("10037236514",), ""),
        ("王 㛃10037236514", "王㛃", ("10037236514",), ""),
    ],
)
def test_a_cell_with_name_phone_and_relation_is_parted(
    written: str, name: str, phones: tuple[str, ...], relation: str
) -> None:
    person = parse_person(written).value
    assert person is not None
    assert (person.name, person.phones, person.relation) == (name, phones, relation)


def test_a_slash_means_nobody_and_several_names_are_several_people() -> None:
    assert parse_person("/").value is None
    assert [parsed.value.name for parsed in parse_people("许娟、朱浩") if parsed.value] == ["许娟", "朱浩"]


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("一(1)班", ClassLabel(1, 1)),
        ("三（2）班", ClassLabel(3, 2)),
        ("三年级(2)班", ClassLabel(3, 2)),
        ("五2班", ClassLabel(5, 2)),
        ("502", ClassLabel(5, 2)),
        ("5.1", ClassLabel(5, 1)),
        (5.1, ClassLabel(5, 1)),
        ("初一(2)班", ClassLabel(7, 2)),
        ("七（一）班", ClassLabel(7, 1)),
        ("6年级", ClassLabel(6)),
        ("六年级", ClassLabel(6)),
        ("学前班", ClassLabel(0)),
    ],
)
def test_a_class_is_read_however_it_is_written(written: object, label: ClassLabel) -> None:
    assert parse_class_label(written) == label


@pytest.mark.parametrize("written", ["大班", "2025级1班", "一班", "6", "十(1)班", "三(0)班", "", None])
def test_a_label_without_a_certain_grade_is_not_read(written: object) -> None:
    assert parse_class_label(written) is None


@given(st.integers(1, 9), st.one_of(st.none(), st.integers(1, 20)))
def test_a_label_reads_back_as_the_class_it_shows(grade: int, number: int | None) -> None:
    assert parse_class_label(str(ClassLabel(grade, number))) == ClassLabel(grade, number)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("均外出", "双亲外出"),
        ("父外出", "父亲外出"),
        ("单亲且外出", "单亲且外出"),
        ("父母外出打工", "双亲外出"),
        ("母亲外出", "母亲外出"),
    ],
)
def test_who_is_away_is_read_in_the_words_schools_use(written: str, word: str) -> None:
    assert parse_absence(written).value == word


def test_relations_and_categories_come_back_as_words_of_the_lists() -> None:
    assert [relation_word(word) for word in ("叔叔", "姑姑", "姥姥", "外公", "老师", "干爹")] == [
        *("伯叔姑舅姨", "伯叔姑舅姨", "外婆", "外公", "教师", None)
    ]
    assert [category_word(word) for word in ("教师", "食堂", "专任教师", "门卫")] == [
        "专任教师",
        "后勤",
        "专任教师",
        None,
    ]


def test_sex_and_ticks() -> None:
    assert [parse_sex(text).value for text in ("男", " 女 ", "M", "")] == [
        Gender.MALE,
        Gender.FEMALE,
        Gender.MALE,
        None,
    ]
    assert [parse_yes_no(text, "寄宿").value for text in ("是", "√", "否", "×", None, "大概")] == [
        True,
        True,
        False,
        False,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("written", "place", "employer"),
    [
        ("重庆市城南菜市场(个体)", "重庆市", "城南菜市场(个体)"),
        ("浙江省宁波市第三建筑工程队", "浙江省宁波市", "第三建筑工程队"),
        ("上海市", "上海市", ""),
        ("广东东莞", "广东东莞", ""),
        ("城南菜市场", "城南菜市场", ""),
        ("北京市朝阳区三环建筑", "北京市朝阳区", "三环建筑"),
    ],
)
def test_place_and_employer_in_one_cell_are_parted(written: str, place: str, employer: str) -> None:
    assert parse_work_place(written) == WorkPlace(place, employer)


def test_the_village_is_found_in_an_address() -> None:
    assert parse_village("平安镇柳树村2组") == VillageName("柳树村", "平安镇")
    assert parse_village("柳树村4组") == VillageName("柳树村")
    assert parse_village("安庆市和平路3号") is None


@given(_CELLS)
def test_no_cell_whatever_stops_the_import(value: object) -> None:
    for parse in (parse_name, parse_id_number, parse_phones, parse_person, parse_people, parse_class_label):
        parse(value)
    for parse in (parse_sex, parse_absence, parse_work_place, parse_village):
        parse(value)
    parse_date(value, TODAY)
    parse_yes_no(value, "寄宿")
