"""A pile of handwritten cards is keyed in with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app import clock
from app.models.people.short_code import short_code
from tests.browser.conftest import DESK, PHONE, Enter

pytestmark = pytest.mark.browser


def codes_of(page: Page) -> list[tuple[str, str]]:
    """(code, name) of the teacher's children."""
    found = []
    for row in page.locator("ul.people li").all():
        href = row.get_by_role("link", name="记录").get_attribute("href") or ""
        key = re.search(r"/children/(\d+)/", href)
        if key is not None:
            found.append((short_code(int(key[1])), row.locator("strong").inner_text()))
    return found


def type_row(page: Page, *cells: str) -> None:
    for cell in cells:
        page.keyboard.press("Control+A")
        page.keyboard.type(cell)
        page.keyboard.press("Enter")


def test_rows_are_saved_as_they_are_left_and_turn_green(enter: Enter) -> None:
    page = enter("mentor", DESK)
    (first, name), (second, other) = codes_of(page)[:2]
    page.goto("/keying/")
    day = f"{clock.today():%m%d}"
    type_row(page, first, day, "1", "15", "手写卡：谈了朋友。")
    rows = page.locator(".keying > li")
    expect(rows.nth(0)).to_have_class(re.compile("is-saved"))
    expect(rows.nth(0)).to_contain_text(f"{name} 已保存")
    # Day and way of the row before stay; only code, minutes and text are typed.
    page.keyboard.type(second)
    for _cell in range(3):
        page.keyboard.press("Enter")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(rows.nth(1)).to_contain_text(f"{other} 已保存")
    expect(page.locator(".keying input[name=code]").last).to_be_focused()


def test_a_wrong_row_keeps_its_words_and_is_saved_once_mended(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    code, name = codes_of(page)[0]
    page.goto("/keying/")
    type_row(page, code, "99", "1", "5", "先写错了日期。")
    row = page.locator(".keying > li").first
    expect(row).to_contain_text("日期看不懂")
    expect(row.locator("[name=text]")).to_have_value("先写错了日期。")
    row.locator("[name=day]").fill(f"{clock.today():%m-%d}")
    row.locator("[name=text]").focus()
    page.keyboard.press("Enter")
    expect(row).to_contain_text(f"{name} 已保存")


def test_a_code_says_whose_it_is_as_soon_as_it_is_left(enter: Enter) -> None:
    page = enter("mentor", DESK)
    code, name = codes_of(page)[0]
    page.goto("/keying/")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator(".keying .said").first).to_contain_text(name)
