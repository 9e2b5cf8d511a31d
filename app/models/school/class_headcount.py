"""ClassHeadcount 班级人数: how many pupils a class has in a term, without typing every pupil (domain 2.2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Check, Judged, Problem, Unique
from app.models._terms import in_open_term
from app.models._validation import Look


def _adds_up(row: Any) -> bool:
    return row.boys is None or row.girls is None or row.boys + row.girls == row.enrolled_total


def _covers_the_registered(row: ClassHeadcount, look: Look) -> Problem | None:
    """No fewer pupils than left-behind children registered in the class for the term."""
    term = look.referred(row, "term_id")
    if term is None or row.school_class_id is None:
        return None
    inside = {
        stay.student_id
        for stay in look.standing(entity_named("Enrollment"), school_class_id=row.school_class_id)
        if stay.starts_on <= term.ends_on and (stay.ends_on is None or stay.ends_on >= term.starts_on)
    }
    registered = {
        card.student_id for card in look.standing(entity_named("CareRegistration"), term_id=row.term_id)
    }
    count = len(inside & registered)
    if row.enrolled_total >= count:
        return None
    return Problem(
        "enrolled_total",
        Label(
            f"少于本班已登记的留守儿童 {count} 人，请核对人数。",
            f"Fewer than the {count} left-behind children registered in the class.",
        ),
    )


class ClassHeadcount(SchoolEntity):
    """The number of pupils of a class in a term: the denominator of the rates."""

    spec = Spec(
        label=Label("班级人数", "Class headcount"),
        chapter=Chapter.SCHOOL,
        group=Group.ORGANISATION,
        level=Level.PUBLIC,
        title="school_class_id",
        reach=Reach("class", "school_class_id"),
        listed=("term_id", "school_class_id", "enrolled_total", "boys", "girls"),
        filtered=("term_id", "school_class_id"),
        systems=("B06", "N09"),
        rules=(
            Unique(
                ("school_class_id", "term_id"),
                Label(
                    "本班本学期的人数已经登记，请修改原记录。",
                    "Recorded for this class and term; edit that row.",
                ),
            ),
            Check(
                "boys_and_girls_make_the_total",
                "boys + girls = enrolled_total",
                _adds_up,
                Label("男生与女生人数之和须等于总人数，请核对。", "Boys and girls must add up to the total."),
                "enrolled_total",
            ),
            Judged(_covers_the_registered),
            in_open_term,
        ),
    )

    school_class_id: Mapped[int] = c.ref("班级", "Class", "SchoolClass", required=True)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    enrolled_total: Mapped[int] = c.number("学生总数", "Pupils", required=True, least=0, most=200)
    boys: Mapped[int | None] = c.number("男生", "Boys", least=0, most=200)
    girls: Mapped[int | None] = c.number("女生", "Girls", least=0, most=200)
