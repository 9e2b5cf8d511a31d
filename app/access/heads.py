"""Who heads a school: the staff members whose account has the principal's role."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from app.access.vocabulary import Role
from app.models.school.user import User
from app.models.school.user_role import UserRole


def heads_of_school() -> Select[Any]:
    """Keys of staff members, to be used inside a guarded select; narrowed like any other."""
    is_head = UserRole.role == Role.PRINCIPAL, UserRole.archived_at.is_(None)
    return select(User.staff_id).join(UserRole, UserRole.user_id == User.id).where(*is_head)
