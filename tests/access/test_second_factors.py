"""One code, twenty hands: a code counts once however many send it at the same moment (security T-11)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pyotp
from flask import Flask

from app import clock
from app.access import second_factors
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models.system.second_factor import SecondFactor
from tests import factories as make


def test_twenty_threads_with_one_code_get_in_once(live_app: Flask) -> None:
    secret = second_factors.new_secret()
    with live_app.app_context(), system_session("a phone") as session:
        school = make.make_school(session)
        user = make.make_user(session, make.make_staff(session, school), roles=(Role.PRINCIPAL,))
        session.add(SecondFactor(school_id=school.id, user_id=user.id, secret=secret, last_step=0))
        session.commit()
        user_id = user.id

    def send(typed: str) -> bool:
        with live_app.app_context(), system_session("a try") as tried:
            is_good = second_factors.accept(tried, user_id, typed)
            tried.commit()
        return is_good

    with clock.set_to(clock.now()), ThreadPoolExecutor(20) as pool:
        typed = pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // 30)
        assert list(pool.map(send, [typed] * 20)).count(True) == 1
