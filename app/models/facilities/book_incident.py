"""BookIncident 图书损毁登记：a book lost or damaged, why, and what was done about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, object_session

from app.access.vocabulary import Chapter, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec, entity_named
from app.models._rules import Check, Judged, Unique, not_before
from app.models.facilities._lending import Harm, Resolution, is_not_ahead, keep_book_in_step


class BookIncident(SchoolEntity):
    """One line of the damage register; a lost book that was settled ends the loan it was lost in."""

    spec = Spec(
        label=Label("图书损毁登记", "Book lost or damaged"),
        chapter=Chapter.FACILITIES,
        group=Group.LIBRARY,
        title="book_id",
        reach=Reach("child", "student_id"),
        listed=("found_on", "book_id", "kind", "cause", "student_id", "resolved", "resolved_on"),
        searched=("cause",),
        filtered=("kind", "resolved", "found_on", "student_id", "book_id"),
        order="-found_on",
        systems=("I04",),
        rules=(
            Unique(
                ("book_id", "kind"),
                Label("这本书已有一条未处理的同类登记。", "An open entry of this kind stands already."),
                where={"resolved": Resolution.OPEN},
            ),
            not_before(
                "resolved_on", "found_on", Label("处理日期不能早于发现日期。", "Settled before it was found.")
            ),
            Check(
                "resolved_with_its_day",
                "(resolved = 'open') = (resolved_on IS NULL)",
                lambda row: (row.resolved in (None, Resolution.OPEN)) == (row.resolved_on is None),
                Label(
                    "处理结果和处理日期要一起填写；未处理的请把日期留空。",
                    "Result and day go together; leave the day empty while it is open.",
                ),
                "resolved_on",
            ),
            Check(
                "lost_is_not_repaired",
                "NOT (kind = 'lost' AND resolved = 'repaired')",
                lambda row: not (row.kind == Harm.LOST and row.resolved == Resolution.REPAIRED),
                Label("丢失的书不能“修复”，请选补齐或赔偿。", "A lost book is replaced or compensated."),
                "resolved",
            ),
            Judged(is_not_ahead("found_on")),
            Judged(is_not_ahead("resolved_on")),
        ),
    )

    book_id: Mapped[int] = c.ref("图书", "Book", "Book", required=True)
    kind: Mapped[Harm] = c.choice("情况", "Kind", Harm, required=True)
    cause: Mapped[str] = c.text("原因", "Cause", length=120, required=True)
    found_on: Mapped[dt.date] = c.day("发现日期", "Found on", required=True)
    student_id: Mapped[int | None] = c.ref("有关学生", "Borrower", "Student")
    resolved: Mapped[Resolution] = c.choice(
        "处理结果", "Result", Resolution, required=True, default=Resolution.OPEN
    )
    resolved_on: Mapped[dt.date | None] = c.day("处理日期", "Settled on")

    def complete(self) -> None:
        if self.kind == Harm.LOST and self.resolved_on is not None:
            self._end_loan()
        keep_book_in_step(self)

    def _end_loan(self) -> None:
        session = object_session(self)
        if session is None or self.book_id is None:
            return
        lent: Any = entity_named("BookLoan")
        for loan in session.scalars(
            select(lent).where(lent.book_id == self.book_id, lent.returned_on.is_(None))
        ):
            loan.returned_on = self.resolved_on
