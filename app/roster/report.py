"""A preview as plain data, to be kept while a person reads it: counts, rows with their sentences, questions."""

from __future__ import annotations

from typing import Any

from app.access.vocabulary import Label
from app.models.system.import_row import ImportOutcome
from app.roster.findings import Finding, Remark
from app.roster.preview import Preview, RowResult
from app.roster.reasons import Reason


def report_of(preview: Preview) -> dict[str, Any]:
    """JSON as it stands; every sentence in both languages as [zh, en]."""
    return {
        "digest": preview.digest,
        "asked": preview.asked,
        "counts": {outcome.value: preview.count(outcome) for outcome in ImportOutcome},
        "values_refused": preview.values_refused,
        "arithmetic": _both(preview.arithmetic),
        "ignored_sheets": list(preview.ignored_sheets),
        "new_classes": list(preview.new_classes),
        "findings": [plain_finding(finding) for finding in preview.findings],
        "questions": [
            {
                "text": q.text,
                "choices": [[c.grade, c.number, str(c)] for c in q.choices],
                "count": len(q.cells),
            }
            for q in preview.questions
        ],
        "rows": [_row(row) for row in preview.rows],
    }


def plain_finding(finding: Finding) -> dict[str, Any]:
    """A finding with its sentences."""
    return {
        "cell": finding.cell,
        "severity": finding.severity.value,
        "problem": _both(finding.problem),
        "remedy": _both(finding.remedy),
    }


def finding_of(kept: dict[str, Any]) -> Finding | None:
    """A finding as an imported row keeps it; None for a reason this release no longer knows."""
    reason = Reason.__members__.get(kept["reason"])
    return Remark(reason, kept["said"]).at(kept["cell"]) if reason else None


def _row(row: RowResult) -> dict[str, Any]:
    return {
        "sheet": row.source.sheet,
        "number": row.source.number,
        "title": row.title,
        "outcome": row.outcome.value,
        "findings": [plain_finding(finding) for finding in row.findings],
        "changes": [[_both(change.label), change.old, change.new] for change in row.changes],
    }


def _both(label: Label) -> list[str]:
    return [label.zh, label.en]
