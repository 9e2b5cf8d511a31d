"""A counselor opens a case and writes a session; neither the principal nor the administrator gets to see a word of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app import clock
from app.demo.room import PASSPHRASE
from tests.browser.conftest import Enter

pytestmark = pytest.mark.browser

MATTER = "夜里常醒，梦见爸爸的车开走了。"
ISSUE = "想念父母，近来不愿说话。"


def choose(page: Page, label: str, typed: str) -> str:
    """Type into a reference field and take the first that is found; gives what was taken."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(typed)
    option = page.get_by_role("option").filter(has_text=typed).first
    chosen = option.locator("span").inner_text()
    option.click()
    expect(box).to_have_value(chosen)
    return chosen


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已")


def open_case(page: Page) -> str:
    """The number of the case."""
    page.goto("/admin/counseling-cases/new/")
    number = "2026-017"
    page.get_by_label("个案编号").fill(number)
    choose(page, "学生", "周")
    page.get_by_label("建立日期").fill(f"{clock.today()}")
    page.get_by_label("来源").select_option(index=1)
    page.get_by_label("风险").select_option(index=1)
    page.get_by_label("主要问题").fill(ISSUE)
    page.get_by_role("button", name="保存", exact=True).click()
    # The room was locked all the while: what was typed waits at the door.
    page.get_by_label("心理室口令").fill(PASSPHRASE)
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已")
    expect(page.locator("main")).to_contain_text(ISSUE)
    return number


def test_a_case_and_its_session_stay_in_the_counselors_room(enter: Enter) -> None:
    counselor = enter("counselor")
    number = open_case(counselor)
    counselor.goto("/")
    counselor.locator("li").filter(has_text=number).get_by_role("link", name="写记录卡").click()
    expect(counselor.get_by_label("个案").locator("option:checked")).to_contain_text(number)
    counselor.get_by_label("开始时间").fill(f"{clock.today()}T00:10")
    counselor.get_by_label("时长").fill("40")
    counselor.get_by_label("主诉").fill(MATTER)
    save(counselor)
    path = counselor.url
    for username in ("principal", "admin"):
        assert_sees_nothing(enter(username), number, path)


def assert_sees_nothing(page: Page, number: str, path: str) -> None:
    expect(page.locator("body")).not_to_contain_text(number)
    assert page.get_by_role("link", name="咨询个案").count() == 0
    for address in (path, "/admin/counseling-cases/", "/admin/counseling-sessions/?q=1"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in (403, 404)
        assert MATTER[:6] not in page.content()
