"""Signing out leaves nothing behind, the language stays as it was chosen, the menu opens by thumb and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Enter, OpenWindow

pytestmark = pytest.mark.browser


def sign_out(page: Page) -> None:
    page.locator("details.me summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_after_signing_out_back_shows_nothing(enter: Enter) -> None:
    page = enter("admin")
    page.goto("/admin/students/")
    name = page.locator("td.row-title").first.inner_text()
    sign_out(page)
    for _step in range(2):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("登录")
        assert name not in page.content()
    assert page.context.cookies(page.url) == [] or all(
        not cookie["name"].endswith("sw_sid") for cookie in page.context.cookies()
    )


def test_the_language_is_kept_from_page_to_page(enter: Enter) -> None:
    page = enter("mentor")
    page.locator("details.me summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/admin/students/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("details.me summary").click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("学生")


def test_the_sign_in_page_speaks_english_too(open_window: OpenWindow) -> None:
    page = open_window(PHONE)
    page.goto("/sign-in")
    page.get_by_role("button", name="English").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url("/sign-in")


def test_the_menu_of_a_phone_opens_and_leads_on(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    link = page.get_by_role("navigation", name="主菜单").get_by_role("link", name="报表")
    expect(link).to_be_hidden()
    page.locator(".menu-button").tap()
    expect(link).to_be_visible()
    link.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("报表")


def test_a_wrong_password_says_so_and_keeps_the_name(open_window: OpenWindow) -> None:
    page = open_window(PHONE)
    page.goto("/sign-in")
    page.get_by_label("登录名").fill("office")
    page.get_by_label("密码").fill("not the password")
    page.get_by_role("button", name="登录").tap()
    expect(page.get_by_label("登录名")).to_have_value("office")
    expect(page.get_by_role("main")).to_contain_text("不对")


def test_the_keyboard_reaches_the_main_part_first(enter: Enter) -> None:
    page = enter("principal")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
