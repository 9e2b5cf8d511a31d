"""Pictures made to do harm: every one is refused with a sentence, or comes out as a plain JPEG of nothing but its points."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from app.photos import LONGEST_SIDE, PhotoRefused, re_encoded

#: Outside of tests Pillow only warns of a torn exif, and goes on.
pytestmark = [pytest.mark.security("T-19"), pytest.mark.filterwarnings("ignore")]

#: Stands in every place of a file that is not the picture; no answer may carry it.
CANARY = b"CANARY-4711"
_PAYLOADS = (
    b"<?php system($_GET[0]); ?>" + CANARY,
    b"<script>alert(1)</script>" + CANARY,
    b"PK\x03\x04" + CANARY,
    b"%PDF-1.7\n" + CANARY,
    b"MZ\x90\x00" + CANARY,
)
_KINDS = ("JPEG", "PNG", "WEBP")
_SECONDS = 1.0
_MOST_KILOBYTES = 300 * 1024

Made = Iterator[tuple[str, bytes]]


def drawn(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    picture = Image.new(mode, size)
    ImageDraw.Draw(picture).ellipse((4, 4, 40, 30), fill=255 if mode in ("L", "P") else None, outline=1)
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def polyglots() -> Made:
    for kind in _KINDS:
        whole = drawn(kind)
        for payload in _PAYLOADS:
            yield f"{kind} and behind it {payload[:6]!r}", whole + payload
            yield f"{payload[:6]!r} and behind it {kind}", payload + whole


def carriers() -> Made:
    """Whole pictures with something written into every place meant for words."""
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    exif.get_ifd(0x8825)[1] = "N"
    for kind in _KINDS:
        for mode in ("RGB", "L") if kind != "WEBP" else ("RGB", "RGBA"):
            yield f"{kind} {mode} with exif", drawn(kind, mode=mode, exif=exif, icc_profile=CANARY)
    yield "JPEG with a comment", drawn("JPEG", comment=CANARY)
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", CANARY.decode())
    words.add_itxt("XML:com.adobe.xmp", CANARY.decode(), zip=True)
    yield "PNG with words", drawn("PNG", pnginfo=words)
    yield "WEBP with xmp", drawn("WEBP", xmp=CANARY)


def foreign() -> Made:
    for kind in ("GIF", "BMP", "TIFF", "PPM", "ICO", "TGA", "PCX", "EPS", "PDF", "ICNS", "DDS", "SGI"):
        yield kind, drawn(kind, (64, 64))
    texts = {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="file:///etc/passwd"/></svg>',
        "svg xml": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
        "html": b"<!doctype html><script>alert(1)</script>",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
        "mvg": b"push graphic-context\nimage over 0,0 0,0 'https://127.0.0.1/x'\npop graphic-context\n",
        "php": b"<?php phpinfo(); ?>",
        "nothing": b"",
        "a zero": b"\x00",
        "zeros": bytes(4096),
        "words": "这是一段文字。".encode(),
    }
    yield from texts.items()


def moving() -> Made:
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "green", "blue")]
    for kind in ("PNG", "WEBP"):
        made = io.BytesIO()
        frames[0].save(made, kind, save_all=True, append_images=frames[1:], duration=50)
        yield f"moving {kind}", made.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    crc = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)


def png_of(width: int, height: int, *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def bombs() -> Made:
    zeros = chunk(b"IDAT", zlib.compress(bytes(1_000_000), 9))
    for width, height in (
        (30_000, 30_000),
        (2**31 - 1, 1),
        (1, 2**31 - 1),
        (65_535, 65_535),
        (8_000, 5_001),
        (0, 0),
    ):
        yield f"a PNG that says {width}x{height}", png_of(width, height, zeros)
    long_text = zlib.compress(bytes(70_000_000), 9)
    for name, content in (
        (b"zTXt", b"k\x00\x00"),
        (b"iCCP", b"k\x00\x00"),
        (b"iTXt", b"k\x00\x01\x00\x00\x00"),
    ):
        yield f"a PNG with 70 MB in {name!r}", png_of(8, 8, chunk(name, content + long_text), zeros)
    whole = drawn("JPEG")
    at = whole.index(b"\xff\xc0")
    for side in (0, 20_000, 65_535):
        yield f"a JPEG that says {side}", whole[: at + 5] + struct.pack(">HH", side, side) + whole[at + 9 :]


def torn() -> Made:
    for kind in _KINDS:
        whole = drawn(kind)
        for part in range(1, 20):
            yield f"{part}/20 of a {kind}", whole[: len(whole) * part // 20]


def flipped(count: int, seed: int = 4711) -> Made:
    chance = random.Random(seed)  # noqa: S311 - the same files in every run
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, CANARY.decode()
    whole = [drawn(kind, exif=exif) for kind in _KINDS]
    for number in range(count):
        content = bytearray(whole[number % len(whole)])
        for _flip in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        yield f"flip {number}", bytes(content)


def corpus() -> Made:
    for made in (polyglots, carriers, foreign, moving, bombs, torn):
        yield from made()
    yield from flipped(180)


def outcome(content: bytes) -> bytes | None:
    """What comes out, held to be a bare JPEG; None when it was refused in words."""
    try:
        made = re_encoded(content)
    except PhotoRefused as refused:
        sentence = str(refused)
    else:
        return bare(content, made)
    assert sentence.endswith("。")
    return None


def bare(content: bytes, made: bytes) -> bytes:
    assert made != content
    assert CANARY not in made
    opened = Image.open(io.BytesIO(made))
    assert (opened.format, opened.mode) == ("JPEG", "RGB")
    assert max(opened.size) <= LONGEST_SIDE
    assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert made.endswith(b"\xff\xd9")
    return made


def test_three_hundred_made_files_are_refused_in_words_or_come_out_bare() -> None:
    made, slow, taken = list(corpus()), [], 0
    for name, content in made:
        started = time.thread_time()
        taken += outcome(content) is not None
        if time.thread_time() - started > _SECONDS:
            slow.append(name)
    assert len(made) >= 300
    assert 0 < taken < len(made)
    assert slow == []


@pytest.mark.slow
def test_ten_thousand_flipped_files_are_refused_in_words_or_come_out_bare() -> None:
    for _name, content in flipped(10_000, seed=17):
        outcome(content)


@pytest.mark.parametrize("files", [foreign, moving, bombs], ids=lambda files: files.__name__)
def test_what_is_no_still_picture_of_a_sane_size_is_refused(files: Callable[[], Made]) -> None:
    assert [name for name, content in files() if outcome(content) is not None] == []


@pytest.mark.parametrize("files", [carriers], ids=lambda files: files.__name__)
def test_an_honest_picture_is_taken_whatever_is_written_into_it(files: Callable[[], Made]) -> None:
    assert [name for name, content in files() if outcome(content) is None] == []


def test_a_phones_picture_with_a_second_one_behind_it_is_taken() -> None:
    made = io.BytesIO()
    first, second = Image.new("RGB", (40, 20), "red"), Image.new("RGB", (20, 10), "blue")
    first.save(made, "MPO", save_all=True, append_images=[second])
    assert Image.open(io.BytesIO(outcome(made.getvalue()) or b"")).size == (40, 20)


#: The kernel's mark of this process alone: getrusage begins with what the test run holds.
_LARGEST = r"""
import re, sys, time
from pathlib import Path
from app import photos
content = sys.stdin.buffer.read()
before = time.process_time()
photos.re_encoded(content)
seconds = time.process_time() - before
print(seconds, re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("JPEG", (4000, 3000), {}),
        ("JPEG", (8000, 5000), {}),
        ("JPEG", (6000, 5000), {"progressive": True, "subsampling": 0}),
        ("PNG", (4000, 4000), {"mode": "RGBA"}),
        ("WEBP", (4032, 3024), {"mode": "RGBA"}),
    ],
)
def test_the_largest_picture_taken_costs_less_than_300_mb(
    kind: str, size: tuple[int, int], options: dict[str, Any]
) -> None:
    content = drawn(kind, size, **options)
    done = subprocess.run([sys.executable, "-c", _LARGEST], input=content, capture_output=True, check=True)
    seconds, kilobytes = done.stdout.split()
    assert float(seconds) < _SECONDS
    assert int(kilobytes) < _MOST_KILOBYTES
