"""Pictures are made small and bare before they are kept; anything else is refused with a sentence."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from app.photos import LONGEST_SIDE, MOST_BYTES, PhotoFolder, PhotoRefused, re_encoded

_ORIENTATION, _MAKER, _GPS = 0x0112, 0x010F, 0x8825


def picture(size: tuple[int, int] = (2400, 1200), kind: str = "JPEG") -> bytes:
    """A picture as a phone writes it: lying on its side, with camera and place."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    exif[_MAKER] = "SecretPhone"
    exif.get_ifd(_GPS)[1] = "N"
    made = io.BytesIO()
    Image.new("RGB", size, "green").save(made, kind, exif=exif)
    return made.getvalue()


def test_a_picture_is_made_smaller_stands_upright_and_forgets_where_it_was_taken() -> None:
    original = picture()
    assert b"SecretPhone" in original
    bare = re_encoded(original)
    opened = Image.open(io.BytesIO(bare))
    assert opened.format == "JPEG"
    assert opened.size == (LONGEST_SIDE // 2, LONGEST_SIDE)
    assert not opened.getexif()
    assert b"SecretPhone" not in bare
    assert b"Exif" not in bare


def test_a_small_picture_is_not_blown_up() -> None:
    assert Image.open(io.BytesIO(re_encoded(picture((40, 20), "PNG")))).size == (20, 40)


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"%PDF-1.7", picture()[:2000]])
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PhotoRefused) as refused:
        re_encoded(content)
    assert "JPG" in refused.value.sentence.zh


def test_a_file_that_is_too_big_is_refused_before_it_is_opened() -> None:
    with pytest.raises(PhotoRefused, match="8 MB"):
        re_encoded(b"\xff" * (MOST_BYTES + 1))


def test_a_picture_with_too_many_points_is_refused() -> None:
    made = io.BytesIO()
    Image.new("1", (10_000, 7_000)).save(made, "PNG")
    with pytest.raises(PhotoRefused):
        re_encoded(made.getvalue())


def test_only_own_names_lead_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"key")
    folder = PhotoFolder(tmp_path / "photos")
    name = folder.keep(picture((8, 8)))
    assert folder.path(name) is not None
    assert folder.path("../secret.key") is None
    folder.drop(name)
    assert folder.path(name) is None
