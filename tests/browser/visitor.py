"""A visitor without a window: signs in and sends forms over HTTP, so that many can press their buttons in the same moment."""

from __future__ import annotations

import re
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

from tests.browser.school import PASSWORD

_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a request ended after redirects, what it says, and how long it took."""

    url: str
    text: str
    seconds: float


@dataclass
class Visitor:
    """Somebody with cookies of his own; an answer above 399 is an error."""

    address: str
    opener: Any = field(init=False)

    def __post_init__(self) -> None:
        # No proxy: the server is on this computer whatever the environment says.
        # As Chromium does on this computer's own address, it gives Secure cookies back over plain HTTP.
        policy = DefaultCookiePolicy(secure_protocols=("http", "https"))
        cookies = urllib.request.HTTPCookieProcessor(CookieJar(policy))
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def post(self, path: str, data: dict[str, str], *, form: str) -> Answer:
        """Send the form that the page `form` shows."""
        found = _TOKEN.search(self.get(form).text)
        assert found is not None, f"no form on {form}"
        return self._ask(path, {"csrf_token": found[1], **data})

    def sign_in(self, username: str) -> Answer:
        return self.post("/sign-in", {"username": username, "password": PASSWORD}, form="/sign-in")

    def _ask(self, path: str, data: dict[str, str] | None) -> Answer:
        sent = urllib.parse.urlencode(data).encode() if data is not None else None
        started = time.monotonic()
        with self.opener.open(urllib.parse.urljoin(self.address, path), sent, timeout=60) as answer:
            text = answer.read().decode()
            return Answer(answer.url, text, time.monotonic() - started)
