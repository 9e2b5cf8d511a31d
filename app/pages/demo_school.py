"""Opens the demo school in a database and a server of its own, so that invented children never stand beside real ones."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.access import passwords
from app.access.vocabulary import Label
from app.config import ROOT
from app.jobs import JobRefused, JobResult, Progress

_ACCOUNTS = ("admin", "principal", "office", "homeroom", "mentor", "counselor", "counselor2", "township")
_START_SECONDS = 40
_FIRST_PORT = 8001

_servers: list[subprocess.Popen[bytes]] = []


def start_demo(instance_dir: Path, host: str) -> Callable[[Progress], JobResult]:
    """The work of a job that makes the demo school anew and serves it on this computer only."""

    def work(progress: Progress) -> JobResult:
        folder, password = instance_dir / "demo", passwords.one_time()
        folder.mkdir(exist_ok=True)
        port = _free_port()
        environment = _environment(folder)
        _stop_servers()
        for old in folder.glob("demo.db*"):
            old.unlink()
        progress(10, Label("正在建立演示数据库…", "Making the demo database…"))
        _run(environment, "db", "upgrade")
        progress(
            40,
            Label(
                "正在编写演示学校：学生、家庭、联系记录…",
                "Making the demo school: pupils, families, records…",
            ),
        )
        _run(environment, "demo", "--password", password)
        progress(80, Label("正在启动演示学校…", "Starting the demo school…"))
        _serve(environment, port)
        return _told(f"http://{host}:{port}/", password)

    return work


def _environment(folder: Path) -> dict[str, str]:
    """Ours without our own settings: the demo has another database, folder and keys."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("SHOUWANG_", "FLASK_")) and k != "DATABASE_URL"
    }
    # Invented people have no phones: a demo is signed into with its password, and its pages say so at the foot.
    own = {"DATABASE_URL": f"sqlite:///{folder / 'demo.db'}", "SHOUWANG_INSTANCE": str(folder)}
    return {**kept, **own, "SHOUWANG_TOTP": "0"}


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]


def _run(environment: dict[str, str], *arguments: str) -> None:
    # Our own program with fixed words; nothing that anybody typed is among them.
    done = subprocess.run(_command(*arguments), cwd=ROOT, env=environment, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        last = "".join(done.stderr.decode(errors="replace").strip().splitlines()[-1:])[:200]
        raise JobRefused(Label("演示学校没有做成：" + last, f"The demo school was not made: {last}"))


def _serve(environment: dict[str, str], port: int) -> None:
    server = subprocess.Popen(  # noqa: S603 - our own program, as above
        _command("serve", "--port", str(port)),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _servers.append(server)
    atexit.register(server.terminate)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise JobRefused(
        Label(
            "演示学校已建好，但没有启动成功。请在程序文件夹运行：make demo",
            "The demo school is made but did not start. Run in the program's folder: make demo",
        )
    )


def _stop_servers() -> None:
    while _servers:
        server = _servers.pop()
        server.terminate()
        server.wait()


def _free_port() -> int:
    for port in range(_FIRST_PORT, _FIRST_PORT + 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise JobRefused(
        Label(
            "8001 到 8050 的端口都被占用，请关闭不用的程序后重试。",
            "All ports from 8001 to 8050 are taken; close what is not needed and try again.",
        )
    )


def _told(address: str, password: str) -> JobResult:
    accounts = [[name, password] for name in _ACCOUNTS]
    facts = {"link": address, "accounts": accounts}
    sentence = Label(
        "演示学校已打开，与真实数据完全分开；关闭本程序时它一同关闭。",
        "The demo school is open, apart from your real data; it closes together with this program.",
    )
    return JobResult(sentence, facts=facts)
