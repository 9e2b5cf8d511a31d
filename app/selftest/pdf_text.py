"""Reads the text of the program's own PDFs back, so that the self-test needs no PDF library on the school's computer.

Only what WeasyPrint writes is understood: fonts with a table of characters, texts as rows of glyph numbers.
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_FONT = re.compile(rb"/([A-Z]{6}) (\d+) 0 R")
_TABLE = re.compile(rb"/ToUnicode (\d+) 0 R")
_PAIR = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>")
#: A change of font, a piece of text, or the end of a line of it.
_STEP = re.compile(rb"/([A-Z]{6}) [\d.]+ Tf|<([0-9a-fA-F]+)>(?=[^<>]*[\]<])|\b(ET)\b")


class Unreadable(Exception):
    """The file is no PDF of this program, or no text could be found in it."""


def text_of(content: bytes) -> str:
    """The text of all pages: once with a blank after each line, once without any blank, for texts broken over lines."""
    objects = _objects(content)
    fonts = _fonts(objects)
    pages = [_written(body, fonts) for body in objects.values() if b"BT\n" in body and b" Tf" in body]
    if not pages:
        raise Unreadable("no text")
    spaced = "\n".join(pages)
    return spaced + "\n" + "".join(spaced.split())


def _objects(content: bytes) -> dict[int, bytes]:
    """Every object by its number, streams decompressed, objects that lie in others taken out."""
    found: dict[int, bytes] = {}
    for match in _OBJECT.finditer(content):
        head, is_stream, rest = match[2].partition(b"stream\n")
        body = rest.rpartition(b"endstream")[0]
        if is_stream and b"/FlateDecode" in head and b"/Length1" not in head:
            body = zlib.decompressobj().decompress(body)
        found[int(match[1])] = head + body
        if b"/ObjStm" in head:
            found |= _packed(head, body)
    return found


def _packed(head: bytes, body: bytes) -> dict[int, bytes]:
    first = int(re.findall(rb"/First (\d+)", head)[0])
    numbers = [int(number) for number in body[:first].split()]
    keys, starts = numbers[::2], [first + start for start in numbers[1::2]]
    ends = [*starts[1:], len(body)]
    return {key: body[start:end] for key, start, end in zip(keys, starts, ends, strict=True)}


def _fonts(objects: dict[int, bytes]) -> dict[bytes, dict[bytes, str]]:
    """Name of the font -> glyph number -> character."""
    made = {}
    for body in list(objects.values()):
        for name, key in _FONT.findall(body):
            table = _TABLE.search(objects.get(int(key), b""))
            if table:
                made[name] = _characters(objects.get(int(table[1]), b""))
    return made


def _characters(table: bytes) -> dict[bytes, str]:
    return {
        glyph.lower(): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for glyph, text in _PAIR.findall(table)
    }


def _written(page: bytes, fonts: dict[bytes, dict[bytes, str]]) -> str:
    characters: dict[bytes, str] = {}
    pieces: list[str] = []
    for font, glyphs, end in _STEP.findall(page):
        if font:
            characters = fonts.get(font, {})
        elif end:
            pieces.append("\n")
        else:
            lowered = glyphs.lower()
            pieces += (characters.get(lowered[at : at + 4], "") for at in range(0, len(lowered), 4))
    return "".join(pieces)
