"""The words by which the child of a case could be known: names and calls, class, school, village, workplaces, days, what is rare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from app.access.vocabulary import Label
from app.models._base import entity_named
from app.models._validation import Look

_NAME = Label("学生姓名", "the child's name")
_CALL = Label("昵称", "what the child is called")
_DAY = Label("日期", "a date")
_NUMBER = Label("号码", "a number of somebody")
_RARE = Label("特殊情况", "what few children have")
_FAMILY = Label("家人姓名", "a name of the family")
_CLASS = Label("班级", "the class")
_SCHOOL = Label("学校", "the school")
_VILLAGE = Label("村名", "the village")
_WORK = Label("务工地点或单位", "a workplace")
_PLACE_ENDS = re.compile(r"[省市县区镇乡村]|社区|自治[区州县]|街道")
#: A single character is part of every second word.
_SHORTEST = 2
#: A day of the calendar names a case as surely as a name does; "two weeks later" does not.
_DAYS = re.compile(
    r"\d{2,4}年\d{1,2}月|\d{1,2}月\d{1,2}[日号]|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|[一二三四五六七八九十]+月[一二三四五六七八九十]+[日号]"
)
_NUMBERS = re.compile(r"\d{7,}")
_NUMERALS = "〇一二三四五六七八九"


def words_left(text: str, case_id: int | None, look: Look) -> list[Label]:
    """Which kinds of telling word stand in the text, each once; nothing when the case is unknown."""
    bare = _bare(text)
    case = next(iter(look.rows(entity_named("CounselingCase"), only=("student_id",), id=case_id)), None)
    found = [kind for kind, word in _telling(case.student_id, look) if _bare(word) in bare] if case else []
    plain = [kind for kind, form in ((_DAY, _DAYS), (_NUMBER, _NUMBERS)) if form.search(bare)]
    return list(dict.fromkeys([*found, *plain]))


def _bare(text: str) -> str:
    """Without spaces and with one kind of bracket: a name must not hide behind a blank."""
    return re.sub(r"\s+", "", text).replace("（", "(").replace("）", ")")


def _telling(student_id: int, look: Look) -> Iterator[tuple[Label, str]]:
    student = look.rows(entity_named("Student"), id=student_id)[0]
    yield from _named(_NAME, _names(student.name))
    yield from _named(_CALL, _calls(student.name))
    for status in look.rows(entity_named("StudentSpecialStatus"), student_id=student_id):
        for category in look.rows(entity_named("SpecialCategory"), id=status.category_id):
            yield from _named(_RARE, (category.name,))
    yield from _named(_CLASS, _class_words(student.school_class_id, look))
    for kind, entity, key in (
        (_SCHOOL, "School", student.school_id),
        (_VILLAGE, "Village", student.village_id),
    ):
        for row in look.rows(entity_named(entity), id=key) if key else ():
            yield from _named(kind, (row.name, *_parts(row.name)))
    for link in look.rows(entity_named("StudentCaregiver"), student_id=student_id):
        yield from _of_adult(link.caregiver_id, look)


def _of_adult(key: int, look: Look) -> Iterator[tuple[Label, str]]:
    for adult in look.rows(entity_named("Caregiver"), id=key):
        yield from _named(_FAMILY, _names(adult.name))
    for away in look.rows(entity_named("ParentAbsence"), caregiver_id=key):
        for place in filter(None, (away.employer, away.work_place)):
            yield from _named(_WORK, (place, *_parts(place)))


def _named(kind: Label, words: Iterable[str]) -> Iterator[tuple[Label, str]]:
    return ((kind, word) for word in words if len(word) >= _SHORTEST)


def _names(name: str) -> tuple[str, str]:
    """The name, and the part by which friends call: without the surname."""
    return name, name[1:]


def _calls(name: str) -> tuple[str, ...]:
    """How a family calls: 周小溪 is also 溪溪，小溪 and 阿溪."""
    last = name[-1]
    return tuple(call for call in (last * 2, f"小{last}", f"阿{last}") if call not in _names(name))


def _parts(place: str) -> list[str]:
    """A place without its rank: 浙江省宁波市 is also 浙江 and 宁波."""
    return _PLACE_ENDS.split(place)


def _class_words(key: int | None, look: Look) -> list[str]:
    """The ways a class is written: 三(2)班，三年级(2)班，三年级2班，3(2)班，三2班；without number 三年级."""
    rows: list[Any] = look.rows(entity_named("SchoolClass"), id=key) if key else []
    words = [row.label for row in rows]
    for row in rows:
        if row.grade and row.number:
            grade, number = _NUMERALS[row.grade], row.number
            words += [
                f"{grade}年级({number})班",
                f"{grade}年级{number}班",
                f"{row.grade}({number})班",
                f"{grade}{number}班",
            ]
    return words
