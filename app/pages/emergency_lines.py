"""What the lines of an incident's board say: result buttons, and how many contacts of a child may not be told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from app import clock
from app.access.emergency_board import Board
from app.access.grants import allowed
from app.access.guard import actor_of
from app.access.vocabulary import Action
from app.models.people.student_caregiver import StudentCaregiver
from app.models.safety.incident_attempt import AttemptResult

#: Colour of each button; the good end is the widest.
_TONES = {AttemptResult.REACHED: "main", AttemptResult.WRONG_NUMBER: "plain", AttemptResult.REFUSED: "plain"}


def shown_results() -> list[tuple[str, str, str]]:
    """(value, label, tone) of the buttons beside a number."""
    return [(each.value, str(each.label), _TONES.get(each, "")) for each in AttemptResult]


def hidden_contacts(session: Any, student_id: int, board: Board) -> int:
    """How many adults of the child may not be told; 0 for those who do not see the child's family anyway."""
    if not allowed(actor_of(session).roles, StudentCaregiver, Action.READ):
        return 0
    day = clock.in_china(board.known_at).date()
    untold = select(func.count(StudentCaregiver.id)).where(
        StudentCaregiver.student_id == student_id,
        StudentCaregiver.may_be_told.is_(False),
        StudentCaregiver.archived_at.is_(None),
        StudentCaregiver.valid_from <= day,
        StudentCaregiver.valid_to.is_(None) | (StudentCaregiver.valid_to >= day),
    )
    return int(session.scalar(untold))
