"""Nothing of a person goes into a log file or an error page, and nobody writes a line into it by what he types (T-18)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import StatementError

from app.models.system.audit_log import AuditLog
from app.pages import log_check
from tests.pages.conftest import Browser, Place

NAME = "周小㛃"
BENT = "x\r\n2026-01-01 校长 登录成功\x1b[31m\u202e"


def test_a_failure_with_a_childs_name_in_its_statement_tells_the_name_to_no_log_and_no_page(
    app: Flask,
    place: Place,
    signed_in: Callable[[str], Browser],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_args: Any) -> None:
        raise StatementError(
            "could not write", "INSERT INTO students", {"name": NAME}, Exception("x"), hide_parameters=True
        )

    monkeypatch.setattr(log_check, "line_with", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    caplog.set_level(logging.DEBUG)
    answer = signed_in("principal").get(f"/log-check/?written={'a' * 16}")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    assert NAME not in answer.text
    assert "INSERT" not in answer.text
    assert answer.headers["X-Request-Id"] in caplog.text
    assert NAME not in caplog.text


def test_reading_a_child_puts_no_name_into_the_log_file(
    place: Place, signed_in: Callable[[str], Browser], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = signed_in("principal").get(f"/admin/students/details/?id={place.child}")
    assert NAME in page.text
    assert NAME not in caplog.text


def test_what_is_typed_as_a_name_or_sent_as_a_browser_writes_no_line(
    client: FlaskClient, place: Place, stored: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    Browser(client).post(
        "/sign-in",
        {"username": BENT[:50], "password": "falsch-falsch"},
        page="/sign-in",
        headers={"User-Agent": "x\x1b[31m 校长"},
    )
    told = json.dumps([str(line) for line in stored(AuditLog)], ensure_ascii=False) + caplog.text
    for part in ("校长 登录成功", "\x1b", "\u202e"):
        assert part not in told


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        ("/admin/students/", True),
        ("/admin/students/details/?id={child}", True),
        ("/admin/students/?s=", True),
        ("/admin/staffs/", False),
    ],
)
def test_a_page_holds_a_childs_name_only_when_the_log_holds_the_child(
    place: Place, signed_in: Callable[[str], Browser], stored: Callable[..., Any], path: str, holds: bool
) -> None:
    """The oracle of T-16: a name in the answer and a line that leads to the child come together or not at all."""
    principal = signed_in("principal")
    before = len(stored(AuditLog))
    text = principal.get(path.format(child=place.child)).text
    lines = stored(AuditLog)[before:]
    leads = any(
        line["student_id"] == place.child or str(place.child) in line["fields"].split(",") for line in lines
    )
    assert (NAME in text, leads) == (holds, holds)
