"""Size and names: how long a file and a function may be, how a module begins, and what nothing may be called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.architecture.allowed import FOREIGN_NAMES
from tests.architecture.source import Source

FILE_LINES = 350
FUNCTION_LINES = 40

#: Words that say nothing about what is inside: in the name of a module; as the first and the last word of a function or class.
EMPTY_WORDS = frozenset(
    {"utils", "util", "helpers", "helper", "common", "manager", "managers", "process", "handle", "misc"}
)
EMPTY_VERBS = frozenset({"process", "handle"})
EMPTY_NOUNS = frozenset({"utils", "util", "helpers", "helper", "manager", "managers"})

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def long_parts(source: Source) -> Iterator[str]:
    """What of the file is longer than allowed, as the key under which it would be listed."""
    if source.text.count("\n") > FILE_LINES:
        yield source.path
    for function in source.functions():
        if _length(function) > FUNCTION_LINES:
            yield f"{source.path}:{function.name}"


def unexplained(source: Source) -> Iterator[str]:
    """A file whose first words are not a sentence that says what it is for; an empty __init__.py has nothing to say."""
    if not source.text.strip():
        if not source.path.endswith("__init__.py"):
            yield f"{source.path} is empty"
        return
    first = (ast.get_docstring(source.tree) or "").partition("\n\n")[0]
    if not first.rstrip().endswith((".", "。", "?", ":")) or len(first.split()) < 4:
        yield f"{source.path} does not begin with a sentence that says what it is for"


def empty_names(source: Source) -> Iterator[str]:
    """Modules, classes and functions with a name that says nothing."""
    for part in PurePosixPath(source.path).with_suffix("").parts:
        if EMPTY_WORDS & set(part.strip("_").split("_")):
            yield f"{source.path}: “{part}” says nothing"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and _is_empty(node.name):
            yield f"{source.path}:{node.lineno} “{node.name}” says nothing"


def _is_empty(name: str) -> bool:
    words = [word.lower() for word in _WORD.findall(name)]
    if name in FOREIGN_NAMES or name.startswith("test_") or not words:  # a test's name is a whole sentence
        return False
    return words[0] in EMPTY_VERBS or words[-1] in EMPTY_NOUNS


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1
