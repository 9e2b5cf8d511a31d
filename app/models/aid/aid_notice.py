"""AidNotice 资助公示：the list that hangs on the wall: hidden names, class and program, for a limited time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem, not_before
from app.models._terms import in_open_term
from app.models._validation import Look
from app.models.aid._wall import private_number_in

#: All that a posted row holds; whatever else is known of the child has no place to stand.
POSTED_COLUMNS = ("name", "class_label", "program")
#: A list about children in need hangs no longer than this.
LONGEST_DAYS = 30
_SEALED_BY_APPROVAL = ("title", "text", "rows", "posted_on", "expires_on", "aid_program_id", "term_id")


def _holds_only_posted_columns(row: AidNotice, _look: Look) -> Problem | None:
    beyond = {name for entry in row.rows or () for name in entry} - set(POSTED_COLUMNS)
    if not beyond:
        return None
    return Problem(
        "rows",
        Label(
            "公示名单只能有姓名（隐去一字）、班级和项目，请重新生成名单。",
            "A posted list has hidden name, class and program only; make the list again.",
        ),
    )


def _shows_no_number(row: AidNotice, _look: Look) -> Problem | None:
    """Refuses anything that looks like an ID or phone number, in the text and in every cell."""
    cells = ((name, str(value)) for entry in row.rows or () for name, value in entry.items())
    for place, text in (
        ("title", row.title),
        ("text", row.text or ""),
        *(("rows", cell) for _name, cell in cells),
    ):
        if found := private_number_in(text or ""):
            return Problem(
                place,
                Label(
                    f"公示内容里有像身份证号或电话的数字“{found[:3]}…”，请删除后再保存。",
                    f"There is a number like an ID or phone number (“{found[:3]}…”); remove it.",
                ),
            )
    return None


def _hangs_for_a_limited_time(row: AidNotice, _look: Look) -> Problem | None:
    if (row.expires_on - row.posted_on).days <= LONGEST_DAYS:
        return None
    return Problem(
        "expires_on",
        Label(
            f"公示最长 {LONGEST_DAYS} 天，到期须撤下。",
            f"It hangs {LONGEST_DAYS} days at most, then comes down.",
        ),
    )


def _stays_as_approved(row: AidNotice, _look: Look) -> Problem | None:
    """An approved list never changes; it may be archived and made anew."""
    state = inspect(row)
    was_approved = (
        row.id is not None and row.approved_on is not None and not state.attrs.approved_on.history.added
    )
    if not was_approved or not any(state.attrs[name].history.has_changes() for name in _SEALED_BY_APPROVAL):
        return None
    return Problem(
        "title",
        Label(
            "公示已批准，内容不能再改；如有错误，请归档后重新生成。",
            "It is approved; archive it and make another.",
        ),
    )


class AidNotice(SchoolEntity):
    """A posted list; `rows` is a frozen copy of POSTED_COLUMNS, made from the grants approved at that moment."""

    spec = Spec(
        label=Label("资助公示", "Posted aid list"),
        chapter=Chapter.AID,
        group=Group.AID,
        title="title",
        listed=("title", "aid_program_id", "term_id", "posted_on", "expires_on", "approved_by_id"),
        searched=("title",),
        filtered=("term_id", "aid_program_id", "posted_on", "expires_on"),
        order="-posted_on",
        systems=("L03", "L08"),
        rules=(
            not_before(
                "expires_on",
                "posted_on",
                Label("撤下日期不能早于张贴日期。", "It comes down before it hangs."),
            ),
            Judged(_hangs_for_a_limited_time),
            Judged(_holds_only_posted_columns),
            Judged(_shows_no_number),
            Judged(_stays_as_approved),
            in_open_term,
        ),
    )

    title: Mapped[str] = c.text("标题", "Title", length=60, required=True)
    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    aid_program_id: Mapped[int | None] = c.ref(
        "项目", "Program", "AidProgram", hint=Label("所有项目请留空。", "Empty: all programs.")
    )
    text: Mapped[str | None] = c.long_text(
        "公示说明", "Text", length=500,
        hint=Label("不要写电话和身份证号。", "No phone and no ID numbers."),
    )  # fmt: skip
    rows: Mapped[list[dict[str, Any]] | None] = c.json_value("名单", "Rows")
    posted_on: Mapped[dt.date] = c.day("张贴日期", "Posted on", required=True)
    expires_on: Mapped[dt.date] = c.day("撤下日期", "Comes down on", required=True)
    approved_by_id: Mapped[int | None] = c.ref("批准人", "Approved by", "Staff", derived=True)
    approved_on: Mapped[dt.date | None] = c.day("批准日期", "Approved on", derived=True)

    def may_hang_on(self, day: dt.date) -> bool:
        """Whether the list is approved and the day lies in its time on the wall."""
        return self.approved_on is not None and self.posted_on <= day <= self.expires_on
