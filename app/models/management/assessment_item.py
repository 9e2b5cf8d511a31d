"""AssessmentItem 考评细项：one line of an assessment: what it is worth, what was given, and on what ground."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, object_session

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec, entity_named
from app.models._rules import Check, Unique


def _is_within_full(row: Any) -> bool:
    return row.score is None or row.full is None or 0 <= row.score <= row.full


class AssessmentItem(SchoolEntity):
    """A line; saving it brings the total of its assessment up to date."""

    spec = Spec(
        label=Label("考评细项", "Item of an assessment"),
        chapter=Chapter.MANAGEMENT,
        group=Group.ASSESSMENTS,
        title="name",
        owner="assessment_id.staff_id",
        listed=("assessment_id", "name", "full", "score", "basis"),
        searched=("name",),
        filtered=("assessment_id",),
        order="id",
        systems=("A05", "A25"),
        rules=(
            Unique(
                ("assessment_id", "name"),
                Label(
                    "这份考评已有这个细项，请修改原来的一项。", "The assessment has this item; edit that one."
                ),
            ),
            Check(
                "score_within_full",
                'score >= 0 AND score <= "full"',
                _is_within_full,
                Label(
                    "得分不能小于 0，也不能超过满分，请改正。", "The score lies between 0 and the full mark."
                ),
                "score",
            ),
        ),
    )

    assessment_id: Mapped[int] = c.ref("考评", "Assessment", "Assessment", required=True)
    name: Mapped[str] = c.text("细项", "Item", length=60, required=True)
    full: Mapped[Decimal] = c.decimal(
        "满分", "Full mark", digits=5, places=1, required=True, least=0, most=1000
    )
    score: Mapped[Decimal] = c.decimal("得分", "Score", digits=5, places=1, required=True)
    basis: Mapped[str | None] = c.text("依据", "Ground", length=200)

    def complete(self) -> None:
        """Add up the assessment anew: its other standing items and this one."""
        session, entity = object_session(self), entity_named("Assessment")
        above: Any = self.__dict__.get("assessment")
        if session is not None and above is None and self.assessment_id is not None:
            above = session.get(entity, self.assessment_id)
        if session is None or above is None or self.score is None:
            return
        others = _others(session, self)
        above.total = sum((item.score for item in others if item.score is not None), self._counted())

    def _counted(self) -> Decimal:
        return Decimal(self.score) if self.archived_at is None else Decimal(0)


def _others(session: Any, item: AssessmentItem) -> list[AssessmentItem]:
    """The standing items beside this one, also those that the same flush adds."""
    stored = (
        session.scalars(
            select(AssessmentItem).where(
                AssessmentItem.assessment_id == item.assessment_id, AssessmentItem.archived_at.is_(None)
            )
        ).all()
        if item.assessment_id is not None
        else []
    )
    new = [row for row in session.new if isinstance(row, AssessmentItem) and _same(row, item)]
    return [row for row in {*stored, *new} if row is not item and row.archived_at is None]


def _same(row: AssessmentItem, item: AssessmentItem) -> bool:
    """Whether two new items lie under one assessment, which may have no key yet."""
    if item.assessment_id is not None:
        return row.assessment_id == item.assessment_id
    return row.__dict__.get("assessment") is item.__dict__.get("assessment")
