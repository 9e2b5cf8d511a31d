"""FormSubmission 表单提交: that a form was taken, so that the same form sent again makes nothing twice (security R-14)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Unique


class FormSubmission(SchoolEntity):
    """One form of one person, taken once; written by `app/access/submissions.py` with the row it made.

    `mark` is a hash over the form's one-time id and what was typed. The id is kept nowhere, so no text can be
    guessed from the hash. `leads_to` is sealed; of the counseling room it opens under the writer's own key alone.
    """

    spec = Spec(
        label=Label("表单提交", "Form submission"),
        chapter=Chapter.SYSTEM,
        group=Group.INNER,
        title="id",
        reach=Reach("user", "user_id"),
        is_inner=True,
        rules=(
            Unique(
                ("user_id", "mark"),
                Label(
                    "这张表已经保存过，没有重复登记。",
                    "This form was saved already; nothing was written twice.",
                ),
            ),
        ),
    )

    user_id: Mapped[int] = c.ref("账号", "Account", "User", required=True, derived=True)
    mark: Mapped[str] = c.text("标记", "Mark", length=64, required=True, derived=True)
    request: Mapped[str] = c.text("请求", "Request", length=32, required=True, derived=True)
    leads_to: Mapped[str | None] = c.enciphered_text(
        "所建的行", "Row made", place="form_submissions.leads_to", derived=True
    )
