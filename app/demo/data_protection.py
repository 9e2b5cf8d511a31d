"""What families of the demo agreed to, what two of them asked, and one incident with data that was seen to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app import clock
from app.database import ClosedSession
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.rows import add_all
from app.demo.township import Place
from app.models._base import Entity
from app.models.law.consent import Consent, ConsentForm, Ground, Use
from app.models.law.data_incident import DataIncident, DataIncidentKind
from app.models.law.guardian_request import Answer, GuardianRequest, Wish
from app.reports._notice import VERSION

_DAY = dt.timedelta(days=1)
#: Every so many families have not brought the slip back, or refused the pictures.
_MISSING, _NO_PICTURES = 9, 5
_ALWAYS = frozenset({Use.FILE, Use.CARE, Use.SUPERIORS})


def make_data_protection(
    session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates
) -> None:
    """Consents of most children; the central school also has requests and an incident."""
    guarded = [child for child in children if child.guardian_id and child.left_on is None]
    add_all(
        session,
        [_consent(place, child, number, dates) for number, child in enumerate(guarded) if number % _MISSING],
    )
    if place.is_central:
        add_all(session, _requests(place, guarded, dates))
        add_all(session, [_incident(place, dates)])


def _consent(place: Place, child: Child, number: int, dates: DemoDates) -> Entity:
    uses = _ALWAYS if number % _NO_PICTURES == 0 else _ALWAYS | {Use.PICTURES}
    return Consent(
        school_id=place.school.id, student_id=child.id, ground=Ground.CONSENT, uses=uses, given_by_id=child.guardian_id,
        given_on=dates.today - 30 * _DAY, form=ConsentForm.PAPER, notice_version=VERSION,
    )  # fmt: skip


def _requests(place: Place, children: Sequence[Child], dates: DemoDates) -> list[Entity]:
    own = {"school_id": place.school.id}
    asked, done = children[1], children[2]
    return [
        GuardianRequest(
            **own, student_id=asked.id, asked_by_id=asked.guardian_id, wish=Wish.COPY, asked_on=dates.today - 9 * _DAY,
            content="想要一份孩子档案的复印件。",
        ),
        GuardianRequest(
            **own, student_id=done.id, asked_by_id=done.guardian_id, wish=Wish.CORRECT, asked_on=dates.today - 20 * _DAY,
            content="家里换了电话，请改正。", answer=Answer.GRANTED, answered_on=dates.today - 18 * _DAY,
        ),
    ]  # fmt: skip


def _incident(place: Place, dates: DemoDates) -> Entity:
    known = clock.from_china(dt.datetime.combine(dates.today - 25 * _DAY, dt.time(9, 20)))
    return DataIncident(
        school_id=place.school.id, kind=DataIncidentKind.LOST, known_at=known, what="一张打印的三年级联系表在运动会后找不到，当天下午在器材室找回。",
        data="姓名、班级、监护人电话", harm="可能被他人看到电话号码。", measures="当天找回并销毁；以后外出活动只带本班的联系卡，用后收回。",
        guardians_told_on=dates.today - 24 * _DAY, closed_on=dates.today - 24 * _DAY,
    )  # fmt: skip
