"""Aid in the demo: programs, grants at every step, sponsors with their children, gifts, and a list on the wall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from app.database import ClosedSession
from app.demo.care import ADMIN, OFFICE, PRINCIPAL
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.rows import add_all
from app.demo.township import Place
from app.models.aid._wall import hidden_name
from app.models.aid.aid_grant import AidGrant
from app.models.aid.aid_notice import AidNotice
from app.models.aid.aid_program import AidKind, AidPeriod, AidProgram
from app.models.aid.donation import Donation
from app.models.aid.sponsor import Sponsor, SponsorKind
from app.models.aid.sponsorship import Sponsorship

_DAY = dt.timedelta(days=1)
_PROGRAMS = (
    ("BOOKS", "免书本费", AidKind.BOOKS, AidPeriod.TERM, Decimal(90)),
    ("LIVING", "生活补助", AidKind.LIVING, AidPeriod.TERM, Decimal(500)),
    ("RELIEF", "临时救助", AidKind.TEMPORARY, AidPeriod.ONCE, Decimal(1000)),
    ("GIFT", "学习用品捐助", AidKind.DONATION, AidPeriod.ONCE, None),
)
_SPONSORS = (
    ("平安镇妇联", SponsorKind.OFFICE, "10031410001"),
    ("云山爱心商行", SponsorKind.COMPANY, "10031410002"),
    ("退休教师郑守仁", SponsorKind.PERSON, "10031410003"),
)
_GIFTS = (
    ("图书", 60, "册", True, 34, 1, "六年级以上适读"),
    ("书包", 34, "个", False, 34, 0, None),
    ("棉衣", 20, "件", False, 20, 1, None),
    ("练习本", 500, "本", True, None, 2, "各班分发"),
)
_CENTRAL, _SMALL = 32, 4


def make_aid(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """Of the grants some wait for the principal, some for the money, some for the check."""
    here = [child for child in children if child.left_on is None][: _CENTRAL if place.is_central else _SMALL]
    programs = [
        AidProgram(school_id=place.school.id, code=code, name=name, kind=kind, period=period)
        for code, name, kind, period, _amount in _PROGRAMS
    ]
    sponsors = [
        Sponsor(school_id=place.school.id, name=name, kind=kind, phone=phone)
        for name, kind, phone in _SPONSORS
    ]
    add_all(session, [*programs, *sponsors])
    add_all(
        session,
        [_grant(place, programs, sponsors, number, child) for number, child in enumerate(here)],
    )
    add_all(session, _sponsorships(place, sponsors, here, dates))
    if place.is_central:
        add_all(session, _gifts(place, sponsors, dates))
        add_all(session, [_notice(place, programs[1], here, dates)])


def _grant(
    place: Place,
    programs: list[AidProgram],
    sponsors: list[Sponsor],
    number: int,
    child: Child,
) -> AidGrant:
    kind = number % len(programs)
    head = place.heads[child.pupil.school_class.id].id
    given: dict[str, Any] = {"amount": _PROGRAMS[kind][4]}
    if given["amount"] is None:
        given |= {
            "goods": "练习本",
            "quantity": 10,
            "unit": "本",
            "is_approximate": True,
            "sponsor_id": sponsors[2].id,
        }
    applied = place.current.starts_on + 7 * _DAY
    return AidGrant(
        school_id=place.school.id, student_id=child.pupil.id, aid_program_id=programs[kind].id,
        term_id=place.current.id, applied_on=applied, applied_by_id=head, **given, **_steps(place, number, head, applied),
    )  # fmt: skip


def _steps(place: Place, number: int, head: int, applied: dt.date) -> dict[str, Any]:
    """How far the grant is: every fourth is only applied for, the next approved, the next paid, the next checked."""
    principal = place.staff[PRINCIPAL].id
    payer = _other(place, (ADMIN, OFFICE), {head})
    checker = _other(place, (PRINCIPAL, OFFICE), {head, payer})
    taken = (number // len(_PROGRAMS)) % 4
    steps = (("approved", 7, principal), ("paid", 21, payer), ("verified", 35, checker))
    return {
        key: value
        for name, days, who in steps[:taken]
        for key, value in ((f"{name}_on", applied + days * _DAY), (f"{name}_by_id", who))
    }


def _other(place: Place, wanted: tuple[int, ...], taken: set[int | None]) -> int | None:
    """Somebody of the staff who has no part in it yet; in a school of two there may be nobody left."""
    first = [place.staff[index].id for index in wanted if index < len(place.staff)]
    return next((key for key in [*first, *(staff.id for staff in place.staff)] if key not in taken), None)


def _sponsorships(
    place: Place, sponsors: list[Sponsor], children: list[Child], dates: DemoDates
) -> list[Any]:
    count = 4 if place.is_central else 1
    return [
        Sponsorship(
            school_id=place.school.id, sponsor_id=sponsors[number % 3].id, student_id=child.pupil.id,
            starts_on=dates.today - (200 + number) * _DAY, yearly_amount=Decimal(1200), via="镇妇联",
        )
        for number, child in enumerate(children[:count])
    ]  # fmt: skip


def _gifts(place: Place, sponsors: list[Sponsor], dates: DemoDates) -> list[Any]:
    return [
        Donation(
            school_id=place.school.id, received_on=dates.today - (12 + 9 * at) * _DAY, item=item, quantity=Decimal(count),
            unit=unit, is_approximate=is_about, recipients=recipients, sponsor_id=sponsors[giver].id, note=note,
        )
        for at, (item, count, unit, is_about, recipients, giver, note) in enumerate(_GIFTS)
    ]  # fmt: skip


def _notice(place: Place, program: AidProgram, children: list[Child], dates: DemoDates) -> AidNotice:
    rows = [
        {
            "name": hidden_name(child.pupil.name),
            "class_label": child.pupil.school_class.label,
            "program": program.name,
        }
        for child in children[1::8]
    ]
    return AidNotice(
        school_id=place.school.id, title="本学期生活补助公示", term_id=place.current.id, aid_program_id=program.id,
        text="如有意见，请在公示期内向校长室反映。", rows=rows, posted_on=dates.today - 2 * _DAY,
        expires_on=dates.today + 5 * _DAY, approved_on=dates.today - 2 * _DAY, approved_by_id=place.staff[PRINCIPAL].id,
    )  # fmt: skip
