"""The page of the school's standard: picking a preset, changing a number from a day on, and seeing first what it means."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.access.guard import system_session
from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import CareStandardItem
from app.models.safety.incident_limit import IncidentLimit
from app.models.school.term import Term
from app.standards.adopting import adopt
from app.standards.presets import presets
from tests.pages.conftest import Browser, Place

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
DAY = dt.timedelta(days=1)
PS1 = "/standards/presets/ps01/"
pytestmark = pytest.mark.system("A04")


def _adopt(browser: Browser, code: str = "ps01", **more: str) -> Any:
    page = f"/standards/presets/{code}/"
    return browser.post(page, {"from_day": clock.today().isoformat()} | more, page=page)


def _in_force_since(app: Flask, place: Place, day: dt.date) -> None:
    with app.app_context(), system_session("a standard of earlier days") as session:
        school_id = session.get(Term, place.term).school_id
        adopt(session, school_id, presets()["ps01"], day)
        session.commit()


def _item(stored: Stored, code: str, **equal: Any) -> dict[str, Any]:
    return stored(CareStandardItem, rule_code=code, **equal)[-1]


def test_without_a_standard_the_page_says_what_to_do(signed_in: SignIn) -> None:
    browser = signed_in("principal")
    assert "还没有关爱标准" in browser.get("/standards/").text
    assert browser.get("/standards/rules/R01a/").headers["Location"] == "/standards/presets/"


def test_the_thirteen_presets_stand_with_their_papers(signed_in: SignIn) -> None:
    text = signed_in("principal").get("/standards/presets/").text
    assert [preset.code for preset in presets().values() if preset.source not in text] == []
    assert "每学期至少 2 次" in text


@pytest.mark.parametrize("code", sorted(presets()))
def test_a_preset_is_shown_in_full_with_every_sentence(signed_in: SignIn, code: str) -> None:
    text = signed_in("principal").get(f"/standards/presets/{code}/").text
    assert [item.rule.code for item in presets()[code].items if item.quote not in text] == []
    assert "如果这样改，今天谁会欠" in text


def test_the_principal_adopts_a_preset_and_its_clauses_stand_quoted(
    signed_in: SignIn, stored: Stored
) -> None:
    browser = signed_in("principal")
    assert _adopt(browser, emergency="ps03").headers["Location"] == "/standards/"
    held = stored(CareStandard)
    assert [(row["preset"], row["starts_on"]) for row in held] == [("ps01", clock.today())]
    assert len(stored(CareStandardItem)) == len(presets()["ps01"].items) + 4
    text = browser.get("/standards/").text
    assert "「班主任每学期要对全班每位留守儿童进行二次以上家访」" in text


@pytest.mark.system("H01", "H02")
def test_the_limits_of_notice_follow_the_paper(signed_in: SignIn, stored: Stored) -> None:
    _adopt(signed_in("principal"), "ps02")
    limits = {row["addressee"].value: (row["is_owed"], row["minutes"]) for row in stored(IncidentLimit)}
    assert limits == {
        "guardian": (True, 30),
        "parent": (True, 60),
        "authority": (True, 60),
        "government": (False, None),
    }


def test_a_number_is_changed_from_its_day_on(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("principal")
    _adopt(browser)
    later = clock.today() + 7 * DAY
    form = {
        "count_min": "3",
        "grace_days": "5",
        "boarding": "",
        "is_enabled": "y",
        "from_day": later.isoformat(),
        "act": "save",
    }
    answer = browser.post("/standards/rules/R01a/", form, page="/standards/rules/R01a/")
    assert answer.headers["Location"] == "/standards/#R01a"
    versions = stored(CareStandard)
    assert [(row["starts_on"], row["ends_on"]) for row in versions] == [
        (clock.today(), later - DAY),
        (later, None),
    ]
    numbers = [(row["count_min"], row["grace_days"]) for row in stored(CareStandardItem, rule_code="R01a")]
    assert numbers == [(2, None), (3, 5)]


def test_what_a_change_means_is_shown_and_nothing_is_written(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("principal")
    _adopt(browser)
    before = stored(CareStandardItem)
    form = {
        "count_min": "9",
        "boarding": "",
        "is_enabled": "y",
        "from_day": clock.today().isoformat(),
        "act": "try",
    }
    answer = browser.post("/standards/rules/R01a/", form, page="/standards/rules/R01a/")
    assert "如果这样改，今天谁会欠" in answer.text
    assert 'value="9"' in answer.text
    assert stored(CareStandardItem) == before


def test_a_rule_is_switched_off_and_for_whom_it_holds_is_kept(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("principal")
    _adopt(browser)
    form = {"boarding": "no", "grade_least": "3", "from_day": clock.today().isoformat(), "act": "save"}
    browser.post("/standards/rules/R06/", form, page="/standards/rules/R06/")
    item = _item(stored, "R06")
    assert (item["is_enabled"], item["condition"]) == (False, {"boarding": False, "grade_least": 3})
    text = browser.get("/standards/").text
    assert "走读儿童" in text
    assert "未启用" in text


def test_a_rule_is_paused_and_tightened_by_season(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("principal")
    _adopt(browser)
    page = "/standards/rules/R03a/"
    form = {
        "count_min": "1", "is_enabled": "y", "boarding": "", "from_day": clock.today().isoformat(),
        "exam_week": "pause", "before_break": "number", "before_break_count": "2", "act": "save",
    }  # fmt: skip
    browser.post(page, form, page=page)
    assert _item(stored, "R03a")["season"] == {"exam-week": {"pause": True}, "before-break": {"count_min": 2}}
    text = browser.get("/standards/").text
    assert "考试周暂停" in text
    assert "长假前一周至少 2" in text
    again = browser.get(page).text
    assert re.search(r'<option selected value="pause">', again)
    del form["before_break_count"]
    assert "请填写这段时间至少几次" in browser.post(page, form, page=page).text


def test_contacts_with_both_sides_may_be_asked_of_each(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("principal")
    _adopt(browser, "ps12")
    page = "/standards/rules/R10/"
    assert _item(stored, "R10")["filters"] == {"parties": ["staff-parent", "staff-guardian"]}
    form = {"count_min": "3", "is_enabled": "y", "boarding": "", "from_day": clock.today().isoformat()}
    browser.post(page, form | {"each_party": "y", "act": "save"}, page=page)
    assert _item(stored, "R10")["filters"]["each_party"] is True
    assert "每一方都要达到" in browser.get("/standards/").text
    browser.post(page, form | {"act": "save"}, page=page)
    assert "each_party" not in _item(stored, "R10")["filters"]


def test_a_rule_is_added_from_the_catalogue(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("principal")
    _adopt(browser)
    assert browser.get("/standards/rules/?code=R51").headers["Location"] == "/standards/rules/R51/"
    form = {
        "count_min": "1",
        "boarding": "",
        "is_enabled": "y",
        "from_day": clock.today().isoformat(),
        "act": "save",
    }
    browser.post("/standards/rules/R51/", form, page="/standards/rules/R51/")
    assert _item(stored, "R51")["count_min"] == 1


def test_what_was_typed_is_kept_when_the_day_is_refused(
    app: Flask, place: Place, signed_in: SignIn, stored: Stored
) -> None:
    browser = signed_in("principal")
    _in_force_since(app, place, clock.today() - 3 * DAY)
    form = {"count_min": "4", "boarding": "", "is_enabled": "y", "from_day": "2001-01-01", "act": "save"}
    answer = browser.post("/standards/rules/R01a/", form, page="/standards/rules/R01a/")
    assert "起已经执行，请把生效日期改到这一天之后。" in answer.text
    assert 'value="4"' in answer.text
    assert len(stored(CareStandard)) == 1


def test_a_wrong_number_is_answered_at_its_field(signed_in: SignIn, stored: Stored) -> None:
    browser = signed_in("principal")
    _adopt(browser)
    form = {
        "count_min": "5",
        "count_max": "2",
        "boarding": "",
        "is_enabled": "y",
        "from_day": clock.today().isoformat(),
    }
    answer = browser.post("/standards/rules/R42/", form | {"act": "save"}, page="/standards/rules/R42/")
    assert "下限不能大于上限，请改正。" in answer.text
    assert (_item(stored, "R42")["count_min"], _item(stored, "R42")["count_max"]) == (18, 36)


def test_an_earlier_version_is_read_and_not_changed(
    app: Flask, place: Place, signed_in: SignIn, stored: Stored
) -> None:
    browser = signed_in("principal")
    _in_force_since(app, place, clock.today() - 3 * DAY)
    _adopt(browser, "ps02")
    first = stored(CareStandard)[0]["id"]
    text = browser.get(f"/standards/?standard={first}").text
    assert "这是以前的标准，只供查看" in text
    assert "/standards/rules/R01a/" not in text


@pytest.mark.parametrize("who", ["mentor", "homeroom", "office", "counselor"])
def test_others_do_not_open_it(signed_in: SignIn, who: str) -> None:
    browser = signed_in(who)
    for address in ("/standards/", "/standards/presets/", PS1, "/standards/rules/R01a/"):
        assert browser.get(address).status_code == 403, address


def test_an_unknown_rule_or_preset_is_not_there(signed_in: SignIn) -> None:
    browser = signed_in("principal")
    _adopt(browser)
    assert browser.get("/standards/rules/R999/").status_code == 404
    assert browser.get("/standards/presets/ps99/").status_code == 404
    assert browser.get("/standards/?standard=999").status_code == 404
