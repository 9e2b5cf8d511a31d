"""Counselors of a school with their browsers, their words and their papers, under the real vault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access import passwords
from app.access.guard import system_session
from app.access.vault import placing
from app.access.vocabulary import Role
from app.crypto import identities
from app.crypto.identities import Cost
from app.models.school.user import User
from tests import factories as make
from tests import open_vault
from tests.admin.test_forms import typed
from tests.pages.conftest import Browser, Place, enter

CASES, DOOR, KEYS = "/admin/counseling-cases/", "/counseling/unlock/", "/counseling/keys/"


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


def give_password(app: Flask, user_id: int) -> None:
    with app.app_context(), system_session("a password of a test") as session:
        session.get_one(User, user_id).password_hash = passwords.hash_of(PASSWORD)
        session.commit()


def counselor_of(app: Flask, user_id: int) -> Counselor:
    give_password(app, user_id)
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


def let_in(li: Counselor, wang: Counselor) -> str:
    wang.make_keys()
    form = re.search(r'members/(\d+)/admit.*?value="([0-9a-f]{64})"', li.browser.get(KEYS).text, re.DOTALL)
    assert form is not None
    li.act(f"/counseling/members/{form[1]}/admit", fingerprint=form[2])
    assert wang.unlock() == 302
    return form[1]


def token_of(who: Counselor) -> dict[str, str]:
    found = re.search(
        r'name="csrf-token" content="([^"]+)"|name="csrf_token"[^>]* value="([^"]+)"',
        who.browser.get("/password").text,
    )
    assert found is not None
    return {"X-CSRFToken": found[1] or found[2]}
