"""What an import would do, row by row: new, changed (old and new), unchanged, skipped or refused; nothing is written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.access.vocabulary import Label
from app.database import ClosedSession
from app.models._base import Entity
from app.models._rules import Invalid
from app.models.school.school_class import SchoolClass
from app.models.system.import_row import ImportOutcome
from app.roster.columns import Meaning
from app.roster.compare.children import compare_child
from app.roster.compare.drafting import Change, Draft, RowRefused
from app.roster.compare.headcounts import count_classes
from app.roster.compare.registrations import compare_registration
from app.roster.compare.staff import compare_staff
from app.roster.findings import Finding, Remark
from app.roster.holdings import Holdings
from app.roster.plan import ClassQuestion, Plan, ReadRow, Source, StaffRow, StudentRow
from app.roster.reasons import Reason, Severity
from app.roster.target import Target

#: Told how many rows of how many are done.
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What becomes of one row; ids below zero are rows that do not exist yet."""

    source: Source
    title: str
    outcome: ImportOutcome
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    made: tuple[tuple[type[Entity], int], ...] = ()
    changed: tuple[tuple[type[Entity], int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole answer; `holdings` carries what a commit writes. Asked = new+changed+unchanged+skipped+refused."""

    rows: tuple[RowResult, ...]
    questions: tuple[ClassQuestion, ...]
    ignored_sheets: tuple[str, ...]
    findings: tuple[Finding, ...]
    new_classes: tuple[str, ...]
    holdings: Holdings
    #: Made besides the rows: class headcounts.
    made_besides: tuple[tuple[type[Entity], int], ...]
    digest: str

    @property
    def asked(self) -> int:
        return len(self.rows)

    def count(self, outcome: ImportOutcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def values_refused(self) -> int:
        """Single values left out of rows that were taken."""
        taken = (row for row in self.rows if row.outcome is not ImportOutcome.REFUSED)
        return sum(f.severity is Severity.VALUE_REFUSED for row in taken for f in row.findings)

    @property
    def is_complete(self) -> bool:
        """Nothing was refused: no row, and no value of a row."""
        return not (self.count(ImportOutcome.REFUSED) or self.values_refused)

    @property
    def arithmetic(self) -> Label:
        """The sum that must always hold, as one sentence."""
        counts = {outcome: self.count(outcome) for outcome in ImportOutcome}
        zh = " + ".join(f"{outcome.label.zh} {number}" for outcome, number in counts.items())
        en = " + ".join(f"{outcome.label.en.lower()} {number}" for outcome, number in counts.items())
        return Label(
            f"共 {self.asked} 行 = {zh}；另有 {self.values_refused} 个值未收。",
            f"{self.asked} rows = {en}; besides, {self.values_refused} single values were refused.",
        )


def preview_import(
    session: ClosedSession, plan: Plan, target: Target, on_progress: OnProgress | None = None
) -> Preview:
    """Compare the plan with the school as it is now; `session` is a system session and is only read from."""
    target = replace(target, day=_survey_day(plan, target))
    holdings = Holdings(session, target.school_id)
    results = []
    for number, row in enumerate(plan.rows, 1):
        results.append(_result(holdings, target, row))
        if on_progress and number % 200 == 0:
            on_progress(number, plan.asked)
    counting = Draft(holdings, target, Source("", 0, {}))
    with holdings.attempt():
        count_classes(counting, _classes_listed(holdings, target, plan, results))
    rows = tuple(results)
    return Preview(
        rows=rows,
        questions=plan.questions,
        ignored_sheets=plan.ignored_sheets,
        findings=_findings_of_title(plan, target),
        new_classes=tuple(sorted(row.label for row in holdings.made if isinstance(row, SchoolClass))),
        holdings=holdings,
        made_besides=tuple(counting.made),
        digest=_digest(rows, counting.made, holdings),
    )


def _survey_day(plan: Plan, target: Target) -> Any:
    """The day written above the roster, where it lies in the term so far; else the target's own."""
    written = plan.title.filled_on
    return written if written and target.term_starts_on <= written <= target.day else target.day


def _result(holdings: Holdings, target: Target, row: ReadRow) -> RowResult:
    title = _title(row)
    if row.is_skipped:
        return RowResult(row.source, title, ImportOutcome.SKIPPED, row.findings)
    if row.is_refused:
        return RowResult(row.source, title, ImportOutcome.REFUSED, row.findings)
    draft = Draft(holdings, target, row.source, list(row.findings))
    try:
        with holdings.attempt():
            is_new = _compare(draft, row)
    except RowRefused:
        return RowResult(row.source, title, ImportOutcome.REFUSED, tuple(draft.findings))
    except Invalid as broken:
        rules = [problem.message for problem in broken.problems]
        said = {"rule": "".join(rule.zh for rule in rules), "rule_en": " ".join(rule.en for rule in rules)}
        draft.findings.append(Remark(Reason.RULE_BROKEN, said).at(row.source.at(Meaning.NAME)))
        return RowResult(row.source, title, ImportOutcome.REFUSED, tuple(draft.findings))
    outcome = ImportOutcome.CHANGED if draft.made or draft.changes else ImportOutcome.UNCHANGED
    return RowResult(
        source=row.source,
        title=title,
        outcome=ImportOutcome.NEW if is_new else outcome,
        findings=tuple(draft.findings),
        changes=tuple(draft.changes),
        made=tuple(draft.made),
        changed=tuple(dict.fromkeys(draft.changed)),
    )


def _compare(draft: Draft, row: ReadRow) -> bool:
    if isinstance(row.said, StaffRow):
        return compare_staff(draft, row.said)
    if isinstance(row.said, StudentRow):
        return compare_child(draft, row.said.child)[1]
    return compare_registration(draft, row.said) if row.said else False


def _title(row: ReadRow) -> str:
    if row.said is None:
        return ""
    if isinstance(row.said, StaffRow):
        return row.said.name
    child = row.said.child
    return f"{child.name} {child.class_label or child.class_text}"


def _classes_listed(holdings: Holdings, target: Target, plan: Plan, results: list[RowResult]) -> set[int]:
    """The classes whose pupils the workbook lists in full: those of its pupil register."""
    listed = {
        row.said.child.class_label
        for row, result in zip(plan.rows, results, strict=True)
        if isinstance(row.said, StudentRow) and result.outcome is not ImportOutcome.REFUSED
    }
    year = target.school_year_id
    return {
        school_class.id
        for label in listed
        if label
        for school_class in holdings.rows(
            SchoolClass, school_year_id=year, grade=label.grade, number=label.number or 0
        )
    }


def _findings_of_title(plan: Plan, target: Target) -> tuple[Finding, ...]:
    written = plan.title.school
    if written is None or written in target.school_name or target.school_name in written:
        return ()
    said = {"text": written, "school": target.school_name}
    sheet = plan.rows[0].source.sheet if plan.rows else ""
    return (Remark(Reason.TITLE_NAMES_OTHER_SCHOOL, said).at(f"{sheet}!A1"),)


def _digest(rows: tuple[RowResult, ...], besides: list[Any], holdings: Holdings) -> str:
    """Changes when anything a person saw, or anything that would be written, is no longer so."""
    hasher = hashlib.sha256()
    for row in rows:
        words = [f"{change.label.zh}{change.old}{change.new}" for change in row.changes]
        seen = (row.source.sheet, row.source.number, row.outcome.value, words, [str(f) for f in row.findings])
        hasher.update(repr(seen).encode())
        hasher.update(repr([(entity.__name__, key) for entity, key in row.made]).encode())
    changes = sorted((e.__name__, key, sorted(old.items())) for (e, key), old in holdings.old_values.items())
    hasher.update(repr((changes, [(entity.__name__, key) for entity, key in besides])).encode())
    return hasher.hexdigest()


def reasons_counted(preview: Preview) -> Counter[Reason]:
    """How often each reason stands in the preview, for the summary above the rows."""
    return Counter(finding.remark.reason for row in preview.rows for finding in row.findings)
