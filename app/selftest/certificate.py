"""The dated certificate of a self-test for the principal, and where it is kept."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app import clock
from app.access import anchors
from app.access.guard import system_session
from app.config import ROOT
from app.reports.document import Column, Passage, Table
from app.reports.printing import Paper, print_sheet
from app.reports.sheet import Field, Fields, Leaf, Note, SheetData, SheetImprint, Signatures
from app.selftest.findings import Finding
from app.selftest.running import Outcome

TITLE = "安全自检证书"
#: The folder of the instance in which certificates stay.
FOLDER = "self-test"
_COLUMNS = (Column("序号", 0.4, True), Column("发现", 1.4), Column("位置", 2.2), Column("处理办法", 2))


@dataclass(frozen=True, slots=True)
class Kept:
    """A certificate as it is kept: when, how many findings, and its files by this name."""

    name: str
    at: dt.datetime
    requests: int
    findings: tuple[Finding, ...]


def issue(
    folder: Path,
    school: str,
    outcome: Outcome,
    findings: Sequence[Finding],
    on_page: Callable[[int, int | None], None] | None = None,
) -> tuple[Kept, Paper]:
    """Print the certificate and keep it; raises RenderFailed."""
    now = clock.now()
    paper = print_sheet(_sheet(school, outcome, findings, now), on_page)
    kept = Kept(f"{clock.in_china(now):%Y%m%d-%H%M%S}", now, outcome.requests, tuple(findings))
    folder.mkdir(mode=0o700, exist_ok=True)
    told = {"at": now.isoformat(), "requests": outcome.requests, "findings": [asdict(f) for f in findings]}
    _write(folder / f"{kept.name}.pdf", paper.content)
    _write(folder / f"{kept.name}.json", json.dumps(told, ensure_ascii=False).encode())
    return kept, paper


def last(folder: Path) -> Kept | None:
    """The newest certificate; None before the first."""
    for path in sorted(folder.glob("*.json"), reverse=True):
        told = json.loads(path.read_text("utf-8"))
        found = tuple(Finding(**row) for row in told["findings"])
        return Kept(path.stem, dt.datetime.fromisoformat(told["at"]), told["requests"], found)
    return None


def _sheet(school: str, outcome: Outcome, findings: Sequence[Finding], now: dt.datetime) -> SheetData:
    rows = tuple((str(n), f.what, f.where, f.advice) for n, f in enumerate(findings, start=1))
    good = "没有发现问题。" if not findings else f"有 {len(findings)} 项发现，请按下表处理后重新自检。"
    blocks = (
        _facts(outcome, findings, now),
        Passage("结论", (good,)),
        Table("发现", _COLUMNS, rows, empty="没有发现。"),
        Note(
            "自检在临时数据库（SQLite）里建立虚构的学校，给每项内容做上记号，再以每种角色访问全部页面、导出和表单；"
            "本校数据只读查看，没有改动。自检不能代替对服务器本身和人的管理。"
        ),
        Signatures(("系统管理员", "校长"), has_seal=True),
    )
    imprint = SheetImprint(school, TITLE, f"{clock.in_china(now):%Y-%m-%d}", "", clock.in_china(now))
    return SheetData(imprint, (Leaf(title=TITLE, blocks=blocks),))


def _facts(outcome: Outcome, findings: Sequence[Finding], now: dt.datetime) -> Fields:
    return Fields(
        (
            Field("自检时间", f"{clock.in_china(now):%Y-%m-%d %H:%M}"), Field("程序版本", version()),
            Field("路由", str(outcome.routes)), Field("角色（含未登录）", str(outcome.roles)),
            Field("请求", str(outcome.requests)), Field("做记号的内容", str(outcome.planted)),
            Field("查找过的文件", str(outcome.files)), Field("发现", str(len(findings))),
            Field("操作日志末行", _head(), 2),
        )
    )  # fmt: skip


def _head() -> str:
    with system_session("head of the audit log", reads_only=True) as session:
        head = anchors.head_of(session.connection())
    return f"第 {head.seq} 行 {head.shown}" if head else "日志还是空的"


def version() -> str:
    """The version of the program, and of the libraries that guard it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        own = tomllib.load(file)["project"]["version"]
    return f"{own}（cryptography {importlib.metadata.version('cryptography')}）"


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
