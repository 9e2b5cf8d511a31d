"""What was typed survives a lost connection, a closed window and an ended session."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Enter

pytestmark = pytest.mark.browser

SAID = "在校门口谈了几句，他盼着爸爸春节回来。"


def open_record(page: Page, number: int = 2) -> str:
    page.goto("/")
    link = page.locator("ul.people li").nth(number).get_by_role("link", name="记录")
    address = link.get_attribute("href") or ""
    link.click()
    return address


def write(page: Page) -> None:
    page.locator("#content").click()
    page.keyboard.insert_text(SAID)


def test_without_a_connection_the_text_stays_and_is_sent_later(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    open_record(page)
    write(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".kept.bad")).to_contain_text("现在没有网络")
    expect(page.locator("#content")).to_have_value(SAID)
    page.context.set_offline(False)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已记录")


def test_a_closed_window_is_no_loss(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    address = open_record(page, 3)
    write(page)
    expect(page.locator(".kept")).to_contain_text("草稿已保存", timeout=15_000)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    offer = page.locator(".draft-offer")
    expect(offer).to_contain_text("没有保存完的内容")
    offer.get_by_role("button", name="接着写").click()
    expect(page.locator("#content")).to_have_value(SAID)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已记录")
    page.goto(address)
    expect(page.locator("#content")).to_have_value("")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_an_ended_session_is_told_before_anything_is_sent(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    open_record(page, 4)
    write(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".kept.bad")).to_contain_text("登录已过期")
    expect(page.locator("#content")).to_have_value(SAID)


def test_nothing_typed_stands_in_the_browsers_own_stores(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    open_record(page, 1)
    write(page)
    expect(page.locator(".kept")).to_contain_text("草稿已保存", timeout=15_000)
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert SAID not in stored
