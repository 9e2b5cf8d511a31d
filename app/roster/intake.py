"""The steps of an import in their order, for the page and the command alike: open, map, check, take in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import clock
from app.access.guard import Actor
from app.database import ClosedSession, refresh_statistics
from app.roster.assemble import assemble_plan
from app.roster.commit import commit_import
from app.roster.mappings import as_remembered, remember
from app.roster.normalise.class_labels import ClassLabel
from app.roster.preview import OnProgress, Preview, preview_import
from app.roster.recognise import SheetMapping, recognise
from app.roster.sheets import Workbook
from app.roster.target import Target, classes_of
from app.roster.write import OnWritten


@dataclass(frozen=True, slots=True)
class Intake:
    """A workbook with the way it is read: one mapping per sheet, and answers to what labels of classes mean."""

    workbook: Workbook
    mappings: tuple[SheetMapping, ...]
    answers: Mapping[str, ClassLabel]


def open_intake(session: ClosedSession, school_id: int, workbook: Workbook) -> Intake:
    """Recognise every sheet, corrected as this school corrected such sheets before."""
    mappings = (as_remembered(session, school_id, recognise(sheet)) for sheet in workbook.sheets)
    return Intake(workbook, tuple(mappings), {})


def check(
    session: ClosedSession, target: Target, intake: Intake, on_progress: OnProgress | None = None
) -> Preview:
    """What the import would do now; `session` is a system session and nothing is written."""
    plan = assemble_plan(
        intake.workbook,
        intake.mappings,
        today=clock.today(),
        existing_classes=classes_of(session, target),
        answers=intake.answers,
    )
    return preview_import(session, plan, target, on_progress)


def take_in(
    session: ClosedSession,
    target: Target,
    intake: Intake,
    *,
    by: Actor | None = None,
    seen_digest: str | None = None,
    on_progress: OnProgress | None = None,
    on_written: OnWritten | None = None,
) -> tuple[Preview, int]:
    """Check once more and write; gives what was done and the batch's id. The caller commits.

    ImportRefused when a person agreed to something else (`seen_digest`) than what would be written now.
    """
    preview = check(session, target, intake, on_progress)
    batch_id = commit_import(
        session, preview, target, intake.workbook, by=by, seen_digest=seen_digest, on_written=on_written
    )
    remember_corrections(session, target.school_id, intake.mappings, by.user_id if by else None)
    refresh_statistics(session)
    return preview, batch_id


def remember_corrections(
    session: ClosedSession, school_id: int, mappings: Sequence[SheetMapping], by_user_id: int | None
) -> None:
    """Keep how a person corrected the columns, for the next file with the same headers."""
    for mapping in mappings:
        remember(session, school_id, mapping, by_user_id)
