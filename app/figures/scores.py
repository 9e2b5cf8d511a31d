"""Section 七: the mean of each test by subject, told only where five children or more sat it (domain 6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.figures._conditions import left_behind, standing
from app.figures.small_groups import is_told
from app.models.care.exam_score import Exam, ExamScore
from app.standards.as_of import AsOf

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Mean:
    """The left-behind children's mean in a subject at a test, in per cent of the full mark; None under five children."""

    subject: str
    exam: Exam
    children: int
    percent: Decimal | None


def score_means(session: Any, at: AsOf) -> tuple[Mean, ...]:
    """The tests of the term by subject, in the order in which a term has them."""
    row = ExamScore
    found = session.execute(
        select(
            row.subject,
            row.exam,
            func.count(row.student_id.distinct()),
            func.sum(row.score),
            func.sum(row.full_score),
        )
        .where(*standing(row, at), row.term_id == at.term_id, row.student_id.in_(left_behind(at)))
        .group_by(row.subject, row.exam)
    )
    means = [Mean(subject, exam, n, _percent(n, got, full)) for subject, exam, n, got, full in found]
    return tuple(sorted(means, key=lambda mean: (mean.subject, tuple(Exam).index(mean.exam))))


def _percent(children: int, got: Any, full: Any) -> Decimal | None:
    if not is_told(children) or not full:
        return None
    return Decimal(got) * _HUNDRED / Decimal(full)
