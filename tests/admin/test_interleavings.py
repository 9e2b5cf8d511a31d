"""Two people at one row, in every order of their steps: nobody's saved text is overwritten unseen, nobody's typed text is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.access.guard import system_session
from app.access.vocabulary import Role
from app.models._base import Entity
from app.models.care.contact_record import ContactRecord
from app.models.people.student import Student
from app.models.school.village import Village
from tests.admin.conftest import Browser, World
from tests.admin.test_forms import typed

pytestmark = pytest.mark.security("T-35")
SignIn = Callable[..., Browser]
Step = tuple[int, str]

EDIT, ARCHIVE, RESTORE = ("open", "save"), ("archive",), ("restore",)
#: What the two do, each in his own order; restoring begins by archiving, or there is nothing to restore.
PAIRS = {
    "edit/edit": (EDIT, EDIT),
    "edit/archive": (EDIT, ARCHIVE),
    "edit/archive+restore": (EDIT, ARCHIVE + RESTORE),
    "archive/restore": (ARCHIVE, RESTORE),
    "twice/twice": ((*EDIT, "save"), (*EDIT, "save")),
}
#: entity -> (screen, the field both type into, who they are)
ROWS: dict[type[Entity], tuple[str, str, Role, Role]] = {
    Student: ("students", "interests", Role.IT_ADMIN, Role.HOMEROOM),
    ContactRecord: ("contact-records", "content", Role.MENTOR, Role.MENTOR),
    Village: ("villages", "name", Role.IT_ADMIN, Role.IT_ADMIN),
}


def orders(first: tuple[str, ...], second: tuple[str, ...]) -> Iterator[tuple[Step, ...]]:
    """Every way to put the steps of both into one line, each keeping his own order."""
    if not first or not second:
        yield (*((0, step) for step in first), *((1, step) for step in second))
        return
    for rest in orders(first[1:], second):
        yield ((0, first[0]), *rest)
    for rest in orders(first, second[1:]):
        yield ((1, second[0]), *rest)


CASES = [(name, order) for name, pair in PAIRS.items() for order in orders(*pair)]


@dataclass
class Told:
    """What should stand: the version, whether it is archived, and the text saved last."""

    version: int = 0
    is_archived: bool = False
    text: str | None = None
    opened: dict[int, int | None] = field(default_factory=dict)


@dataclass
class Table:
    """The row on the screen and the two who work on it."""

    app: Flask
    entity: type[Entity]
    key: int
    screen: str
    column: str
    browsers: tuple[Browser, Browser]
    told: Told = field(default_factory=Told)
    forms: dict[int, dict[str, Any]] = field(default_factory=dict)

    def values(self) -> tuple[Any, bool]:
        columns = getattr(self.entity, self.column), self.entity.archived_at
        with self.app.app_context(), system_session("what stands", reads_only=True) as session:
            text, archived = session.execute(select(*columns).where(self.entity.id == self.key)).one()
        return text, archived is not None

    def step(self, who: int, what: str, number: int) -> None:
        getattr(self, f"_{what}")(who, f"第{who}人第{number}步写的一段话")
        text, is_archived = self.values()
        assert is_archived is self.told.is_archived
        assert self.told.text is None or text == self.told.text

    def _open(self, who: int, _text: str) -> None:
        page = self.browsers[who].get(f"{self.screen}/edit/", id=self.key)
        assert page.status_code == (404 if self.told.is_archived else 200)
        self.told.opened[who] = None if self.told.is_archived else self.told.version
        if not self.told.is_archived:
            self.forms[who] = typed(page.text)

    def _save(self, who: int, text: str) -> None:
        if self.told.opened[who] is None:
            return  # there was no form to type into
        sent = self.forms[who] | {self.column: text}
        answer = self.browsers[who].post(f"{self.screen}/edit/", sent, id=self.key)
        if not self.told.is_archived and self.told.opened[who] == self.told.version:
            assert answer.status_code == 302
            self.told.version += 1
            self.told.text = text
            return
        assert answer.status_code == 409
        assert text in answer.text, "what was typed is gone"
        if self.told.is_archived:
            assert "被归档了" in answer.text
            return
        assert "别人已经修改了这条记录" in answer.text
        assert self.told.text is None or self.told.text in answer.text, "what the other saved is not shown"
        # The page of the clash is a fresh form over the present row: saving again is a choice made knowingly.
        self.forms[who], self.told.opened[who] = typed(answer.text), self.told.version

    def _archive(self, who: int, _text: str) -> None:
        self._set(who, "archive", is_archived=True)

    def _restore(self, who: int, _text: str) -> None:
        self._set(who, "restore", is_archived=False)

    def _set(self, who: int, what: str, *, is_archived: bool) -> None:
        asked = {"ids": str(self.key), "reason": "核对"}
        assert self.browsers[who].post(f"{self.screen}/{what}/", asked).status_code == 302
        self.told.version += self.told.is_archived is not is_archived
        self.told.is_archived = is_archived


@pytest.fixture
def keys(app: Flask, world: World) -> dict[type[Entity], int]:
    with app.app_context(), system_session("a row of each kind") as session:
        school = session.get_one(Student, world.mine).school_id
        village = Village(school_id=school, name="两人村")
        session.add(village)
        session.flush()
        found = {Student: world.mine, ContactRecord: world.contact, Village: village.id}
        session.commit()
    return found


@pytest.mark.sqlite_first(
    reason="the order of the steps is fixed; races are in test_sent_at_once and test_races"
)
@pytest.mark.parametrize("entity", ROWS)
@pytest.mark.parametrize(("name", "order"), CASES)
def test_two_people_at_one_row_in_every_order(
    app: Flask, sign_in: SignIn, keys: dict[type[Entity], int], entity: type[Entity], name: str, order: Any
) -> None:
    screen, column, *roles = ROWS[entity]
    if "archive" in name:  # archiving is the administrator's
        roles = [Role.IT_ADMIN if name.startswith("archive") else roles[0], Role.IT_ADMIN]
    table = Table(app, entity, keys[entity], screen, column, (sign_in(roles[0]), sign_in(roles[1])))
    for number, (who, what) in enumerate(order):
        table.step(who, what, number)


def test_the_orders_are_all_of_them() -> None:
    assert len(set(orders(EDIT, EDIT))) == 6
    assert len(set(orders(EDIT, ARCHIVE + RESTORE))) == 6
    assert len(CASES) == 6 + 3 + 6 + 2 + 20
