"""What a rule refuses and says, and whether the database refuses by itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from app import clock
from app.access import sealing
from app.models._base import Entity
from app.models._rules import Invalid
from tests import open_vault


def columns_of(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    """The columns of all problems, in their order."""
    return [problem.column for problem in refusal.value.problems]


def column_refused(session: Any, row: Entity) -> str:
    """The first column at which the row is refused; every problem says in both languages what to do."""
    session.add(row)
    with pytest.raises(Invalid) as refusal, sealing.holding(open_vault.KEYS):
        session.flush()
    assert all(problem.message.zh and problem.message.en for problem in refusal.value.problems)
    return columns_of(refusal)[0]


def is_refused_by_the_database(session: Any, row: Entity, **changes: Any) -> bool:
    """Whether a copy of a stored row, with changes, is refused where no rule of ours looks."""
    table: Any = type(row).__table__
    values = {column.name: getattr(row, column.name) for column in table.columns if column.name != "id"}
    values |= {"created_at": clock.now(), "updated_at": clock.now(), **changes}
    connection = session.connection()
    attempt = connection.begin_nested()
    try:
        connection.execute(insert(table).values(values))
    except DBAPIError:
        return True
    else:
        return False
    finally:
        attempt.rollback()
