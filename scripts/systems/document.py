"""The text of docs/systems.md: a table for each chapter of registers, and the reasons of its empty cells."""

from __future__ import annotations

from app.access.vocabulary import Label
from app.models._systems import SYSTEMS
from scripts.systems.found import COLUMNS, Row
from scripts.systems.gaps import GAPS

#: So many screens or tests stand in a cell; the rest is counted.
SHOWN = 3
CHAPTERS: dict[str, Label] = {
    "A": Label("组织、责任与考核", "Organisation, responsibility, assessment"),
    "B": Label("摸底、档案、卡册", "Survey, archive, cards, rosters"),
    "C": Label("结对与方案", "Mentors, pairs, plans"),
    "D": Label("联系", "Contact"),
    "E": Label("家长培训", "Training of parents"),
    "F": Label("心理辅导", "Counseling"),
    "G": Label("健康", "Health"),
    "H": Label("安全与法律", "Safety and law"),
    "I": Label("图书与阅读", "Library and reading"),
    "J": Label("留守儿童之家", "The home"),
    "K": Label("活动", "Activities"),
    "L": Label("优先与资助", "Priorities and aid"),
    "M": Label("表彰", "Awards"),
    "N": Label("达标率", "Rates"),
}
HEAD = """# 各项制度的落实 · What became of each register

由 `make systems` 从程序生成，请勿手改。演示数据为 2025 年 11 月 20 日的演示学校。
Made by `make systems` from the program; not to be changed by hand. Demo rows: the demo schools on 20 November 2025."""
TABLE_HEAD = """| 制度 | 记录 | 页面 | 规则（测试） | 纸件 | 演示 |
|---|---|---|---|---|---|"""


def document(made: list[Row]) -> str:
    """The text of docs/systems.md."""
    parts = [HEAD]
    for letter, label in CHAPTERS.items():
        parts += [f"\n## {letter} {label.zh} · {label.en}\n", TABLE_HEAD]
        parts += [_line(row) for row in made if row.code.startswith(letter)]
    parts.append("\n## 空白处的理由 · Why a cell is empty\n")
    parts += [f"{number}. {gap.reason}" for number, gap in enumerate(GAPS, 1)]
    return "\n".join(parts) + "\n"


def _line(row: Row) -> str:
    label = SYSTEMS[row.code]
    cells = (
        f"{row.code} {label.zh}<br>{label.en}",
        "、".join(row.record),
        _some(row.screen),
        _some(row.rule),
        "、".join(row.paper),
        " + ".join(row.demo),
    )
    filled = [cell or _reason(row.code, column) for cell, column in zip(cells, ("", *COLUMNS), strict=True)]
    return f"| {' | '.join(filled)} |"


def _some(items: tuple[str, ...]) -> str:
    more = f"<br>… {len(items)}" if len(items) > SHOWN else ""
    return "<br>".join(f"`{item}`" for item in items[:SHOWN]) + more


def _reason(code: str, column: str) -> str:
    """The number of the reason why the cell is empty."""
    for number, gap in enumerate(GAPS, 1):
        if code in gap.codes and column in gap.columns:
            return f"—（{number}）"
    return "**缺**"
