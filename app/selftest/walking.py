"""Walks every route of the program as every role and judges each answer; the same judges are the tests'."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from flask import Flask

from app.access.vocabulary import Role
from app.selftest import posting
from app.selftest.addresses import Addresses
from app.selftest.answers import Answer, Asked
from app.selftest.browsing import Browser, Walk
from app.selftest.faults import Judge
from app.selftest.findings import Finding
from app.selftest.oracle import Oracle
from app.selftest.planting import Planted

_RETRY = "请把本证书交给维护人员，并重新自检。"
NOBODY = "未登录"
#: Tells whose turn it is.
Told = Callable[[str], None]


def walk(
    app: Flask,
    planted: Planted,
    *,
    names: Collection[str] | None = None,
    entities: Collection[str] | None = None,
    told: Told | None = None,
) -> Walk:
    """Ask as nobody and as each account; a narrowed walk (some names, some entities) is for tests."""
    made = Walk(routes=len(list(app.url_map.iter_rules())))
    for name in names or [NOBODY, *planted.people]:
        if told is not None:
            told(shown_name(planted, name))
        made.roles += 1
        _as_somebody(app, name, planted, made, entities)
    made.settle()
    return made


def unproved() -> Finding:
    """What is said where no counselor read his own notes."""
    return Finding("心理辅导教师没有看到自己的内容，自检无效", "自检", _RETRY)


def _as_somebody(
    app: Flask, name: str, planted: Planted, made: Walk, entities: Collection[str] | None
) -> None:
    person = planted.people.get(name)
    # Nobody tries the addresses that the administrator of the scratch school has.
    oracle = Oracle(planted.rows, person or next(iter(planted.people.values())))
    browser = Browser(
        app, made, Judge(planted.canaries, oracle if person else None), shown_name(planted, name)
    )
    if person is not None and not browser.enter(planted, name):
        made.findings.append(Finding("自检账号无法登录", browser.name, _RETRY))
        return
    for asked in dict.fromkeys(_addresses(app, oracle, planted, entities)):
        answer = browser.answer(asked)
        if answer is not None and person is not None and Role.COUNSELOR in person.roles:
            made.rightly_read += _own_room(planted, oracle, answer)
    if entities is None:
        posting.send_too_much(app, browser, is_somebody=person is not None)
        posting.send_without_token(app, browser)
    if person is not None:
        posting.send_foreign(app, browser, oracle, entities)


def _addresses(
    app: Flask, oracle: Oracle, planted: Planted, entities: Collection[str] | None
) -> Iterator[Asked]:
    yield from Addresses(app, oracle, planted.canaries, few=1, entities=entities, is_lean=True).all()


def shown_name(planted: Planted, name: str) -> str:
    """The role of an account in words."""
    person = planted.people.get(name)
    return name if person is None else "、".join(role.label.zh for role in sorted(person.roles))


def _own_room(planted: Planted, oracle: Oracle, answer: Answer) -> int:
    """How many cells of his own sealed notes the counselor reads here."""
    shown = planted.canaries.seen_in(answer.text)
    return sum(cell.entity == "CounselingSession" and oracle.may_see(cell) for cell in shown)
