"""What may stand in a few places only: commit, the signed-in user, roles, raw SQL, and the libraries that one file each knows.

allowed.py names each place with its reason; an entry that is no longer needed is a failure too, so the lists only shrink.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from app.access.vocabulary import Role
from tests.architecture.allowed import ONE_PLACE
from tests.architecture.source import Source, is_inside

PAGE_FLOOR = ("app.admin", "app.pages", "app.cli", "app.demo")

_DOORS = {
    "exec_driver_sql": "SQL in the driver's words",
    "connection": "the connection under a session",
    "raw_connection": "the connection under a session",
    "__table__": "the table under an entity",
}
_ROLE_VALUES = frozenset(Role)
_IN_CONDITION = re.compile(r"\{%-?\s*(?:el)?if\b[^%]*%\}|\{\{[^}]*\bif\b[^}]*\}\}")
_ROLE_COMPARED = re.compile(
    r"\b(?:roles?|Role\.[A-Z_]+)\s*(?:==|!=|(?:not )?in\b)|(?:==|!=|\bin)\s*[a-z_.]*\b(?:roles?|Role)\b"
)


def commits(source: Source) -> Iterator[str]:
    """Calls of `.commit()` below the page floor: what is saved together is decided where the request ends."""
    if is_inside(source.module, *PAGE_FLOOR):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield f"{source.path}:{node.lineno} commits below floor 6"


def current_users(source: Source) -> Iterator[str]:
    """Uses of `current_user` below the page floor: there the actor is an argument."""
    if is_inside(source.module, *PAGE_FLOOR):
        return
    for line, name in _names(source):
        if name.rpartition(".")[2] == "current_user":
            yield f"{source.path}:{line} reads current_user below floor 6"


def role_comparisons(source: Source) -> Iterator[str]:
    """Comparisons with a role outside access/: a right is asked for with `allowed()`, by group and action."""
    if is_inside(source.module, "app.access"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Compare) and _compares_role(node):
            yield f"{source.path}:{node.lineno} compares a role outside access/"
        elif isinstance(node, ast.MatchValue) and _names_role(node.value):
            yield f"{source.path}:{node.value.lineno} matches a role outside access/"


def role_comparisons_in_template(path: str, text: str) -> Iterator[str]:
    for match in filter(lambda found: _ROLE_COMPARED.search(found[0]), _IN_CONDITION.finditer(text)):
        yield f"{path}:{text.count(chr(10), 0, match.start()) + 1} compares a role in a template"


def raw_sql(source: Source) -> Iterator[tuple[str, str]]:
    """(kind, sentence) of each way round the ORM, where the guard does not see what is read."""
    texts = {
        name for _line, name in source.imports() if name.startswith("sqlalchemy") and name.endswith(".text")
    }
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "text"
            and texts
        ):
            yield "text", f"{source.path}:{node.lineno} text()"
        elif isinstance(node, ast.Attribute):
            kind = _door(node)
            if kind:
                yield (
                    kind,
                    f"{source.path}:{node.lineno} {kind}: {_DOORS.get(kind, 'the engine under the session')}",
                )


def named_elsewhere(source: Source) -> Iterator[str]:
    """Names that only one file may know, in another file."""
    for line, name in _names(source):
        for part in {name, *name.split(".")} & ONE_PLACE.keys():
            if source.path not in ONE_PLACE[part]:
                yield f"{source.path}:{line} names {part}, which only {ONE_PLACE[part] or 'tests'} may"


def _names(source: Source) -> Iterator[tuple[int, str]]:
    yield from source.imports()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr


def _door(node: ast.Attribute) -> str | None:
    if node.attr in _DOORS:
        return node.attr
    if node.attr in {"engine", "engines"} and isinstance(node.value, ast.Name) and node.value.id == "db":
        return "engine"
    return None


def _compares_role(node: ast.Compare) -> bool:
    """Whether a side names `Role.X`, or a role is compared with the value of one."""
    sides = [node.left, *node.comparators]
    if any(_names_role(side) for side in sides):
        return True
    return any(_ends_in_role(side) for side in sides) and any(_is_role_value(side) for side in sides)


def _names_role(side: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Role"
        for node in ast.walk(side)
    )


def _ends_in_role(side: ast.expr) -> bool:
    name = side.attr if isinstance(side, ast.Attribute) else side.id if isinstance(side, ast.Name) else ""
    return name in {"role", "roles"}


def _is_role_value(side: ast.expr) -> bool:
    return any(isinstance(node, ast.Constant) and node.value in _ROLE_VALUES for node in ast.walk(side))
