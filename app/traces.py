"""What a log says of a failure: its kind and the lines of program it came through, never its words (security W-10, T-18).

The words of an exception may hold whatever was typed or stored: a name, a number, a statement.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

_ROOT = Path(__file__).resolve().parent.parent
#: So many innermost lines tell where; the outer ones are the server's own.
_LINES = 12

log = logging.getLogger(__name__)


def trace_of(error: BaseException) -> str:
    """One line: `Kind at file:line function < file:line function; from Kind …`, the innermost place first."""
    return "; from ".join(_told(each) for each in _chain(error))


class WordlessFormatter(logging.Formatter):
    """Writes a logged exception by `trace_of`, whichever library logged it."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line; what another handler made of its exception is not taken over."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(  # noqa: N802 - the name is the library's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return trace_of(ei[1]) if ei[1] is not None else ""


def log_without_words(level: int = logging.INFO) -> None:
    """Set up the log of this process, its threads and its end, so that no failure says its words."""
    handler = logging.StreamHandler()
    handler.setFormatter(WordlessFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    sys.excepthook = lambda _kind, error, _trace: log.critical("ended by %s", trace_of(error))
    threading.excepthook = _thread_failed


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    error = failed.exc_value
    log.error("a thread failed: %s", trace_of(error) if error is not None else failed.exc_type.__name__)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _told(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_LINES:]
    places = " < ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return f"{name} at {places}" if places else name


def _short(file: str) -> str:
    """The path inside the program or the library; no folder of this computer, which may be named after a person."""
    path = Path(file)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    if path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix()
    return path.name
