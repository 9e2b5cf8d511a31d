"""Reads a PDF back the way a person or a screen reader would."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pikepdf
from PIL import Image


def squeezed(text: str) -> str:
    """Text without any blanks: justified lines come back with blanks between their characters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def page_texts(content: bytes) -> list[str]:
    """The squeezed text of each page, as pdftotext reads it."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return [squeezed(page) for page in done.stdout.decode().split("\f")[:-1]]


def heads(content: bytes, height: int) -> list[str]:
    """The squeezed text in the uppermost points of each page."""
    top = ["-x", "0", "-y", "0", "-W", "900", "-H", str(height)]
    done = subprocess.run(["pdftotext", *top, "-", "-"], input=content, capture_output=True, check=True)
    return [squeezed(page) for page in done.stdout.decode().split("\f")[:-1]]


def words(content: bytes, page: int) -> list[dict[str, float]]:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return pdf.pages[page].chars


def fonts(content: bytes) -> list[list[str]]:
    """The rows of pdffonts: name, type, …, emb, sub, uni, object."""
    done = subprocess.run(["pdffonts", "-"], input=content, capture_output=True, check=True)
    return [row.split() for row in done.stdout.decode().splitlines()[2:]]


def structure(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every element of the tag tree, in reading order."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting.extend(reversed(list(element)))
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            yield element
            if "/K" in element:
                waiting.append(element.K)


def pictures(content: bytes, folder: Path, dots_per_inch: int = 40) -> list[Image.Image]:
    source = folder / "paper.pdf"
    source.write_bytes(content)
    subprocess.run(["pdftoppm", "-r", str(dots_per_inch), "-gray", source, folder / "page"], check=True)
    return [Image.open(io.BytesIO(path.read_bytes())) for path in sorted(folder.glob("page*.pgm"))]
