"""Safety of a term: accidents against the goal of none, families told in time, and legal aid where it is due."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_

from app.access.vocabulary import Label
from app.figures._conditions import standing
from app.figures._registry import Conditions, Rows, figure
from app.models.safety._kinds import IncidentKind
from app.models.safety.incident import Incident
from app.models.safety.incident_notice import IncidentNotice
from app.models.safety.legal_aid_case import LegalAidCase, PartInCase
from app.standards.as_of import AsOf

#: What the goal of none means; an illness or a quarrel is no accident.
_ACCIDENTS = (IncidentKind.INJURY, IncidentKind.TRAFFIC, IncidentKind.MISSING)


@figure(
    "accidents",
    Label("意外事故", "Accidents"),
    Label(
        "本学期学校得知的伤害、交通、走失事件数（目标为 0）",
        "Injuries, traffic accidents and missing children of the term (goal: none)",
    ),
    9,
    systems=("H11",),
)
def accidents(_session: Any, at: AsOf) -> Rows:
    return Rows(Incident, (*_known(at), Incident.kind.in_(_ACCIDENTS)))


@figure(
    "offences",
    Label("未成年人涉嫌违法", "Offences of minors"),
    Label(
        "本学期登记的学生涉嫌违法案件数（目标为 0）", "Cases of the term with a pupil as suspect (goal: none)"
    ),
    9,
    systems=("H11",),
)
def offences(_session: Any, at: AsOf) -> Rows:
    return Rows(LegalAidCase, (*_cases(at), LegalAidCase.part == PartInCase.SUSPECT))


@figure(
    "told-in-time",
    Label("突发事件按时告知率", "Told in time"),
    Label(
        "本学期有时限的通知中，在时限内通知到的 ÷ 应通知的",
        "Notices with a limit that reached somebody within it / notices with a limit, of the term",
    ),
    9,
    systems=("H01", "H02"),
)
def told_in_time(_session: Any, at: AsOf) -> Rows:
    """Open notices whose time is not up yet are owed but not counted."""
    notice = IncidentNotice
    limited = (
        *standing(notice, at),
        notice.is_owed.is_(True),
        notice.due_at >= at.begins_at,
        notice.due_at < at.closes_at,
    )
    return Rows(notice, (*limited, notice.reached_at <= notice.due_at), limited)


@figure(
    "legal-aid",
    Label("法律援助率", "Legal aid"),
    Label(
        "本学期符合条件的涉案中，已给予法律援助的 ÷ 全部",
        "Qualifying cases of the term that were aided / all of them",
    ),
    9,
    systems=("H10", "N07"),
)
def legal_aid(_session: Any, at: AsOf) -> Rows:
    """Cases still under way count in the term that sees them, as do those closed in it."""
    due = (*_cases(at), LegalAidCase.is_qualifying.is_(True))
    return Rows(LegalAidCase, (*due, LegalAidCase.is_aided.is_(True)), due)


def _known(at: AsOf) -> Conditions:
    return (*standing(Incident, at), Incident.known_at >= at.begins_at, Incident.known_at < at.closes_at)


def _cases(at: AsOf) -> Conditions:
    case = LegalAidCase
    lasts = or_(case.closed_on.is_(None), case.closed_on >= at.starts_on)
    return (*standing(case, at), case.opened_on <= at.day, lasts)
