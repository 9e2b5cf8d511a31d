"""WeasyPrint in its child process: what it may reach, what it reports, when it is stopped."""

from __future__ import annotations

import hashlib
import http.server
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.reports import _justify, _pdf
from tests.reports import reading, samples

PAGE = (
    '<!doctype html><html lang="zh-CN"><head><title>试</title><style>@page{{size:A4;margin:20mm}}'
    'html{{font:11pt/1.8 "Shouwang Sans";font-feature-settings:"chws"}}{style}</style></head><body>{body}</body></html>'
)
SENTENCE = "本学期，我校按照关爱制度的要求，坚持“一人一档”，家访完成率为92.1%（232/252），<b>全体教职工</b>分片包干。"


def page(body: str, style: str = "") -> str:
    return PAGE.format(body=body, style=style)


def test_this_machine_can_print() -> None:
    _pdf.assert_ready()


def test_a_missing_font_file_is_named_with_the_command_that_brings_it_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_pdf, "FONT_FILES", ("Nowhere.ttf",))
    with pytest.raises(_pdf.NotReady, match=r"Nowhere\.ttf.*git checkout"):
        _pdf.assert_ready()


def test_another_weasyprint_is_refused_with_the_command_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pdf.importlib.metadata, "version", lambda name: "71.0")
    with pytest.raises(_pdf.NotReady, match=r"pip install weasyprint==70\.0"):
        _pdf.assert_ready()


def test_the_justification_is_not_put_into_an_untested_weasyprint() -> None:
    with pytest.raises(RuntimeError, match=r"70\.0"):
        _justify.install(object(), "71.0")


def test_printing_does_not_bring_weasyprint_into_this_process() -> None:
    code = "import sys; from app.reports import _pdf; _pdf.render('<html lang=zh><title>a</title>a'); print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_rare_name_characters_are_printed_and_nothing_is_reported_missing() -> None:
    body = "".join(f"<p>{name}</p><p><b>{name}</b></p>" for name in samples.RARE_NAMES)
    pdf = _pdf.render(page(body))
    assert pdf.missing == ()
    assert all(reading.page_texts(pdf.content)[0].count(name) == 2 for name in samples.RARE_NAMES)


def test_a_character_no_font_draws_is_reported_with_the_name_it_stands_in() -> None:
    pdf = _pdf.render(
        page(f"<table><tr><td>三(2)<td>{samples.UNDRAWN_NAME}</table><p>{samples.UNDRAWN_NAME}</p>")
    )
    assert pdf.missing == (_pdf.Missing("𡋾", samples.UNDRAWN_NAME),)


def test_a_missing_character_inside_a_long_text_is_reported_with_what_stands_around_it() -> None:
    (missing,) = _pdf.render(page(f"<p>{'长' * 300}王𡋾宁{'文' * 300}</p>")).missing
    assert "王𡋾宁" in missing.context
    assert len(missing.context) <= _pdf.CONTEXT_LENGTH


def test_chinese_lines_end_at_one_right_edge() -> None:
    pdf = _pdf.render(page(f"<p>{SENTENCE * 6}</p>", "p{text-align:justify;text-indent:2em}"))
    lines: dict[int, float] = {}
    for char in reading.words(pdf.content, 0):
        lines[round(char["bottom"])] = max(lines.get(round(char["bottom"]), 0.0), char["x1"])
    edges = [edge for _, edge in sorted(lines.items())][:-1]
    assert len(edges) >= 5
    assert max(edges) - min(edges) < 0.6


def test_neighbouring_punctuation_is_squeezed() -> None:
    chars = reading.words(_pdf.render(page("<p>中：“中</p>")).content, 0)
    by_text = {char["text"]: char for char in chars}
    full = chars[0]["x1"] - chars[0]["x0"]
    assert by_text["“"]["x0"] - by_text["："]["x0"] < 0.75 * full


def test_the_same_input_gives_the_same_bytes_in_two_processes() -> None:
    code = "import sys,hashlib; from app.reports import _pdf; print(hashlib.sha256(_pdf.render(sys.argv[1]).content).hexdigest())"
    html = page(f"<h1>标题</h1><p>{SENTENCE}</p>")
    other = subprocess.run([sys.executable, "-c", code, html], capture_output=True, text=True, check=True)
    assert hashlib.sha256(_pdf.render(html).content).hexdigest() == other.stdout.strip()


def test_progress_counts_pages_upward_and_ends_with_the_total() -> None:
    seen: list[tuple[int, int | None]] = []
    pdf = _pdf.render(
        page("<p style='break-after:page'>页</p>" * 5), on_progress=lambda at, of: seen.append((at, of))
    )
    assert seen == sorted(seen, key=lambda step: step[0])
    assert seen[-1] == (pdf.pages, pdf.pages)


def test_a_job_over_its_time_is_stopped_and_says_what_to_do() -> None:
    endless = page("<div style='float:left'>" + "字" * 60_000 + "</div>")
    started = time.monotonic()
    with pytest.raises(_pdf.RenderFailed, match="超过 1 秒，已停止。请缩小范围"):
        _pdf.render(endless, wall_seconds=1)
    assert time.monotonic() - started < 4


@pytest.mark.security("T-22")
@pytest.mark.parametrize("spare_mb", [10, pytest.param(20, marks=pytest.mark.slow)])
def test_a_job_over_its_memory_is_stopped_with_a_sentence_and_the_next_one_is_printed(spare_mb: int) -> None:
    base_mb = 130
    with pytest.raises(_pdf.RenderFailed, match=r"内存.*请缩小范围"):
        _pdf.render(page(f"<p>{SENTENCE}</p>" * 1500), memory_mb=base_mb + spare_mb)
    assert _pdf.render(page("下一张")).pages == 1


def test_a_page_that_cannot_be_printed_fails_with_a_sentence() -> None:
    with pytest.raises(_pdf.RenderFailed, match="生成 PDF 失败"):
        _pdf.render(page("<div>" * 600))


def test_the_next_job_is_printed_after_the_warm_process_died() -> None:
    press = _pdf.press()
    _pdf.render(page("一"))
    assert press._warm is not None
    press._warm.process.kill()
    press._warm.process.wait()
    assert _pdf.render(page("二")).pages == 1


def test_only_blobs_handed_over_by_name_are_read() -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>blob</text></svg>'
    body = '<img src="app:photo/17" alt="合影"><img src="app:photo/18" alt="别处">'
    pdf = _pdf.render(page(body), blobs={"app:photo/17": picture})
    text = reading.page_texts(pdf.content)[0]
    assert "blob" in text
    assert "合影" not in text


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine that writes down who called."""
    calls: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", calls
        server.shutdown()
        thread.join()


def test_a_hostile_page_reaches_neither_the_network_nor_a_file(
    listener: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, calls = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY-4711")
    body = "".join(
        f'<img src="{url}"><object data="{url}"></object><embed src="{url}"><iframe src="{url}"></iframe>'
        f'<a rel="attachment" href="{url}">a</a><link rel="attachment" href="{url}"><link rel="stylesheet" href="{url}">'
        f'<div style="background:url({url});list-style:url({url});content:url({url})">x</div>'
        f'<svg><image href="{url}"/><use href="{url}#a"/></svg><base href="{url}">'
        for url in (address, secret.as_uri(), f"data:text/css,@import url({address})")
    )
    style = f'@import "{address}/css"; @font-face{{font-family:x;src:url({address}/font)}} p{{font-family:x}}'
    pdf = _pdf.render(page(body + "<p>字</p>", style))
    assert calls == []
    assert b"CANARY-4711" not in pdf.content
    assert all("CANARY" not in text for text in reading.page_texts(pdf.content))
