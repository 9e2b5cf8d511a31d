"""The counselor's further papers in the demo: surveys of mind and body, letters from the box, an anonymised case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import ClosedSession
from app.demo.care import COUNSELOR, COUNSELOR2
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.room import opened
from app.demo.rows import add_all
from app.demo.township import Place
from app.models.counseling.case_release import CaseRelease, Hidden, ReleasePurpose
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.mailbox_letter import MailboxLetter
from app.models.counseling.screening_result import Finding, ScreeningResult

_DAY = dt.timedelta(days=1)
_LETTERS = (
    ("老师，我晚上常常想妈妈，怎么办？", "想念是因为爱。可以把想说的话写下来，周日通话时念给她听。"),
    ("我和好朋友吵架了，谁也不理谁。", "先说一句“我也有不对的地方”，试试看。"),
    ("考试前我总是肚子疼。", None),
)
_RELEASED = (
    "一名学生因长期见不到亲人而睡眠不好。咨询中先倾听，再教放松练习，并约定固定的通话时间，一个月后好转。"
)
_WAITING = "一名学生与长辈争执后不愿回家，正在整理。"


def make_letters(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """Only where there is a counselor: in the central school."""
    if not place.is_central:
        return
    counselor = place.staff[COUNSELOR]
    here = [child for child in children if child.left_on is None]
    with opened(session, counselor):
        _papers(session, place, here, dates)


def _papers(session: ClosedSession, place: Place, here: Sequence[Child], dates: DemoDates) -> None:
    counselor = place.staff[COUNSELOR]
    add_all(session, [_screening(place, child, number) for number, child in enumerate(here[3:75:12])])
    letters = []
    for number, (text, answer) in enumerate(_LETTERS):
        received_at = clock.from_china(
            dt.datetime.combine(dates.today - (30 - 9 * number) * _DAY, dt.time(12))
        )
        letters.append(
            MailboxLetter(
                school_id=place.school.id,
                received_at=received_at,
                counselor_id=counselor.id,
                student_id=here[3].id if number == 1 else None,
                text=text,
                answered_at=received_at + 2 * _DAY if answer else None,
                answer=answer,
            )
        )
    add_all(session, letters)
    add_all(session, _releases(session, place, dates))


def _screening(place: Place, child: Child, number: int) -> ScreeningResult:
    return ScreeningResult(
        school_id=place.school.id,
        student_id=child.id,
        term_id=place.current.id,
        counselor_id=place.staff[COUNSELOR].id,
        tool="小学生心理健康自评问卷",
        result="情绪分偏高，建议跟进。" if number == 1 else "各项在常模范围内。",
        finding=Finding.ATTENTION if number == 1 else Finding.USUAL,
    )


def _releases(session: ClosedSession, place: Place, dates: DemoDates) -> list[CaseRelease]:
    own = (
        CounselingCase.school_id == place.school.id,
        CounselingCase.counselor_id == place.staff[COUNSELOR].id,
    )
    cases = list(session.scalars(select(CounselingCase.id).where(*own).order_by(CounselingCase.id).limit(2)))
    released: dict[str, Any] = {
        "draft_title": "把想念变成约定",
        "draft": _RELEASED,
        "checklist": frozenset(Hidden),
        "checked_by_id": place.staff[COUNSELOR2].id,
        "released_on": dates.today - 5 * _DAY,
    }
    return [
        CaseRelease(
            school_id=place.school.id,
            case_id=key,
            purpose=ReleasePurpose.TEACHING,
            prepared_by_id=place.staff[COUNSELOR].id,
            **values,
        )
        for key, values in zip(
            cases, (released, {"draft_title": "回家的路", "draft": _WAITING}), strict=False
        )
    ]
