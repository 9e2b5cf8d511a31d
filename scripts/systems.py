"""Makes docs/systems.md: for each register that schools are asked for, what records it, shows it, guards it and prints it."""

from __future__ import annotations

import ast
import datetime as dt
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import Connection, func, select

from app import clock, create_app
from app.access.vocabulary import Choice, Label
from app.admin.menu import address_of, screen_entities
from app.config import Settings
from app.extensions import db
from app.figures import Figure, all_figures
from app.models._base import Entity, all_entities, facts_of
from app.models._systems import SYSTEMS
from app.reports import REPORTS
from app.reports.sheets import sheets
from scripts.systems_gaps import GAPS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "systems.md"
#: The day the demo is made on, so that its rows are the same whenever this runs.
DEMO_DAY = dt.date(2025, 11, 20)
#: Named on nearly every page: that a page shows them says nothing about a register.
BACKGROUND = frozenset({"School", "SchoolClass", "Staff", "Student", "Term", "User", "TermSummary"})
COLUMNS = ("record", "screen", "rule", "paper", "demo")
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
#: The number of rows of an entity in the demo, of one kind (the stored value) where a kind is given.
Count = Callable[[type[Entity], str | None], int]


@dataclass(frozen=True, slots=True)
class Row:
    """One register; each column holds what there is of it, in words."""

    code: str
    record: tuple[str, ...]
    screen: tuple[str, ...]
    rule: tuple[str, ...]
    paper: tuple[str, ...]
    demo: tuple[str, ...]

    def gaps(self) -> frozenset[str]:
        """The columns that have nothing."""
        return frozenset(name for name in COLUMNS if not getattr(self, name))


def rows(app: Flask, count: Count) -> list[Row]:
    """Every register with what the program has of it; the rows of the demo are asked of *count*."""
    screens, rules, papers = screens_of(app), rules_of(ROOT / "tests"), papers_of()
    return [
        Row(
            code,
            tuple(record_of(code)),
            tuple(dict.fromkeys(shown for name in _kept_by(code) for shown in screens.get(name, ()))),
            rules.get(code, ()),
            papers.get(code, ()),
            tuple(demo_of(code, count)),
        )
        for code in SYSTEMS
    ]


def _entities(code: str) -> list[type[Entity]]:
    return [entity for entity in all_entities() if code in entity.spec.systems]


def _figures(code: str) -> list[Figure]:
    return [figure for figure in all_figures().values() if code in figure.systems]


def _kept_by(code: str) -> list[str]:
    """The names under which `screens_of` knows what shows the register."""
    return [entity.__name__ for entity in _entities(code)] + ["figure"] * bool(_figures(code))


def record_of(code: str) -> Iterator[str]:
    """The entities that keep the register, with the kinds that are its own, and the figures that measure it."""
    for entity in _entities(code):
        kinds = kinds_of(entity, code)
        yield f"`{entity.__name__}`" + (f"（{'、'.join(kind.label.zh for kind in kinds)}）" if kinds else "")
    for figure in _figures(code):
        yield f"“{figure.label.zh}”"


def kinds_of(entity: type[Entity], code: str) -> list[Choice]:
    """The kinds of an entity's rows that are the register's own, where its module says so; none means all."""
    by_kind = (
        getattr(sys.modules[entity.__module__], "KIND_SYSTEMS", {}) if "kind" in facts_of(entity) else {}
    )
    return [kind for kind, codes in by_kind.items() if code in codes]


def demo_of(code: str, count: Count) -> Iterator[str]:
    """How many rows of the register the demo has, by entity; those that have none are left out."""
    for entity in _entities(code):
        kinds = kinds_of(entity, code)
        number = sum(count(entity, kind) for kind in kinds) if kinds else count(entity, None)
        if number:
            yield f"{number}"


def screens_of(app: Flask) -> dict[str, list[str]]:
    """Entity name -> addresses of its screen and of the pages written for it; "figure" -> where figures are shown."""
    found: dict[str, list[str]] = {}
    for entity in screen_entities():
        found.setdefault(entity.__name__, []).append(address_of(entity))
    for module, address in sorted(_page_addresses(app).items()):
        if "<" in address:
            continue
        for name in sorted(_entities_named_in(module) - BACKGROUND):
            found.setdefault(name, []).append(address)
    found["figure"] = [_page_addresses(app)["reports"]]
    return found


def _page_addresses(app: Flask) -> dict[str, str]:
    """Module of app/pages -> the shortest address that it answers."""
    found: dict[str, str] = {}
    for name, view in app.view_functions.items():
        module = view.__module__.removeprefix("app.pages.")
        if module != view.__module__:
            rules = [rule.rule for rule in app.url_map.iter_rules(name)]
            found[module] = min(
                [*rules, found.get(module, rules[0])], key=lambda rule: ("<" in rule, len(rule))
            )
    return found


@cache
def _entities_named_in(page: str) -> frozenset[str]:
    """The entities that a module of app/pages imports, itself or through the modules beside it that are no pages."""
    source = (ROOT / "app" / "pages" / f"{page}.py").read_text("utf-8")
    own, beside = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module.startswith("app.models."):
                own |= {name.name for name in node.names}
            elif node.module.startswith("app.pages."):
                beside.add(node.module.removeprefix("app.pages."))
    parts = (
        _entities_named_in(name) for name in beside if name.startswith(f"{page}_") or name.endswith("_work")
    )
    return frozenset(own).union(*parts)


@cache
def rules_of(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Code -> names of the tests that are marked with it; a mark on a class or a module counts for its tests."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for code in _codes_on(node):
                    found.setdefault(code, []).append(node.name)
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}


def _codes_on(test: ast.FunctionDef) -> Iterator[str]:
    """What stands in `@pytest.mark.system("D03", "C19")`."""
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.system":
            yield from (str(ast.literal_eval(argument)) for argument in mark.args)


def papers_of() -> dict[str, tuple[str, ...]]:
    """Code -> names of the papers made of it; what a figure measures is printed in the term summary."""
    found: dict[str, list[str]] = {}
    for kind in (*sheets().values(), *REPORTS.values()):
        for code in kind.systems:
            found.setdefault(code, []).append(kind.label.zh)
    for code in (code for figure in all_figures().values() for code in figure.systems):
        found.setdefault(code, []).append(REPORTS["term-summary"].label.zh)
    return {code: tuple(dict.fromkeys(names)) for code, names in found.items()}


def unknown_codes() -> list[str]:
    """What is written somewhere as the number of a register and is none."""
    written = {
        *(code for entity in all_entities() for code in entity.spec.systems),
        *rules_of(ROOT / "tests"),
        *papers_of(),
        *(code for gap in GAPS for code in gap.codes),
    }
    return sorted(written - SYSTEMS.keys())


def unexplained(made: list[Row]) -> list[str]:
    """Gaps without a reason, and reasons for what is no gap any more."""
    there = {(row.code, column) for row in made for column in row.gaps()}
    listed = {(code, column) for gap in GAPS for code in gap.codes for column in gap.columns}
    return [f"{code} has no {column}" for code, column in sorted(there - listed)] + [
        f"{code} has a {column}: take the reason away" for code, column in sorted(listed - there)
    ]


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


def counted_in(connection: Connection) -> Count:
    """Counts the standing rows of a database."""

    def count(entity: type[Entity], kind: str | None) -> int:
        table = entity.__table__
        asked = select(func.count()).select_from(table).where(table.c.archived_at.is_(None))
        return int(connection.scalar(asked if kind is None else asked.where(table.c.kind == kind)) or 0)

    return count


def main() -> int:
    """Write the document from a demo made for it; 1 when a gap has no reason, which is then told."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(f"sqlite:///{folder}/demo.db", Path(folder), secret_key="for one minute")  # noqa: S106
        app = create_app(settings)
        with app.app_context(), clock.set_to(DEMO_DAY):
            flask_migrate.upgrade()
            app.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
            # The guard refuses what comes round a session; these are only counted.
            with db.engine.connect().execution_options(row_guard=True) as connection:
                made = rows(app, counted_in(connection))
    DOCUMENT.write_text(document(made), "utf-8")
    problems = [*unexplained(made), *(f"{code} is no register" for code in unknown_codes())]
    print("\n".join(problems) or f"{len(made)} registers")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
