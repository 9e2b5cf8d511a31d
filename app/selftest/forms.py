"""Reads the entity form of a page as a browser would post it, without a library for HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_of(page: str) -> str:
    """The token of the page's forms; empty where it has none."""
    found = _TOKEN.search(page)
    return found[1] if found else ""


def typed_in(page: str) -> dict[str, str]:
    """What would be posted of the form that changes an entity; nothing where the page has none."""
    reader = _Forms()
    reader.feed(page)
    return next((form for form in reader.forms if "form-of" in form), {})


class _Forms(HTMLParser):
    """The fields of every form, by name."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[dict[str, str]] = []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.forms[-1]):
            self.forms[-1][self._select] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.forms[-1][name] = ""

    def _input(self, name: str, given: dict[str, str]) -> None:
        if given.get("type") in ("checkbox", "radio") and "checked" not in given:
            return
        if given.get("type") not in ("submit", "button", "file"):
            self.forms[-1][name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1][self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
