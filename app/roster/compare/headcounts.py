"""Counts the pupils of each class that the workbook lists, where the term has no headcount yet."""

from __future__ import annotations

from app.models.people.enrollment import Enrollment
from app.models.people.id_numbers import Gender
from app.models.people.student import Student
from app.models.school.class_headcount import ClassHeadcount
from app.roster.compare.drafting import Draft


def count_classes(draft: Draft, class_ids: set[int]) -> None:
    """Make a headcount for each class; one that somebody entered is left as it is."""
    for class_id in sorted(class_ids):
        ids = {"school_class_id": class_id, "term_id": draft.target.term_id}
        if draft.rows(ClassHeadcount, **ids):
            continue
        stays = draft.rows(Enrollment, school_class_id=class_id)
        pupils = [draft.holdings.get(Student, stay.student_id) for stay in stays if stay.ends_on is None]
        boys = sum(pupil.gender is Gender.MALE for pupil in pupils)
        draft.make(ClassHeadcount, **ids, enrolled_total=len(pupils), boys=boys, girls=len(pupils) - boys)
