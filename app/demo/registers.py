"""What the rest of the demo leaves out: one or two rows of each rarer register, in the central school."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from app.clock import from_china
from app.database import ClosedSession
from app.demo.care import MENTOR, OFFICE, PRINCIPAL
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.rows import add_all
from app.demo.township import Place
from app.models.aid.aid_program import AidKind, AidPeriod, AidProgram
from app.models.care.contact_record import Channel, ContactRecord, Occasion, Parties
from app.models.care.mentoring import Mentoring, MentoringKind
from app.models.care.peer_pairing import PeerPairing, PeerPairingKind
from app.models.management.award import Award, AwardLevel, AwardOccasion, AwardStatus
from app.models.management.work_document import DocumentKind, WorkDocument
from app.models.management.work_plan import PlanScope, WorkPlan

_DAY = dt.timedelta(days=1)
_AWARDS = (
    ("留守儿童关爱奖", AwardLevel.SCHOOL, AwardOccasion.LABOUR_DAY, "每周谈心，从不间断"),
    ("优秀班主任", AwardLevel.TOWNSHIP, AwardOccasion.YEAR_END, "班级建档、家访全部完成"),
    ("县读书征文二等奖", AwardLevel.COUNTY, AwardOccasion.OTHER, "征文《我的外婆》"),
)


def make_registers(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """Proxy parents, little teachers, a grave matter told, awards of other occasions, a wall board, a township plan."""
    if not place.is_central:
        return
    here = [child for child in children if child.left_on is None]
    add_all(
        session,
        [
            *_pairs(place, here, dates),
            *_contacts(place, here, dates),
            *_awards(place, here, dates),
            *_papers(place, dates),
        ],
    )


def _pairs(place: Place, here: Sequence[Child], dates: DemoDates) -> Iterator[Any]:
    day, own = dates.today - 20 * _DAY, {"school_id": place.school.id}
    for number, kind in zip(count(), (MentoringKind.PROXY_PARENT, MentoringKind.PROXY_MOTHER), strict=False):
        yield Mentoring(
            **own,
            mentor_id=place.staff[OFFICE].id,
            student_id=here[number].id,
            kind=kind,
            is_primary=False,
            starts_on=day,
        )
    peers = (PeerPairingKind.LITTLE_TEACHER, PeerPairingKind.COMPANION)
    for number, peer in zip(count(2), peers, strict=False):
        yield PeerPairing(
            **own, student_id=here[number].id, helper_id=here[number + 4].id, kind=peer, is_same_desk=False,
            set_by_id=place.staff[MENTOR].id, starts_on=day,
        )  # fmt: skip


def _contacts(place: Place, here: Sequence[Child], dates: DemoDates) -> Iterator[Any]:
    """Something grave in the family, told to the teacher the same evening."""
    yield ContactRecord(
        school_id=place.school.id, student_id=here[0].id, staff_id=place.staff[OFFICE].id,
        happened_at=from_china(dt.datetime.combine(dates.today - 6 * _DAY, dt.time(19, 20))),
        parties=Parties.STAFF_CHILD, channel=Channel.IN_PERSON, occasion=Occasion.GREAT_EVENT, minutes=25,
        reached=True, content="爷爷住院，孩子由邻居照看；已陪孩子去医院，并约好每晚通话。",
    )  # fmt: skip


def _awards(place: Place, here: Sequence[Child], dates: DemoDates) -> Iterator[Any]:
    day = dates.today - 30 * _DAY
    recipients: tuple[dict[str, int], ...] = (
        {"staff_id": place.staff[MENTOR].id},
        {"staff_id": place.staff[OFFICE].id},
        {"student_id": here[1].id},
    )
    for (title, level, occasion, reason), recipient in zip(_AWARDS, recipients, strict=True):
        yield Award(
            school_id=place.school.id, title=title, awarded_on=day, level=level, occasion=occasion, reason=reason,
            proposed_by_id=place.staff[OFFICE].id, status=AwardStatus.GRANTED,
            granted_by_id=place.staff[PRINCIPAL].id, granted_on=day, **recipient,
        )  # fmt: skip


def _papers(place: Place, dates: DemoDates) -> Iterator[Any]:
    own = {"school_id": place.school.id}
    yield AidProgram(**own, code="MEALS", name="营养餐", kind=AidKind.MEALS, period=AidPeriod.TERM)
    yield WorkPlan(
        **own, term_id=place.current.id, scope=PlanScope.TOWNSHIP, title="全镇关爱留守儿童行动计划",
        guiding="妇联、中心学校、团委、关工委各司其职。", goals="结对帮扶全覆盖。", measures="每季度会商一次。",
    )  # fmt: skip
    yield WorkDocument(
        **own, kind=DocumentKind.BOARD, title="爱心天地：写给远方的爸爸妈妈", author_id=place.staff[OFFICE].id,
        written_on=dates.today - 15 * _DAY, place="教学楼一楼", names_removed=True,
    )  # fmt: skip
