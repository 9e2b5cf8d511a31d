"""Reads which columns a refusal speaks of."""

from __future__ import annotations

import pytest

from app.models._rules import Invalid


def columns_of(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    """The columns of all problems, in their order."""
    return [problem.column for problem in refusal.value.problems]
