"""The work behind the import pages: reading a kept upload as the person corrected it, checking it, taking it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Flask, current_app

from app.access import audit
from app.access.guard import Actor, system_session
from app.access.vocabulary import Label
from app.jobs import JobRefused, JobResult, Progress
from app.pages.report_work import start
from app.roster.columns import Meaning, SheetKind
from app.roster.intake import Intake, check, open_intake, take_in
from app.roster.normalise.class_labels import ClassLabel
from app.roster.preview import OnProgress
from app.roster.read import read_workbook
from app.roster.recognise import SheetMapping, corrected
from app.roster.report import report_of
from app.roster.target import ImportRefused, find_target
from app.roster.uploads import Upload, Uploads

__all__ = ["checked", "intake_of", "start", "taking_in", "uploads"]

Work = Callable[[Progress], JobResult]
#: From this many rows on a check is a job of its own: people should not look at a page that does nothing.
_LONG_CHECK_ROWS = 2_000
_READ_PERCENT, _CHECKED_PERCENT, _WRITTEN_PERCENT = 5, 60, 95
#: Written rows for one row of a full roster: child, stay, family, registration, pair.
_ROWS_WRITTEN_FOR_ONE = 10
_KINDS = {kind.value: kind for kind in SheetKind}
_MEANINGS = {meaning.value: meaning for meaning in Meaning}


def uploads() -> Uploads:
    """The waiting uploads of this installation."""
    return Uploads(current_app.extensions["settings"].instance_dir / "imports")


def intake_of(upload: Upload, school_id: int) -> Intake:
    """The workbook with its sheets mapped as the school remembers them and as this person chose."""
    workbook = read_workbook(uploads().content(upload), upload.file_name)
    with system_session("mapping of an upload", reads_only=True) as session:
        intake = open_intake(session, school_id, workbook)
    mappings = tuple(
        _as_chosen(mapping, upload.columns.get(str(n))) for n, mapping in enumerate(intake.mappings)
    )
    answers = {text: ClassLabel(grade, number) for text, (grade, number) in upload.answers.items()}
    return replace(intake, mappings=mappings, answers=answers)


def _as_chosen(mapping: SheetMapping, chosen: dict[str, Any] | None) -> SheetMapping:
    if chosen is None:
        return mapping
    columns = {str(column.index): column.index for column in mapping.columns}
    answers = chosen["meanings"].items()
    meanings = {columns[index]: _MEANINGS.get(value) for index, value in answers if index in columns}
    return corrected(mapping, _KINDS.get(chosen["kind"]), meanings)


def checked(upload: Upload, actor: Actor) -> str | None:
    """Check the upload and keep the report; a long one becomes a job, whose id is given."""
    intake = intake_of(upload, actor.school_id)
    rows = sum(len(sheet.rows) for sheet in intake.workbook.sheets)
    if rows < _LONG_CHECK_ROWS:
        _check(upload, actor, intake, None)
        return None
    return start("import", actor, _in_background(lambda progress: _checked_in_job(upload, actor, progress)))


def _checked_in_job(upload: Upload, actor: Actor, progress: Progress) -> JobResult:
    progress(_READ_PERCENT, Label("正在核对…", "Checking…"))
    _check(
        upload, actor, intake_of(upload, actor.school_id), _told(progress, _READ_PERCENT, _WRITTEN_PERCENT)
    )
    return JobResult(Label("核对完成。", "Checked."), facts={"next": f"/import/{upload.token}/check"})


def _check(upload: Upload, actor: Actor, intake: Intake, on_progress: OnProgress | None) -> None:
    with system_session("check of an import", reads_only=True) as session:
        preview = check(session, find_target(session, actor.school_id), intake, on_progress)
        uploads().keep_report(upload, report_of(preview))


def taking_in(upload: Upload, actor: Actor, seen_digest: str) -> Work:
    """The import itself: checked again, written in one transaction, refused when something else came between."""

    def work(progress: Progress) -> JobResult:
        progress(_READ_PERCENT, Label("正在读取文件…", "Reading the file…"))
        intake = intake_of(upload, actor.school_id)
        try:
            with system_session("import of an upload") as session:
                batch_id = _take_in(session, actor, intake, seen_digest, progress)
        except ImportRefused as refused:
            uploads().forget_report(upload)
            raise JobRefused(refused.sentence) from refused
        uploads().drop(upload)
        return JobResult(Label("导入完成。", "Imported."), facts={"next": f"/import/batches/{batch_id}"})

    return _in_background(work)


def _take_in(session: Any, actor: Actor, intake: Intake, seen_digest: str, progress: Progress) -> int:
    expected = max(1, _ROWS_WRITTEN_FOR_ONE * sum(len(sheet.rows) for sheet in intake.workbook.sheets))
    span = _WRITTEN_PERCENT - _CHECKED_PERCENT

    def on_written(written: int) -> None:
        share = min(written / expected, 1)
        progress(
            _CHECKED_PERCENT + int(share * span),
            Label(f"正在写入，已写 {written} 条…", f"Writing: {written} records so far…"),
        )

    preview, batch_id = take_in(
        session,
        find_target(session, actor.school_id),
        intake,
        by=actor,
        seen_digest=seen_digest,
        on_progress=_told(progress, _READ_PERCENT, _CHECKED_PERCENT),
        on_written=on_written,
    )
    progress(_WRITTEN_PERCENT, Label(f"正在保存，共 {preview.asked} 行…", f"Saving {preview.asked} rows…"))
    session.commit()
    return batch_id


def _told(progress: Progress, first: int, last: int) -> OnProgress:
    def on_progress(done: int, of: int) -> None:
        progress(
            first + (last - first) * done // max(of, 1),
            Label(f"正在核对第 {done} 行，共 {of} 行…", f"Checking row {done} of {of}…"),
        )

    return on_progress


def _in_background(work: Work) -> Work:
    """The work inside an application context of its own, with the origin of the request in the log."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    came_from = audit.origin.get()

    def run(progress: Progress) -> JobResult:
        audit.origin.set(came_from)
        with app.app_context():
            return work(progress)

    return run
