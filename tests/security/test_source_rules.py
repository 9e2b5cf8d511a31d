"""What the program's source never does: run text, unpickle, start a shell, take randomness from a guessable place (security T-26)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"

pytestmark = pytest.mark.security("T-26")

#: Name called -> why it is not.
_CALLS = {
    "eval": "runs text", "exec": "runs text", "__import__": "loads what a text names", "os.system": "a shell", "os.popen": "a shell",
    "pickle.loads": "makes objects of bytes", "pickle.load": "makes objects of bytes", "marshal.loads": "makes objects of bytes",
    "shelve.open": "makes objects of bytes", "yaml.load": "makes objects of text", "render_template_string": "a template of a text",
    "flask.render_template_string": "a template of a text", "unquote": "decodes a second time", "unquote_plus": "decodes a second time",
    "urllib.parse.unquote": "decodes a second time", "html.unescape": "decodes a second time",
    "tempfile.mktemp": "a name somebody else may take",
}  # fmt: skip
#: Attributes that say a value may come from the address or from the form.
_EITHER = "request.values"
#: Modules whose numbers can be worked out; only invented people are made with them.
_GUESSABLE = "random"
_MAY_GUESS = ("demo",)
#: Methods of a column; with a text that is not ours they escape, or `%` finds everybody.
_PATTERNS = (
    "like",
    "ilike",
    "not_like",
    "not_ilike",
    "notlike",
    "notilike",
    "regexp_match",
    "regexp_replace",
    "match",
    "op",
)
_ESCAPING = ("contains", "icontains", "istartswith", "iendswith")
#: Where it is done all the same: file -> what -> why that is harmless.
_ALLOWED = {
    "access/lookers.py": ("re.search", "the number of a child, an int"),
    "pages/months.py": ("request.values", "a month of a page, whether it is shown or sent"),
    "pages/room_door.py": ("request.values", "an own path, judged before it is followed"),
    "pages/room_keys.py": ("request.values", "which words the page shows"),
    "pages/safe_redirects.py": ("unquote", "only to look at an address the way the laxest browser would"),
    "selftest/answers.py": ("html.unescape", "reads back the answers of its own walk"),
    "selftest/running.py": ("pickle.loads", "a file of its own process in its own folder"),
    "selftest/scanning.py": ("re.compile", "planted words, each escaped"),
}
_SCRIPTS = (
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "new Function",
    "localStorage",
)
#: Pieces of a page that the server's own template has escaped.
_SERVERS_OWN = {("emergency.js", "innerHTML")}


def faults(tree: ast.AST, place: str) -> Iterator[str]:
    """What is wrong with one module."""
    for node in ast.walk(tree):
        line = f"{place}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in _CALLS:
                yield f"{line} {name}: {_CALLS[name]}"
            if any(word.arg == "shell" and not _is_false(word.value) for word in node.keywords):
                yield f"{line} shell=: a shell"
            if name.startswith("re.") and name != "re.escape" and node.args and not _is_own(node.args[0]):
                yield f"{line} {name}: a pattern that is no text of ours"
            if isinstance(node.func, ast.Attribute) and _is_loose(node.func.attr, node):
                yield f"{line} .{node.func.attr}(): a pattern of a text, escaped by nobody"
            if (
                isinstance(node.func, ast.Attribute)
                and node.func.attr == "format"
                and _is_typed(node.func.value)
            ):
                yield f"{line} format of a text that is not ours"
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == _EITHER:
            yield f"{line} {_EITHER}: from the address or from the form?"
        elif _imports(node, _GUESSABLE) and not place.startswith(_MAY_GUESS):
            yield f"{line} random: can be guessed"


def _imports(node: ast.AST, module: str) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == module
    return isinstance(node, ast.Import) and any(name.name == module for name in node.names)


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not value.value


def _is_own(pattern: ast.expr) -> bool:
    """A constant, a constant's name in capitals, or pieces of which what is not constant is escaped."""
    if isinstance(pattern, ast.Constant):
        return True
    if isinstance(pattern, ast.Name | ast.Attribute):
        return ast.unparse(pattern).rpartition(".")[2].lstrip("_").isupper()
    if isinstance(pattern, ast.JoinedStr):
        return all(_is_own(part) for part in pattern.values)
    if isinstance(pattern, ast.FormattedValue):
        return _is_own(pattern.value)
    if isinstance(pattern, ast.BinOp):
        return _is_own(pattern.left) and _is_own(pattern.right)
    return isinstance(pattern, ast.Call) and ast.unparse(pattern.func) in ("re.escape", "escape")


def _is_loose(name: str, call: ast.Call) -> bool:
    """Whether a column is compared with a pattern made of what somebody typed."""
    if not call.args or _is_own(call.args[0]) or ast.unparse(call.func).startswith(("re.", "event.")):
        return False
    if name in _PATTERNS:
        return not isinstance(call.func.value, ast.Name) or not call.func.value.id.isupper()  # type: ignore[attr-defined]
    return name in _ESCAPING and not any(word.arg == "autoescape" for word in call.keywords)


def _is_typed(value: ast.expr) -> bool:
    return "request." in ast.unparse(value)


def _found() -> list[tuple[str, str]]:
    """(file, what is wrong)."""
    modules = ((str(path.relative_to(APP)), path) for path in sorted(APP.rglob("*.py")))
    return [
        (place, fault)
        for place, path in modules
        for fault in faults(ast.parse(path.read_text("utf-8")), place)
    ]


def test_no_module_of_the_program_does_it() -> None:
    found = [fault for place, fault in _found() if place not in _ALLOWED or _ALLOWED[place][0] not in fault]
    assert found == []


def test_no_exception_outlives_its_need() -> None:
    done = {place for place, fault in _found() if place in _ALLOWED and _ALLOWED[place][0] in fault}
    assert set(_ALLOWED) - done == set()


@pytest.mark.parametrize(
    "source",
    [
        "eval(x)", "import os\nos.system('ls')", "pickle.loads(x)", "yaml.load(x)", "render_template_string(x)", "unquote(x)",
        "subprocess.run(x, shell=True)", "re.compile(request.args['q'])", "re.search(typed, text)", "import random",
        "request.form['x'].format(1)", "request.values.get('x')",
        "Student.name.like(typed)", "Student.name.ilike(f'%{typed}%')", "name.contains(typed)", "column.regexp_match(typed)",
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(source: str) -> None:
    assert list(faults(ast.parse(source), "pages/planted.py")) != []


@pytest.mark.parametrize(
    "source",
    [
        "re.compile(r'a+')",
        "re.search(rf'{re.escape(word)}', text)",
        "subprocess.run(x, shell=False)",
        "_WORD.findall(x)",
        "_WORD.match(x)",
        "name.contains(typed, autoescape=True)",
        "name.like('%x%')",
    ],
)
def test_what_is_meant_well_is_left_alone(source: str) -> None:
    assert list(faults(ast.parse(source), "pages/planted.py")) == []


def test_our_scripts_write_text_and_never_markup() -> None:
    found = [
        f"{path.name}: {word}"
        for path in sorted((APP / "static").rglob("*.js"))
        for word in _SCRIPTS
        if word in path.read_text("utf-8") and (path.name, word) not in _SERVERS_OWN
    ]
    assert found == []
