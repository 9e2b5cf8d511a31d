"""What is packed inside the bytes of a file: gzip, zlib (the streams of a PDF too) and the members of a zip, wherever they begin."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

#: A gzip member, a zlib stream of the usual window, the head of a member of a zip.
_MAGIC = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|PK\x03\x04")
_GZIP, _ZLIB, _BARE = 31, 15, -15
_HEAD_OF_A_MEMBER = 30
#: In these steps a stream is fed: what came before the byte at which it breaks is kept (a database cuts it into pages).
_STEP = 512
#: Nothing the program writes is larger; a stream is followed no further.
_MOST = 64 * 1024 * 1024
#: A paper in a zip in a backup.
_DEEPEST = 3


def unpacked(content: bytes, depth: int = _DEEPEST) -> Iterator[bytes]:
    """Each stream that can be unpacked, whole or as far as it goes, and what is packed in it."""
    if not depth:
        return
    end = 0
    for match in _MAGIC.finditer(content):
        # What lies inside a stream that was read to its end is noise.
        if match.start() < end:
            continue
        begin, window = _stream_at(content, match)
        made, used, is_whole = _inflated(memoryview(content)[begin:], window)
        if is_whole:
            end = begin + used
        if made:
            yield made
            yield from unpacked(made, depth - 1)


def _stream_at(content: bytes, match: re.Match[bytes]) -> tuple[int, int]:
    """(where the stream begins, zlib's word for its kind)."""
    at = match.start()
    if match[0][:1] == b"\x1f":
        return at, _GZIP
    if match[0][:1] == b"\x78":
        return at, _ZLIB
    head = content[at : at + _HEAD_OF_A_MEMBER]
    return at + _HEAD_OF_A_MEMBER + int.from_bytes(head[26:28], "little") + int.from_bytes(
        head[28:30], "little"
    ), _BARE


def _inflated(packed: memoryview, window: int) -> tuple[bytes, int, bool]:
    """(what comes out, how many bytes were taken, whether the stream came to its end)."""
    stream, made, taken = zlib.decompressobj(window), bytearray(), 0
    for start in range(0, len(packed), _STEP):
        try:
            made += stream.decompress(packed[start : start + _STEP], _MOST - len(made))
        except zlib.error:
            break
        taken = min(start + _STEP, len(packed)) - len(stream.unused_data)
        if stream.eof or len(made) >= _MOST:
            break
    return bytes(made), taken, stream.eof
