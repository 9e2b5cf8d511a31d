"""HTML to PDF: the only file that knows WeasyPrint, which runs in a child process and never in the web server."""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib.metadata
import json
import logging
import os
import re
import resource
import signal
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.reports import _justify, _press

FONTS = Path(__file__).resolve().parent / "fonts"
FONT_FILES = ("ShouwangSans-Regular.ttf", "ShouwangSans-Bold.ttf")
APT_COMMAND = "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
PIP_COMMAND = f"pip install weasyprint=={_justify.TESTED_VERSION}"
GRACE_SECONDS = 2
#: What a job may hold; it begins at 130 MB, and a dense leaf of two pages takes 5 MB more (docs/security.md, X-05).
MEMORY_MB = 512
SPARE_MB = 16
NO_GLYPH = re.compile(r'^\.notdef glyph .*"(.)"', re.DOTALL)
PAGE_STEP = re.compile(r"Creating layout - Page (\d+)")
CONTEXT_LENGTH = 40

# Empty packages in place of ours: the warm process needs this one module, not the application (0.5 s and 60 MB).
BOOT_CODE = """
import sys, types
for name, folder in (("app", sys.argv[1]), ("app.reports", sys.argv[2])):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [folder]
from app.reports import _pdf
_pdf.serve(int(sys.argv[3]))
"""

FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Missing:
    """A character no font draws, and the text it stands in (a name, mostly): what to tell the person."""

    char: str
    context: str


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    content: bytes
    pages: int
    missing: tuple[Missing, ...]


class RenderFailed(Exception):
    """No PDF came out; the message is a Chinese sentence for the person who asked for it."""


class NotReady(Exception):
    """This machine cannot print; the message ends with the one command to type."""


def render(
    html: str,
    *,
    blobs: Mapping[str, bytes] | None = None,
    on_progress: Callable[[int, int | None], None] | None = None,
    wall_seconds: int = 60,
    memory_mb: int = MEMORY_MB,
) -> RenderedPdf:
    """Print *html* as a tagged PDF (PDF/UA-1); the same input gives the same bytes.

    *blobs* are the only files the page can reach, by names such as ``app:photo/17``. *on_progress* is called with the
    page being laid out and the number of pages (None until it is known). Raises RenderFailed, never returns half a file.
    """
    deadline = time.monotonic() + wall_seconds + GRACE_SECONDS
    with press().open_job() as line:
        try:
            _send_job(line, html, blobs or {}, {"wall_seconds": wall_seconds, "memory_mb": memory_mb})
            return _await_pdf(line, deadline, on_progress)
        except (EOFError, OSError) as lost:
            if time.monotonic() >= deadline - GRACE_SECONDS - 0.5:
                raise RenderFailed(_too_long(wall_seconds)) from lost
            raise RenderFailed(
                "生成 PDF 的进程中途退出（可能内存或处理时间不足）。请缩小范围后重试。"
            ) from lost


def assert_ready() -> None:
    """Raise NotReady unless the native libraries, the pinned WeasyPrint and the fonts are here (loads no WeasyPrint)."""
    try:
        for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
            ctypes.CDLL(name)
        new_enough = ctypes.CDLL("libharfbuzz.so.0").hb_version_atleast(4, 1, 0)
    except OSError as missing:
        raise NotReady(f"缺少生成 PDF 所需的系统库({missing})。请运行：{APT_COMMAND}") from missing
    if not new_enough:
        raise NotReady(f"系统的 HarfBuzz 低于 4.1，生成 PDF 会慢几十倍。请升级系统后运行：{APT_COMMAND}")
    _assert_weasyprint()
    absent = [name for name in FONT_FILES if not (FONTS / name).is_file()]
    if absent:
        raise NotReady(f"缺少报表字体 {'、'.join(absent)}。请运行：git checkout -- app/reports/fonts")


def _assert_weasyprint() -> None:
    try:
        version = importlib.metadata.version("weasyprint")
    except importlib.metadata.PackageNotFoundError as missing:
        raise NotReady(f"没有安装 WeasyPrint。请运行：{PIP_COMMAND}") from missing
    if version != _justify.TESTED_VERSION:
        raise NotReady(f"WeasyPrint 应为 {_justify.TESTED_VERSION}，现为 {version}。请运行：{PIP_COMMAND}")


@cache
def press() -> _press.Press:
    """The one warm process of this program; started by the first job."""
    scratch = tempfile.TemporaryDirectory(prefix="shouwang-fonts-")
    conf = Path(scratch.name) / "fonts.conf"
    conf.write_text(FONTS_CONF.format(fonts=FONTS, cache=Path(scratch.name) / "cache"), encoding="utf-8")
    # Secrets of the web server's environment stay out of a process that reads people's texts.
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    environment = {**kept, "LC_ALL": "C.UTF-8", "FONTCONFIG_FILE": str(conf)}
    made = _press.Press(BOOT_CODE, [str(FONTS.parents[1]), str(FONTS.parent)], environment)
    atexit.register(scratch.cleanup)
    atexit.register(made.close)
    return made


def _send_job(line: Connection, html: str, blobs: Mapping[str, bytes], caps: Mapping[str, int]) -> None:
    line.send_bytes(json.dumps({**caps, "blobs": list(blobs)}).encode())
    line.send_bytes(html.encode("utf-8", "replace"))
    for content in blobs.values():
        line.send_bytes(content)


def _await_pdf(
    line: Connection, deadline: float, on_progress: Callable[[int, int | None], None] | None
) -> RenderedPdf:
    while line.poll(max(0.0, deadline - time.monotonic())):
        message = json.loads(line.recv_bytes())
        if "full" in message:
            raise RenderFailed(_too_big(message["full"]))
        if "failed" in message:
            raise RenderFailed(f"生成 PDF 失败：{message['failed']}。请把这句话告诉管理员。")
        if "missing" in message:
            missing = tuple(Missing(**each) for each in message["missing"])
            return RenderedPdf(line.recv_bytes(), message["pages"], missing)
        if on_progress is not None:
            on_progress(message["page"], message["of"])
    raise TimeoutError


def _too_long(wall_seconds: int) -> str:
    return f"生成 PDF 超过 {wall_seconds} 秒，已停止。请缩小范围（例如只选一个班或一个月）后重试。"


def _too_big(memory_mb: int) -> str:
    return f"生成 PDF 需要的内存超过 {memory_mb} MB，已停止。请缩小范围（例如只选一个班或一个月）后重试。"


# From here on: the child's side.


def serve(control_fd: int) -> None:
    """Load WeasyPrint and the fonts once, then print each job in a fork of this process."""
    import weasyprint
    from weasyprint.layout import inline
    from weasyprint.text.ffi import harfbuzz_subset

    # Without it WeasyPrint silently needs ten seconds for one page.
    if harfbuzz_subset is None:
        raise NotReady(APT_COMMAND)
    _justify.install(inline, weasyprint.__version__)
    weasyprint.HTML(string="<html lang=zh-CN><title>热身</title><p>守<b>望</b></p>").write_pdf()
    gc.collect()
    gc.freeze()
    _press.serve(control_fd, _print_job)


def _print_job(line: Connection) -> None:
    gc.disable()  # a process that ends with the job needs no collector: 15-40 % of the time
    job = json.loads(line.recv_bytes())
    limit = int(job["wall_seconds"])
    # The kernel ends this process when the time is up, whatever code it is in.
    signal.setitimer(signal.ITIMER_REAL, limit)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _hold_memory_to(job["memory_mb"], job["memory_mb"] + SPARE_MB)
    html = line.recv_bytes().decode("utf-8")
    blobs = {name: line.recv_bytes() for name in job["blobs"]}
    try:
        content, pages, missing = _print(html, blobs, line)
    except MemoryError:
        _hold_memory_to(job["memory_mb"] + SPARE_MB, job["memory_mb"] + SPARE_MB)
        line.send_bytes(json.dumps({"full": job["memory_mb"]}).encode())
        return
    except Exception as error:  # noqa: BLE001 - the person at the other end gets a sentence, whatever it was
        line.send_bytes(json.dumps({"failed": f"{type(error).__name__}: {error}"[:300]}).encode())
        return
    line.send_bytes(json.dumps({"pages": pages, "missing": missing}).encode())
    line.send_bytes(content)


def _hold_memory_to(soft_mb: int, hard_mb: int) -> None:
    """Let this process hold *soft_mb*; the rest up to *hard_mb* is kept for saying why it stopped.

    RLIMIT_DATA, not RLIMIT_AS: fonts and libraries mapped from files are nobody's paper.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (soft_mb << 20, hard_mb << 20))


def _print(
    html: str, blobs: Mapping[str, bytes], line: Connection
) -> tuple[bytes, int, list[dict[str, str]]]:
    import weasyprint

    watch = _Watch(line)
    logging.getLogger("weasyprint").addHandler(watch)
    logging.getLogger("weasyprint.progress").setLevel(logging.INFO)
    logging.getLogger("weasyprint.progress").addHandler(watch)
    options: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "dpi": 200}
    document = weasyprint.HTML(string=html, url_fetcher=_closed_fetcher(blobs)).render(**options)
    pages = len(document.pages)
    watch.tell(pages, pages)
    content = document.write_pdf(**options)
    return content, pages, missing_in(html, watch.chars)


def _closed_fetcher(blobs: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Handed(URLFetcher):
        """Nothing but what the application handed over by name: no network, no file, no data: address."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url not in blobs:
                raise ValueError("refused")
            return URLFetcherResponse(url, blobs[url])

    return Handed(timeout=1, allowed_protocols=("app",), allow_redirects=False)


class _Watch(logging.Handler):
    """Turns WeasyPrint's log into progress messages and the list of characters no font draws."""

    def __init__(self, line: Connection) -> None:
        super().__init__()
        self.line = line
        self.page = 0
        self.chars: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if lacking := NO_GLYPH.search(message):
            self.chars[lacking[1]] = None
        # Pages are laid out again when page numbers change; progress never runs backwards.
        elif (step := PAGE_STEP.search(message)) and int(step[1]) > self.page:
            self.page = int(step[1])
            self.tell(self.page, None)

    def tell(self, page: int, of: int | None) -> None:
        self.line.send_bytes(json.dumps({"page": page, "of": of}).encode())


def missing_in(html: str, chars: Mapping[str, None]) -> list[dict[str, str]]:
    """Find each of *chars* in the text of *html* and cut out what stands around it, in reading order, once each."""
    reader = _TextReader()
    reader.feed(html)
    found = {
        (char, _around(text, text.index(char))): None
        for text in reader.texts
        for char in chars
        if char in text
    }
    unplaced = {(char, ""): None for char in chars if char not in {seen for seen, _ in found}}
    return [{"char": char, "context": context} for char, context in (*found, *unplaced)]


def _around(text: str, position: int) -> str:
    start = max(0, position - CONTEXT_LENGTH // 2)
    return " ".join(text[start : start + CONTEXT_LENGTH].split())


class _TextReader(HTMLParser):
    """Collects what a reader of the page sees, one piece per text node."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        if self.lasttag not in ("style", "title") and data.strip():
            self.texts.append(data)
