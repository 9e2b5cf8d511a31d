"""A teacher with a phone of 360 pixels records a talk between two lessons."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Enter

pytestmark = pytest.mark.browser

SAID = "课间谈了十分钟，最近睡得好，数学作业能自己完成。"


def contacts_of(page: Page) -> int:
    """How many contacts the person may see."""
    page.goto("/admin/contact-records/")
    found = re.search(r"共 (\d+) 条", page.get_by_role("navigation", name="翻页").inner_text())
    assert found is not None
    return int(found[1])


def test_a_talk_takes_three_taps_from_home(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    child = page.locator("ul.people li").first
    name = child.locator("strong").inner_text()
    child.get_by_role("link", name="记录").tap()
    page.get_by_label("内容", exact=False).first.tap()
    page.keyboard.insert_text(SAID)
    page.get_by_role("button", name="保存", exact=True).tap()
    expect(page.get_by_role("status")).to_contain_text(f"已记录：{name}")
    expect(page.locator("ul.people li").filter(has_text=name)).to_contain_text("今天联系过")


def test_a_refused_record_keeps_what_was_typed(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    page.locator("ul.people li").nth(1).get_by_role("link", name="记录").tap()
    page.get_by_text("打电话给父母").tap()
    page.locator("#content").fill(SAID)
    page.get_by_label("学习").check()
    page.get_by_role("button", name="保存", exact=True).tap()
    expect(page.get_by_role("alert")).to_contain_text("还没有保存")
    expect(page.locator("#content")).to_have_value(SAID)
    expect(page.get_by_label("打电话给父母")).to_be_checked()
    expect(page.get_by_label("学习")).to_be_checked()


def test_leaving_an_unsaved_text_is_asked_about(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    page.locator("ul.people li").nth(1).get_by_role("link", name="记录").tap()
    page.locator("#content").tap()
    page.keyboard.insert_text(SAID)
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.locator("#content")).to_have_value(SAID)
    page.on("dialog", lambda dialog: dialog.accept())


def test_a_double_click_saves_one_row(enter: Enter) -> None:
    page = enter("mentor")
    before = contacts_of(page)
    page.goto("/")
    page.locator("ul.people li").nth(2).get_by_role("link", name="记录").click()
    page.locator("#content").fill("双击也只能记一条：谈了周末回家的安排。")
    page.get_by_role("button", name="保存", exact=True).dblclick()
    page.wait_for_url("**/")
    assert contacts_of(page) == before + 1
