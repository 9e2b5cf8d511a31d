"""Section 十二: awards and prizes, what was published, and the assessments that bar from awards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select

from app.access.vocabulary import Label
from app.figures._conditions import in_term, left_behind, standing
from app.figures._registry import Conditions, Rows, figure
from app.models.management.assessment import Assessment
from app.models.management.award import RECIPIENTS, Award, AwardLevel, AwardStatus
from app.models.management.work_document import DocumentKind, WorkDocument
from app.models.school.term import Term
from app.standards.as_of import AsOf

#: Given by the school itself; all others come from outside.
_OWN = (AwardLevel.CLASS, AwardLevel.SCHOOL)


def _awards(at: AsOf) -> Conditions:
    """Decided by the day and dated in the term."""
    is_granted = (Award.status == AwardStatus.GRANTED, Award.granted_on <= at.day)
    return (*standing(Award, at), in_term(Award.awarded_on, at), *is_granted)


@figure(
    "awards",
    Label("表彰", "Awards"),
    Label(
        "本学期已决定的表彰；提名未决定的不计",
        "Of the term, granted by the day; mere proposals are not counted",
    ),
    12,
    systems=("M06",),
    rules=("R66",),
)
def awards(_session: Any, at: AsOf) -> Rows:
    return Rows(Award, _awards(at))


@figure(
    "children-honoured",
    Label("受表彰的留守儿童", "Left-behind children honoured"),
    Label("表彰对象是留守儿童的 ÷ 本学期表彰", "Awards to left-behind children / awards of the term"),
    12,
    systems=("M02",),
)
def children_honoured(_session: Any, at: AsOf) -> Rows:
    return Rows(Award, (*_awards(at), Award.student_id.in_(left_behind(at))), _awards(at))


@figure(
    "outside-prizes",
    Label("校外获奖", "Prizes from outside"),
    Label(
        "乡镇及以上的学生获奖中留守儿童所得的 ÷ 乡镇及以上的学生获奖",
        "Prizes to left-behind children / prizes to pupils, of the township and above",
    ),
    12,
    systems=("M07",),
)
def outside_prizes(_session: Any, at: AsOf) -> Rows:
    from_outside = (Award.level.not_in(_OWN), Award.student_id.is_not(None))
    prizes = (*_awards(at), *from_outside)
    return Rows(Award, (*prizes, Award.student_id.in_(left_behind(at))), prizes)


def awards_by_level(session: Any, at: AsOf) -> dict[tuple[AwardLevel, str], int]:
    """(level, recipient's column: student_id, staff_id…) -> awards of the term, only where there are any."""
    counts = [func.count(getattr(Award, column)) for column in RECIPIENTS]
    found = session.execute(select(Award.level, *counts).where(*_awards(at)).group_by(Award.level)).all()
    by_level = {level: numbers for level, *numbers in found}
    return {
        (level, column): number
        for level in AwardLevel
        for column, number in zip(RECIPIENTS, by_level.get(level, ()), strict=False)
        if number
    }


@figure(
    "press-reports",
    Label("宣传报道", "Press reports"),
    Label("本学期到统计日写成的报道", "Press reports written in the term up to the day"),
    12,
    systems=("A18",),
)
def press_reports(_session: Any, at: AsOf) -> Rows:
    return Rows(WorkDocument, _documents(at, DocumentKind.PRESS))


@figure(
    "papers",
    Label("论文与经验材料", "Papers and experience"),
    Label(
        "本学期到统计日写成的论文、经验材料",
        "Papers and accounts of experience written in the term up to the day",
    ),
    12,
    systems=("A17",),
)
def papers(_session: Any, at: AsOf) -> Rows:
    return Rows(WorkDocument, _documents(at, DocumentKind.PAPER, DocumentKind.EXPERIENCE))


@figure(
    "wall-boards",
    Label("宣传栏", "Wall boards"),
    Label("本学期到统计日出刊的期数", "Put up in the term up to the day"),
    12,
    systems=("J10",),
)
def wall_boards(_session: Any, at: AsOf) -> Rows:
    return Rows(WorkDocument, _documents(at, DocumentKind.BOARD))


def _documents(at: AsOf, *kinds: DocumentKind) -> Conditions:
    return (*standing(WorkDocument, at), in_term(WorkDocument.written_on, at), WorkDocument.kind.in_(kinds))


def _assessments(at: AsOf) -> Conditions:
    year = select(Term.school_year_id).where(Term.id == at.term_id)
    return (*standing(Assessment, at), Assessment.school_year_id.in_(year), Assessment.assessed_on <= at.day)


@figure(
    "assessments",
    Label("考评（本学年）", "Assessments of the year"),
    Label(
        "本学年到统计日的学校、班级、教师考评",
        "Of school, classes and teachers in the school year up to the day",
    ),
    12,
    systems=("A05",),
    rules=("R73",),
)
def assessments(_session: Any, at: AsOf) -> Rows:
    return Rows(Assessment, _assessments(at))


@figure(
    "vetoes",
    Label("不得评先评优", "Barred from awards"),
    Label(
        "本学年考评中被否决、统计日还没有解除的",
        "Vetoed in the assessments of the year and not lifted on the day",
    ),
    12,
    systems=("A06",),
)
def vetoes(_session: Any, at: AsOf) -> Rows:
    row = Assessment
    stands = (row.veto_decided_on <= at.day, or_(row.lifted_on.is_(None), row.lifted_on > at.day))
    return Rows(row, (*_assessments(at), row.is_vetoed.is_(True), *stands))
