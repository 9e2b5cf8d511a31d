"""The work of printing a sheet outside the request: collect as the person, remember who printed what, render."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask, current_app

from app.access import audit
from app.access.anchors import shown_head
from app.access.audit import Entry
from app.access.guard import Actor, bind
from app.access.vocabulary import Chapter, Label
from app.extensions import db
from app.jobs import JobRefused, JobResult, Progress
from app.models.people.student import Student
from app.models.system.audit_log import AuditAction
from app.pages.report_work import Work, printing
from app.reports.printing import Paper, marked, print_sheet
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask, SheetKind

_NOTHING = "There is nothing to print for what was chosen."


def print_work(actor: Actor, kind: SheetKind, ask: Ask) -> Work:
    """One file of what was asked; a paper without any row is refused with the reason."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    came_from = audit.origin.get()

    def work(progress: Progress) -> JobResult:
        audit.origin.set(came_from)
        with app.app_context():
            bind(db.session, as_printer(actor, kind))
            progress(5, Label("正在汇总…", "Collecting…"))
            try:
                data = kind.collect(db.session, as_printer(actor, kind), ask)
            except NothingToPrint as nothing:
                raise JobRefused(Label(str(nothing), _NOTHING)) from nothing
            db.session.rollback()
            audit.record_read(actor, entry(actor, kind, ask, len(data.leaves)))
            paper = marked(data, shown_head())
            return printing(lambda on_page: print_sheet(paper, on_page), progress)

    return work


def print_at_once(actor: Actor, kind: SheetKind, ask: Ask) -> Paper:
    """A sealed paper inside the request: a job would leave it on the disk, readable by whoever keeps the server.

    Raises NothingToPrint and RenderFailed with sentences.
    """
    printer = as_printer(actor, kind)
    bind(db.session, printer)
    try:
        data = kind.collect(db.session, printer, ask)
    finally:
        db.session.rollback()
        bind(db.session, actor)
    audit.record_read(actor, entry(actor, kind, ask, len(data.leaves)))
    return print_sheet(marked(data, shown_head()))


def as_printer(actor: Actor, kind: SheetKind) -> Actor:
    """The person with those roles alone that may print the paper: what another role sees is not printed with it.

    Children put away are on no paper but on those of the law, which their guardians ask for.
    """
    roles = frozenset(role for role in actor.roles if kind.is_open_to(frozenset({role})))
    return replace(actor, roles=roles, leaves_out_put_away=kind.menu_chapter is not Chapter.LAW)


def entry(actor: Actor, kind: SheetKind, ask: Ask, leaves: int) -> Entry:
    """What the log says of the print: which paper, of which row or child, or how many leaves of what."""
    told = [kind.slug, f"leaves={leaves}"]
    if ask.school_class_id is not None:
        told.append(f"class={ask.school_class_id}")
    made = Entry(AuditAction.PRINT, kind.entity, fields=" ".join(told))
    if ask.row_id is not None:
        look = audit.look(actor, kind.entity_class, ask.row_id)
        return replace(made, entity_id=look.entity_id, student_id=look.student_id)
    if ask.student_id is not None:
        look = audit.look(actor, Student, ask.student_id)
        return replace(made, entity=Student.__name__, entity_id=look.entity_id, student_id=look.student_id)
    return made
