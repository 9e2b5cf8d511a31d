"""Which children an incident concerns is read from the log, and tells nobody whom a counselor looked up."""

from __future__ import annotations

import datetime as dt

import pytest

from app import clock
from app.access import directory
from app.pages.data_protection import _seen
from tests.access.conftest import World


@pytest.mark.security("T-14", "T-38")
@pytest.mark.slow
def test_whom_a_counselor_looked_up_is_told_to_no_administrator(world: World) -> None:
    begin = clock.now() - dt.timedelta(minutes=1)
    assert directory.children_named(world.counselor, "")
    assert world.counselor.user_id is not None
    assert _seen(world.admin, world.counselor.user_id, begin, None) == set()
