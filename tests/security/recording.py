"""Keeps how each test of security ended, when `RECORD=1` is set: the results of docs/security.md are made from it."""

from __future__ import annotations

import json
import os
from functools import cache

import pytest

from tests.security.asvs import OUTCOMES, functions_of, requirements
from tests.security.programs import PROGRAMS

#: What a test of several parameters is as a whole: the worst of them.
_WORST = ("failed", "passed", "skipped")


def is_of_security(nodeid: str) -> bool:
    """Whether a program or a requirement names this test or its file."""
    test = nodeid.removeprefix("tests/").partition("[")[0]
    return test in _named() or test.partition("::")[0] in _named()


@cache
def _named() -> frozenset[str]:
    files = {file.removeprefix("tests/") for program in PROGRAMS for file in program.files}
    return frozenset(files | {test for requirement in requirements() for test in requirement.tests})


class Recording:
    """Listens to one run, in the process that gathers the reports."""

    def __init__(self) -> None:
        self.ended: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One report of a phase of one test."""
        if (report.when == "call" or report.outcome != "passed") and is_of_security(report.nodeid):
            test = report.nodeid.removeprefix("tests/").partition("[")[0]
            so_far = self.ended.get(test, "skipped")
            self.ended[test] = min(so_far, report.outcome, key=_WORST.index)

    def pytest_sessionfinish(self) -> None:
        """What ran takes the place of what was known about it; tests that left the source are forgotten."""
        known = json.loads(OUTCOMES.read_text("utf-8")) if OUTCOMES.exists() else {}
        kept = {test: outcome for test, outcome in {**known, **self.ended}.items() if _is_there(test)}
        OUTCOMES.write_text(json.dumps(kept, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def _is_there(test: str) -> bool:
    file, _colons, function = test.partition("::")
    return (OUTCOMES.parents[1] / file).exists() and function in functions_of(file)


def listen(config: pytest.Config) -> None:
    """Begins to listen where that was asked for."""
    if os.environ.get("RECORD") == "1" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recording())
