"""Whatever is typed or stands in an address, a key comes out or nothing."""

from __future__ import annotations

import pytest

from app.typed import LARGEST_KEY, key_of, keys_of


@pytest.mark.security("W-07")
@pytest.mark.parametrize(
    "text",
    [None, "", "0", "-1", "+1", "1_0", "1.0", " 1", "²", "\uff11", "٣", "0x10", str(LARGEST_KEY + 1)],
)
def test_what_cannot_be_a_key_is_none(text: str | None) -> None:
    assert key_of(text) is None


def test_thousands_of_figures_are_no_key() -> None:
    assert key_of("9" * 5000) is None


def test_keys_keep_their_order_and_leave_out_the_rest() -> None:
    assert keys_of(["3", "x", "1", str(LARGEST_KEY), "0", "007"]) == [3, 1, LARGEST_KEY, 7]
