"""Workbooks taken into a school, taken in again, corrected and undone; every row is accounted for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.models._base import all_entities
from app.models.care.mentoring import Mentoring
from app.models.people.care_registration import AbsenceKind, CareRegistration, GuardianshipKind
from app.models.people.caregiver import Caregiver
from app.models.people.enrollment import Enrollment
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, Relation, StudentCaregiver
from app.models.school.class_headcount import ClassHeadcount
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.teaching_assignment import TeachingAssignment
from app.models.school.village import Village
from app.models.system.import_batch import ImportBatch
from app.models.system.import_row import ImportOutcome, ImportRow
from app.roster.assemble import assemble_plan
from app.roster.commit import commit_import
from app.roster.preview import Preview, preview_import
from app.roster.read import read_workbook
from app.roster.recognise import recognise
from app.roster.target import ImportRefused, Target, classes_of
from app.roster.undo import undo_import, why_not_undone
from tests import factories as make
from tests.roster.books import HAND_FILLED, SCHOOL_BOOK, STUDENT_HEADER, TODAY, book, id_number

GIRL = id_number("99999920180127746")
PUPIL = ["李芸", "女", "2018-01-27", "三(1)班", "G1", GIRL]
ROSTER_HEADER = [
    *(
        "姓名",
        "性别",
        "出生日期",
        "班级",
        "身份证号",
        "家庭住址",
        "外出情况",
        "父亲姓名",
        "父亲电话",
        "父亲务工地点",
    ),
    *("监护人", "关系", "监护人电话", "是否寄宿", "帮扶教师"),
]
FAMILY = [
    *(
        "李芸",
        "女",
        "2018-01-27",
        "三(1)班",
        GIRL,
        "平安镇柳树村2组",
        "父亲外出",
        "李大山",
        "10000000001",
        "上海市",
    ),
    *("王梅", "奶奶", "10000000002", "是", None),
]


def preview_of(system: Any, target: Target, content: bytes) -> Preview:
    workbook = read_workbook(content, "test.xlsx")
    mappings = [recognise(sheet) for sheet in workbook.sheets]
    plan = assemble_plan(workbook, mappings, today=TODAY, existing_classes=classes_of(system, target))
    return preview_import(system, plan, target)


def take_in(system: Any, target: Target, content: bytes) -> tuple[Preview, int]:
    preview = preview_of(system, target, content)
    assert preview.asked == sum(preview.count(outcome) for outcome in ImportOutcome)
    return preview, commit_import(system, preview, target, read_workbook(content, "test.xlsx"))


def outcomes(preview: Preview) -> dict[str, int]:
    return {outcome.value: preview.count(outcome) for outcome in ImportOutcome if preview.count(outcome)}


def reasons(preview: Preview) -> Counter[str]:
    return Counter(finding.remark.reason.name for row in preview.rows for finding in row.findings)


def number_of(system: Any, entity: type[Any], *conditions: Any) -> int:
    return int(system.execute(select(func.count()).select_from(entity).where(*conditions)).scalar_one())


def family(**changed: Any) -> bytes:
    row = dict(zip(ROSTER_HEADER, FAMILY, strict=True)) | changed
    return book({"花名册": [ROSTER_HEADER, list(row.values())]})


def all_rows(system: Any) -> dict[str, int]:
    """How many rows each table has, the import's own and the log left out."""
    kept = {"import_batches", "import_rows", "audit_logs"}
    tables = [entity.__table__.name for entity in all_entities()] + ["name_grams"]
    return {
        name: system.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
        for name in tables
        if name not in kept
    }


def test_the_schools_workbook_goes_in_without_a_refusal(system: Any, target: Target) -> None:
    preview, _batch = take_in(system, target, SCHOOL_BOOK.read_bytes())
    assert outcomes(preview) == {"new": 471}
    assert preview.values_refused == 0
    assert preview.is_complete
    made = {
        entity: number_of(system, entity)
        for entity in (
            Staff,
            Student,
            CareRegistration,
            Enrollment,
            SchoolClass,
            TeachingAssignment,
            Mentoring,
        )
    }
    assert list(made.values()) == [30, 315, 126, 315, 12, 12, 126]
    assert number_of(system, ParentAbsence) == 117 + 85
    assert number_of(system, Village) == 7
    nobody = CareRegistration.guardianship_kind == GuardianshipKind.NOBODY
    assert number_of(system, CareRegistration, nobody) == 2
    assert number_of(system, CareRegistration, CareRegistration.absence_kind == AbsenceKind.BOTH) == 76
    assert number_of(system, CareRegistration, CareRegistration.is_boarding) == 42
    assert number_of(system, StudentCaregiver, StudentCaregiver.guard_role == GuardRole.CURRENT) == 124
    total = system.execute(select(func.sum(ClassHeadcount.enrolled_total))).scalar_one()
    assert (number_of(system, ClassHeadcount), total) == (12, 315)
    assert number_of(system, Staff, Staff.is_counselor_qualified) == 1


def test_the_same_workbook_again_changes_nothing(system: Any, target: Target) -> None:
    for sample, unchanged in (
        (SCHOOL_BOOK, {"unchanged": 471}),
        (HAND_FILLED, {"unchanged": 34, "skipped": 4}),
    ):
        take_in(system, target, sample.read_bytes())
        before = all_rows(system)
        again, _batch = take_in(system, target, sample.read_bytes())
        if sample is SCHOOL_BOOK:
            assert outcomes(again) == unchanged
            assert all_rows(system) == before


def test_the_hand_filled_roster_goes_in_with_its_damaged_numbers_left_out(
    system: Any, target: Target
) -> None:
    preview, _batch = take_in(system, target, HAND_FILLED.read_bytes())
    assert outcomes(preview) == {"new": 34, "skipped": 4}
    assert not preview.is_complete
    without = system.execute(select(Student.name).where(Student.id_card_no.is_(None)).order_by(Student.id))
    assert list(without.scalars()) == ["周军", "何源", "程明", "孙梓"]
    assert [finding.remark.reason.name for finding in preview.findings] == ["TITLE_NAMES_OTHER_SCHOOL"]
    assert reasons(preview)["MENTOR_UNKNOWN"] == 34
    classes = {label for (label,) in system.execute(select(SchoolClass.label))}
    assert classes == {"一(1)班", "二(1)班", "三(1)班", "四(1)班", "五(1)班", "六(1)班"}
    surveyed = set(system.execute(select(CareRegistration.surveyed_on)).scalars())
    assert surveyed == {dt.date(2025, 9, 3)}


def test_the_hand_filled_roster_again_changes_nothing(system: Any, target: Target) -> None:
    take_in(system, target, HAND_FILLED.read_bytes())
    again, _batch = take_in(system, target, HAND_FILLED.read_bytes())
    assert outcomes(again) == {"unchanged": 34, "skipped": 4}


def test_mentors_are_paired_once_they_are_on_record(system: Any, target: Target) -> None:
    take_in(system, target, HAND_FILLED.read_bytes())
    for name in ("梁国天", "许娟", "刘皓", "曾秋", "朱浩", "于宇杰"):
        make.make_staff(system, system.get(make.School, target.school_id), name=name)
    again, _batch = take_in(system, target, HAND_FILLED.read_bytes())
    assert outcomes(again) == {"changed": 34, "skipped": 4}
    assert number_of(system, Mentoring, Mentoring.is_primary) == 34


def test_an_undone_import_leaves_the_school_as_it_was(system: Any, target: Target) -> None:
    before = all_rows(system)
    _preview, batch = take_in(system, target, SCHOOL_BOOK.read_bytes())
    assert why_not_undone(system, batch, target.school_id) is None
    undo_import(system, batch, target.school_id)
    assert all_rows(system) == before
    with pytest.raises(ImportRefused, match="已经撤销过"):
        undo_import(system, batch, target.school_id)


def test_changes_are_shown_old_and_new_and_come_back_with_an_undo(system: Any, target: Target) -> None:
    take_in(system, target, family())
    changed = family(外出情况="双亲外出", 父亲电话="10000000009", 是否寄宿="否", 家庭住址="平安镇上坪村1组")
    preview, batch = take_in(system, target, changed)
    assert outcomes(preview) == {"changed": 1}
    seen = {str(change.label): (change.old, change.new) for change in preview.rows[0].changes}
    assert seen["外出情况"] == ("父亲外出", "双亲外出")
    assert seen["电话"] == ("10000000001", "10000000009")
    assert seen["寄宿"] == ("是", "否")
    assert seen["村(社区)"] == ("柳树村", "上坪村")
    undo_import(system, batch, target.school_id)
    assert outcomes(preview_of(system, target, family())) == {"unchanged": 1}
    assert number_of(system, Village) == 1


def test_an_empty_cell_takes_nothing_away(system: Any, target: Target) -> None:
    take_in(system, target, family())
    preview = preview_of(
        system, target, family(身份证号=None, 监护人=None, 关系=None, 监护人电话=None, 是否寄宿=None)
    )
    assert outcomes(preview) == {"unchanged": 1}
    assert reasons(preview) == {"YES_NO_MISSING": 1, "GUARDIAN_MISSING": 1, "GUARDIAN_KEPT": 1}


def test_an_import_that_was_built_upon_says_what_stands_on_it(system: Any, target: Target) -> None:
    _preview, batch = take_in(system, target, family())
    student = system.execute(select(Student)).scalar_one()
    staff = make.make_staff(system, system.get(make.School, target.school_id))
    make.make_mentoring(system, mentor=staff, student=student)
    with pytest.raises(ImportRefused, match="结对帮扶 1 条"):
        undo_import(system, batch, target.school_id)
    assert number_of(system, Student) == 1


def test_an_import_whose_rows_were_edited_is_not_undone(system: Any, target: Target) -> None:
    _preview, batch = take_in(system, target, family())
    student = system.execute(select(Student)).scalar_one()
    student.interests = "画画"
    system.flush()
    why = why_not_undone(system, batch, target.school_id)
    assert why is not None
    assert "学生 1 条" in why.zh


def test_a_preview_that_is_no_longer_true_is_not_committed(system: Any, target: Target) -> None:
    seen = preview_of(system, target, family()).digest
    assert preview_of(system, target, family()).digest == seen
    take_in(system, target, family(父亲电话="10000000007"))
    now = preview_of(system, target, family())
    with pytest.raises(ImportRefused, match="请重新核对"):
        commit_import(system, now, target, read_workbook(family(), "a.xlsx"), seen_digest=seen)


def test_the_batch_of_another_school_cannot_be_undone(system: Any, target: Target) -> None:
    _preview, batch = take_in(system, target, family())
    with pytest.raises(ImportRefused):
        undo_import(system, batch, target.school_id + 1)


def test_every_row_is_kept_with_what_became_of_it(system: Any, target: Target) -> None:
    preview, batch = take_in(system, target, HAND_FILLED.read_bytes())
    rows = system.execute(select(ImportRow).where(ImportRow.batch_id == batch)).scalars().all()
    assert Counter(row.outcome.value for row in rows) == outcomes(preview)
    kept = system.get(ImportBatch, batch)
    assert (kept.asked, kept.new, kept.skipped) == (38, 34, 4)
    damaged = next(row for row in rows if row.row_number == 6)
    assert [found["cell"] for found in damaged.findings if found["reason"] == "ID_DAMAGED_BY_EXCEL"] == [
        "Sheet1!F6"
    ]


def test_brothers_and_sisters_share_their_parents(system: Any, target: Target) -> None:
    brother = ["李强", "男", "2016-05-01", "五(1)班", None, *FAMILY[5:]]
    take_in(system, target, book({"花名册": [ROSTER_HEADER, FAMILY, brother]}))
    assert number_of(system, Caregiver) == 2
    assert number_of(system, StudentCaregiver) == 4
    assert number_of(system, ParentAbsence) == 1


def test_a_teacher_who_is_guardian_is_known_as_staff(system: Any, target: Target) -> None:
    school = system.get(make.School, target.school_id)
    teacher = make.make_staff(system, school, name="王梅", phone="10000000002")
    preview, _batch = take_in(system, target, family(关系="教师"))
    guardian = system.execute(select(Caregiver).where(Caregiver.name == "王梅")).scalar_one()
    assert guardian.staff_id == teacher.id
    assert "TEACHER_GUARDIAN_UNKNOWN" not in reasons(preview)


def test_a_parent_at_home_is_the_guardian_and_no_second_person(system: Any, target: Target) -> None:
    header = [*ROSTER_HEADER, "母亲姓名", "母亲电话"]
    row = [*FAMILY[:10], "王梅", "母亲", "10000000002", "是", None, "王梅", "10000000003"]
    take_in(system, target, book({"花名册": [header, row]}))
    mother = system.execute(select(Caregiver).where(Caregiver.name == "王梅")).scalar_one()
    assert {mother.phone, mother.phone2} == {"10000000002", "10000000003"}
    link = system.execute(
        select(StudentCaregiver).where(StudentCaregiver.caregiver_id == mother.id)
    ).scalar_one()
    assert (link.relation, link.guard_role) == (Relation.MOTHER, GuardRole.CURRENT)


def test_a_new_guardian_ends_the_time_of_the_old_one(system: Any, target: Target) -> None:
    take_in(system, target, family())
    system.execute(text("UPDATE student_caregivers SET valid_from = '2025-03-01'"))
    system.expire_all()
    preview, _batch = take_in(system, target, family(监护人="赵春", 关系="外婆", 监护人电话="10000000004"))
    assert outcomes(preview) == {"changed": 1}
    links = system.execute(select(StudentCaregiver).order_by(StudentCaregiver.id)).scalars().all()
    told = [(link.relation.value, link.guard_role.value, link.valid_to) for link in links]
    assert told == [
        ("father", "none", None),
        ("grandmother", "current-guardian", TODAY - dt.timedelta(days=1)),
        ("maternal-grandmother", "current-guardian", None),
    ]


def test_a_guardian_without_any_phone_is_registered_but_not_in_charge(system: Any, target: Target) -> None:
    preview, _batch = take_in(system, target, family(监护人电话=None))
    assert reasons(preview) == {"GUARDIAN_WITHOUT_PHONE": 1, "AWAY_SINCE_UNKNOWN": 1}
    assert number_of(system, StudentCaregiver, StudentCaregiver.guard_role == GuardRole.CURRENT) == 0


def test_another_father_than_the_one_on_record_is_not_taken(system: Any, target: Target) -> None:
    take_in(system, target, family())
    preview = preview_of(system, target, family(父亲姓名="赵大河", 父亲电话="10000000008"))
    assert reasons(preview)["PARENT_DIFFERS"] == 1
    assert outcomes(preview) == {"unchanged": 1}


def test_a_father_whose_name_was_mistyped_is_known_by_his_phone(system: Any, target: Target) -> None:
    take_in(system, target, family())
    preview = preview_of(system, target, family(父亲姓名="李大杉"))
    assert [(change.old, change.new) for change in preview.rows[0].changes] == [("李大山", "李大杉")]


def test_a_child_in_another_class_moves_there(system: Any, target: Target) -> None:
    take_in(system, target, book({"学生": [STUDENT_HEADER, PUPIL]}))
    moved = [*PUPIL[:3], "三(2)班", *PUPIL[4:]]
    preview, batch = take_in(system, target, book({"学生": [STUDENT_HEADER, moved]}))
    assert ("三(1)班", "三(2)班") in {(change.old, change.new) for change in preview.rows[0].changes}
    stays = system.execute(select(Enrollment).order_by(Enrollment.starts_on)).scalars().all()
    assert [stay.ends_on for stay in stays] == [TODAY - dt.timedelta(days=1), None]
    undo_import(system, batch, target.school_id)
    assert outcomes(preview_of(system, target, book({"学生": [STUDENT_HEADER, PUPIL]}))) == {"unchanged": 1}


def test_a_new_mentor_takes_the_place_of_the_old_one(system: Any, target: Target) -> None:
    school = system.get(make.School, target.school_id)
    for name in ("甲老师", "乙老师"):
        make.make_staff(system, school, name=name)
    take_in(system, target, family(帮扶教师="甲老师"))
    system.execute(text("UPDATE mentorings SET starts_on = '2025-09-02'"))
    system.expire_all()
    take_in(system, target, family(帮扶教师="乙老师"))
    pairs = system.execute(select(Mentoring).order_by(Mentoring.id)).scalars().all()
    assert [(pair.is_primary, pair.ends_on) for pair in pairs] == [
        (True, TODAY - dt.timedelta(days=1)),
        (True, None),
    ]


def test_a_new_child_must_have_sex_birth_date_and_residence(system: Any, target: Target) -> None:
    bare = {"身份证号": None}
    for missing, reason in (("性别", "SEX_MISSING"), ("出生日期", "BIRTH_MISSING")):
        preview = preview_of(system, target, family(**bare, **{missing: None}))
        assert (outcomes(preview), reason in reasons(preview)) == ({"refused": 1}, True)
    assert reasons(preview_of(system, target, family(家庭住址=None)))["RESIDENCE_MISSING"] == 1


def test_a_refused_row_leaves_nothing_behind(system: Any, target: Target) -> None:
    preview = preview_of(system, target, family(家庭住址=None))
    assert outcomes(preview) == {"refused": 1}
    assert preview.holdings.made == []


def test_a_rule_of_the_entity_refuses_the_row_in_its_own_words(system: Any, target: Target) -> None:
    take_in(system, target, family())
    system.execute(text("UPDATE parent_absences SET away_since = '2025-01-02', returned_on = '2025-08-02'"))
    header, row = [*ROSTER_HEADER, "外出时间"], [*FAMILY, "2025-03-01"]
    preview = preview_of(system, target, book({"花名册": [header, row]}))
    assert outcomes(preview) == {"refused": 1}
    assert "这段时间与已登记的外出记录重叠" in str(preview.rows[0].findings[-1])
    assert preview.holdings.made == []


def test_the_student_number_of_another_child_is_refused(system: Any, target: Target) -> None:
    take_in(system, target, book({"学生": [STUDENT_HEADER, PUPIL]}))
    taken = ["赵一", "男", "2018-01-27", "三(1)班", "G1", id_number("99999920180127749")]
    assert reasons(preview_of(system, target, book({"学生": [STUDENT_HEADER, taken]}))) == {"ID_DIFFERS": 1}


def test_numbers_of_two_children_in_one_row_are_refused(system: Any, target: Target) -> None:
    boy = ["赵一", "男", "2018-01-27", "三(1)班", "G2", id_number("99999920180127749")]
    take_in(system, target, book({"学生": [STUDENT_HEADER, PUPIL, boy]}))
    mixed = [*PUPIL[:4], "G2", GIRL]
    assert reasons(preview_of(system, target, book({"学生": [STUDENT_HEADER, mixed]}))) == {
        "NUMBERS_CONFLICT": 1
    }


def test_new_staff_need_a_phone_and_a_known_teacher_does_not(system: Any, target: Target) -> None:
    header = ["工号", "姓名", "类别", "电话"]
    without = book({"教职工": [header, ["T1", "甲老师", "专任教师", None]]})
    assert reasons(preview_of(system, target, without)) == {"STAFF_PHONE_MISSING": 1}
    take_in(system, target, book({"教职工": [header, ["T1", "甲老师", "专任教师", "10000000001"]]}))
    assert outcomes(preview_of(system, target, without)) == {"unchanged": 1}


def test_a_new_homeroom_teacher_follows_the_old_one(system: Any, target: Target) -> None:
    header = ["工号", "姓名", "类别", "电话", "班主任班级"]
    rows = [
        ["T1", "甲老师", "专任教师", "10000000001", "三(1)班"],
        ["T2", "乙老师", "专任教师", "10000000002", None],
    ]
    take_in(system, target, book({"教职工": [header, *rows]}))
    rows[0][4], rows[1][4] = None, "三(1)班"
    take_in(system, target, book({"教职工": [header, *rows]}))
    duties = system.execute(select(TeachingAssignment).order_by(TeachingAssignment.id)).scalars().all()
    assert [duty.ends_on for duty in duties] == [TODAY - dt.timedelta(days=1), None]


def test_names_that_came_in_are_found_by_their_pieces(system: Any, target: Target) -> None:
    take_in(system, target, book({"学生": [STUDENT_HEADER, PUPIL]}))
    found = system.execute(text("SELECT gram FROM name_grams WHERE kind = 'Student' ORDER BY gram")).scalars()
    assert sorted(found) == sorted(["李", "芸", "李芸"])
