"""CaseRelease 脱敏案例：a case told without anything by which the child could be known, checked by a second person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Judged, Problem
from app.models._validation import Look, is_given
from app.models.counseling._telling_words import words_left

#: Of the plain copy of a title.
_LONGEST_TITLE = 60


class ReleasePurpose(Choice):
    """What the case is told for (F03)."""

    TEACHING = "teaching", "案例教学", "Teaching"
    RESEARCH = "research", "科研", "Research"
    WRITING = "writing", "写作", "Writing"


class Hidden(Choice):
    """What must have been taken out; each is ticked by hand, because a program finds names but not facts."""

    NAMES = "names", "姓名及昵称", "Names and nicknames"
    CLASS = "class", "班级年级", "Class and grade"
    SCHOOL = "school", "学校", "School"
    VILLAGE = "village", "住址村名", "Village and address"
    PARENTS = "parents", "父母姓名及单位", "Parents and their workplace"
    DATES = "dates", "日期", "Dates"
    FACTS = "facts", "独特事件", "Facts only this child has"
    PHOTOS = "photos", "照片", "Photos"


def _is_checked_by_another(row: CaseRelease, _look: Look) -> Problem | None:
    if row.checked_by_id is None or row.checked_by_id != row.prepared_by_id:
        return None
    return Problem(
        "checked_by_id",
        Label("复核人不能是整理人自己，请另请一位老师复核。", "Somebody else has to check it."),
    )


def _is_ready(row: CaseRelease, _look: Look) -> Problem | None:
    """Released only when everything on the list was taken out and a second person has read it."""
    if row.released_on is None:
        return None
    if row.released_on > clock.today():
        return Problem("released_on", Label("发布日期不能晚于今天。", "Not in the future, please."))
    if not is_given(row, "checked_by_id"):
        return Problem(
            "checked_by_id", Label("发布前请先由另一位老师复核。", "A second person checks it first.")
        )
    missing = [item for item in Hidden if item not in (row.checklist or ())]
    if not missing:
        return None
    names_zh, names_en = "、".join(i.label.zh for i in missing), ", ".join(i.label.en for i in missing)
    return Problem(
        "checklist",
        Label(
            f"发布前请逐项隐去并勾选，还差：{names_zh}。", f"Still to be taken out and ticked: {names_en}."
        ),
    )


def _names_nobody(row: CaseRelease, look: Look) -> Problem | None:
    """The sentence says which kinds of word are left and never the word: it would name the child of a case.

    Looked at only while one of these is written: to open a sealed draft for nothing would need the key.
    """
    if row.released_on is None or not _is_written(row, "draft_title", "draft", "released_on", "case_id"):
        return None
    found = words_left(f"{row.draft_title}\n{row.draft or ''}", row.case_id, look)
    if not found:
        return None
    zh, en = "、".join(kind.zh for kind in found), ", ".join(kind.en for kind in found)
    column = "draft_title" if words_left(row.draft_title or "", row.case_id, look) else "draft"
    return Problem(
        column,
        Label(
            f"文中还能认出这个孩子：{zh}仍在，请隐去后再发布。",
            f"The child can still be known: {en} still stand in it.",
        ),
    )


def _is_written(row: CaseRelease, *columns: str) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in columns)


class CaseRelease(SchoolEntity):
    """The draft and its title are sealed and the counselor's; `title` and `text` are plain copies, there only once released."""

    spec = Spec(
        label=Label("脱敏案例", "Anonymised case"),
        chapter=Chapter.COUNSELING,
        group=Group.RELEASES,
        title="title",
        reach=Reach("case", "case_id"),
        box="case",
        owner="prepared_by_id",
        listed=("draft_title", "title", "purpose", "released_on"),
        searched=("title",),
        filtered=("purpose", "released_on"),
        order="-released_on",
        systems=("F03",),
        rules=(Judged(_is_checked_by_another), Judged(_is_ready), Judged(_names_nobody)),
        notice=Label(
            "发布之前只有整理的心理教师可以看到；发布之后全体教职工都可以看到正文。",
            "Before its release only the counselor reads this; afterwards all staff can read the text.",
        ),
    )

    draft_title: Mapped[str] = c.sealed_text(
        "拟用题目", "Title of the draft", place="case_releases.draft_title", required=True
    )
    title: Mapped[str | None] = c.text("题目", "Title", derived=True)
    purpose: Mapped[ReleasePurpose] = c.choice("用途", "Purpose", ReleasePurpose, required=True)
    case_id: Mapped[int] = c.ref("个案", "Case", "CounselingCase", required=True, level=Level.CONFIDENTIAL)
    draft: Mapped[str] = c.sealed_text("脱敏稿", "Draft", place="case_releases.draft", required=True)
    seat: Mapped[str | None] = c.seat()
    checklist: Mapped[frozenset[Hidden] | None] = c.choices(
        "已隐去", "Taken out", Hidden, level=Level.CONFIDENTIAL
    )
    prepared_by_id: Mapped[int] = c.ref(
        "整理人", "Prepared by", "Staff", required=True, level=Level.CONFIDENTIAL
    )
    checked_by_id: Mapped[int | None] = c.ref("复核人", "Checked by", "Staff", level=Level.CONFIDENTIAL)
    released_on: Mapped[dt.date | None] = c.day("发布日期", "Released on")
    text: Mapped[str | None] = c.long_text("正文", "Text", length=10_000, derived=True)

    def complete(self) -> None:
        """The plain copies follow the release: there with it, gone with it; a sealed draft is not opened without need."""
        if self.released_on is None:
            self.title = self.text = None
        elif _is_written(self, "draft_title", "draft", "released_on"):
            self.title, self.text = self.draft_title[:_LONGEST_TITLE], self.draft
