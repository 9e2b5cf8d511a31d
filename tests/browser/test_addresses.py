"""Whatever the guard of redirects lets through, Chromium reads as this site's own (security W-06)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from app.pages.safe_redirects import own_path
from tests.security.addresses import ADDRESSES

_HERE = "http://127.0.0.1:8777"
_READ = """([addresses, here]) => addresses.map(each => {
    try { return new URL(each, here + "/sign-in").origin } catch (error) { return "none" }
})"""


@pytest.mark.browser
@pytest.mark.security("T-23", "W-06")
def test_chromium_reads_every_address_we_lead_to_as_ours(chromium: Browser) -> None:
    page = chromium.new_page()
    led_to = [own_path(each, "/home") for each in ADDRESSES]
    origins = page.evaluate(_READ, [led_to, _HERE])
    assert [each for each, origin in zip(led_to, origins, strict=True) if origin != _HERE] == []
    raw = page.evaluate(_READ, [list(ADDRESSES), _HERE])
    assert sum(origin != _HERE for origin in raw) > 150, "most of them would have led away without the guard"
    page.close()
