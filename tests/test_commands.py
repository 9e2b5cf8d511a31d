"""The commands of the Makefile: all are explained, and a warm machine shows the first page within five seconds."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIRST_PAGE_SECONDS = 5.0
#: What a command of a person is made of; a target named for people only is one with a line of help.
INNER = {"installed", "tools", "test-tools", "native", "migrated"}


def make(*arguments: str) -> str:
    done = subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_help_is_the_default_and_explains_every_command() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: ((?:.*\\\n)*.*)$", text, re.MULTILINE)
    assert phony
    explained = set(re.findall(r"^  make ([a-z-]+) .+ · .+$", make(), re.MULTILINE))
    assert explained == set(phony[1].replace("\\", " ").split()) - INNER
    assert make() == make("help")


@pytest.mark.timed
def test_a_warm_machine_shows_the_first_page_within_five_seconds(tmp_path: Path) -> None:
    environment = {**os.environ, "SHOUWANG_INSTANCE": str(tmp_path)}
    subprocess.run(["make", "setup"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.monotonic()
    server = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for_page(f"http://127.0.0.1:{port}/", server)
        assert time.monotonic() - started < FIRST_PAGE_SECONDS
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(10)


def wait_for_page(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended by itself"
        try:
            urlopen(url, timeout=5).close()  # noqa: S310
        except HTTPError:
            return
        except (URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise AssertionError("no page within thirty seconds")
