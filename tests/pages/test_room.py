"""The counseling room in the browser: keys, the door, colleagues and papers, with the real vault under cheap passphrases."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.access import passwords
from app.access.guard import system_session
from app.access.vault import placing
from app.access.vocabulary import Role
from app.crypto import identities
from app.crypto.identities import Cost
from app.models.counseling.counseling_case import CounselingCase
from app.models.people.student import Student
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.system.audit_log import AuditAction, AuditLog
from app.models.system.draft import Draft
from app.models.system.vault_identity import VaultIdentity
from tests import factories as make
from tests import open_vault
from tests.admin.test_forms import typed
from tests.pages.conftest import Browser, Place, enter

pytestmark = pytest.mark.security("T-15")

Stored = Callable[..., list[dict[str, Any]]]
CASES, DOOR, KEYS = "/admin/counseling-cases/", "/counseling/unlock/", "/counseling/keys/"
OTHERS = ("it-admin", "principal", "office", "homeroom", "mentor", "township")


@pytest.fixture(autouse=True)
def real_vault(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(identities.lock, "__defaults__", (Cost(rounds=1, kibibytes=64),))
    placing.use(placing.RealVault())
    yield
    placing.use(open_vault.OpenVault())


@dataclass
class Counselor:
    """A counselor with a browser; `words` and `codes` are what he wrote on paper."""

    browser: Browser
    staff: int
    words: str = ""
    codes: tuple[str, ...] = ()
    confirming: dict[str, str] = field(default_factory=lambda: {"confirm_password": PASSWORD})

    def make_keys(self, **more: str) -> None:
        page = self.browser.get(f"{KEYS}new", query_string=more).text
        found = re.search(r'name="made" value="([^"]+)"', page)
        assert found is not None
        self.words = found[1]
        answer = self.browser.post(
            f"{KEYS}new", {"made": self.words, "room_words_back": self.words, **more}, page=f"{KEYS}new"
        )
        self.codes = tuple(re.findall(r"<code>([0-9A-Z-]{20,})</code>", answer.text)) or self.codes

    def unlock(self, words: str | None = None) -> int:
        data = {"room_words": self.words if words is None else words, "next": "/"}
        return self.browser.post(DOOR, data, page=DOOR).status_code

    def lock(self) -> None:
        assert self.browser.post("/counseling/lock/").status_code == 302

    def act(self, path: str, **more: str) -> Any:
        return self.browser.post(path, {**self.confirming, **more}, page="/password")

    def two_papers(self, first: int, second: int) -> dict[str, str]:
        return {f"paper_{number}": self.codes[number - 1] for number in (first, second)}


PASSWORD = "qing-shan-lv-shui-7"


def _give_password(app: Flask, user_id: int) -> None:
    with app.app_context(), system_session("a password of a test") as session:
        session.get_one(User, user_id).password_hash = passwords.hash_of(PASSWORD)
        session.commit()


def counselor_of(app: Flask, user_id: int) -> Counselor:
    _give_password(app, user_id)
    with app.app_context(), system_session("who it is", reads_only=True) as session:
        staff = session.get_one(User, user_id).staff_id
    return Counselor(enter(app, user_id), staff or 0)


@pytest.fixture
def li(app: Flask, place: Place) -> Counselor:
    """The first counselor, who has founded the room and stands in it."""
    made = counselor_of(app, place.users["counselor"])
    made.make_keys()
    assert made.unlock() == 302
    return made


@pytest.fixture
def wang(app: Flask, place: Place) -> Counselor:
    """A second counselor of the school, without keys."""
    with app.app_context(), system_session("a second counselor") as session:
        school = session.get_one(make.School, place.school)
        staff = make.make_staff(session, school)
        user = make.make_user(session, staff, roles=(Role.COUNSELOR,), must_change_password=False)
        session.commit()
        key = user.id
    return counselor_of(app, key)


def open_case(who: Counselor, child: int, **values: str) -> str:
    """A new case through the form; gives its address."""
    page = f"{CASES}new/"
    data = typed(who.browser.get(page).text) | {
        "case_no": f"X-{child}", "student_id": str(child), "opened_on": clock.today().isoformat(),
        "counselor_id": str(who.staff), "source": "child", "risk": "high", "issue": "夜里总想妈妈。",
    } | values  # fmt: skip
    answer = who.browser.post(page, data, page=page)
    assert answer.status_code == 302, answer.text
    return f"{CASES}details/?id={newest(who)}"


def newest(who: Counselor) -> str:
    found = re.findall(r"edit/\?id=(\d+)", who.browser.get(CASES).text)
    assert found, "no case on the list"
    return max(found, key=int)


def test_a_counselor_makes_keys_and_papers_and_writes_a_case(li: Counselor, place: Place) -> None:
    assert len(li.codes) == 3
    assert "恢复码还没有核对" in li.browser.get(KEYS).text
    assert li.browser.post(f"{KEYS}papers", li.two_papers(1, 3), page=f"{KEYS}papers").status_code == 302
    assert "恢复码还没有核对" not in li.browser.get(KEYS).text
    text = li.browser.get(open_case(li, place.child)).text
    assert "夜里总想妈妈。" in text and "周小㛃" in text and "高" in text


@pytest.mark.security("T-37")
def test_a_locked_room_asks_for_the_words_and_loses_no_typed_text(li: Counselor, place: Place) -> None:
    address = open_case(li, place.child)
    edit = address.replace("details", "edit")
    form = typed(li.browser.get(edit).text)
    long_text = "今天他说了很多。" * 600
    li.lock()
    led = li.browser.get(address)
    assert led.status_code == 302 and led.headers["Location"].startswith(DOOR)
    asked = li.browser.post(edit, form | {"issue": long_text})
    assert asked.status_code == 403 and long_text in asked.text
    wrong = li.browser.post(edit, form | {"issue": long_text, "room_words": "桃花"})
    assert wrong.status_code == 403 and long_text in wrong.text and "口令不对" in wrong.text
    saved = li.browser.post(edit, form | {"issue": long_text, "room_words": li.words})
    assert saved.status_code == 302
    assert long_text in li.browser.get(address).text


def test_the_home_page_of_a_locked_room_tells_how_much_waits_and_for_whom_nothing(
    li: Counselor, app: Flask, place: Place
) -> None:
    mentor = enter(app, place.users["mentor"])
    path = f"/children/{place.sibling}/refer"
    assert mentor.post(path, {"reason": "上课总是发呆"}, page=path).status_code == 302
    assert "周小溪" in li.browser.get("/").text
    li.lock()
    home = li.browser.get("/").text
    assert "等待接收的转介 1 件" in home and "周小溪" not in home


@pytest.mark.security("T-08")
@pytest.mark.parametrize(("minutes", "is_open"), [(14, True), (16, False)])
def test_the_room_locks_after_fifteen_idle_minutes(
    li: Counselor, place: Place, minutes: int, is_open: bool
) -> None:
    address = open_case(li, place.child)
    with clock.set_to(clock.now() + dt.timedelta(minutes=minutes)):
        assert (li.browser.get(address).status_code == 200) is is_open


@pytest.mark.security("T-08")
def test_the_room_locks_when_the_address_changes_and_when_its_cookie_is_gone(
    li: Counselor, place: Place
) -> None:
    address = open_case(li, place.child)
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    assert li.browser.get(address, environ_base=elsewhere).status_code == 302
    assert li.browser.get(address).status_code == 200
    li.browser.client.delete_cookie("sw_room")
    assert li.browser.get(address).status_code == 302


def test_five_wrong_words_make_the_door_wait(li: Counselor) -> None:
    li.lock()
    for _ in range(5):
        assert li.unlock("桃花 桃花 桃花 桃花 桃花") == 403
    assert li.unlock() == 403
    assert "分钟后再试" in li.browser.post(DOOR, {"room_words": li.words}, page=DOOR).text


def test_every_opening_and_every_wrong_try_is_a_line_of_the_log_and_stands_at_the_door(
    li: Counselor, stored: Stored
) -> None:
    li.lock()
    li.unlock("错")
    lines = [line["action"] for line in stored(AuditLog, entity="VaultOpening", fields="unlock")]
    assert lines == [AuditAction.LOGIN, AuditAction.FAILED_LOGIN]
    assert "口令错误" in li.browser.get(DOOR).text


@pytest.mark.security("T-14")
@pytest.mark.parametrize("username", OTHERS)
def test_nobody_but_counselors_has_a_way_to_the_keys(
    app: Flask, place: Place, li: Counselor, username: str
) -> None:
    other = enter(app, place.users[username])
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/counseling/")]
    assert len(rules) > 9
    for rule in rules:
        if rule.endpoint == "room_members.take_over" and username == "principal":
            continue
        path = rule.rule.replace("<int:identity_id>", "1")
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


def let_in(li: Counselor, wang: Counselor) -> str:
    wang.make_keys()
    form = re.search(r'members/(\d+)/admit.*?value="([0-9a-f]{64})"', li.browser.get(KEYS).text, re.DOTALL)
    assert form is not None
    li.act(f"/counseling/members/{form[1]}/admit", fingerprint=form[2])
    assert wang.unlock() == 302
    return form[1]


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
    _give_password(app, place.users["principal"])
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


@pytest.mark.security("T-13")
def test_nothing_of_the_room_stands_in_the_database_in_the_clear(
    app: Flask, place: Place, li: Counselor
) -> None:
    open_case(li, place.child)
    with (
        app.app_context(),
        system_session("what an administrator sees in the table", reads_only=True) as session,
    ):
        row = session.connection().exec_driver_sql("SELECT * FROM counseling_cases").mappings().one()
    for column in ("student_id", "source", "risk", "issue"):
        assert isinstance(row[column], (bytes, memoryview)), column
        assert not {"夜里".encode(), b"high", b"child"} & {bytes(row[column])}
    assert str(place.child) != str(row["student_id"])


def test_a_referral_without_a_room_says_what_to_do_and_keeps_the_text(app: Flask, place: Place) -> None:
    mentor = enter(app, place.users["mentor"])
    path = f"/children/{place.child}/refer"
    answer = mentor.post(path, {"reason": "夜里总做噩梦"}, page=path)
    assert answer.status_code == 400
    assert "请当面告诉心理教师" in answer.text and "夜里总做噩梦" in answer.text


def test_a_mentor_cannot_read_back_what_he_referred(app: Flask, place: Place, li: Counselor) -> None:
    mentor = enter(app, place.users["mentor"])
    path = f"/children/{place.child}/refer"
    assert mentor.post(path, {"reason": "夜里总做噩梦"}, page=path).status_code == 302
    listed = mentor.get("/admin/counseling-referrals/").text
    assert "夜里总做噩梦" not in listed and "待接收" in listed
    with app.app_context(), system_session("who was referred", reads_only=True) as session:
        assert session.get(Student, place.child) is not None
        assert session.get(Staff, place.mentor) is not None


@pytest.mark.security("T-13")
def test_what_a_counselor_types_is_kept_sealed_and_comes_back_to_an_open_room_only(
    app: Flask, li: Counselor
) -> None:
    form, text = f"{CASES}new/", "还没有写完的咨询记录"
    kept = li.browser.client.post("/drafts", json={"form": form, "fields": [["issue", text]]}, headers=token_of(li))
    assert kept.status_code == 200
    with (
        app.app_context(),
        system_session("the draft as the program's own key opens it", reads_only=True) as session,
    ):
        assert text not in session.scalars(select(Draft)).one().content
    assert li.browser.get("/drafts", query_string={"form": form}).json["fields"] == [["issue", text]]  # type: ignore[index]
    li.lock()
    assert li.browser.get("/drafts", query_string={"form": form}).json["fields"] == []  # type: ignore[index]


def token_of(who: Counselor) -> dict[str, str]:
    found = re.search(
        r'name="csrf-token" content="([^"]+)"|name="csrf_token"[^>]* value="([^"]+)"',
        who.browser.get("/password").text,
    )
    assert found is not None
    return {"X-CSRFToken": found[1] or found[2]}
