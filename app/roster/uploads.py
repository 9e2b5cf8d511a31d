"""Uploads that wait to be checked and agreed to: kept in a private folder for a day, each for one person alone."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

_KEEP_SECONDS = 24 * 3600
_TOKEN_BYTES = 16


class NoSuchUpload(Exception):
    """There is no such upload, it is somebody else's, or its day is over."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What a person has said about a file so far; JSON as it stands.

    `columns` is {sheet: {"kind": …, "meanings": {"3": "id-number"}}}, `answers` {"6年级": [6, 1]}.
    """

    token: str
    user_id: int
    school_id: int
    file_name: str
    columns: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)


class Uploads:
    """The waiting uploads of one installation; every file is readable by the server's own account only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes, file_name: str, user_id: int, school_id: int) -> Upload:
        """Store a file; those older than a day are removed on the way."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._clear_old()
        upload = Upload(secrets.token_hex(_TOKEN_BYTES), user_id, school_id, file_name[-120:])
        (self._folder / upload.token).mkdir(mode=0o700)
        _write_private(self._folder / upload.token / "file", content)
        self._save(upload)
        return upload

    def open(self, token: str, user_id: int, school_id: int) -> Upload:
        """The person's own upload in this school; NoSuchUpload for any other."""
        if len(token) != 2 * _TOKEN_BYTES or not all(letter in "0123456789abcdef" for letter in token):
            raise NoSuchUpload(token)
        try:
            kept = json.loads((self._folder / token / "said.json").read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise NoSuchUpload(token) from error
        upload = Upload(**kept)
        if (upload.user_id, upload.school_id) != (user_id, school_id):
            raise NoSuchUpload(token)
        return upload

    def content(self, upload: Upload) -> bytes:
        return (self._folder / upload.token / "file").read_bytes()

    def say(self, upload: Upload, **said: Any) -> Upload:
        """Keep what the person said (`columns`, `answers`); what was checked before is no longer true."""
        upload = replace(upload, **said)
        self._save(upload)
        self.forget_report(upload)
        return upload

    def keep_report(self, upload: Upload, report: Mapping[str, Any]) -> None:
        _write_private(self._folder / upload.token / "report.json", json.dumps(report).encode())

    def report(self, upload: Upload) -> dict[str, Any] | None:
        """What the last check found; None when there was none since the person last said something."""
        try:
            found: dict[str, Any] = json.loads((self._folder / upload.token / "report.json").read_bytes())
        except FileNotFoundError:
            return None
        return found

    def forget_report(self, upload: Upload) -> None:
        (self._folder / upload.token / "report.json").unlink(missing_ok=True)

    def drop(self, upload: Upload) -> None:
        """Remove the file and all that was said of it."""
        shutil.rmtree(self._folder / upload.token, ignore_errors=True)

    def _save(self, upload: Upload) -> None:
        _write_private(self._folder / upload.token / "said.json", json.dumps(asdict(upload)).encode())

    def _clear_old(self) -> None:
        limit = time.time() - _KEEP_SECONDS
        for path in self._folder.iterdir():
            if path.stat().st_mtime < limit:
                shutil.rmtree(path, ignore_errors=True)


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
