"""Chromium, a server of the program's own, and people who sign in with windows of their own; every page they see is watched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.applications import migrated_database
from tests.browser import school
from tests.browser.serving import Served, serving
from tests.browser.watching import Watch

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1366, "height": 768}
#: Chromium runs as root in CI, and nothing of it may call home.
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_PATIENCE_MS = 10_000

OpenWindow = Callable[..., Page]
Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def a_served_school(backend: str, folder: Path) -> Iterator[Served]:
    """The school of `school.py` on a database of its own; its server must not have failed inside."""
    with migrated_database(backend, folder) as url:
        school.build(url, folder)
        with serving(url, folder) as served:
            yield served
            assert served.failures() == []


@pytest.fixture(scope="session")
def school_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One school for most tests: each works with rows of its own."""
    with a_served_school("sqlite", tmp_path_factory.mktemp("school")) as served:
        yield served


@pytest.fixture
def served(school_served: Served) -> Served:
    """The server this test talks to; a module that needs another one overrides this."""
    return school_served


@pytest.fixture
def open_window(chromium: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[OpenWindow]:
    """`open_window(PHONE)` is a browser of its own, without cookies; at the end it must have had nothing to complain of."""
    opened: list[tuple[Page, Watch]] = []

    def open_one(size: ViewportSize = DESK) -> Page:
        context = chromium.new_context(
            base_url=served.address,
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=size is PHONE,
            is_mobile=size is PHONE,
        )
        context.set_default_timeout(_PATIENCE_MS)
        watch = Watch(served.address)
        watch.over(context)
        page = context.new_page()
        opened.append((page, watch))
        return page

    yield open_one
    complaints = [complaint for page, watch in opened for complaint in watch.found(page)]
    for number, (page, _watch) in enumerate(opened):
        _take_picture(page, f"{request.node.name}-{number}")
        page.context.close()
    assert complaints == []


@pytest.fixture
def enter(open_window: OpenWindow) -> Enter:
    """`enter("mentor", PHONE)` is the home page of that person, in a window of his own."""

    def sign_in(username: str, size: ViewportSize = DESK) -> Page:
        page = open_window(size)
        page.goto("/sign-in")
        type_in_and_enter(page, username)
        return page

    return sign_in


def type_in_and_enter(page: Page, username: str, password: str = school.PASSWORD) -> None:
    """Fill in the sign-in page and press its button."""
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")


def _take_picture(page: Page, name: str) -> None:
    """How a test left its window, for those who set $PICTURES to a folder."""
    if "PICTURES" in os.environ:
        page.screenshot(path=Path(os.environ["PICTURES"]) / f"{name}.png", full_page=True)
