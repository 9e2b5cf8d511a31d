"""Keys of the counseling room change hands: colleagues, papers, lost words, and whoever should not have any."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.access.guard import system_session
from app.access.vocabulary import Role
from app.crypto import identities
from app.models.counseling.counseling_case import CounselingCase
from app.models.school.user import User
from app.models.system.vault_identity import VaultIdentity
from tests import factories as make
from tests.pages.conftest import Place, enter
from tests.pages.room.conftest import (
    CASES,
    DOOR,
    KEYS,
    PASSWORD,
    Counselor,
    counselor_of,
    give_password,
    let_in,
    open_case,
)

pytestmark = pytest.mark.security("T-15")

Stored = Callable[..., list[dict[str, Any]]]
OTHERS = ("it-admin", "principal", "office", "homeroom", "mentor", "township")


@pytest.mark.security("T-14")
@pytest.mark.parametrize("username", OTHERS)
def test_nobody_but_counselors_has_a_way_to_the_keys(
    app: Flask, place: Place, li: Counselor, username: str
) -> None:
    other = enter(app, place.users[username])
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/counseling/")]
    assert len(rules) > 9
    for rule in rules:
        if username == "principal" and rule.endpoint.startswith(("room_members.take_over", "room_glass.")):
            continue
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        methods = rule.methods or set()
        if "GET" in methods:
            assert other.get(path).status_code == 403, path
        if "POST" in methods:
            answer = other.post(path, {"confirm_password": PASSWORD, "room_words": li.words})
            assert answer.status_code == 403, path


@pytest.mark.security("T-14")
def test_an_administrator_who_becomes_counselor_still_opens_nothing(
    app: Flask, place: Place, li: Counselor
) -> None:
    """Even with the second person's confirmation: keys come from an unlocked colleague who compared four words."""
    address = open_case(li, place.child)
    with app.app_context(), system_session("a role granted by hand in the database") as session:
        user = session.get_one(User, place.users["it-admin"])
        session.add(make.UserRole(
            school_id=place.school, user_id=user.id, role=Role.COUNSELOR,
            confirmed_by_id=place.users["principal"], confirmed_at=clock.now(),
        ))  # fmt: skip
        table = CounselingCase.__table__
        session.connection().execute(update(table).values(counselor_id=user.staff_id))
        session.commit()
    intruder = counselor_of(app, place.users["it-admin"])
    intruder.make_keys()
    assert intruder.codes == ()
    assert intruder.unlock() == 302
    answer = intruder.browser.get(address)
    assert answer.status_code != 200 and "夜里总想妈妈" not in answer.text and "周小㛃" not in answer.text
    listed = intruder.browser.get(CASES)
    assert "周小㛃" not in listed.text and "夜里总想妈妈" not in listed.text


@pytest.mark.security("T-14")
def test_a_new_password_from_the_administrator_opens_no_room(app: Flask, place: Place, li: Counselor) -> None:
    address = open_case(li, place.child)
    thief = Counselor(enter(app, place.users["counselor"]), li.staff)
    assert thief.browser.get(address).status_code == 302
    assert thief.unlock("qing-shan-lv-shui-7") == 403


def test_a_colleague_is_let_in_and_opens_referrals_but_not_cases(
    app: Flask, place: Place, li: Counselor, wang: Counselor
) -> None:
    address = open_case(li, place.child)
    wang.make_keys()
    assert "还没有同事把您加入" in wang.browser.get(KEYS).text
    form = re.search(r'members/(\d+)/admit.*?value="([0-9a-f]{64})"', li.browser.get(KEYS).text, re.DOTALL)
    assert form is not None
    answer = li.act(f"/counseling/members/{form[1]}/admit", fingerprint=form[2])
    assert answer.status_code == 302
    assert wang.unlock() == 302
    assert "还没有同事把您加入" not in wang.browser.get(KEYS).text
    mentor = enter(app, place.users["mentor"])
    path = f"/children/{place.sibling}/refer"
    mentor.post(path, {"reason": "不愿说话"}, page=path)
    for each in (li, wang):
        assert "周小溪" in each.browser.get("/").text
    assert wang.browser.get(address).status_code == 404


def test_a_leaving_counselor_hands_everything_over(place: Place, li: Counselor, wang: Counselor) -> None:
    address = open_case(li, place.child)
    key = let_in(li, wang)
    assert li.act(f"/counseling/members/{key}/hand-over").status_code == 302
    assert "夜里总想妈妈。" in wang.browser.get(address).text
    assert li.browser.get(address).status_code == 404


def test_the_principal_gives_the_cases_of_somebody_who_is_gone_by_two_papers(
    app: Flask, place: Place, li: Counselor, wang: Counselor
) -> None:
    address = open_case(li, place.child)
    key = let_in(li, wang)
    give_password(app, place.users["principal"])
    principal = enter(app, place.users["principal"])
    data = {"gone": str(li.staff), "to": key, "confirm_password": PASSWORD}
    path = "/counseling/members/take-over"
    assert principal.post(path, data).status_code == 400
    answer = principal.post(path, data | li.two_papers(1, 2))
    assert answer.status_code == 302, answer.text
    assert "夜里总想妈妈。" in wang.browser.get(address).text
    assert principal.get(address).status_code == 403


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (2, 3)])
def test_a_lost_passphrase_is_made_good_by_any_two_papers(
    place: Place, li: Counselor, pair: tuple[int, int]
) -> None:
    address, codes = open_case(li, place.child), li.two_papers(*pair)
    li.make_keys(lost="1")
    assert li.act(f"{KEYS}recover", **codes).status_code == 302
    assert li.unlock() == 302
    assert "夜里总想妈妈。" in li.browser.get(address).text


def test_new_papers_open_and_the_old_ones_do_not(place: Place, li: Counselor) -> None:
    open_case(li, place.child)
    old = li.two_papers(1, 2)
    li.codes = tuple(re.findall(r"<code>([0-9A-Z-]{20,})</code>", li.act(f"{KEYS}papers/new").text))
    refused = li.browser.post(f"{KEYS}papers", old, page=f"{KEYS}papers")
    assert refused.status_code == 400 and "不能打开" in refused.text
    assert li.browser.post(f"{KEYS}papers", li.two_papers(2, 3), page=f"{KEYS}papers").status_code == 302


def test_another_passphrase_opens_and_the_old_one_does_not(place: Place, li: Counselor) -> None:
    old = li.words
    page = li.act(f"{KEYS}passphrase").text
    found = re.search(r'name="made" value="([^"]+)"', page)
    assert found is not None
    li.words = found[1]
    data = {"made": li.words, "room_words_back": li.words, "room_old": old}
    assert li.browser.post(f"{KEYS}passphrase", data, page=f"{KEYS}passphrase").status_code == 302
    li.lock()
    assert li.unlock(old) == 403
    assert li.unlock() == 302


@pytest.mark.security("T-14")
def test_an_exchanged_key_is_noticed_at_the_next_unlock(app: Flask, li: Counselor) -> None:
    with app.app_context(), system_session("somebody adds a member by hand") as session:
        row = session.scalars(select(VaultIdentity)).one()
        stranger = identities.Identity.new().public
        user = make.make_user(session, make.make_staff(session, session.get_one(make.School, row.school_id)))
        session.add(VaultIdentity(
            school_id=row.school_id, user_id=user.id, receives=stranger.receives, signs=stranger.signs,
            salt=bytes(row.salt), rounds=row.rounds, kibibytes=row.kibibytes, sealed=bytes(row.sealed),
            admitted_at=clock.now(), admitted_by_id=row.id, admission=bytes(row.admission or b""),
        ))  # fmt: skip
        session.commit()
    li.lock()
    answer = li.browser.post(DOOR, {"room_words": li.words}, page=DOOR)
    assert answer.status_code == 403 and "可能被人替换" in answer.text
