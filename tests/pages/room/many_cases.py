"""Fills a counselor's room with as many cards as a working life leaves, written under his real keys."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext

from flask import Flask
from sqlalchemy import select

from app import clock
from app.access import sealing
from app.access.guard import Actor, system_session
from app.access.vault import founding, placing
from app.access.vault.keyring import HeldKeys
from app.access.vocabulary import Role
from app.models.counseling.counseling_case import CaseSource, CounselingCase, Risk
from app.models.counseling.counseling_session import CounselingSession
from app.models.school.school import School
from app.models.school.user import User
from app.models.system.vault_identity import VaultIdentity
from tests import factories as make
from tests.pages.room.conftest import Counselor

_NOTE = "谈到家里的变化，说着说着哭了；一起把想说的话写成信，约好下周再谈。" * 8


def fill(app: Flask, who: Counselor, *, cases: int, cards: int) -> None:
    """So many cases of children of one class, each with so many cards of four texts of 300 characters."""
    with app.app_context(), system_session("many cases") as session:
        user = session.scalars(select(User).where(User.staff_id == who.staff)).one()
        row = session.scalars(select(VaultIdentity).where(VaultIdentity.user_id == user.id)).one()
        room = founding.unlock(session, user.school_id, user.id, who.words)
        keys = HeldKeys(row.id, room.granter.identity, lambda: nullcontext(session))
        token = placing.in_this_request.set(placing.Opened(user.id, user.school_id, keys))
        actor = Actor(user.id, who.staff, user.school_id, frozenset({Role.COUNSELOR}), clock.today())
        try:
            with sealing.holding(placing.keys_for(actor)):
                school = session.get_one(School, user.school_id)
                for number in range(cases):
                    _case(session, school, who.staff, number, cards)
                session.commit()
        finally:
            placing.in_this_request.reset(token)


def _case(session: object, school: School, counselor: int, number: int, cards: int) -> None:
    child = make.make_student(session, school)
    own = {"school_id": school.id, "counselor_id": counselor}
    case = CounselingCase(
        **own, case_no=f"N-{number}", student_id=child.id, opened_on=clock.today(), source=CaseSource.CHILD,
        issue=_NOTE, risk=Risk.NONE,
    )  # fmt: skip
    session.add(case)  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]
    started = clock.now() - dt.timedelta(days=400)
    session.add_all(  # type: ignore[attr-defined]
        CounselingSession(
            **own, case_id=case.id, started_at=started + dt.timedelta(days=card), minutes=40, matter=_NOTE,
            process=_NOTE, assessment=_NOTE, advice=f"第{number}号：荡秋千。",
        )
        for card in range(cards)
    )  # fmt: skip
    session.flush()  # type: ignore[attr-defined]
