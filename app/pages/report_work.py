"""The work of printing a report outside the request: collect as the person, render, remember who printed what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app

from app import clock
from app.access import audit
from app.access.anchors import shown_head
from app.access.audit import Entry
from app.access.guard import Actor, bind
from app.access.vocabulary import Label
from app.extensions import db
from app.jobs import JobRefused, JobResult, Progress
from app.models.management.term_summary import TermSummary
from app.models.school.term import Term
from app.models.system.audit_log import AuditAction
from app.reports import mentor_workload, term_summary
from app.reports._pdf import RenderFailed
from app.reports.printing import Paper, marked, print_paper, printed_for, signed, thawed, with_texts
from app.reports.term_summary import TermSummaryData

Work = Callable[[Progress], JobResult]
OnPage = Callable[[int, int | None], None]
#: Collecting is quick; most of the bar belongs to the pages.
_COLLECTED_PERCENT = 30
_NOT_PRINTED = (
    "The PDF was not made: it took too long, or memory ran out. Please try again, or tell the administrator."
)


def start(kind: str, actor: Actor, work: Work) -> str:
    """Begin the job; gives its id."""
    job_id: str = current_app.extensions["jobs"].start(kind, actor, work)
    return job_id


def approved_data(session: Any, actor: Actor, term: Term, texts: Mapping[str, str]) -> TermSummaryData:
    """What approving freezes: today's figures, the texts, and who signed when."""
    data = with_texts(term_summary.collect(session, actor, term), texts)
    return signed(data, actor.name, actor.today)


def print_summary(actor: Actor, term_id: int, texts: Mapping[str, str], summary_id: int | None) -> Work:
    """The draft of a term's summary."""

    def collect() -> Any:
        return with_texts(term_summary.collect(db.session, actor, db.session.get(Term, term_id)), texts)

    return _work("term-summary", actor, collect, summary_id)


def print_approved(actor: Actor, kept: Mapping[str, Any], summary_id: int) -> Work:
    """A summary as it was signed."""
    return _work("term-summary", actor, lambda: thawed(kept), summary_id)


def print_workload(actor: Actor, term_id: int, *, is_own: bool) -> Work:
    """The workload of all mentors, or of the person alone."""

    def collect() -> Any:
        term = db.session.get(Term, term_id)
        return mentor_workload.collect(
            db.session, actor, term, only_staff_id=actor.staff_id if is_own else None
        )

    return _work("mentor-workload", actor, collect, None)


def _work(slug: str, actor: Actor, collect: Callable[[], Any], row_id: int | None) -> Work:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    came_from = audit.origin.get()

    def work(progress: Progress) -> JobResult:
        audit.origin.set(came_from)
        with app.app_context():
            bind(db.session, actor)
            progress(5, Label("正在统计…", "Counting…"))
            data = printed_for(collect(), actor.name, clock.in_china(clock.now()))
            db.session.rollback()
            audit.record_read(actor, Entry(AuditAction.PRINT, TermSummary.__name__, row_id, fields=slug))
            paper = marked(data, shown_head())
            return printing(lambda on_page: print_paper(slug, paper, on_page), progress)

    return work


def printing(render: Callable[[OnPage], Paper], progress: Progress) -> JobResult:
    """Run the renderer, telling the page it is at; JobRefused with a sentence when no PDF comes out."""

    def on_page(page: int, of: int | None) -> None:
        share = page / of if of else min(page / 40, 0.9)
        progress(
            _COLLECTED_PERCENT + int(share * 65), Label(f"正在排版第 {page} 页…", f"Setting page {page}…")
        )

    progress(_COLLECTED_PERCENT, Label("正在排版…", "Setting the pages…"))
    try:
        paper = render(on_page)
    except RenderFailed as failure:
        raise JobRefused(Label(str(failure), _NOT_PRINTED)) from failure
    sentence = Label(f"已做好，共 {paper.pages} 页。", f"Done: {paper.pages} pages.")
    facts = {"missing": [list(pair) for pair in paper.missing]}
    return JobResult(sentence, paper.content, paper.filename, "application/pdf", facts)
