"""Whatever the guard of redirects lets through, a browser reads as this site's own (security W-06)."""

from __future__ import annotations

import pytest

from app.pages.safe_redirects import is_own_path
from tests.security.addresses import ADDRESSES, OWN


@pytest.mark.security("T-23", "W-06")
def test_there_are_more_than_three_hundred_and_few_are_our_own() -> None:
    assert len(set(ADDRESSES)) >= 300
    assert [each for each in OWN if not is_own_path(each)] == []
    let_through = [each for each in ADDRESSES if is_own_path(each) and each not in OWN]
    assert [each for each in let_through if not each.startswith("/")] == []
