"""The reports of a term: writing and approving the summary, printing in the background, one's own workload."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access.audit import Entry, record
from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models._columns import LONG_TEXT
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.models.people.student import Student
from app.models.school.term import Term
from app.models.system.audit_log import AuditAction
from app.pages import rebalance
from app.pages.menu import opens_reports, prints_own_work
from app.pages.report_work import approved_data, print_approved, print_summary, print_workload, start
from app.reports.printing import frozen
from app.reports.term_summary import SECTION_TITLES

bp = Blueprint("reports", __name__, url_prefix="/reports")


@bp.get("/")
def show() -> ResponseReturnValue:
    """The reports of one term, the current one unless another is chosen."""
    actor = actor_of(db.session)
    if not opens_reports(actor):
        abort(403)
    terms = list(
        db.session.scalars(select(Term).where(Term.archived_at.is_(None)).order_by(Term.starts_on.desc()))
    )
    term = _chosen(terms)
    may = rights(actor)
    summary = _summary_of(term) if term and may["see_summary"] else None
    return render_template("pages/reports.html", terms=terms, term=term, summary=summary, may=may)


def rights(actor: Actor) -> dict[str, bool]:
    """What of the page the person may use; the server asks again when a button is pressed."""
    sees_children = allowed(actor.roles, Student, Action.READ)
    return {
        "see_summary": allowed(actor.roles, TermSummary, Action.READ),
        "print_summary": sees_children and allowed(actor.roles, TermSummary, Action.PRINT),
        "write": allowed(actor.roles, TermSummary, Action.EDIT),
        "approve": allowed(actor.roles, TermSummary, Action.APPROVE),
        "print_all": sees_children and allowed(actor.roles, TermSummary, Action.CREATE),
        "rebalance": rebalance.is_open_to(actor),
        "print_own": prints_own_work(actor),
    }


def _demand(right: str) -> Actor:
    actor = actor_of(db.session)
    if not rights(actor)[right]:
        abort(403)
    return actor


def _chosen(terms: list[Term]) -> Term | None:
    wanted = request.args.get("term", type=int)
    by_wish = next((term for term in terms if term.id == wanted), None)
    return by_wish or next((term for term in terms if term.is_current), terms[0] if terms else None)


def _term(term_id: int) -> Term:
    term: Term | None = db.session.get(Term, term_id)
    if term is None:
        abort(404)
    return term


def _summary_of(term: Term) -> TermSummary | None:
    """The standing summary of the whole school."""
    of_school = TermSummary.term_id == term.id, TermSummary.school_class_id.is_(None)
    found: TermSummary | None = db.session.scalar(
        select(TermSummary).where(*of_school, TermSummary.archived_at.is_(None))
    )
    return found


@bp.route("/term-summary/<int:term_id>/text", methods=["GET", "POST"])
def write_summary(term_id: int) -> ResponseReturnValue:
    """The texts of the sections; saved as a draft, as often as wanted, until the summary is approved."""
    _demand("write")
    term = _term(term_id)
    summary = _summary_of(term)
    if summary is not None and summary.status == SummaryStatus.APPROVED:
        flash(_("总结已审定，不能再改。"), "warn")
        return redirect(url_for("reports.show", term=term.id))
    texts = dict(summary.sections or {}) if summary else {}
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        texts, problems = _typed_texts()
        if not problems:
            _keep_texts(term, summary, texts)
            flash(_("已保存。"), "good")
            return redirect(url_for("reports.show", term=term.id))
    page = render_template(
        "pages/summary-text.html",
        term=term,
        titles=SECTION_TITLES,
        texts=texts,
        problems=problems,
        longest=LONG_TEXT,
    )
    return page, 400 if problems else 200


def _typed_texts() -> tuple[dict[str, str], list[tuple[str, str]]]:
    numbers = [str(number) for number in range(1, len(SECTION_TITLES) + 1)]
    texts = {number: request.form.get(f"section-{number}", "").strip() for number in numbers}
    too_long = [number for number, text in texts.items() if len(text) > LONG_TEXT]
    sentence = _("这一节太长了，请控制在 2000 字以内。")
    return texts, [
        (f"section-{number}", f"{SECTION_TITLES[int(number) - 1]}:{sentence}") for number in too_long
    ]


def _keep_texts(term: Term, summary: TermSummary | None, texts: dict[str, str]) -> None:
    kept = {number: text for number, text in texts.items() if text}
    if summary is None:
        db.session.add(TermSummary(term_id=term.id, sections=kept))
    else:
        summary.sections, summary.status = kept, SummaryStatus.DRAFT
    db.session.commit()


@bp.post("/term-summary/<int:term_id>/submit")
def submit_summary(term_id: int) -> ResponseReturnValue:
    """Hand the draft to the principal."""
    _demand("write")
    term = _term(term_id)
    summary = _summary_of(term) or TermSummary(term_id=term.id, sections={})
    if summary.status != SummaryStatus.APPROVED:
        summary.status = SummaryStatus.SUBMITTED
        db.session.add(summary)
        db.session.commit()
        flash(_("已提交，等待校长审定。"), "good")
    return redirect(url_for("reports.show", term=term.id))


@bp.post("/term-summary/<int:term_id>/approve")
def approve_summary(term_id: int) -> ResponseReturnValue:
    """Sign the summary: from now on its texts and figures are those of this moment."""
    actor = _demand("approve")
    term = _term(term_id)
    summary = _summary_of(term) or TermSummary(term_id=term.id, sections={})
    if summary.status == SummaryStatus.APPROVED:
        flash(_("总结已经审定过了。"), "warn")
        return redirect(url_for("reports.show", term=term.id))
    data = approved_data(db.session, actor, term, summary.sections or {})
    summary.figures = frozen(data)
    summary.status, summary.approved_by_id, summary.approved_at = (
        SummaryStatus.APPROVED,
        actor.user_id,
        clock.now(),
    )
    db.session.add(summary)
    db.session.flush()
    record(db.session, Entry(AuditAction.APPROVE, "TermSummary", summary.id))
    db.session.commit()
    flash(_("已审定。数字和文字从现在起固定，以后的修改不会影响这份总结。"), "good")
    return redirect(url_for("reports.show", term=term.id))


@bp.post("/term-summary/<int:term_id>/print")
def start_summary(term_id: int) -> ResponseReturnValue:
    """Print the summary of a term: as signed, or as a draft with today's figures."""
    actor = _demand("print_summary")
    term = _term(term_id)
    summary = _summary_of(term)
    if summary is not None and summary.status == SummaryStatus.APPROVED:
        return _started("term-summary", actor, print_approved(actor, _frozen_of(summary), summary.id))
    texts = dict(summary.sections or {}) if summary else {}
    return _started(
        "term-summary", actor, print_summary(actor, term.id, texts, summary.id if summary else None)
    )


@bp.get("/summaries/<int:summary_id>")
def summary(summary_id: int) -> ResponseReturnValue:
    """An approved summary: its figures, and the button that prints it (township office)."""
    _demand("see_summary")
    row = _approved(summary_id)
    may_print = allowed(actor_of(db.session).roles, TermSummary, Action.PRINT)
    return render_template("pages/summary.html", summary=row, figures=row.figures, may_print=may_print)


@bp.post("/summaries/<int:summary_id>/print")
def print_signed(summary_id: int) -> ResponseReturnValue:
    """Print an approved summary of any school the person sees."""
    actor = actor_of(db.session)
    if not allowed(actor.roles, TermSummary, Action.PRINT):
        abort(403)
    row = _approved(summary_id)
    return _started("term-summary", actor, print_approved(actor, _frozen_of(row), row.id))


def _approved(summary_id: int) -> TermSummary:
    row: TermSummary | None = db.session.get(TermSummary, summary_id)
    if row is None or row.archived_at is not None or row.status != SummaryStatus.APPROVED:
        abort(404)
    return row


def _frozen_of(row: TermSummary) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(json.dumps(row.figures))
    return kept


@bp.post("/mentor-workload/<int:term_id>/print")
def start_workload(term_id: int) -> ResponseReturnValue:
    """Print the workload of all mentors, or only the person's own page."""
    is_own = request.form.get("whose") == "own"
    actor = _demand("print_own" if is_own else "print_all")
    return _started("mentor-workload", actor, print_workload(actor, _term(term_id).id, is_own=is_own))


def _started(kind: str, actor: Actor, work: Any) -> ResponseReturnValue:
    return redirect(url_for("jobs.show", job_id=start(kind, actor, work)))
