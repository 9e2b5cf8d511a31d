"""The watch over the pages sees what it watches for: without this its silence would mean nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.conftest import PHONE
from tests.browser.watching import Watch

pytestmark = pytest.mark.browser

ADDRESS = "http://127.0.0.1:9"
GOOD = '<!doctype html><html lang="zh-CN"><title>页</title><main><h1>页</h1>{}</main></html>'
SAID = {
    "<h1>又一个</h1>": "2 h1",
    "<main></main>": "not one main",
    '<input name="phone">': "no label",
    '<button style="">  </button>': "no words",
    '<p id="a"></p><p id="a"></p>': "id twice: a",
    '<b onclick="">b</b>': "inline handler",
    '<pre style="width:500px">宽</pre>': "wider than 360",
    '<button style="height:12px;padding:0">小</button>': "hard to tap",
    '<img alt="" src="https://example.com/a.png">': "leaves the house",
    "<script>missing()</script>": "script failed",
    '<img alt="" src="/missing.png">': "404",
}


def complaints_about(chromium: Browser, body: str, policy: str = "") -> list[str]:
    def answer(route: Route) -> None:
        is_page = route.request.is_navigation_request()
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
        route.fulfill(status=200 if is_page else 404, headers=headers, body=body if is_page else "")

    context = chromium.new_context(viewport=PHONE)
    watch = Watch(ADDRESS)
    watch.over(context)
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{ADDRESS}/page")
    found = watch.found(page)
    context.close()
    return found


def test_a_good_page_is_left_alone(chromium: Browser) -> None:
    assert complaints_about(chromium, GOOD.format("<label>电话<input></label>")) == []


@pytest.mark.parametrize("body", SAID, ids=SAID.values())
def test_a_broken_promise_is_noticed(chromium: Browser, body: str) -> None:
    assert any(SAID[body] in complaint for complaint in complaints_about(chromium, GOOD.format(body)))


@pytest.mark.parametrize("page", ["<p>bare</p>", GOOD.replace("zh-CN", "fr").format("")])
def test_a_page_without_its_language_is_noticed(chromium: Browser, page: str) -> None:
    assert any("no language" in complaint for complaint in complaints_about(chromium, page))


def test_a_violation_of_the_policy_is_noticed(chromium: Browser) -> None:
    found = complaints_about(chromium, GOOD.format("<script>1</script>"), "script-src 'none'")
    assert any("Content Security Policy" in complaint for complaint in found)
