"""The import of a workbook in four steps: upload, columns, check, take in; and the batches with their undo."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.fresh import dangerous
from app.access.grants import allowed
from app.access.guard import Actor, actor_of, system_session
from app.access.vocabulary import Action, in_a_row, language
from app.extensions import db
from app.models.system.import_batch import ImportBatch, ImportState
from app.models.system.import_row import ImportOutcome, ImportRow
from app.pages import import_work
from app.roster.columns import UNDERSTOOD, Meaning, SheetKind
from app.roster.findings import Finding
from app.roster.normalise.class_labels import parse_class_label
from app.roster.read import FileRefused, read_workbook
from app.roster.reasons import Severity
from app.roster.report import finding_of
from app.roster.sheets import text_of
from app.roster.target import ImportRefused, find_target
from app.roster.template import empty_template
from app.roster.undo import undo_import, why_not_undone
from app.roster.uploads import NoSuchUpload, Upload

bp = Blueprint("importing", __name__, url_prefix="/import")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS_A_PAGE = 50
_SAMPLES = 3


@bp.app_errorhandler(NoSuchUpload)
def _gone(_error: NoSuchUpload) -> ResponseReturnValue:
    flash(_("这份文件已经导入、取消或过期，请重新上传。"), "warn")
    return redirect(url_for("importing.show"))


@bp.app_template_filter("said")
def said(both: list[str]) -> str:
    """A sentence kept in both languages, in the reader's."""
    return both[1] if language.get() == "en" else both[0]


def _demand() -> Actor:
    actor = actor_of(db.session)
    if not allowed(actor.roles, ImportBatch, Action.CREATE):
        abort(403)
    return actor


@bp.get("/")
def show() -> ResponseReturnValue:
    """Choose a file, download the template, see what was imported before."""
    return _show(_demand())


def _show(actor: Actor, problem: str = "") -> ResponseReturnValue:
    try:
        with system_session("where an import would go", reads_only=True) as session:
            target = find_target(session, actor.school_id)
    except ImportRefused as refused:
        target, problem = None, problem or str(refused.sentence)
    newest = ImportBatch.id.desc()
    batches = db.session.scalars(select(ImportBatch).order_by(newest).limit(30)).all()
    page = render_template("pages/import.html", target=target, problem=problem, batches=batches)
    return page, 400 if request.method == "POST" else 200


@bp.post("/")
def upload() -> ResponseReturnValue:
    """Open the file once, so that an unreadable one is refused at once; then ask about its columns."""
    actor = _demand()
    given = request.files.get("file")
    content = given.read() if given else b""
    name = (given.filename if given else "") or ""
    if not name:
        return _show(actor, _("请先选择文件。"))
    try:
        read_workbook(content, name)
    except FileRefused as refused:
        return _show(actor, str(refused))
    kept = import_work.uploads().keep(content, name, actor.user_id, actor.school_id)
    return redirect(url_for("importing.columns", token=kept.token))


@bp.get("/template")
def template() -> ResponseReturnValue:
    """The empty workbook with exactly the columns that are understood."""
    _demand()
    return send_file(
        io.BytesIO(empty_template()), _XLSX, as_attachment=True, download_name="守望导入模板.xlsx"
    )


def _own(token: str) -> tuple[Actor, Upload]:
    actor = _demand()
    return actor, import_work.uploads().open(token, actor.user_id, actor.school_id)


@bp.get("/<token>/columns")
def columns(token: str) -> ResponseReturnValue:
    """Each sheet with its columns, what they were taken for, and a few of their values."""
    actor, kept = _own(token)
    intake = import_work.intake_of(kept, actor.school_id)
    pairs = zip(intake.workbook.sheets, intake.mappings, strict=True)
    sheets = [(sheet, mapping, _samples(sheet, mapping)) for sheet, mapping in pairs if sheet.rows]
    return render_template(
        "pages/import-columns.html", upload=kept, sheets=sheets, kinds=SheetKind, understood=UNDERSTOOD
    )


def _samples(sheet: Any, mapping: Any) -> dict[int, str]:
    """The first values of each column, so that a person sees what it holds."""
    found = {}
    for column in mapping.columns:
        values = [text_of(value) for value in sheet.column(column.index, mapping.first_row)]
        found[column.index] = in_a_row(list(dict.fromkeys(values))[:_SAMPLES])
    return found


@bp.post("/<token>/columns")
def map_columns(token: str) -> ResponseReturnValue:
    """Keep what the person chose for each column, then check."""
    _actor, kept = _own(token)
    kept = import_work.uploads().say(kept, columns=_chosen(request.form))
    return redirect(url_for("importing.check", token=kept.token))


def _chosen(form: Mapping[str, str]) -> dict[str, Any]:
    """{sheet number: {"kind": …, "meanings": {column: meaning}}}; words that are not ours are left out."""
    kinds, meanings = {kind.value for kind in SheetKind}, {meaning.value for meaning in Meaning}
    chosen: dict[str, Any] = {}
    for name, value in form.items():
        if name.startswith("kind-"):
            sheet = chosen.setdefault(name.removeprefix("kind-"), {"kind": "", "meanings": {}})
            sheet["kind"] = value if value in kinds else ""
        elif name.startswith("column-"):
            number, _dash, index = name.removeprefix("column-").partition("-")
            sheet = chosen.setdefault(number, {"kind": "", "meanings": {}})
            sheet["meanings"][index] = value if value in meanings else ""
    return chosen


@bp.get("/<token>/check")
def check(token: str) -> ResponseReturnValue:
    """What the import would do: counts, questions, and the rows of one outcome, page by page."""
    actor, kept = _own(token)
    report = import_work.uploads().report(kept)
    if report is None:
        job_id = import_work.checked(kept, actor)
        if job_id:
            return redirect(url_for("jobs.show", job_id=job_id))
        report = import_work.uploads().report(kept) or abort(404)
    outcome = request.args.get("show", "") or _first_of_interest(report["counts"])
    rows = [row for row in report["rows"] if _is_shown(row, outcome)]
    page = max(request.args.get("page", 1, int), 1)
    start = (page - 1) * _ROWS_A_PAGE
    return render_template(
        "pages/import-check.html",
        upload=kept,
        report=report,
        shown=outcome,
        rows=rows[start : start + _ROWS_A_PAGE],
        page=page,
        pages=max(1, -(-len(rows) // _ROWS_A_PAGE)),
        outcomes=ImportOutcome,
        noted=sum(_is_shown(row, "noted") for row in report["rows"]),
    )


def _first_of_interest(counts: Mapping[str, int]) -> str:
    """What has to be dealt with first: refused rows, else changes, else what is new."""
    order = (ImportOutcome.REFUSED, ImportOutcome.CHANGED, ImportOutcome.NEW, ImportOutcome.UNCHANGED)
    return next((outcome.value for outcome in order if counts[outcome.value]), ImportOutcome.SKIPPED.value)


def _is_shown(row: Mapping[str, Any], outcome: str) -> bool:
    if outcome == "noted":
        return bool(row["findings"]) and row["outcome"] not in ("refused", "skipped")
    return bool(row["outcome"] == outcome)


@bp.post("/<token>/answers")
def answer(token: str) -> ResponseReturnValue:
    """Keep which class a label means, then check again."""
    _actor, kept = _own(token)
    answers = dict(kept.answers)
    for text, meaning in zip(request.form.getlist("text"), request.form.getlist("meaning"), strict=False):
        label = parse_class_label(meaning)
        if label is not None:
            answers[text] = [label.grade, label.number]
    import_work.uploads().say(kept, answers=answers)
    return redirect(url_for("importing.check", token=kept.token))


@bp.post("/<token>/commit")
def commit(token: str) -> ResponseReturnValue:
    """Take in what the person has just read, in the background."""
    actor, kept = _own(token)
    job_id = import_work.start(
        "import", actor, import_work.taking_in(kept, actor, request.form.get("digest", ""))
    )
    return redirect(url_for("jobs.show", job_id=job_id))


@bp.post("/<token>/cancel")
def cancel(token: str) -> ResponseReturnValue:
    """Remove the upload; nothing was written."""
    _actor, kept = _own(token)
    import_work.uploads().drop(kept)
    flash(_("已取消，没有写入任何内容。"), "info")
    return redirect(url_for("importing.show"))


def _batch(batch_id: int) -> ImportBatch:
    batch: ImportBatch | None = db.session.get(ImportBatch, batch_id)
    return batch or abort(404)


@bp.get("/batches/<int:batch_id>")
def result(batch_id: int) -> ResponseReturnValue:
    """What became of a batch, what is left to mend, and whether it can still be undone."""
    actor = _demand()
    batch = _batch(batch_id)
    counted = select(ImportRow.outcome, func.count()).where(ImportRow.batch_id == batch.id)
    counts = {
        outcome.value: count for outcome, count in db.session.execute(counted.group_by(ImportRow.outcome))
    }
    kept = db.session.scalars(
        select(ImportRow.findings).where(ImportRow.batch_id == batch.id).order_by(ImportRow.id)
    )
    findings = [finding for row in kept for each in row if (finding := finding_of(each)) is not None]
    refused = [f for f in findings if f.severity in (Severity.ROW_REFUSED, Severity.VALUE_REFUSED)]
    obstacle = None
    if batch.state is ImportState.DONE:
        with system_session("whether an import can be undone", reads_only=True) as session:
            obstacle = why_not_undone(session, batch.id, actor.school_id)
    return render_template(
        "pages/import-result.html",
        batch=batch,
        counts=counts,
        left=_by_sentence(refused),
        obstacle=obstacle,
        notes=len(findings) - len(refused),
    )


def _by_sentence(findings: list[Finding]) -> list[tuple[list[str], str, str]]:
    """(cells, problem, remedy): what is wrong in the same way in many cells is said once."""
    cells: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        cells.setdefault((str(finding.problem), str(finding.remedy)), []).append(finding.cell)
    return [(where, *sentence) for sentence, where in cells.items()]


@bp.post("/batches/<int:batch_id>/undo")
@dangerous
def undo(batch_id: int) -> ResponseReturnValue:
    """Take the whole batch back, unless something was built on it."""
    actor = _demand()
    _batch(batch_id)
    db.session.rollback()
    try:
        with system_session("undo of an import") as session:
            undo_import(session, batch_id, actor.school_id, by=actor)
            session.commit()
    except ImportRefused as refused:
        flash(str(refused.sentence), "bad")
    else:
        flash(_("已整批撤销，学校的数据恢复到导入之前。"), "good")
    return redirect(url_for("importing.result", batch_id=batch_id))
