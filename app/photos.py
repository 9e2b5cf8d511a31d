"""Pictures as files: taken in from a phone, made smaller and bare of what the camera wrote into them, and kept."""

from __future__ import annotations

import io
import re
import uuid
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from app.access.vocabulary import Label

#: A phone's picture is 2 to 4 MB.
MOST_BYTES = 5 * 1024 * 1024
#: Enough for a page of A4, a tenth of what a phone sends.
LONGEST_SIDE = 1600
#: A picture with more points than any phone makes is an attack on the memory.
_MOST_POINTS = 60_000_000
_NAME = re.compile(r"[0-9a-f]{32}\.jpg")

_TOO_BIG = Label(
    "照片超过 5 MB，请先在手机里压缩，或改发“原图”以外的大小。",
    "The picture is larger than 5 MB; send a smaller size.",
)
_NOT_A_PICTURE = Label(
    "这不是能识别的照片，请上传 JPG、PNG 或 WebP 格式的图片。", "Not a picture: JPG, PNG and WebP are read."
)


class PhotoRefused(Exception):
    """The file is not taken; carries the sentence for the person."""

    def __init__(self, sentence: Label) -> None:
        super().__init__(sentence.zh)
        self.sentence = sentence


def re_encoded(content: bytes) -> bytes:
    """The picture as a JPEG of at most 1600 pixels, upright, without place, time and camera; PhotoRefused for others."""
    if len(content) > MOST_BYTES:
        raise PhotoRefused(_TOO_BIG)
    try:
        picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        if picture.width * picture.height > _MOST_POINTS:
            raise PhotoRefused(_TOO_BIG)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoRefused(_NOT_A_PICTURE) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A picture made anew carries nothing of the old one but its points.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    made = io.BytesIO()
    bare.save(made, "JPEG", quality=82, optimize=True)
    return made.getvalue()


class PhotoFolder:
    """The folder beside the database where the files lie, each under a name that says nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Write a re-encoded picture; gives its name. PhotoRefused when it is none."""
        picture = re_encoded(content)
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{uuid.uuid4().hex}.jpg"
        (self._folder / name).write_bytes(picture)
        return name

    def path(self, name: str) -> Path | None:
        """Where the file lies; None when it is not one of ours or has gone."""
        path = self._folder / name
        return path if _NAME.fullmatch(name) and path.is_file() else None

    def drop(self, name: str) -> None:
        """Remove a file whose row was refused."""
        path = self.path(name)
        if path is not None:
            path.unlink()
