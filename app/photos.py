"""Pictures as files: taken in from a phone, made smaller and bare of what the camera wrote into them, and kept."""

from __future__ import annotations

import io
import re
import uuid
from pathlib import Path

from PIL import ExifTags, Image, ImageOps

from app.access.vocabulary import Label

#: A phone's picture is 2 to 6 MB (security X-01).
MOST_BYTES = 8 * 1024 * 1024
#: Enough for a page of A4, a tenth of what a phone sends.
LONGEST_SIDE = 1600
#: A picture with more points is an attack on the memory: so many of each kind are read with less than 300 MB. A JPEG is
#: made smaller while it is read; the others are unpacked whole, a WebP several times over.
_MOST_POINTS = {"JPEG": 40_000_000, "MPO": 40_000_000, "PNG": 16_000_000, "WEBP": 12_200_000}
#: A JPEG that comes in passes ("progressive") is held whole until the last of them.
_MOST_POINTS_IN_PASSES = 30_000_000
_NAME = re.compile(r"[0-9a-f]{32}\.jpg")

_TOO_BIG = Label(
    "照片超过 8 MB，请先在手机里压缩，或改发“原图”以外的大小。",
    "The picture is larger than 8 MB; send a smaller size.",
)
_TOO_MANY_POINTS = Label(
    "照片的尺寸太大（像素过多），没有打开。请改发小一些的图片。",
    "The picture has too many pixels and was not opened; send a smaller one.",
)
_MOVES = Label("这是动图，请上传一张普通的照片。", "The picture moves; send one that stands still.")
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
        upright = _decoded(content)
    except PhotoRefused:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoRefused(_TOO_MANY_POINTS) from error
    except Exception as error:  # made-up bytes bring a decoder to fail in any way it can
        raise PhotoRefused(_NOT_A_PICTURE) from error
    # A picture made anew carries nothing of the old one but its points.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    made = io.BytesIO()
    bare.save(made, "JPEG", quality=82, optimize=True)
    return made.getvalue()


def _decoded(content: bytes) -> Image.Image:
    """The picture upright and small enough, with whatever else it carries."""
    picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    if picture.width * picture.height > _most_points(picture):
        raise PhotoRefused(_TOO_MANY_POINTS)
    # Many phones put a second picture for bright screens behind the first one (MPO): it is left where it is.
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise PhotoRefused(_MOVES)
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    small = picture.convert("RGB")
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _turned(small, picture)


def _most_points(picture: Image.Image) -> int:
    most = _MOST_POINTS[picture.format or ""]
    return min(most, _MOST_POINTS_IN_PASSES) if picture.info.get("progressive") else most


def _turned(small: Image.Image, original: Image.Image) -> Image.Image:
    """The picture as the camera was held; of what the camera wrote only this one number is read."""
    held = Image.Exif()
    held[ExifTags.Base.Orientation] = original.getexif().get(ExifTags.Base.Orientation, 1)
    small.info["exif"] = held.tobytes()
    return ImageOps.exif_transpose(small)


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
