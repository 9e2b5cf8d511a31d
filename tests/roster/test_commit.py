"""Workbooks taken into a school, taken in again and undone; every row is accounted for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.models.care.mentoring import Mentoring
from app.models.people.care_registration import AbsenceKind, CareRegistration, GuardianshipKind
from app.models.people.enrollment import Enrollment
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, StudentCaregiver
from app.models.school.class_headcount import ClassHeadcount
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.teaching_assignment import TeachingAssignment
from app.models.school.village import Village
from app.models.system.import_batch import ImportBatch
from app.models.system.import_row import ImportRow
from app.roster.commit import commit_import
from app.roster.read import read_workbook
from app.roster.target import ImportRefused, Target
from app.roster.undo import undo_import, why_not_undone
from tests import factories as make
from tests.roster.books import HAND_FILLED, SCHOOL_BOOK, STUDENT_HEADER, book
from tests.roster.taking import (
    PUPIL,
    all_rows,
    family,
    number_of,
    outcomes,
    preview_of,
    reasons,
    take_in,
)


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
    assert seen["电话"] == ("100****0001", "10000000009")
    assert seen["寄宿"] == ("是", "否")
    assert seen["村（社区）"] == ("柳树村", "上坪村")
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


def test_names_that_came_in_are_found_by_their_pieces(system: Any, target: Target) -> None:
    take_in(system, target, book({"学生": [STUDENT_HEADER, PUPIL]}))
    found = system.execute(text("SELECT gram FROM name_grams WHERE kind = 'Student' ORDER BY gram")).scalars()
    assert sorted(found) == sorted(["李", "芸", "李芸"])
