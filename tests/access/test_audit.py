"""What the log tells its readers, and what it must not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.access import audit
from app.access.audit import Look
from app.models.counseling.counseling_case import CounselingCase
from app.models.people.caregiver import Caregiver
from app.models.people.student import Student
from tests.access.conftest import World

As = Callable[[Any], Any]


def test_a_look_at_a_child_is_recorded_with_the_child(world: World) -> None:
    assert audit.look(world.teacher, Student, 7) == Look(7, 7)


def test_a_look_at_an_adult_or_a_case_names_no_child(world: World) -> None:
    assert audit.look(world.teacher, Caregiver, 7) == Look(7, None)
    assert audit.look(world.counselor, CounselingCase, 7) == Look(7, None)


@pytest.mark.system("F02")
def test_the_log_does_not_tell_which_children_a_counselor_opens(world: World) -> None:
    assert audit.look(world.counselor, Student, 7) == Look(is_told=False)
    assert audit.look(world.counselor, Caregiver, 7).entity_id is None
