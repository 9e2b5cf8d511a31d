"""A child is hurt: a teacher opens the incident on a phone, and two windows work on one board."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Enter

pytestmark = pytest.mark.browser


def open_incident(page: Page, place: str) -> None:
    """What a teacher does: a character of the name, a tick, the place, a sentence."""
    page.goto("/emergency/new")
    page.get_by_label("姓名或班级").fill("三")
    page.locator("[data-chosen] label").first.tap()
    page.get_by_label("地点").fill(place)
    page.get_by_label("一句话情况").fill("下楼时摔倒，脚踝肿痛。")
    # Outside school hours nothing has a clock, and the test may run in the evening.
    page.locator("summary", has_text="时间：默认都是现在").tap()
    page.get_by_label("是否在校期间").select_option("yes")
    page.get_by_role("button", name="登记并开始通知").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text(place)


def test_an_incident_is_opened_on_a_phone_and_its_clock_ticks(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    open_incident(page, "二楼楼梯口")
    clock = page.locator(".clock").first
    expect(clock).to_have_text(re.compile(r"还剩 (1:)?\d\d:\d\d"))
    before = clock.inner_text()
    expect(clock).not_to_have_text(before)


def test_a_result_tapped_in_one_window_stands_in_the_other_without_reload(enter: Enter) -> None:
    page = enter("mentor", PHONE)
    open_incident(page, "食堂门口")
    other = enter("principal", DESK)
    other.goto(page.url)
    page.locator("section.call").last.get_by_role("button", name="没有接通").first.tap()
    expect(page.locator(".tries li")).to_have_count(1)
    expect(other.locator(".tries li")).to_have_count(1, timeout=15_000)


def test_every_page_of_a_colleague_leads_to_the_running_incident(enter: Enter) -> None:
    open_incident(enter("mentor", PHONE), "校门口")
    page = enter("principal", DESK)
    page.locator("a.alarm", has_text="校门口").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("校门口")
