"""A QR of a short code as an inline drawing; the only file that knows segno."""

from __future__ import annotations

import segno
from markupsafe import Markup


def drawn(code: str) -> Markup:
    """An SVG of the code that a phone or a hand scanner reads; error correction for paper that gets dirty."""
    picture = segno.make(code, error="q", micro=False)
    # Drawn by the library out of black squares; the title is our own code of letters and digits.
    return Markup(picture.svg_inline(border=2, omitsize=True, title=f"二维码 {code}"))  # noqa: S704
