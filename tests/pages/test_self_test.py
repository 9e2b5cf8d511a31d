"""The page of the self-test: who may start it, what it shows of the last one, and the certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.pages import self_test
from app.selftest import certificate, running
from app.selftest.findings import Finding
from app.selftest.pdf_text import text_of
from tests.pages.conftest import Browser, Place

Enter = Callable[..., Browser]
FOUND = Finding("账号 90 天没有使用", "1 个账号", "请停用。", who="zhangsan")


@pytest.fixture
def folder(app: Flask) -> Iterator[Path]:
    """Where certificates stay; emptied afterwards."""
    made = Path(app.instance_path) / certificate.FOLDER
    yield made
    for path in made.glob("*"):
        path.unlink()


def _issue(app: Flask, folder: Path, *findings: Finding) -> None:
    with app.app_context():
        certificate.issue(folder, "柳林小学", running.Outcome(routes=7, roles=8, requests=9), findings)


def test_only_readers_of_the_log_open_the_self_test(
    signed_in: Enter, place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(self_test, "start", lambda kind, _actor, _work: started.append(kind) or "0" * 32)
    for role in ("mentor", "counselor", "office"):
        assert signed_in(role).get("/self-test/").status_code == 403
    for role in ("principal", "it-admin"):
        browser = signed_in(role)
        assert "还没有做过自检" in browser.get("/self-test/").text
        assert browser.get("/self-test/certificate").status_code == 404
        assert browser.post("/self-test/", page="/self-test/").location == f"/jobs/{'0' * 32}"
    assert started == ["self-test", "self-test"]


@pytest.mark.slow
def test_the_page_names_accounts_and_the_certificate_does_not(
    app: Flask, signed_in: Enter, place: Place, folder: Path
) -> None:
    _issue(app, folder, FOUND)
    page = signed_in("principal").get("/self-test/").text
    assert "zhangsan" in page
    assert "1 项发现" in page
    answer = signed_in("principal").get("/self-test/certificate", buffered=True)
    said = text_of(answer.data)
    assert "柳林小学" in said
    assert "账号90天没有使用" in said
    assert "zhangsan" not in said


@pytest.mark.slow
def test_the_job_keeps_a_certificate_with_what_the_walk_found(
    app: Flask, place: Place, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = running.Outcome(requests=12, findings=[FOUND])
    monkeypatch.setattr(running, "run", lambda _told: walked)
    monkeypatch.setattr(self_test, "look_here", lambda _app: [])
    told: list[Any] = []
    with app.app_context():
        result = self_test._work("柳林小学")(lambda *said: told.append(said))
    assert "1 项发现" in result.sentence.zh
    kept = certificate.last(folder)
    assert kept is not None
    assert (kept.requests, kept.findings) == (12, (FOUND,))
