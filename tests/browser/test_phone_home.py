"""A mentor with a phone of 360 pixels records a talk on the card of a child, in its place on the home page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Enter

pytestmark = pytest.mark.browser

#: Two characters a second: twenty seconds of typing.
SAID = "课间谈了十分钟，睡得好，作业能自己完成，周末想和妈妈视频。"
_CHARACTERS_A_SECOND = 2

_COUNT_TAPS = (
    "addEventListener('pointerdown', () => sessionStorage.taps = Number(sessionStorage.taps || 0) + 1, true)"
)


def taps(page: Page) -> int:
    """How often the screen was touched since the counting began, over all pages."""
    return int(page.evaluate("Number(sessionStorage.taps || 0)"))


def test_a_talk_is_recorded_in_its_place_in_three_taps_and_twenty_seconds(enter: Enter) -> None:
    assert len(SAID) / _CHARACTERS_A_SECOND <= 20
    page = enter("mentor", PHONE)
    page.add_init_script(_COUNT_TAPS)
    page.goto("/")
    child = page.locator("ul.people.cards > li").last
    name = child.locator("strong").inner_text()
    child.locator("summary", has_text="记录").tap()
    child.get_by_text("谈心", exact=True).tap()
    expect(child.locator("textarea")).to_be_focused()
    page.keyboard.insert_text(SAID)
    child.get_by_role("button", name="保存").tap()
    expect(page.get_by_role("status")).to_contain_text(f"已记录：{name}")
    assert taps(page) == 3
    expect(page.locator("ul.people.cards > li").filter(has_text=name)).to_contain_text("今天联系过")


def test_the_opened_card_has_the_cursor_in_its_text(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    child = page.locator("ul.people.cards > li").first
    child.locator("summary", has_text="记录").tap()
    expect(child.locator("textarea")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
