"""UserRole 角色授权: a role of a person in one school, who granted it and who confirmed it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Group, Label, Role
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Unique
from app.models._validation import Look


def _is_as_granted(row: UserRole, look: Look) -> Problem | None:
    """What was granted and confirmed never becomes something else: a confirmed role would pass to another person."""
    stored = next(iter(look.rows(UserRole, id=row.id)), None) if row.id else None
    if stored is None or all(getattr(row, name) == getattr(stored, name) for name in _GRANTED):
        return None
    return Problem(
        "role",
        Label(
            "授权不能改成别的角色或别的人，请归档后重新授权。",
            "A grant cannot be changed into another; archive it and grant anew.",
        ),
    )


#: What a grant is; the confirmation is for exactly this.
_GRANTED = ("user_id", "role", "for_all_schools", "school_id")


def _has_second_person(row: Any) -> bool:
    return row.confirmed_by_id is None or row.confirmed_by_id not in (row.granted_by_id, row.user_id)


class UserRole(SchoolEntity):
    """A grant; it holds in its school, or in all when `for_all_schools` (township, shared administrators).

    Which grants have effect is decided in `app/access/actors.py`: a counselor's only once confirmed.
    """

    spec = Spec(
        label=Label("角色授权", "Role of a person"),
        chapter=Chapter.SYSTEM,
        group=Group.ACCOUNTS,
        title="role",
        listed=("user_id", "role", "for_all_schools", "granted_by_id", "granted_at", "confirmed_by_id"),
        filtered=("user_id", "role"),
        systems=("B09", "F11", "F13"),
        rules=(
            Unique(
                ("user_id", "role", "school_id"),
                Label("这个人在本校已有此角色。", "The person has this role here."),
            ),
            Check(
                "confirmed_by_second_person",
                "confirmed_by_id <> granted_by_id AND confirmed_by_id <> user_id",
                _has_second_person,
                Label(
                    "须由另一人确认：不能是授权人，也不能是被授权人本人。",
                    "A second person confirms: neither who granted it nor who receives it.",
                ),
                "confirmed_by_id",
            ),
            Judged(_is_as_granted),
        ),
    )

    user_id: Mapped[int] = c.ref("账号", "Account", "User", required=True)
    role: Mapped[Role] = c.choice("角色", "Role", Role, required=True)
    for_all_schools: Mapped[bool] = c.flag("所有学校", "All schools")
    granted_by_id: Mapped[int | None] = c.ref("授权人", "Granted by", "User", derived=True)
    granted_at: Mapped[dt.datetime] = c.moment("授权时间", "Granted at", required=True, derived=True)
    confirmed_by_id: Mapped[int | None] = c.ref("确认人", "Confirmed by", "User", derived=True)
    confirmed_at: Mapped[dt.datetime | None] = c.moment("确认时间", "Confirmed at", derived=True)

    def complete(self) -> None:
        self.granted_at = self.granted_at or clock.now()
        self.granted_by_id = self.granted_by_id or self.created_by_id
