"""Several parts as one byte string that can be read in one way only; what ciphers and signatures are bound to."""

from __future__ import annotations

Part = str | int | bytes


def joined(*parts: Part) -> bytes:
    """Each part with its length before it: ("ab", "c") and ("a", "bc") differ, and so do 1 and "1"."""
    return b"".join(_framed(part) for part in parts)


def _framed(part: Part) -> bytes:
    kind, data = _as_bytes(part)
    return kind + len(data).to_bytes(4, "big") + data


def _as_bytes(part: Part) -> tuple[bytes, bytes]:
    if isinstance(part, str):
        return b"s", part.encode("utf-8")
    if isinstance(part, int):
        return b"i", part.to_bytes(8, "big", signed=True)
    return b"b", bytes(part)
