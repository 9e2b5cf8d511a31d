"""Files and functions stay short, say what they are for, and have names that mean something."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import allowed, shape
from tests.architecture.source import Source, sources

EVERYTHING = ("app", "tests", "scripts", "bench", "wsgi.py")
LISTED = {**allowed.LONG_FILES, **allowed.LONG_FUNCTIONS}
BEGINNING = '"""What this file is for."""\n'


def test_nothing_is_longer_than_allowed_unless_listed_with_a_reason() -> None:
    long = {part for source in sources(*EVERYTHING) for part in shape.long_parts(source)}
    assert long - LISTED.keys() == set()
    assert LISTED.keys() - long == set(), "listed, but short enough by now"


@pytest.mark.parametrize("check", [shape.unexplained, shape.empty_names])
def test_every_file_says_what_it_is(check: Callable[[Source], Iterator[str]]) -> None:
    assert [finding for source in sources(*EVERYTHING) for finding in check(source)] == []


def test_a_long_file_and_a_long_function_are_found() -> None:
    assert list(shape.long_parts(Source("app/a.py", "\n" * 351))) == ["app/a.py"]
    long = "async def f():\n" + "    x = 1\n" * 40
    assert list(shape.long_parts(Source("app/a.py", long))) == ["app/a.py:f"]
    assert list(shape.long_parts(Source("app/a.py", "def f():\n" + "    x = 1\n" * 39))) == []


@pytest.mark.parametrize(
    "text", ["x = 1\n", '"""Things"""\n', '"""No full stop here at all"""\n', "# A comment is not one.\n"]
)
def test_a_file_that_does_not_say_what_it_is_for_is_found(text: str) -> None:
    assert list(shape.unexplained(Source("app/a.py", text)))


def test_only_a_package_may_be_empty() -> None:
    assert list(shape.unexplained(Source("app/a.py", ""))) == ["app/a.py is empty"]
    assert list(shape.unexplained(Source("app/models/__init__.py", ""))) == []
    assert list(shape.unexplained(Source("app/a.py", BEGINNING))) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/utils.py", BEGINNING),
        ("app/common/dates.py", BEGINNING),
        ("app/roster/date_helpers.py", BEGINNING),
        ("app/a.py", "class RoleManager: pass"),
        ("app/a.py", "def handle_row(): pass"),
        ("app/a.py", "def _process(): pass"),
    ],
)
def test_a_name_that_says_nothing_is_found(path: str, text: str) -> None:
    assert list(shape.empty_names(Source(path, text)))


@pytest.mark.parametrize(
    "text", ["def process_bind_param(): pass", "def processed_rows(): pass", "class Handbook: pass"]
)
def test_a_name_that_means_something_is_left_alone(text: str) -> None:
    assert list(shape.empty_names(Source("app/a.py", text))) == []
