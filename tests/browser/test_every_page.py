"""Every page a role can reach opens, keeps its promises, and fits a phone of 360 pixels as well as an old screen of 1366."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Enter
from tests.browser.school import USERNAMES

pytestmark = pytest.mark.browser

#: Links that are a file, not a page.
_FILES = re.compile(r"/export/|/file$|/import/template$")
_DEPTH = 2
_LEAST_PAGES = 4


def shape_of(link: str) -> str:
    """What kind of page an address is: one child's details stand for those of all children."""
    return re.sub(r"\d+", "#", urlsplit(link).path)


def links_on(page: Page) -> list[str]:
    hrefs: list[str] = page.eval_on_selector_all(
        "a[href]:not([target])", "links => links.map(link => link.pathname + link.search)"
    )
    return [href for href in hrefs if not _FILES.search(href)]


def visit(page: Page, link: str) -> list[str]:
    """What is wrong with the page; the watch tells by itself what was wrong on the phone."""
    page.set_viewport_size(PHONE)
    answer = page.goto(link)
    if answer is None or not answer.ok:
        return [f"{answer.status if answer else 'no answer'} {link}"]
    page.set_viewport_size(DESK)
    broken: list[str] = page.evaluate("window.brokenPromises()")
    return [f"{link}: {each}" for each in broken]


@pytest.mark.parametrize("username", USERNAMES.values())
def test_every_page_within_two_links_of_home_keeps_its_promises(enter: Enter, username: str) -> None:
    page = enter(username)
    seen, wrong, layer = {shape_of("/")}, [], ["/"]
    for depth in range(_DEPTH + 1):
        found: dict[str, str] = {}
        for link in layer:
            wrong += visit(page, link)
            if depth < _DEPTH:
                found |= {shape_of(each): each for each in links_on(page) if shape_of(each) not in seen}
        seen |= set(found)
        layer = list(found.values())
    assert wrong == []
    assert len(seen) >= _LEAST_PAGES
