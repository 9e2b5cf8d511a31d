"""How a browser of the tests uploads a workbook."""

from __future__ import annotations

import io
import re

from werkzeug.test import TestResponse

from tests.pages.conftest import Browser


def send(browser: Browser, content: bytes, name: str = "名册.xlsx") -> TestResponse:
    return browser.post("/import/", {"file": (io.BytesIO(content), name)}, page="/import/")


def uploaded(browser: Browser, content: bytes, name: str = "名册.xlsx") -> str:
    """The token of the upload."""
    found = re.fullmatch(r"/import/([0-9a-f]{32})/columns", send(browser, content, name).headers["Location"])
    assert found is not None
    return found[1]
