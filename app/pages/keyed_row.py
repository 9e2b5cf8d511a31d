"""One row of the keying screen as it was typed: code, day, way, minutes and a line of text, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access.guard import Actor
from app.models._columns import LONG_TEXT
from app.models.care.contact_record import ContactRecord, Parties
from app.models.people.short_code import student_id_of
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, Relation, StudentCaregiver
from app.models.school.school_class import SchoolClass
from app.pages.contact_ways import WAYS, Way
from app.typed import key_of

COLUMNS = ("code", "day", "way", "minutes", "text")
_MOST_MINUTES = 1440
_YEAR_DIGITS = 4
#: The first character of the text tells father from mother where both are on record.
_PARENTS = {"父": Relation.FATHER, "爸": Relation.FATHER, "母": Relation.MOTHER, "妈": Relation.MOTHER}


@dataclass(frozen=True, slots=True)
class Pupil:
    """The child a code stands for, as the screen says it back."""

    id: int
    words: str


@dataclass(slots=True)
class KeyedRow:
    """What was typed, and the problems by column ("row" for the whole)."""

    typed: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def record(self, session: Any, actor: Actor, opened: dt.datetime) -> ContactRecord | None:
        """The contact that the row says; None with `problems` filled when it cannot be read."""
        pupil = pupil_of(session, self.typed["code"])
        day, way = day_of(self.typed["day"], actor.today), way_of(self.typed["way"])
        reached, minutes = self._reached()
        self._demand(pupil, day, way)
        if self.problems or pupil is None or day is None or way is None:
            return None
        caregiver_id = self._adult(session, actor, pupil, way)
        if self.problems:
            return None
        text = self.typed["text"].strip()
        return ContactRecord(
            student_id=pupil.id,
            happened_at=_moment(day, opened),
            parties=way.parties,
            channel=way.channel,
            staff_id=actor.staff_id,
            caregiver_id=caregiver_id,
            reached=reached,
            minutes=minutes,
            content=text or (_("手写记录补录。") if reached else _("没有联系上。")),
        )

    def _demand(self, pupil: Pupil | None, day: dt.date | None, way: Way | None) -> None:
        if pupil is None:
            self.problems["code"] = _("没有这个编号，或不是您负责的孩子。请对照卡片右上角重新输入。")
        if day is None:
            self.problems["day"] = _("日期看不懂，也不能晚于今天。请写成 11-23 或 2026-11-23。")
        if way is None:
            self.problems["way"] = _("请选方式，按数字键即可。")
        if len(self.typed["text"]) > LONG_TEXT:
            self.problems["text"] = _("太长了，请控制在 2000 字以内。")

    def _reached(self) -> tuple[bool, int | None]:
        """Empty: reached, for how long nobody noted; 0: not reached."""
        text = unicodedata.normalize("NFKC", self.typed["minutes"]).strip()
        if not text:
            return True, None
        if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > _MOST_MINUTES:
            self.problems["minutes"] = _("请填分钟数；没有联系上填 0，没有记时间就空着。")
            return True, None
        return (True, int(text)) if int(text) else (False, None)

    def _adult(self, session: Any, actor: Actor, pupil: Pupil, way: Way) -> int | None:
        """Who of the family it was: the guardian, the only parent on record, or the one the text begins with."""
        if way.parties is Parties.STAFF_CHILD:
            return None
        family = _family(session, actor, pupil.id)
        if way.parties is Parties.STAFF_GUARDIAN:
            return next((key for key, _relation, role in family if role is GuardRole.CURRENT), None)
        told = _PARENTS.get(self.typed["text"].strip()[:1])
        parents = {
            key for key, relation, _role in family if relation in ({told} if told else _PARENTS.values())
        }
        if len(parents) != 1:
            self.problems["text"] = _("请在内容开头写“父”或“母”，说明联系的是谁；家长须已登记。")
        return min(parents, default=None)


def pupil_of(session: Any, code: str) -> Pupil | None:
    """The child of a code among those whom the person sees; None for all others, and for a mistyped code."""
    key = student_id_of(code)
    if key is None:
        return None
    found = (
        select(Student.id, Student.name, SchoolClass.label)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(Student.id == key, Student.archived_at.is_(None))
    )
    row = session.execute(found).first()
    return Pupil(row[0], f"{row[2] or ''} {row[1]}".strip()) if row else None


def way_of(text: str) -> Way | None:
    """A way by its number on the screen, or by its slug."""
    text = unicodedata.normalize("NFKC", text).strip()
    number = key_of(text)
    if number is not None and number <= len(WAYS):
        return list(WAYS.values())[number - 1]
    return WAYS.get(text)


def day_of(text: str, today: dt.date) -> dt.date | None:
    """A day up to today: 23, 11-23, 1123, 11月23日, 2026-11-23; without a year or month the latest that is past."""
    runs = re.findall(r"[0-9]+", _parted(unicodedata.normalize("NFKC", text)))
    if not 1 <= len(runs) <= 3 or any(len(run) > _YEAR_DIGITS for run in runs):
        return None
    parts = [int(run) for run in runs]
    for year, month in _months_back(today):
        if (len(parts) == 3 and parts[0] != year) or (len(parts) >= 2 and parts[-2] != month):
            continue
        try:
            day = dt.date(year, month, parts[-1])
        except ValueError:
            continue
        if day <= today:
            return day
    return None


def _parted(text: str) -> str:
    """1123 and 20261123 with their parts set apart."""
    run = text.strip()
    if re.fullmatch(r"[0-9]{8}", run):
        return f"{run[:4]}-{run[4:6]}-{run[6:]}"
    return f"{run[:-2]}-{run[-2:]}" if re.fullmatch(r"[0-9]{3,4}", run) else run


def _months_back(today: dt.date) -> list[tuple[int, int]]:
    """This month and the twenty-three before it."""
    last = today.year * 12 + today.month - 1
    return [(number // 12, number % 12 + 1) for number in range(last, last - 24, -1)]


def _moment(day: dt.date, opened: dt.datetime) -> dt.datetime:
    """Noon of the day; today when the screen was opened, so that a row sent twice is the same row."""
    noon = clock.from_china(dt.datetime.combine(day, dt.time(12)))
    return opened if clock.in_china(opened).date() == day else noon


def _family(session: Any, actor: Actor, student_id: int) -> list[tuple[int, Relation, GuardRole]]:
    """(caregiver, relation, guardianship) of today."""
    tie = StudentCaregiver
    found = select(tie.caregiver_id, tie.relation, tie.guard_role).where(
        tie.student_id == student_id,
        tie.archived_at.is_(None),
        tie.valid_from <= actor.today,
        tie.valid_to.is_(None) | (tie.valid_to >= actor.today),
    )
    return [(key, relation, role) for key, relation, role in session.execute(found)]
