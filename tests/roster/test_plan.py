"""Rows of a register read into what they say: nothing is guessed silently, and every row is accounted for."""

from __future__ import annotations

import datetime as dt

import pytest

from app.models.people.id_numbers import Gender
from app.roster.normalise.class_labels import ClassLabel
from app.roster.plan import Away, Person, Plan, RosterRow, StudentRow, Title
from app.roster.reasons import Severity
from tests.roster.books import (
    HAND_FILLED,
    SCHOOL_BOOK,
    STUDENT_HEADER,
    book,
    id_number,
    plan_of,
    reasons,
    roster,
    students,
)

GIRL = id_number("99999920180127746")
FAMILY = ["李芸", "女", "2018-01-27", "三(1)班", GIRL]


def _counts(plan: Plan) -> tuple[int, int, int]:
    return (
        sum(row.is_planned for row in plan.rows),
        sum(row.is_skipped for row in plan.rows),
        sum(row.is_refused for row in plan.rows),
    )


def _child(plan: Plan) -> StudentRow:
    said = plan.rows[0].said
    assert isinstance(said, StudentRow)
    return said


def _family(plan: Plan) -> RosterRow:
    said = plan.rows[0].said
    assert isinstance(said, RosterRow)
    return said


def test_the_schools_workbook_is_taken_whole() -> None:
    plan = plan_of(SCHOOL_BOOK.read_bytes())
    assert plan.asked == 30 + 315 + 126
    assert _counts(plan) == (471, 0, 0)
    assert not plan.questions


def test_the_families_without_guardian_and_with_a_doubtful_one_are_named() -> None:
    found = reasons(plan_of(SCHOOL_BOOK.read_bytes()))
    assert found == [
        *(
            ("T9", "RELATION_TAKEN"),
            ("T28", "RELATION_TAKEN"),
            ("T43", "RELATION_TAKEN"),
            ("T74", "RELATION_TAKEN"),
        ),
        *(("T85", "RELATION_TAKEN"), ("T97", "GUARDIAN_MISSING"), ("T123", "GUARDIAN_MISSING")),
    ]


#: What is said of each row of the hand-filled roster, besides the boarding column left empty and the grades.
EXPECTED = {
    4: [("D4", "BIRTH_COMPLETED")],
    6: [("F6", "ID_DAMAGED_BY_EXCEL")],
    8: [("B8", "NAME_REPAIRED"), ("I8", "AWAY_PARENT_UNNAMED")],
    11: [("F11", "ID_LENGTH"), ("K11", "RELATION_TAKEN"), ("O11", "WHO_IS_AWAY_UNKNOWN")],
    13: [("B13", "DUPLICATE_ROW")],
    15: [("F15", "ID_DAMAGED_BY_EXCEL")],
    18: [("D18", "BIRTH_COMPLETED")],
    19: [("D19", "BIRTH_COMPLETED"), ("I19", "AWAY_PARENT_UNNAMED")],
    20: [("D20", "BIRTH_COMPLETED")],
    21: [("D21", "BIRTH_COMPLETED")],
    22: [("A22", "BLANK_ROW")],
    23: [("D23", "BIRTH_COMPLETED"), ("K23", "RELATION_TAKEN")],
    25: [("F25", "ID_CHECK_DIGIT"), ("I25", "AWAY_PARENT_UNNAMED")],
    26: [("D26", "BIRTH_COMPLETED")],
    29: [("O29", "WHO_IS_AWAY_UNKNOWN")],
    32: [("D32", "BIRTH_COMPLETED")],
    34: [("O34", "WHO_IS_AWAY_UNKNOWN")],
    35: [("I35", "AWAY_PARENT_UNNAMED")],
    36: [("O36", "WHO_IS_AWAY_UNKNOWN")],
    40: [("A40", "TOTAL_ROW")],
    41: [("A41", "SIGNATURE_ROW")],
}


@pytest.mark.system("B05")
def test_the_hand_filled_roster_says_exactly_this_of_every_row() -> None:
    plan = plan_of(HAND_FILLED.read_bytes())
    assert plan.asked == 38
    assert _counts(plan) == (34, 4, 0)
    for row in plan.rows:
        said = [(f.cell.split("!")[1], f.remark.reason.name) for f in row.findings]
        said = [pair for pair in said if pair[1] not in ("YES_NO_MISSING", "CLASS_OF_GRADE")]
        assert said == EXPECTED.get(row.source.number, []), row.source.number


def test_grades_of_the_hand_filled_roster_go_to_their_only_class() -> None:
    plan = plan_of(HAND_FILLED.read_bytes())
    found = {number: label for cell, number, label in _labels(plan)}
    assert (found["欧阳海"], found["宋安燕"], found["周军"], found["董俊雨"]) == (
        "一(1)班",
        "六(1)班",
        "三(1)班",
        "五(1)班",
    )
    assert {label for _cell, _name, label in _labels(plan)} == {
        "一(1)班",
        "二(1)班",
        "三(1)班",
        "四(1)班",
        "五(1)班",
        "六(1)班",
    }


def _labels(plan: Plan) -> list[tuple[str, str, str]]:
    rows = [(row.source, row.said) for row in plan.rows if row.is_planned and isinstance(row.said, RosterRow)]
    return [(source.sheet, said.child.name, str(said.child.class_label)) for source, said in rows]


def test_the_title_names_school_day_and_author() -> None:
    assert plan_of(HAND_FILLED.read_bytes()).title == Title("石桥村小学", dt.date(2025, 9, 3), "何老师")


def test_a_title_in_full_width_letters_is_read_as_well() -> None:
    title = ["填报单位\uff1a石桥村小学", None, "填报人\uff1a何老师", "2025年9月3日"]
    plan = plan_of(book({"学生": [title, STUDENT_HEADER, ["李芸", "女", "2018-01-27", "三(1)班"]]}))
    assert plan.title == Title("石桥村小学", dt.date(2025, 9, 3), "何老师")


def test_no_damaged_number_of_the_hand_filled_roster_reaches_the_plan() -> None:
    plan = plan_of(HAND_FILLED.read_bytes())
    numbers = {
        row.said.child.name: row.said.child.id_card_no for row in plan.rows if isinstance(row.said, RosterRow)
    }
    assert [name for name, number in numbers.items() if number is None] == ["周军", "何源", "程明", "孙梓"]


def test_birth_date_and_sex_come_from_the_id_number_when_they_are_missing_and_that_is_said() -> None:
    plan = students(["李芸", None, None, "三(1)班", None, GIRL])
    child = _child(plan).child
    assert (child.sex, child.birth_date) == (Gender.FEMALE, dt.date(2018, 1, 27))
    assert reasons(plan) == [("B2", "SEX_FROM_ID"), ("C2", "BIRTH_FROM_ID")]


def test_a_child_whose_birth_date_contradicts_its_id_number_is_refused() -> None:
    plan = students(
        ["李芸", "女", "2018-01-28", "三(1)班", None, GIRL],
        ["赵一", "男", "2018-01-27", "三(1)班", None, GIRL],
    )
    assert reasons(plan) == [("C2", "BIRTH_DISAGREES"), ("B3", "SEX_DISAGREES")]
    assert _counts(plan) == (0, 0, 2)


def test_a_month_that_contradicts_the_id_number_is_not_completed() -> None:
    assert reasons(students(["李芸", "女", "2018.02", "三(1)班", None, GIRL])) == [("C2", "BIRTH_DISAGREES")]


def test_a_row_without_name_or_class_is_refused_with_its_cell() -> None:
    plan = students(
        [None, "女", "2018-01-27", "三(1)班", None, GIRL], ["李芸", "女", "2018-01-27", None, None, GIRL]
    )
    assert reasons(plan) == [("A2", "NAME_MISSING"), ("D3", "CLASS_MISSING")]


def test_every_finding_says_what_is_wrong_and_what_to_do() -> None:
    for row in plan_of(HAND_FILLED.read_bytes()).rows:
        for finding in row.findings:
            assert finding.cell.startswith("Sheet1!")
            assert (
                "{" not in f"{finding.problem.zh}{finding.problem.en}{finding.remedy.zh}{finding.remedy.en}"
            )
            assert str(finding.problem).endswith("。")


def test_a_repeated_row_is_skipped_and_one_that_differs_is_refused() -> None:
    row = ["李芸", "女", "2018-01-27", "三(1)班", "G1", GIRL]
    plan = students(row, row, [*row[:3], "三(2)班", *row[4:]])
    assert reasons(plan) == [("A3", "DUPLICATE_ROW"), ("A4", "DUPLICATE_DIFFERS")]
    assert plan.rows[2].findings[0].problem.zh == "与第 2 行是同一个人\uff0c但班级不同。"


def test_namesakes_with_two_id_numbers_are_two_children() -> None:
    twin = id_number("99999920180127748")
    plan = students(
        ["李芸", "女", "2018-01-27", "三(1)班", None, GIRL],
        ["李芸", "女", "2018-01-27", "三(1)班", None, twin],
    )
    assert _counts(plan) == (2, 0, 0)


def test_a_child_that_two_sheets_describe_differently_is_refused_with_both_cells() -> None:
    sheets = {
        "学生": [STUDENT_HEADER, ["李芸", "女", "2018-01-27", "三(1)班", "G1", GIRL]],
        "花名册": [["姓名", "班级", "身份证号", "外出情况"], ["李芸", "三(2)班", GIRL, "父亲外出"]],
    }
    plan = plan_of(book(sheets))
    finding = next(f for row in plan.rows for f in row.findings if f.severity is Severity.ROW_REFUSED)
    assert (finding.cell, finding.remark.said["cell"]) == ("花名册!B2", "学生!D2")


def test_a_grade_with_several_classes_is_asked_about_and_the_answer_is_taken() -> None:
    row = ["李芸", "女", "2018-01-27", "三年级", None, GIRL]
    content, existing = book({"学生": [STUDENT_HEADER, row]}), [ClassLabel(3, 1), ClassLabel(3, 2)]
    plan = plan_of(content, existing=existing)
    assert [(q.text, q.choices, q.cells) for q in plan.questions] == [
        ("三年级", tuple(existing), ("学生!D2",))
    ]
    assert _counts(plan) == (0, 0, 1)
    answered = plan_of(content, existing=existing, answers={"三年级": ClassLabel(3, 2)})
    assert _child(answered).child.class_label == ClassLabel(3, 2)
    assert not answered.questions


def test_a_label_nobody_can_read_is_asked_about() -> None:
    plan = students(["李芸", "女", "2018-01-27", "大班", None, GIRL])
    assert [question.text for question in plan.questions] == ["大班"]


def test_the_first_class_of_an_undivided_grade_is_that_grade() -> None:
    content = book({"学生": [STUDENT_HEADER, ["李芸", "女", "2018-01-27", "五(1)班", None, GIRL]]})
    assert _child(plan_of(content, existing=[ClassLabel(5)])).child.class_label == ClassLabel(5)


def test_a_second_homeroom_teacher_of_a_class_stays_staff_only() -> None:
    header = ["工号", "姓名", "班主任班级"]
    plan = plan_of(book({"教职工": [header, ["T1", "李芸", "三(1)班"], ["T2", "赵一", "三（1）班"]]}))
    assert reasons(plan) == [("C3", "HOMEROOM_TWICE")]
    assert _counts(plan) == (2, 0, 0)


def test_a_class_merged_over_several_children_belongs_to_each() -> None:
    rows = [
        STUDENT_HEADER,
        ["李芸", "女", "2018-01-27", "三(1)班"],
        ["赵一", "男", "2018-01-27"],
        ["钱二", "男", "2018-01-27"],
    ]
    plan = plan_of(book({"学生": rows}, merged=["D2:D4"]))
    assert _counts(plan) == (3, 0, 0)


def test_blank_total_signature_and_repeated_header_rows_are_skipped() -> None:
    plan = students(
        ["李芸", "女", "2018-01-27", "三(1)班"],
        [],
        STUDENT_HEADER,
        ["合 计", None, None, "1人"],
        ["填表人：李老师"],
        ["注：本表一式两份"],
    )
    assert [name for _cell, name in reasons(plan)] == [
        *("BLANK_ROW", "REPEATED_HEADER", "TOTAL_ROW", "SIGNATURE_ROW", "SIGNATURE_ROW")
    ]
    assert _counts(plan) == (1, 5, 0)


def test_a_parent_named_as_guardian_without_a_name_is_that_parent() -> None:
    plan = roster([*FAMILY, "父亲外出", "李大山", "上海市", None, "父亲", "10037236514"])
    assert _family(plan).guardian == Person("李大山", ("10037236514",), "父亲")
    assert _family(plan).guardianship == "父母一方"


def test_a_guardian_of_whom_only_the_relation_is_written_is_not_invented() -> None:
    plan = roster([*FAMILY, "父亲外出", "李大山", "上海市", "奶奶", None, None])
    assert (_family(plan).guardian, _family(plan).guardianship) == (None, "祖辈")
    assert reasons(plan) == [("I2", "GUARDIAN_UNNAMED")]


@pytest.mark.system("B10")
def test_nobody_written_as_guardian_puts_the_child_on_the_most_urgent_list() -> None:
    plan = roster([*FAMILY, "父亲外出", "李大山", "上海市", "/", None, None])
    assert _family(plan).guardianship == "无人监护"
    assert reasons(plan) == [("I2", "GUARDIAN_MISSING")]


def test_a_relation_in_no_list_is_named_and_taken_as_other() -> None:
    plan = roster([*FAMILY, "父亲外出", "李大山", "上海市", "王奶", "干爹", None])
    assert reasons(plan) == [("J2", "RELATION_UNREADABLE")]
    assert (_family(plan).guardian, _family(plan).guardianship) == (Person("王奶", (), "其他"), "其他寄养")


def test_who_is_away_follows_from_the_places_when_the_word_is_missing() -> None:
    plan = roster([*FAMILY, None, "李大山", "上海市玩具二厂", "王梅", "奶奶", "10037236514"])
    assert _family(plan).absence == "父亲外出"
    assert _family(plan).away == (Away("父亲", "上海市", "玩具二厂"),)
    assert reasons(plan) == [("F2", "ABSENCE_BY_PLACES")]


def test_a_row_that_says_nothing_of_an_absence_is_refused() -> None:
    assert ("F2", "ABSENCE_MISSING") in reasons(
        roster([*FAMILY, None, "李大山", None, "王梅", "奶奶", "10037236514"])
    )


def test_the_only_named_parent_of_a_single_parent_child_is_the_one_away() -> None:
    header = ["姓名", "班级", "外出情况", "父亲姓名", "母亲姓名", "务工地点", "监护人", "关系", "监护人电话"]
    row = ["李芸", "三(1)班", "单亲且外出", "/", "王梅", "上海市", "李奶", "奶奶", "10037236514"]
    assert _family(plan_of(book({"花名册": [header, row]}))).away == (Away("母亲", "上海市"),)


def test_an_absence_without_place_or_name_is_said_and_not_made_up() -> None:
    plan = roster([*FAMILY, "双亲外出", "李大山", None, "王梅", "奶奶", "10037236514"])
    assert _family(plan).away == ()
    assert [name for _cell, name in reasons(plan)] == ["AWAY_PLACE_UNKNOWN", "AWAY_PARENT_UNNAMED"]


def test_a_sheet_without_a_register_is_named_and_not_counted() -> None:
    plan = plan_of(
        book({"说明": [["请先阅读"]], "学生": [STUDENT_HEADER, ["李芸", "女", "2018-01-27", "三(1)班"]]})
    )
    assert (plan.ignored_sheets, plan.asked) == (("说明",), 1)
