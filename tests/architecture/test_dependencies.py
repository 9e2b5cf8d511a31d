"""The program imports what requirements.in names, all of it is pinned with hashes, and docs/dependencies.md says why."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions

from tests.architecture.source import ROOT, Source, sources

OURS = {"app", "tests", "bench", "scripts", "wsgi"}
_REQUIREMENT = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?==(\S+)", re.MULTILINE)


def requirements(name: str) -> dict[str, str]:
    found = _REQUIREMENT.findall((ROOT / name).read_text("utf-8"))
    return {normal(package): version for package, version in found}


def normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def undeclared(files: Iterable[Source], declared: Iterable[str]) -> list[str]:
    """The imports of the files that are neither the standard library's, nor ours, nor of a declared package."""
    known, allowed = packages_distributions(), set(declared)
    return [
        f"{source.path}:{line} {name}"
        for source in files
        for line, name in source.imports()
        if (top := name.partition(".")[0]) not in sys.stdlib_module_names | OURS
        and not allowed & {normal(package) for package in known.get(top, [])}
    ]


# What Flask brings is Flask's own interface; naming it again would only add lines to keep in step.
FLASKS_OWN = ("jinja2", "werkzeug", "click", "markupsafe", "itsdangerous", "blinker")


def test_the_program_imports_only_what_requirements_in_names() -> None:
    assert (
        undeclared(sources("app", "wsgi.py"), [*requirements("requirements.in"), *FLASKS_OWN, "babel"]) == []
    )


def test_the_tests_import_only_what_the_two_files_name() -> None:
    declared = [*requirements("requirements.in"), *requirements("requirements-dev.in"), *FLASKS_OWN, "babel"]
    assert undeclared(sources("tests", "bench", "scripts"), declared) == []


def test_an_undeclared_import_is_found() -> None:
    planted = Source(
        "app/a.py", "import os\nimport app.clock\nimport execnet\nfrom sqlalchemy.orm import Session"
    )
    assert undeclared([planted], ["sqlalchemy"]) == ["app/a.py:3 execnet"]


def test_the_pins_are_those_of_the_hand_written_files() -> None:
    for name in ("requirements", "requirements-dev"):
        wanted, pinned = requirements(f"{name}.in"), requirements(f"{name}.txt")
        assert {package: pinned.get(package) for package in wanted} == wanted


def test_both_pinned_files_agree_where_they_overlap() -> None:
    runtime, development = requirements("requirements.txt"), requirements("requirements-dev.txt")
    assert {p: v for p, v in development.items() if runtime.get(p, v) != v} == {}


def test_every_pin_has_a_hash_and_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        entries = re.split(r"\n(?=[a-z])", text.partition("\n#\n")[2] or text)
        assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []
        assert "://" not in text


def test_the_document_explains_every_direct_dependency() -> None:
    document = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for name in ("requirements.in", "requirements-dev.in"):
        missing = [
            p
            for p, version in requirements(name).items()
            if not re.search(rf"(?i)\|\s*{p}\b.*{version}", document)
        ]
        assert missing == []
