"""A QR of a short code as an inline drawing; the only file that knows segno."""

from __future__ import annotations

import segno
from markupsafe import Markup

from app.access.vocabulary import Label

_PICTURE = Label("二维码", "QR code")


def drawn(code: str, title: str = "") -> Markup:
    """An SVG of the code that a phone or a hand scanner reads; error correction for paper that gets dirty.

    `title`, words of our own, is what is read aloud: an otpauth address is no text to read.
    """
    picture = segno.make(code, error="q", micro=False)
    # Drawn by the library out of black squares; without words of ours the title is our code of letters and digits.
    return Markup(picture.svg_inline(border=2, omitsize=True, title=f"{_PICTURE} {title or code}"))  # noqa: S704
