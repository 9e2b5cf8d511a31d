"""IncidentLimit 突发事件通知时限: how soon whom the school tells, by kind of incident; counties differ (V10)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem, not_before
from app.models._validation import Look
from app.models.safety._kinds import Addressee, IncidentKind


def _is_the_only_one(row: IncidentLimit, look: Look) -> Problem | None:
    """NoOverlap would let rows for all kinds pass, whose kind is empty."""
    others = look.standing(IncidentLimit, school_id=row.school_id, addressee=row.addressee, kind=row.kind)
    for other in others:
        is_same = other is row or (row.id is not None and other.id == row.id)
        ends, other_ends = row.ends_on or dt.date.max, other.ends_on or dt.date.max
        if not is_same and row.starts_on <= other_ends and other.starts_on <= ends:
            return Problem(
                "starts_on",
                Label(
                    "这段时间已有同类事件、同一对象的时限，请先填写原时限的停用日期。",
                    "There is such a limit in force at that time; end it first.",
                ),
            )
    return None


def _unowed_has_no_minutes(row: IncidentLimit, _look: Look) -> Problem | None:
    if row.is_owed or row.minutes is None:
        return None
    return Problem(
        "minutes", Label("不需通知的对象不填时限，请清空分钟数。", "Whoever is not told has no limit; clear the minutes.")
    )  # fmt: skip


class IncidentLimit(SchoolEntity):
    """One limit of the school's own; without any, its care standard holds, and without that 30, 60, 120 minutes."""

    spec = Spec(
        label=Label("突发事件通知时限", "Incident limit"),
        chapter=Chapter.SAFETY,
        group=Group.SETTINGS,
        level=Level.PUBLIC,
        title="addressee",
        listed=("addressee", "kind", "is_owed", "minutes", "starts_on", "ends_on"),
        filtered=("addressee", "kind"),
        order="-starts_on",
        rules=(
            not_before("ends_on", "starts_on", Label("停用日期不能早于启用日期。", "Ends before it begins.")),
            Judged(_is_the_only_one),
            Judged(_unowed_has_no_minutes),
        ),
        systems=("H01", "H02"),
    )

    addressee: Mapped[Addressee] = c.choice("通知对象", "Who is told", Addressee, required=True)
    kind: Mapped[IncidentKind | None] = c.choice(
        "事件类别",
        "Kind of incident",
        IncidentKind,
        hint=Label("各类事件都适用请留空。", "Empty: every kind."),
    )
    is_owed: Mapped[bool] = c.flag("必须通知", "Must be told", default=True)
    minutes: Mapped[int | None] = c.number(
        "时限（分钟）",
        "Limit (minutes)",
        least=1,
        most=2880,
        hint=Label("从学校知道时算起；要求立即、没有具体分钟数的请留空。", "From the school's knowledge; empty: at once."),
    )  # fmt: skip
    starts_on: Mapped[dt.date] = c.day("启用日期", "From", required=True)
    ends_on: Mapped[dt.date | None] = c.day("停用日期", "Until")
