"""Puts what an entity's rules say about a row beside the fields of the form the row was made from."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import Form

from app.models._rules import Invalid


def put_problems(form: Form, invalid: Invalid, names: Mapping[str, str] | None = None) -> None:
    """Show each problem at its field; `names` maps columns to fields where they differ, the rest goes on top."""
    for problem in invalid.problems:
        name = (names or {}).get(problem.column, problem.column)
        if name in form:
            form[name].errors = [*form[name].errors, str(problem.message)]
        else:
            form.form_errors.append(str(problem.message))
