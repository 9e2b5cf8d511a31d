"""安全自检：the button that starts the self-test, its progress, and the last certificate."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from app.access import audit
from app.access.audit import Entry
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action, Label
from app.extensions import db
from app.jobs import JobRefused, JobResult, Progress
from app.models.school.school import School
from app.models.system.audit_log import AuditAction, AuditLog
from app.pages.report_work import Work, start
from app.reports._pdf import RenderFailed
from app.selftest import certificate, running
from app.selftest.installation import look_here

bp = Blueprint("self_test", __name__, url_prefix="/self-test")

_MADE = "self-test"
_NOT_FINISHED = "The self-test did not finish. Please try again, or show the log to whoever keeps the server."


def is_open_to(actor: Actor) -> bool:
    """The principal and the administrator: whoever reads the log of the school."""
    return allowed(actor.roles, AuditLog, Action.READ)


def _demand() -> Actor:
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    return actor


def _folder() -> Path:
    return Path(current_app.instance_path) / certificate.FOLDER


@bp.get("/")
def show() -> ResponseReturnValue:
    """What the self-test does, and what the last one found."""
    _demand()
    return render_template("pages/self-test.html", last=certificate.last(_folder()))


@bp.post("/")
def begin() -> ResponseReturnValue:
    """Start it in the background."""
    actor = _demand()
    audit.record(db.session, Entry(AuditAction.REPORT, AuditLog.__name__, fields=_MADE))
    school = db.session.get_one(School, actor.school_id).name
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=start(_MADE, actor, _work(school))))


@bp.get("/certificate")
def download() -> ResponseReturnValue:
    """The last certificate."""
    _demand()
    kept = certificate.last(_folder())
    if kept is None:
        abort(404)
    name = f"{certificate.TITLE}-{kept.name}.pdf"
    return send_file(
        _folder() / f"{kept.name}.pdf", "application/pdf", as_attachment=True, download_name=name
    )


def _work(school: str) -> Work:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def work(progress: Progress) -> JobResult:
        with app.app_context():
            progress(1, Label("正在查看本机的安装…", "Looking at the installation…"))
            found = look_here(app)
            try:
                walked = running.run(
                    lambda percent, said: progress(percent, Label(said, "Walking every page…"))
                )
                kept, paper = certificate.issue(_folder(), school, walked, [*found, *walked.findings])
            except running.NotFinished as failure:
                raise JobRefused(Label(str(failure), _NOT_FINISHED)) from failure
            except RenderFailed as failure:
                raise JobRefused(Label(str(failure), _NOT_FINISHED)) from failure
        count = len(kept.findings)
        said = Label(
            f"自检完成，有 {count} 项发现。" if count else "自检完成，没有发现问题。",
            f"The self-test is done: {count} findings.",
        )
        return JobResult(said, paper.content, paper.filename, "application/pdf", {"next": "/self-test/"})

    return work
