"""Decides which class a label of a workbook means: alone, by the only class of its grade, or by asking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.roster.columns import Meaning
from app.roster.findings import Remark
from app.roster.normalise.class_labels import ClassLabel
from app.roster.plan import Child, ClassQuestion, ReadRow, RosterRow, StaffRow, StudentRow
from app.roster.reasons import Reason


@dataclass(frozen=True, slots=True)
class _Decision:
    label: ClassLabel | None
    remark: Remark | None = None
    question: tuple[ClassLabel, ...] | None = None


def decide_classes(
    rows: Iterable[ReadRow], existing: Iterable[ClassLabel], answers: Mapping[str, ClassLabel]
) -> tuple[tuple[ReadRow, ...], tuple[ClassQuestion, ...]]:
    """The rows with their classes decided, and what a person has to be asked: 6年级 and 六年级 are one question.

    `existing` are the classes of the school this year, `answers` what a person said a written label means.
    A row whose class is still in question is refused, so that nobody lands in a class by guess.
    """
    rows = tuple(rows)
    by_grade = _by_grade(rows, existing)
    decided = []
    asked: dict[str, list[str]] = defaultdict(list)
    choices: dict[str, tuple[ClassLabel, ...]] = {}
    for row in rows:
        text, label = _written(row)
        key = str(label) if label else text
        if not text or not row.is_planned:
            decided.append(row)
            continue
        decision = _Decision(answers[key]) if key in answers else _decide(text, label, by_grade)
        cell = row.source.at(_meaning(row))
        if decision.question is not None:
            asked[key].append(cell)
            choices[key] = decision.question
        decided.append(_with_class(row, decision, cell))
    return tuple(decided), tuple(
        ClassQuestion(text, choices[text], tuple(cells)) for text, cells in asked.items()
    )


def _by_grade(rows: tuple[ReadRow, ...], existing: Iterable[ClassLabel]) -> dict[int, set[ClassLabel]]:
    """The classes of each grade: those that exist and those the workbook names in full."""
    grades: dict[int, set[ClassLabel]] = defaultdict(set)
    for label in existing:
        grades[label.grade].add(label)
    undivided = _undivided(grades)
    for row in rows:
        named = _written(row)[1] if row.is_planned else None
        if named is not None and named.number is not None and named.grade not in undivided:
            grades[named.grade].add(named)
    return grades


def _undivided(grades: dict[int, set[ClassLabel]]) -> set[int]:
    """Grades whose one class has no number: 五(1)班 is then just 五年级 written differently."""
    return {grade for grade, labels in grades.items() if any(label.number is None for label in labels)}


def _decide(text: str, label: ClassLabel | None, by_grade: dict[int, set[ClassLabel]]) -> _Decision:
    if label is None:
        every = tuple(sorted((c for classes in by_grade.values() for c in classes), key=_order))
        return _Decision(None, Remark(Reason.CLASS_UNREADABLE, {"text": text}), every)
    classes = sorted(by_grade[label.grade], key=_order)
    if label in classes or not classes:
        return _Decision(label)
    if label.number is None and len(classes) > 1:
        names = "、".join(map(str, classes))
        return _Decision(
            None, Remark(Reason.CLASS_AMBIGUOUS, {"text": text, "classes": names}), tuple(classes)
        )
    if label.number is None or (label.number == 1 and classes == [ClassLabel(label.grade)]):
        only = classes[0]
        return _Decision(only, Remark(Reason.CLASS_OF_GRADE, {"text": text, "class_label": str(only)}))
    return _Decision(label)


def _order(label: ClassLabel) -> tuple[int, int]:
    return label.grade, label.number or 0


def _meaning(row: ReadRow) -> Meaning:
    return Meaning.HOMEROOM_CLASS if isinstance(row.said, StaffRow) else Meaning.CLASS


def _written(row: ReadRow) -> tuple[str, ClassLabel | None]:
    if isinstance(row.said, StaffRow):
        return row.said.homeroom_text or "", row.said.homeroom
    if isinstance(row.said, (StudentRow, RosterRow)):
        return row.said.child.class_text, row.said.child.class_label
    return "", None


def _with_class(row: ReadRow, decision: _Decision, cell: str) -> ReadRow:
    said = row.said
    if isinstance(said, StaffRow):
        said = replace(said, homeroom=decision.label)
    elif isinstance(said, (StudentRow, RosterRow)):
        child: Child = replace(said.child, class_label=decision.label)
        said = replace(said, child=child)
    row = replace(row, said=said)
    return row.with_finding(decision.remark.at(cell)) if decision.remark else row
