"""Draft 草稿: what a person has typed into a form and not yet saved, kept for days against a lost connection."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique


class Draft(SchoolEntity):
    """One form of one person; `form` is its address. The text is sealed: no query and no copy of the file reads it."""

    spec = Spec(
        label=Label("草稿", "Draft"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        reach=Reach("user", "user_id"),
        is_inner=True,
        rules=(
            Unique(
                ("user_id", "form"), Label("草稿重复，请刷新页面。", "This draft exists; reload the page.")
            ),
        ),
    )

    user_id: Mapped[int] = c.ref("账号", "Account", "User", required=True, derived=True)
    form: Mapped[str] = c.text("表单", "Form", length=200, required=True, derived=True)
    content: Mapped[str] = c.enciphered_text(
        "内容", "Content", place="drafts.content", required=True, derived=True
    )
