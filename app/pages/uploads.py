"""What is uploaded stays in memory while it is looked at: a temporary file would hold a child's drawing in the clear (V-01)."""

from __future__ import annotations

import io
from typing import IO

from flask import Flask, Request


class KeptInMemory(Request):
    """A request whose files never touch the disk; how large they may be is limited for the whole request."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def install(app: Flask) -> None:
    """Every request from now on."""
    app.request_class = KeptInMemory
