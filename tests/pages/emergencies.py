"""What the tests of emergencies share: opening one, tapping a result, letting time pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.safety._kinds import Addressee
from app.models.safety.incident import Incident
from app.models.safety.incident_attempt import AttemptResult
from app.models.safety.incident_notice import IncidentNotice
from tests.pages.conftest import Browser

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
CHAIN = pytest.mark.system("H01", "H02")
PLACE = "教学楼二楼楼梯口"


def typed(*children: int, **changed: Any) -> dict[str, Any]:
    now = clock.in_china(clock.now()).strftime("%Y-%m-%dT%H:%M")
    given = {"kind": "injury", "known_at": now, "occurred_at": now, "school_time": "yes"}
    return {"child": list(children), "place": PLACE, "description": "下楼时摔倒。", **given, **changed}


def opened(browser: Browser, *children: int, **changed: Any) -> str:
    """The address of the new incident's board."""
    answer = browser.post("/emergency/new", typed(*children, **changed), page="/emergency/new")
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def notice_to(stored: Stored, addressee: Addressee) -> dict[str, Any]:
    return next(row for row in stored(IncidentNotice) if row["addressee"] is addressee)


def tap(browser: Browser, board: str, notice: int, result: AttemptResult, **more: Any) -> Any:
    return browser.post(f"{board}/calls", {"notice": notice, "result": result.value, **more}, page=board)


def backdate(app: Flask, minutes: int) -> None:
    """The school has known of the only incident for so long."""
    with app.app_context(), system_session("time passes") as session:
        row = session.query(Incident).one()
        row.known_at = row.occurred_at = clock.now() - dt.timedelta(minutes=minutes)
        session.commit()
