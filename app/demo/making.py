"""Makes the whole demo in one transaction, from a fixed seed: on the same day always the same schools."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app import clock
from app.database import ClosedSession, refresh_statistics
from app.demo.accounts import Account, make_accounts
from app.demo.activities import make_activities
from app.demo.aid import make_aid
from app.demo.care import make_guardian_reports, make_pairs, make_peer_pairs, make_plans
from app.demo.care_log import make_care_log
from app.demo.contacts import make_contacts
from app.demo.counseling import make_counseling
from app.demo.data_protection import make_data_protection
from app.demo.dates import DemoDates, dates_for
from app.demo.emergencies import make_emergencies
from app.demo.families import Child, make_families
from app.demo.letters import make_letters
from app.demo.names import Names
from app.demo.places import make_places
from app.demo.pupils import make_pupils
from app.demo.registers import make_registers
from app.demo.school_work import make_school_work
from app.demo.term_work import close_last_terms, make_term_work
from app.demo.township import CODE, PLANS, Place, Plan, make_place
from app.demo.trainings import make_trainings
from app.models.school.school import School
from app.models.school.staff import Staff

_SEED = 126


@dataclass(frozen=True, slots=True)
class Made:
    """What a demo database holds: the working school of its people, and the accounts."""

    school_id: int
    school_name: str
    accounts: tuple[Account, ...]


def central_school(session: ClosedSession) -> tuple[int, str] | None:
    """Id and name of the demo's central school; None where no demo was made."""
    found = select(School.id, School.name).where(School.code == PLANS[0].code)
    row = session.execute(found).first()
    return (row[0], row[1]) if row else None


def has_real_school(session: ClosedSession) -> bool:
    """Whether a school stands here that no demo made; invented children never stand beside real ones."""
    real = select(func.count(School.id)).where(School.code.not_like(f"{CODE}%"))
    return bool(session.scalar(real))


def make_demo(session: ClosedSession, password: str = "") -> Made:
    """All schools with everything in them; the caller has asked `has_real_school`, and commits."""
    chance = random.Random(_SEED)  # noqa: S311 - invented people are to be the same every time
    dates, names = dates_for(clock.today()), Names(chance)
    places = [_make_school(session, plan, dates, names, chance) for plan in PLANS]
    central, children = places[0]
    accounts = make_accounts(session, central, _homeroom_with_most(central, children), password)
    for place, pupils in places:
        # After the accounts: the counseling room stands on the keys of its counselors.
        make_counseling(session, place, pupils, dates)
        make_letters(session, place, pupils, dates)
        make_data_protection(session, place, pupils, dates)
    close_last_terms(session, [place for place, _children in places])
    refresh_statistics(session)
    return Made(central.school.id, central.school.name, accounts)


def _make_school(
    session: ClosedSession, plan: Plan, dates: DemoDates, names: Names, chance: random.Random
) -> tuple[Place, list[Child]]:
    place = make_place(session, plan, dates, names, chance)
    pupils = make_pupils(session, place, dates, names, chance)
    children = make_families(session, place, pupils, dates, names, chance)
    pairs = make_pairs(session, place, children, dates, chance)
    make_peer_pairs(session, place, pupils, children, dates, chance)
    make_plans(session, place, children, dates)
    make_guardian_reports(session, place, children, chance)
    make_contacts(session, place, pairs, children, dates, chance)
    make_activities(session, place, children, dates)
    make_trainings(session, place, children, dates)
    make_care_log(session, place, children, dates)
    make_term_work(session, place, children, dates)
    make_emergencies(session, place, children, dates)
    make_aid(session, place, children, dates)
    make_school_work(session, place, children, dates)
    make_places(session, place, children, dates)
    make_registers(session, place, children, dates)
    return place, children


def _homeroom_with_most(place: Place, children: Sequence[Child]) -> Staff:
    """The teacher of the class with the most left-behind children."""
    counts = Counter(child.pupil.school_class.id for child in children)
    return place.heads[counts.most_common(1)[0][0]]
