"""How a quantity is written: an approximate one never as an exact figure (domain 7, 20)."""

from __future__ import annotations

from decimal import Decimal


def in_words(quantity: Decimal | int | None, unit: str | None, is_approximate: bool) -> str:
    """约60册，34本，2.5吨；empty without a quantity."""
    if quantity is None:
        return ""
    number = format(Decimal(quantity).normalize(), "f")
    return f"{'约' if is_approximate else ''}{number}{unit or ''}"
