"""A page speaks one language: no Chinese on an English one, no English on a Chinese one, but for what people typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from app.access.vocabulary import Role
from tests.i18n.words import shown, unexpected_chinese, unexpected_latin
from tests.pages.conftest import Browser, Place

pytestmark = pytest.mark.sqlite_only("the language of a page has nothing to do with the database")

SignIn = Callable[[str], Browser]
Typed = Callable[[], str]

#: A way of naming a class that the program makes from its grade and number.
_CLASS = re.compile(r"[一二三四五六七八九]\(\d+\)班|[一二三四五六七八九]年级")
_LINK = re.compile(r'href="(/[^"#]*)"')
_NO_PAGE = re.compile(r"^/static/|/export/|/template|\.xlsx|/reveal/")


def pages(browser: Browser) -> Iterator[tuple[str, str]]:
    """(address, HTML) of the home page, what its links lead to, and one row's pages of each list."""
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop().replace("&amp;", "&")
        if path in seen or _NO_PAGE.search(path):
            continue
        seen.add(path)
        answer = browser.get(path)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        yield path, answer.text
        found = _LINK.findall(answer.text)
        if path == "/":
            waiting += found
        elif path.startswith("/admin/") and path.count("/") == 3:
            for part in ("new/", "edit/", "details/"):
                waiting += [path + each for each in re.findall(rf'href="({part}[^"]*)"', answer.text)[:1]]


def speaking(browser: Browser, language: str) -> Browser:
    browser.client.set_cookie("sw_language", language)
    return browser


def chinese_in(html: str, typed: str) -> list[str]:
    return [word for word in unexpected_chinese(_CLASS.sub("", html)) if word not in typed]


@pytest.mark.parametrize("who", [role.value for role in Role])
def test_an_english_page_has_no_chinese_but_what_people_typed(
    signed_in: SignIn, place: Place, typed: Typed, who: str
) -> None:
    visited = list(pages(speaking(signed_in(who), "en")))
    words = typed()
    wrong = {path: found for path, html in visited if (found := chinese_in(html, words))}
    assert wrong == {}
    assert len(visited) > 3


@pytest.mark.parametrize("who", [role.value for role in Role])
def test_a_chinese_page_has_no_english_but_what_people_typed(
    signed_in: SignIn, place: Place, typed: Typed, who: str
) -> None:
    visited = list(pages(signed_in(who)))
    words = typed()
    wrong = {
        path: found
        for path, html in visited
        if (found := [word for word in unexpected_latin(shown(html)) if word not in words])
    }
    assert wrong == {}


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/language"])
def test_a_page_before_signing_in_speaks_english_too(signed_in: SignIn, place: Place, path: str) -> None:
    browser = speaking(signed_in("mentor"), "en")
    browser.client.delete_cookie("sw_sid")
    answer = browser.get(path, follow_redirects=True)
    assert chinese_in(answer.text, "") == []
    assert '<html lang="en"' in answer.text


def test_what_is_said_about_a_form_is_english_too(signed_in: SignIn, place: Place, typed: Typed) -> None:
    browser = speaking(signed_in("mentor"), "en")
    answer = browser.post(
        f"/children/{place.child}/record", {"content": ""}, page=f"/children/{place.child}/record"
    )
    assert chinese_in(answer.text, typed()) == []


def test_the_language_stays_with_the_browser_that_chose_it(signed_in: SignIn, place: Place) -> None:
    english, chinese = speaking(signed_in("principal"), "en"), signed_in("office")
    assert '<html lang="en"' in english.get("/").text
    assert '<html lang="zh-CN"' in chinese.get("/").text
