"""The page of reminders: when they last ran, and the calendar address, shown once."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.pages.conftest import Browser


def test_the_page_says_that_reminders_never_ran(signed_in: Callable[[str], Browser]) -> None:
    page = signed_in("mentor").get("/reminders")
    assert page.status_code == 200
    assert "提醒已超过一天没有计算（上次：从未）" in page.text


def test_an_address_is_shown_once_and_can_be_ended(signed_in: Callable[[str], Browser]) -> None:
    made = signed_in("mentor").post("/reminders/calendar", page="/reminders")
    assert re.search(r'value="http[^"]*/calendar/[\w-]{43}\.ics"', made.text)
    again = signed_in("mentor").get("/reminders").text
    assert "/calendar/" not in again.split("<main")[1].replace("/reminders/calendar", "")
    signed_in("mentor").post("/reminders/calendar/end", page="/reminders")
    assert "停用地址" not in signed_in("mentor").get("/reminders").text
