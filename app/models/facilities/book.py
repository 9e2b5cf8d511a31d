"""Book 图书：one row a copy, with its accession number; a book without a row cannot be lent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Unique, not_before
from app.models.facilities._lending import BookState, is_not_ahead, keep_state


class Book(SchoolEntity):
    """A copy in the catalogue; its state follows from its loans and incidents."""

    spec = Spec(
        label=Label("图书", "Book"),
        chapter=Chapter.FACILITIES,
        group=Group.LIBRARY,
        level=Level.PUBLIC,
        title="title",
        listed=("accession_no", "title", "category", "shelf", "state", "registered_on", "price"),
        searched=("title", "accession_no"),
        filtered=("state", "category", "registered_on"),
        order="accession_no",
        grams="title",
        indexes=(("school_id", "accession_no"),),
        systems=("I01",),
        rules=(
            Unique(
                ("school_id", "accession_no"),
                Label("这个图书编号已经用过，每一本书要有自己的编号。", "Each copy has a number of its own."),
            ),
            not_before(
                "withdrawn_on",
                "registered_on",
                Label("注销日期不能早于登记日期。", "Withdrawn before it was registered."),
            ),
            Judged(is_not_ahead("registered_on")),
        ),
    )

    accession_no: Mapped[str] = c.text("图书编号", "Accession number", length=20, required=True)
    title: Mapped[str] = c.text("书名", "Title", length=80, required=True)
    category: Mapped[str] = c.text("分类", "Category", length=30, required=True)
    price: Mapped[Decimal] = c.decimal("定价（元）", "Price (yuan)", required=True, least=0, most=100_000)
    registered_on: Mapped[dt.date] = c.day("登记日期", "Registered on", required=True)
    shelf: Mapped[str | None] = c.text("书架", "Shelf", length=20)
    state: Mapped[BookState] = c.choice(
        "状态", "State", BookState, required=True, default=BookState.ON_SHELF, derived=True
    )
    withdrawn_on: Mapped[dt.date | None] = c.day("注销日期", "Withdrawn on")

    def complete(self) -> None:
        if inspect(self).pending:
            self.state = BookState.WITHDRAWN if self.withdrawn_on else BookState.ON_SHELF
        elif inspect(self).attrs.withdrawn_on.history.has_changes():
            keep_state(self)
