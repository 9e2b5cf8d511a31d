"""WorkDocument 工作材料：papers, press reports, wall boards and texts of the 制度 that the school wrote."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem
from app.models._validation import Look


class DocumentKind(Choice):
    """What kind of text it is (A17, A18, C22)."""

    PRESS = "press", "报道", "Press report"
    PAPER = "paper", "论文", "Paper"
    EXPERIENCE = "experience", "经验材料", "Experience"
    BOARD = "board", "宣传栏", "Wall board"
    RULES = "rules", "制度文本", "Text of the rules"


#: These are read by strangers.
PUBLISHED = frozenset({DocumentKind.PRESS, DocumentKind.BOARD})


def _published_without_names(row: WorkDocument, _look: Look) -> Problem | None:
    """What strangers read tells no child by name, unless the guardian has agreed in writing (domain 7, 38)."""
    if row.kind not in PUBLISHED or row.names_removed or row.has_consent:
        return None
    return Problem(
        "names_removed",
        Label(
            "报道和宣传栏须先隐去学生姓名、小名、村名等可辨认的内容，或取得监护人书面同意。",
            "Remove names and all that tells who a child is, or get the guardian's written consent.",
        ),
    )


class WorkDocument(SchoolEntity):
    """A text, by title; the file itself lies where `place` says."""

    spec = Spec(
        label=Label("工作材料", "Document"),
        chapter=Chapter.MANAGEMENT,
        group=Group.OFFICE_WORK,
        title="title",
        owner="author_id",
        listed=("written_on", "kind", "title", "author_id", "place", "names_removed", "has_consent"),
        searched=("title",),
        filtered=("written_on", "kind", "author_id"),
        order="-written_on",
        systems=("A17", "A18", "C22", "J10", "K15"),
        rules=(Judged(_published_without_names),),
    )

    written_on: Mapped[dt.date] = c.day("日期", "Date", required=True)
    kind: Mapped[DocumentKind] = c.choice("类别", "Kind", DocumentKind, required=True)
    title: Mapped[str] = c.text("题目", "Title", length=100, required=True)
    author_id: Mapped[int] = c.ref("作者", "Author", "Staff", required=True)
    place: Mapped[str | None] = c.text("刊登或存放处", "Published or kept at", length=100)
    names_removed: Mapped[bool] = c.flag("已隐去可辨认内容", "Names removed")
    has_consent: Mapped[bool] = c.flag("监护人已书面同意", "Guardian's written consent")
