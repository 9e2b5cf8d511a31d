"""The sheet of the log's heads: printed, told in the log, and typed back from paper (security L-05)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access import anchors
from app.access.audit import Entry, record_read
from app.access.guard import system_session
from app.models.system.audit_anchor import AuditAnchor
from app.models.system.audit_log import AuditAction, AuditLog
from tests.pages.conftest import Browser, Place
from tests.pages.test_reports import text_of

Enter = Callable[[str], Browser]
HEAD = re.compile(r"(?<![0-9a-f])[0-9a-f]{4}(?: [0-9a-f]{4}){3}(?![0-9a-f])")


@pytest.mark.security("T-17", "L-05")
def test_every_head_on_the_sheet_is_found_again_when_it_is_typed_back(
    signed_in: Enter, place: Place, stored: Callable[..., Any]
) -> None:
    principal = signed_in("principal")
    principal.get(f"/admin/students/details/?id={place.child}")
    last = stored(AuditLog)[-1]
    answer = principal.post("/log-check/sheet", page="/log-check/")
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    heads = HEAD.findall(text_of(answer.data))
    assert anchors.in_fours(last["hash"]) in heads, "the head was signed when the sheet was printed"
    assert stored(AuditAnchor)[-1]["seq"] == last["id"]
    page = principal.get("/log-check/", query_string={"written": "\n".join([*heads, "0" * 16])}).text
    assert page.count("找到了") == len(heads)
    assert page.count("日志里没有这一行") == 1
    line = next(line for line in stored(AuditLog) if line["fields"] == f"heads={len(heads)}")
    assert (line["action"], line["user_id"]) == (AuditAction.PRINT, place.users["principal"])


def test_the_sheet_is_for_readers_of_the_log(signed_in: Enter, place: Place) -> None:
    assert signed_in("mentor").post("/log-check/sheet").status_code == 403


def test_of_each_month_the_last_signed_head_is_kept_newest_first(app: Flask, place: Place) -> None:
    days = [dt.date(2025, 1, 5), dt.date(2025, 1, 30), dt.date(2025, 2, 2), dt.date(2025, 4, 1)]
    with app.app_context():
        for day in days:
            with clock.set_to(day):
                record_read(None, Entry(AuditAction.LOGIN))
                with system_session("anchor of a test") as session:
                    anchors.sign(session.connection())
                    session.commit()
        with system_session("heads of a test", reads_only=True) as session:
            kept = anchors.by_month(session.connection(), 24)
            fewer = anchors.by_month(session.connection(), 2)
    assert [clock.in_china(each.at).date() for each in kept] == [days[3], days[2], days[1]]
    assert fewer == kept[:2]
