"""CrisisReport 危机处置: the one break of secrecy, when life is in danger; the principal reads the alert and the times."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, not_before


class Danger(Choice):
    """What is in danger."""

    OWN_LIFE = "own-life", "危及自身生命", "The child's own life"
    PUBLIC_SAFETY = "public-safety", "危及社会安全", "Public safety"
    BOTH = "both", "两者", "Both"


class CrisisReport(SchoolEntity):
    """The case it belongs to stays closed to everybody else."""

    spec = Spec(
        label=Label("危机处置", "Crisis report"),
        chapter=Chapter.COUNSELING,
        group=Group.CRISES,
        level=Level.CONFIDENTIAL,
        title="found_at",
        reach=Reach("case", "case_id"),
        box="case",
        listed=("found_at", "alert_text", "alerted_principal_at", "measures_at", "danger"),
        filtered=("found_at",),
        order="-found_at",
        systems=("F04",),
        rules=(
            not_before(
                "measures_at",
                "found_at",
                Label("采取措施的时间不能早于发现时间。", "Measures before it was found."),
            ),
            not_before(
                "alerted_principal_at",
                "found_at",
                Label("报告校长的时间不能早于发现时间。", "Alerted before it was found."),
            ),
            Check(
                "alert_says_something",
                "alerted_principal_at IS NULL OR alert_text IS NOT NULL",
                lambda row: row.alerted_principal_at is None or bool(row.alert_text),
                Label(
                    "请写明报告校长的内容（只写必要的一两句）。",
                    "Write what the principal is told: a sentence or two.",
                ),
                "alert_text",
            ),
        ),
        notice=Label(
            "校长只能看到“报告校长的内容”和各个时间；其余只有心理教师可以看到。",
            "The principal sees the alert and the times; the rest is for counselors only.",
        ),
    )

    case_id: Mapped[int] = c.ref("个案", "Case", "CounselingCase", required=True)
    found_at: Mapped[dt.datetime] = c.moment("发现时间", "Found at", required=True, level=Level.INTERNAL)
    danger: Mapped[str] = c.sealed_choice(
        "危险", "Danger", Danger, place="crisis_reports.danger", required=True
    )
    facts: Mapped[str] = c.sealed_text("情况", "Facts", place="crisis_reports.facts", required=True)
    measures: Mapped[str] = c.sealed_text(
        "已采取措施", "Measures", place="crisis_reports.measures", required=True
    )
    measures_at: Mapped[dt.datetime] = c.moment(
        "采取措施时间", "Measures taken at", required=True, level=Level.INTERNAL
    )
    alerted_principal_at: Mapped[dt.datetime | None] = c.moment(
        "报告校长时间", "Principal alerted at", level=Level.INTERNAL
    )
    alert_text: Mapped[str | None] = c.text(
        "报告校长的内容",
        "What the principal is told",
        length=200,
        level=Level.INTERNAL,
        hint=Label("只写校长采取行动必须知道的。", "Only what is needed to act."),
    )
    seat: Mapped[str | None] = c.seat()
