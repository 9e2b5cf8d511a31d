"""The browsers of the walk: each request is counted and its answer judged; what is wrong is noted once."""

from __future__ import annotations

from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from app.access.vocabulary import Role
from app.selftest.answers import Answer, Asked, answer_of
from app.selftest.faults import Judge
from app.selftest.findings import Finding
from app.selftest.forms import token_of
from app.selftest.planting import Planted

REPORT = "请停止使用该页面，并把本证书交给维护人员。"


@dataclass
class Walk:
    """What was asked and found."""

    routes: int = 0
    roles: int = 0
    requests: int = 0
    papers: int = 0
    #: Cells of the counseling room that its counselor read: with none, the walk proves nothing about the others.
    rightly_read: int = 0
    findings: list[Finding] = field(default_factory=list)
    #: (what, whose, of which column) -> the first address, and how often.
    seen: dict[tuple[str, str, str], list[str]] = field(default_factory=dict, repr=False)

    def note(self, what: str, name: str, request: str, column: str = "") -> None:
        """Keep a fault: the same of the same person and column is one finding."""
        self.seen.setdefault((what, name, column), []).append(request)

    def settle(self) -> None:
        """Turn what was noted into findings."""
        for (what, name, column), requests in self.seen.items():
            more = f"，共 {len(requests)} 处" if len(requests) > 1 else ""
            where = " ".join(filter(None, (name, requests[0], column))) + more
            self.findings.append(Finding(what, where, REPORT))
        self.seen.clear()


class Browser:
    """Somebody's browser: each request shares nothing with the walk but the cookies."""

    def __init__(self, app: Flask, walk: Walk, judge: Judge, name: str) -> None:
        self.app, self.walk, self.judge, self.name = app, walk, judge, name
        self._client: Any = app.test_client()
        self.token = ""

    def answer(self, asked: Asked) -> Answer | None:
        """The judged answer; a search is posted with the token, and followed to the list it leads to."""
        if asked.data is not None:
            asked = Asked(asked.address, (*asked.data, ("csrf_token", self.token)))
        got = self.ask(asked)
        if got is not None and got[1].status == 302 and "/search/" in asked.address:
            got = self.ask(Asked(got[0].headers["Location"]), typed=asked)
        return got and got[1]

    def ask(
        self, asked: Asked, *, typed: Asked | None = None, may_fail: bool = False, **more: Any
    ) -> tuple[Any, Answer] | None:
        """The judged answer; None when not even an error page came, which is a finding."""
        self.walk.requests += 1
        method = "GET" if asked.data is None else "POST"
        data = None if asked.data is None else dict(asked.data)
        try:
            response = Context().run(
                self._client.open, asked.address, **{"method": method, "data": data, "buffered": True} | more
            )
            answer = answer_of(response, typed or asked)
        except Exception as error:  # noqa: BLE001 - whatever the program dies of is what the walk looks for
            self.walk.note(f"程序出错，连出错页也没有显示（{type(error).__name__}）", self.name, str(asked))
            return None
        for what, column in self.judge.faults(response, answer, may_fail=may_fail):
            self.walk.note(what, self.name, str(asked), column)
        return response, answer

    def page(self, address: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        """(status, text, where it leads) of an ordinary request; a form gets its token."""
        sent = None if data is None else tuple((data | {"csrf_token": self.token}).items())
        got = self.ask(Asked(address, sent))
        if got is None:
            return 500, "", ""
        return got[1].status, got[0].data.decode("utf-8", "replace"), got[0].headers.get("Location", "")

    def enter(self, planted: Planted, name: str) -> bool:
        """Sign in through the real form, and open the counseling room of a counselor."""
        self.token = token_of(self.page("/sign-in")[1])
        words = {"username": planted.logins[name], "password": planted.password}
        if self.page("/sign-in", words)[0] != 302:
            return False
        self.token = token_of(self.page("/account/sessions/")[1])
        if Role.COUNSELOR not in planted.people[name].roles:
            return bool(self.token)
        return self.page("/counseling/unlock/", {"room_words": planted.passphrase})[0] == 302
