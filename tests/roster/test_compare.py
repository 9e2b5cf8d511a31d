"""One row against what the school knows already: what is new, what changes, what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select, text

from app.models.care.mentoring import Mentoring
from app.models.people.caregiver import Caregiver
from app.models.people.enrollment import Enrollment
from app.models.people.parent_absence import ParentAbsence
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, Relation, StudentCaregiver
from app.models.school.teaching_assignment import TeachingAssignment
from app.roster.target import Target
from app.roster.undo import undo_import
from tests import factories as make
from tests.roster.books import STUDENT_HEADER, TODAY, book, id_number
from tests.roster.taking import (
    FAMILY,
    GIRL,
    PUPIL,
    ROSTER_HEADER,
    family,
    number_of,
    outcomes,
    preview_of,
    reasons,
    take_in,
)


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


def test_a_row_about_a_child_put_away_is_not_taken(system: Any, target: Target) -> None:
    """Security P-01: bringing its data up to date from a workbook is processing as well."""
    take_in(system, target, family())
    child = system.execute(select(Student)).scalar_one()
    make.make_consent(system, child, withdrawn_on=TODAY)
    preview = preview_of(system, target, family(家庭住址="平安镇新村 9 号"))
    assert (outcomes(preview), reasons(preview)["CHILD_PUT_AWAY"]) == ({"refused": 1}, 1)
    assert preview.holdings.made == []
