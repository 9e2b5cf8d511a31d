"""Who may import whom: the floors of docs/architecture.md as data, and the check of one file against them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from tests.architecture import allowed
from tests.architecture.source import Source, is_inside

#: The first line that fits a module decides; imports go to lower floors, or stay inside the same line's package.
FLOORS: tuple[tuple[str, int], ...] = (
    ("app.config", 0),
    ("app.clock", 0),
    ("app.extensions", 0),
    ("app.database", 0),
    ("app.traces", 0),
    ("app.typed", 0),
    ("app.crypto", 0),
    ("app.access.vocabulary", 1),
    ("app.access.sealing", 1),
    ("app.access.server_key", 1),
    ("app.models", 2),
    ("app.access", 3),
    ("app.standards", 4),
    ("app.figures", 4),
    ("app.roster", 4),
    ("app.reports", 5),
    ("app.jobs", 5),
    ("app.photos", 5),
    ("app.admin", 6),
    ("app.selftest", 6),
    ("app.pages", 6),
    ("app.cli", 6),
    ("app.demo", 6),
    ("app", 7),
    ("wsgi", 7),
)

#: Neighbours on the ground floor lean on one another: the session class is a setting of the extension.
NEIGHBOURLY = 0

#: What knows the request, a form or a page; floors 2 to 5 work the same from a command and from a thread.
WEB = (
    "flask",
    "flask_admin",
    "flask_login",
    "flask_wtf",
    "flask_babel",
    "flask_migrate",
    "jinja2",
    "werkzeug",
    "wtforms",
)

STANDARD_LIBRARY_AND = {"app.access.vocabulary": (), "app.access.sealing": ("cryptography",)}


def line_of(module: str) -> tuple[str, int] | None:
    """The line of FLOORS that a module stands on; None for libraries."""
    return next(((name, floor) for name, floor in FLOORS if is_inside(module, name)), None)


def broken_layers(source: Source) -> Iterator[str]:
    """A sentence for each import of the file that its floor does not allow."""
    own = line_of(source.module)
    if own is None:
        return
    for line, name in source.imports():
        reason = _why_not(source, *own, name)
        if reason:
            yield f"{source.path}:{line} imports {name}: {reason}"


def _why_not(source: Source, own: str, floor: int, name: str) -> str | None:
    other = line_of(name)
    if other is None:
        return _why_not_library(source, floor, name)
    if other[0] == own or other[1] < floor:
        return _why_not_entity(source, name)
    if other[1] > floor:
        return f"floor {floor} may not look up to floor {other[1]}"
    if floor == NEIGHBOURLY or (own, other[0]) in allowed.NEIGHBOURS or floor == FLOORS[-1][1]:
        return None
    return f"neighbours on floor {floor} do not know each other"


def _why_not_library(source: Source, floor: int, name: str) -> str | None:
    library = name.partition(".")[0]
    if source.module in STANDARD_LIBRARY_AND:
        if library in sys.stdlib_module_names or library in STANDARD_LIBRARY_AND[source.module]:
            return None
        return "only the standard library stands below floor 1"
    if 2 <= floor <= 5 and library in WEB and (source.path, library) not in allowed.WEB:
        return f"floor {floor} knows no request, form or page"
    return None


def _why_not_entity(source: Source, name: str) -> str | None:
    """Entities know each other through relationships by name only, so that none has to be imported first."""
    if not is_inside(source.module, "app.models") or not is_entity(source):
        return None
    parts = name.split(".")
    is_class = len(parts) == 5 and parts[-1][0].isupper()
    if name.startswith("app.models.") and is_class and snake(parts[-1]) == parts[-2]:
        return "an entity refers to another by its name, not by import"
    return None


def is_entity(source: Source) -> bool:
    """Whether the file holds an entity: a class with a `spec` of its own."""
    return any(
        isinstance(statement, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "spec" for t in statement.targets)
        for node in source.tree.body
        if isinstance(node, ast.ClassDef)
        for statement in node.body
    )


def snake(name: str) -> str:
    """`HomeVisit` as `home_visit`: the file of a class."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
