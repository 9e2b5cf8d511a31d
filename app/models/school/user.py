"""User 账号: who may sign in; what a person may do follows from UserRole rows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem, Unique
from app.models._validation import Look


class Language(Choice):
    """The language in which a person reads the program."""

    ZH = "zh", "中文", "Chinese"
    EN = "en", "English", "English"


def _has_typeable_name(row: User, _look: Look) -> Problem | None:
    if not any(letter.isspace() for letter in row.username):
        return None
    return Problem(
        "username", Label("登录名不能含空格，请删除空格。", "A username has no spaces; remove them.")
    )


class User(SchoolEntity):
    """An account; `school_id` is the home school. Without a password nobody can sign in with it."""

    spec = Spec(
        label=Label("账号", "Account"),
        chapter=Chapter.SYSTEM,
        group=Group.ACCOUNTS,
        title="username",
        owner="staff_id",
        listed=("username", "staff_id", "is_active", "last_login_at"),
        searched=("username",),
        filtered=("is_active", "must_change_password"),
        order="username",
        rules=(
            Unique(
                ("username",),
                Label("这个登录名已经用过，请换一个。", "This username is taken; choose another."),
            ),
            Unique(
                ("staff_id",),
                Label(
                    "这名教职工已有账号，请直接使用原账号。", "This member of staff has an account already."
                ),
            ),
            Judged(_has_typeable_name),
        ),
    )

    username: Mapped[str] = c.text(
        "登录名",
        "Username",
        length=40,
        required=True,
        hint=Label("不分大小写。", "Capital letters make no difference."),
    )
    staff_id: Mapped[int | None] = c.ref("教职工", "Staff", "Staff")
    is_active: Mapped[bool] = c.flag("启用", "Active", default=True)
    language: Mapped[Language] = c.choice("语言", "Language", Language, required=True, default=Language.ZH)
    password_hash: Mapped[str | None] = c.text(
        "密码摘要", "Password hash", length=200, level=Level.CONFIDENTIAL, derived=True
    )
    must_change_password: Mapped[bool] = c.flag(
        "须修改密码", "Must change password", default=True, derived=True
    )
    password_set_at: Mapped[dt.datetime | None] = c.moment("密码设置时间", "Password set at", derived=True)
    password_until: Mapped[dt.datetime | None] = c.moment(
        "一次性密码有效至", "One-time password valid until", derived=True
    )
    expires_on: Mapped[dt.date | None] = c.day(
        "到期日",
        "Expires on",
        hint=Label(
            "过了这一天就不能再登录，如支教、实习、借调的人。长期使用的账号不填。",
            "After this day nobody signs in with it: for people who are here for a time.",
        ),
    )
    last_login_at: Mapped[dt.datetime | None] = c.moment("上次登录", "Last sign-in", derived=True)

    def is_open(self, today: dt.date) -> bool:
        """Whether somebody may sign in with it on this day."""
        return self.is_active and (self.expires_on is None or today <= self.expires_on)

    def complete(self) -> None:
        self.username = (self.username or "").strip().lower()
