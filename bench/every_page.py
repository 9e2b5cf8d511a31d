"""Every page that every person of the demo school can reach by links, each kind of address once: is any of them slow?"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from lxml import html as lxml_html
from sqlalchemy import select

from app import create_app
from app.access import sessions
from app.access.guard import system_session
from app.config import Settings
from app.demo.making import make_demo
from app.models.school.user import User

#: What a list or an entry page may take with the demo's rows (issue 3).
BUDGET_MS = 150.0
_ROUNDS = 5
_SHOWN = 12
_LEFT_OUT = re.compile(r"^/(static|language|sign-|school$)|/export/|/lookup/|\.(json|pdf|png|svg)$")


@dataclass(frozen=True, slots=True)
class Page:
    """A kind of address, who asked, and the median of the rounds."""

    role: str
    address: str
    milliseconds: float


def measured() -> list[Page]:
    """All pages, slowest first."""
    with tempfile.TemporaryDirectory() as folder:
        app = _demo(Path(folder))
        pages = [page for role, client in _people(app) for page in _walk(role, client)]
    return sorted(pages, key=lambda page: -page.milliseconds)


def table(pages: list[Page]) -> str:
    """How many pages there are and how many are over the budget, then the slowest."""
    over = [page for page in pages if page.milliseconds > BUDGET_MS]
    middle = statistics.median(page.milliseconds for page in pages)
    head = (
        f"{len(pages)} pages, median {middle:.0f} ms, {len(over)} over {BUDGET_MS:.0f} ms. The slowest:\n\n"
        "| page | person | ms |\n|---|---|---|\n"
    )
    lines = (f"| `{page.address}` | {page.role} | {page.milliseconds:.0f} |\n" for page in pages[:_SHOWN])
    return head + "".join(lines)


def _demo(folder: Path) -> Flask:
    settings = Settings(
        database_url=f"sqlite:///{folder / 'demo.db'}",
        instance_dir=folder,
        secret_key="not a secret",  # noqa: S106
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        with system_session("make the demo school") as session:
            make_demo(session)
            session.commit()
    return app


def _people(app: Flask) -> Iterator[tuple[str, FlaskClient]]:
    """A browser of each account of the demo."""
    with app.app_context(), system_session("sign in for the bench") as session:
        users = session.execute(select(User.id, User.username).order_by(User.id)).all()
        tokens = [(name, sessions.open_session(session, key)[0]) for key, name in users]
        session.commit()
    for name, token in tokens:
        client = app.test_client()
        client.set_cookie(app.extensions["settings"].cookie("sw_sid"), token)
        yield name, client


def _walk(role: str, client: FlaskClient) -> Iterator[Page]:
    """Breadth first from the home page; of addresses that differ only in numbers or questions, the first."""
    waiting, known = ["/"], {"/"}
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        if answer.status_code >= 500:
            raise RuntimeError(f"{role} {address}: {answer.status_code}")
        if answer.status_code != 200 or "text/html" not in answer.content_type:
            continue
        yield Page(role, _kind(address), _median(client, address))
        for link in _links(answer.text, address):
            if _kind(link) not in known:
                known.add(_kind(link))
                waiting.append(link)


def _links(page: str, address: str) -> list[str]:
    document = lxml_html.fromstring(page)
    document.make_links_absolute(f"http://localhost{address}", resolve_base_href=False)
    found = (str(link).removeprefix("http://localhost") for link in document.xpath("//a/@href"))
    return [
        link.partition("#")[0]
        for link in found
        if link.startswith("/") and not _LEFT_OUT.search(link.partition("?")[0])
    ]


def _kind(address: str) -> str:
    return re.sub(r"\d+", "N", address.partition("?")[0])


def _median(client: FlaskClient, address: str) -> float:
    spent = []
    for _round in range(_ROUNDS):
        started = time.perf_counter()
        client.get(address)
        spent.append(1000 * (time.perf_counter() - started))
    return statistics.median(spent)
