"""Shows how far a background job is, and hands its result to the person who started it, and to nobody else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, jsonify, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.guard import actor_of
from app.extensions import db
from app.jobs import Jobs, JobState
from app.reports.sheets import sheets

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


def jobs() -> Jobs:
    """The jobs of this installation."""
    found: Jobs = current_app.extensions["jobs"]
    return found


def _own(job_id: str) -> JobState:
    return jobs().read(job_id, actor_of(db.session))


@bp.get("/<job_id>")
def show(job_id: str) -> ResponseReturnValue:
    """Progress, then the result: a file to download, and what the person should know about it."""
    job = _own(job_id)
    return render_template("pages/job.html", job=job, title=_title(job), facts=job.facts or {})


def _title(job: JobState) -> str:
    titles = {
        "term-summary": _("学期总结"),
        "mentor-workload": _("帮扶教师工作量"),
        "demo": _("演示学校"),
        "import": _("导入花名册"),
        "self-test": _("安全自检"),
    }
    paper = sheets().get(job.kind)
    return str(paper.label) if paper else titles.get(job.kind, _("后台任务"))


@bp.get("/<job_id>.json")
def state(job_id: str) -> ResponseReturnValue:
    """What the waiting page asks every second."""
    job = _own(job_id)
    told: dict[str, Any] = {"status": job.status, "percent": job.percent, "sentence": job.said}
    if job.status == "done":
        told["next"] = (job.facts or {}).get("next") or url_for("jobs.show", job_id=job.id)
    return jsonify(told)


@bp.get("/<job_id>/file")
def download(job_id: str) -> ResponseReturnValue:
    """The file, under its Chinese name."""
    job = _own(job_id)
    path = jobs().result_path(job)
    if not path.exists():
        abort(404)
    return send_file(path, job.media_type, as_attachment=True, download_name=job.download_name)
