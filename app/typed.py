"""Keys that a person or an address gave as text; what cannot be one is left out, whatever was typed (W-07)."""

from __future__ import annotations

from collections.abc import Iterable

#: The largest key a column holds; anything else cannot be one.
LARGEST_KEY = 2**31 - 1


def key_of(text: str | None) -> int | None:
    """The key in a text; None for anything that cannot be one."""
    # Ten figures hold every key; ``int`` of thousands of them raises, and of "²" too, which ``isdigit`` takes.
    if not text or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    key = int(text)
    return key if 0 < key <= LARGEST_KEY else None


def keys_of(texts: Iterable[str]) -> list[int]:
    """The keys among texts, in their order."""
    return [key for text in texts if (key := key_of(text)) is not None]
