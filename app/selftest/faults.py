"""What is wrong with one answer: failures, words of the database, missing headers, other sites, planted texts beyond a person's rights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.access.vocabulary import Group
from app.models._base import entity_named
from app.selftest.answers import Answer
from app.selftest.canaries import Canaries, Cell
from app.selftest.judging import is_masked, leaked
from app.selftest.oracle import Oracle

_SQL = re.compile(r"sqlalchemy|sqlite3\.|psycopg|Traceback \(most recent|SELECT .{0,200} FROM ", re.DOTALL)
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")
COUNSELING = "未授权的人看到心理辅导内容"
FOREIGN = "看到了外校的内容"
WHOLE = "号码没有遮盖"
BEYOND = "看到了权限以外的内容"


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the answers of one person; of nobody signed in, every planted text is one too many."""

    canaries: Canaries
    oracle: Oracle | None = None

    def faults(self, response: Any, answer: Answer, *, may_fail: bool = False) -> Iterator[tuple[str, str]]:
        """(what is wrong, of which entity and column)."""
        if answer.status >= 500 and not may_fail:
            yield "程序出错", ""
        if response.mimetype == "text/html" and _SQL.search(answer.text):
            yield "回答中出现数据库语句或程序内部信息", ""
        if urlsplit(response.headers.get("Location", "")).netloc not in ("", "localhost"):
            yield "跳转到了别的网站", ""
        for name in HEADERS:
            if name not in response.headers:
                yield f"缺少安全响应头 {name}", ""
        for cell in self.beyond(answer):
            yield self._name_of(cell), f"{cell.entity}.{cell.column}"

    def beyond(self, answer: Answer) -> list[Cell]:
        """The cells shown that the person may not read."""
        if self.oracle is None:
            shown = self.canaries.seen_in(answer.text) - self.canaries.seen_in(answer.asked.typed)
            return sorted(shown - _of_nobody(shown), key=str)
        return leaked(self.oracle, self.canaries, answer)

    def _name_of(self, cell: Cell) -> str:
        if entity_named(cell.entity).spec.group is Group.COUNSELING:
            return COUNSELING
        if self.oracle is None:
            return BEYOND
        row = self.oracle.rows[cell.entity].get(cell.row, {})
        if (
            row.get("school_id", cell.row if cell.entity == "School" else None)
            != self.oracle.person.school_id
        ):
            return FOREIGN
        return WHOLE if is_masked(cell) else BEYOND


def _of_nobody(cells: set[Cell]) -> set[Cell]:
    """What the sign-in page shows to everybody: the name of the school."""
    return {cell for cell in cells if (cell.entity, cell.column) == ("School", "name")}
