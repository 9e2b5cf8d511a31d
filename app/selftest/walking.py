"""Walks every route of the program as every role and judges each answer; the same walk is the test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from app.access.vocabulary import Role
from app.selftest.findings import Finding
from app.selftest.planting import Planted

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_SQL = re.compile(r"sqlalchemy|sqlite3\.|psycopg|Traceback \(most recent|SELECT .{0,200} FROM ", re.DOTALL)
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")
#: What a form is sent: no token, so that it must be refused.
_TYPED = {"GET": None, "POST": {"name": "x"}}
_RETRY = "请把本证书交给维护人员，并重新自检。"
_REPORT = "请停止使用该页面，并把本证书交给维护人员。"
#: Signing out would end the walk.
_LEFT = {"static", "signing_in.sign_out"}


@dataclass
class Walk:
    """What was asked and found."""

    routes: int = 0
    roles: int = 0
    requests: int = 0
    #: Answers in which the counselor read his own text: with none, the walk proves nothing about the others.
    rightly_read: int = 0
    findings: list[Finding] = field(default_factory=list)


def walk(app: Flask, planted: Planted) -> Walk:
    """Ask every address as nobody and as each role; a role that cannot sign in is a finding itself."""
    made = Walk(routes=len(list(app.url_map.iter_rules())))
    _as_somebody(app, None, planted, made)
    for role in planted.logins:
        _as_somebody(app, role, planted, made)
    if not made.rightly_read:
        made.findings.append(Finding("心理辅导教师没有看到自己的内容，自检无效", "自检", _RETRY))
    return made


def addresses(app: Flask) -> Iterator[tuple[str, bool, bool]]:
    """(address, asks GET, takes POST) of each route, with 1 and a harmless word for its arguments."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint in _LEFT or rule.endpoint.endswith(".static"):
            continue
        methods = rule.methods or set()
        for address in sorted(_filled(rule.rule)):
            yield address, "GET" in methods, "POST" in methods


def _filled(rule: str) -> set[str]:
    return {re.sub(r"<(?:[^:<>]+:)?[^<>]+>", value, rule) for value in ("1", "2")}


def _as_somebody(app: Flask, role: Role | None, planted: Planted, made: Walk) -> None:
    client: Any = app.test_client()
    made.roles += 1
    if role is not None and not _sign_in(client, planted, role):
        made.findings.append(Finding("自检账号无法登录", str(role.label), "请把本证书交给维护人员。"))
        return
    name = str(role.label) if role else "未登录"
    for address, is_read, is_written in addresses(app):
        if is_read:
            made.requests += 1
            _judge_asked(client, "GET", address, name, role, planted, made)
        if is_written:
            made.requests += 1
            answer = _judge_asked(client, "POST", address, name, role, planted, made)
            if answer is not None and answer.status_code < 300:
                made.findings.append(Finding("没有令牌的表单被接受", f"{name} POST {address}", _REPORT))


def _judge_asked(
    client: Any, method: str, address: str, name: str, role: Role | None, planted: Planted, made: Walk
) -> Any:
    """The judged answer; None when not even an error page came, which is a finding."""
    where = f"{name} {method} {address}"
    try:
        answer = client.open(address, method=method, data=_TYPED[method], buffered=True)
    except Exception:  # noqa: BLE001 - whatever the program dies of is what the walk looks for
        made.findings.append(Finding("程序出错，连出错页也没有显示", where, _REPORT))
        return None
    judge(answer, where, role, planted, made)
    return answer


def _sign_in(client: Any, planted: Planted, role: Role) -> bool:
    found = _TOKEN.search(client.get("/sign-in").get_data(as_text=True))
    data = {
        "username": planted.logins[role],
        "password": planted.password,
        "csrf_token": found[1] if found else "",
    }
    return (
        client.post("/sign-in", data=data).status_code == 302
        and client.get("/", follow_redirects=True).request.path != "/sign-in"
    )


def judge(answer: Any, where: str, role: Role | None, planted: Planted, made: Walk) -> None:
    """Add what is wrong with one answer."""
    text = answer.get_data(as_text=True) if answer.mimetype.startswith(("text/", "application/json")) else ""
    made.rightly_read += planted.counseling in text and role is Role.COUNSELOR
    faults = {
        "程序出错": answer.status_code >= 500,
        "回答中出现数据库语句或程序内部信息": bool(_SQL.search(text)),
        "未授权的人看到心理辅导内容": planted.counseling in text and role is not Role.COUNSELOR,
        "看到了外校儿童": planted.child in text and role is not Role.TOWNSHIP,
        "身份证号没有遮盖": bool(planted.id_number) and planted.id_number in text,
        "跳转到了别的网站": _leads_away(answer),
    } | {f"缺少安全响应头 {name}": name not in answer.headers for name in HEADERS}
    made.findings += [Finding(what, where, _REPORT) for what, is_so in faults.items() if is_so]


def _leads_away(answer: Any) -> bool:
    return urlsplit(answer.headers.get("Location", "")).netloc not in ("", "localhost")
