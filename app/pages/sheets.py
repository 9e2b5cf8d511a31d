"""The papers a person may print: the list by chapter, what a paper asks, and the job that prints it."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.access.guard import Actor, actor_of
from app.extensions import db
from app.models._base import Entity
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.term import Term
from app.models.school.village import Village
from app.pages.my_children import registered_now
from app.pages.report_work import start
from app.pages.sheet_work import print_at_once, print_work
from app.reports._pdf import RenderFailed
from app.reports.sheet import NothingToPrint
from app.reports.sheets import Ask, Asked, SheetKind, sheets
from app.typed import key_of

bp = Blueprint("sheets", __name__, url_prefix="/sheets")

#: Rows offered on the page of a paper that is about one row; older ones are printed from their own page.
_OFFERED_ROWS = 30


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page of a paper offers; a list the paper does not ask for is empty."""

    rows: list[tuple[int, str]]
    classes: list[tuple[int, str]]
    children: list[tuple[int, str]]
    terms: list[tuple[int, str]]
    grades: list[int]
    villages: list[tuple[int, str]]


def open_sheets(actor: Actor) -> list[SheetKind]:
    """The papers that the person's roles may print."""
    return [kind for kind in sheets().values() if kind.is_open_to(actor.roles)]


@bp.get("/")
def show() -> ResponseReturnValue:
    """What the person may print, by chapter."""
    kinds = open_sheets(actor_of(db.session))
    if not kinds:
        abort(403)
    chapters = [(chapter, list(group)) for chapter, group in groupby(kinds, lambda kind: kind.menu_chapter)]
    return render_template("pages/sheets.html", chapters=chapters)


@bp.get("/<slug>")
def choose(slug: str) -> ResponseReturnValue:
    """What the paper asks: which row, child, class, term or month."""
    kind, actor = _open(slug)
    ask = _asked(kind, request.args)
    return render_template(
        "pages/sheet.html", kind=kind, ask=ask, asks=frozenset(kind.asks), today=actor.today,
        choices=_choices(kind, ask), row_title=_title_of(kind, ask), needs_class=needs_class(kind, ask),
    )  # fmt: skip


@bp.post("/<slug>")
def print_sheet(slug: str) -> ResponseReturnValue:
    """Begin to print in the background."""
    kind, actor = _open(slug)
    ask = _asked(kind, request.form)
    if (
        ask.row_id is None
        and set(kind.asks) <= {Asked.ROW, Asked.TERM, Asked.MONTH}
        and Asked.ROW in kind.asks
    ):
        abort(404)
    if needs_class(kind, ask):
        flash(_("请先选择班级或孩子。"), "warn")
        return redirect(url_for("sheets.choose", slug=slug))
    if kind.is_sealed:
        return _sealed(kind, actor, ask)
    job_id = start(kind.slug, actor, print_work(actor, kind, ask))
    return redirect(url_for("jobs.show", job_id=job_id))


def _sealed(kind: SheetKind, actor: Actor, ask: Ask) -> ResponseReturnValue:
    try:
        paper = print_at_once(actor, kind, ask)
    except (NothingToPrint, RenderFailed) as failure:
        flash(str(failure), "bad")
        return redirect(url_for("sheets.choose", slug=kind.slug))
    return send_file(
        io.BytesIO(paper.content), "application/pdf", as_attachment=True, download_name=paper.filename
    )


def _needs_row(kind: SheetKind) -> bool:
    """Whether the paper is about one row and about nothing else."""
    return not {Asked.STUDENT, Asked.CLASS, Asked.SCHOOL} & set(kind.asks)


def needs_class(kind: SheetKind, ask: Ask) -> bool:
    """Whether the paper is of a child or a class, and neither has been chosen yet."""
    is_chosen = (ask.student_id, ask.school_class_id, ask.row_id) != (None, None, None)
    return (
        not is_chosen
        and Asked.SCHOOL not in kind.asks
        and bool({Asked.STUDENT, Asked.CLASS} & set(kind.asks))
    )


def _open(slug: str) -> tuple[SheetKind, Actor]:
    kind, actor = sheets().get(slug), actor_of(db.session)
    if kind is None:
        abort(404)
    if not kind.is_open_to(actor.roles):
        abort(403)
    return kind, actor


def _asked(kind: SheetKind, given: MultiDict[str, str]) -> Ask:
    """The keys given, each of a row that the person sees; any other does not exist."""
    asks = kind.asks
    return Ask(
        student_id=_key(Student, given.get("student")) if Asked.STUDENT in asks else None,
        school_class_id=_key(SchoolClass, given.get("class")) if Asked.CLASS in asks else None,
        term_id=_key(Term, given.get("term")) if Asked.TERM in asks else None,
        row_id=_key(kind.entity_class, given.get("row")) if Asked.ROW in asks else None,
        month=_month(given.get("month")) if Asked.MONTH in asks else None,
        grade=_grade(given.get("grade")) if Asked.GRADE in asks else None,
        village_id=_key(Village, given.get("village")) if Asked.VILLAGE in asks else None,
        is_blank=kind.has_blank and bool(given.get("blank")),
    )


def _key(entity: type[Entity], text: str | None) -> int | None:
    if not text:
        return None
    key = key_of(text)
    if key is None or db.session.get(entity, key) is None:
        abort(404)
    return key


def _month(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        abort(404)


def _grade(text: str | None) -> int | None:
    if not text:
        return None
    if text not in "0123456789":
        abort(404)
    return int(text)


def _choices(kind: SheetKind, ask: Ask) -> Choices:
    wants = frozenset(kind.asks)
    is_by_class = bool(wants & {Asked.CLASS, Asked.STUDENT})
    return Choices(
        rows=_rows(kind.entity_class)
        if Asked.ROW in wants and not is_by_class and ask.row_id is None
        else [],
        classes=_classes() if is_by_class else [],
        children=_children(ask) if Asked.STUDENT in wants else [],
        terms=_terms() if Asked.TERM in wants else [],
        grades=_grades() if Asked.GRADE in wants and ask.school_class_id is None else [],
        villages=_villages() if Asked.VILLAGE in wants else [],
    )


def _rows(entity: Any) -> list[tuple[int, str]]:
    found = select(entity).where(entity.archived_at.is_(None)).order_by(entity.id.desc()).limit(_OFFERED_ROWS)
    return [(row.id, str(row)) for row in db.session.scalars(found)]


def _classes() -> list[tuple[int, str]]:
    """The classes in which the person sees children."""
    found = (
        select(SchoolClass.id, SchoolClass.label)
        .where(SchoolClass.id.in_(select(Student.school_class_id).where(Student.archived_at.is_(None))))
        .order_by(SchoolClass.grade, SchoolClass.number, SchoolClass.id)
    )
    return [(key, label) for key, label in db.session.execute(found)]


def _children(ask: Ask) -> list[tuple[int, str]]:
    """The registered children of the class chosen, or the one child asked for."""
    found = select(Student.id, Student.name).order_by(Student.name)
    if ask.student_id is not None:
        found = found.where(Student.id == ask.student_id)
    elif ask.school_class_id is not None:
        in_class = Student.school_class_id == ask.school_class_id, Student.archived_at.is_(None)
        found = found.where(*in_class, Student.id.in_(registered_now()))
    else:
        return []
    return [(key, name) for key, name in db.session.execute(found)]


def _terms() -> list[tuple[int, str]]:
    found = select(Term.id, Term.label).where(Term.archived_at.is_(None)).order_by(Term.starts_on.desc())
    return [(key, label) for key, label in db.session.execute(found)]


def _grades() -> list[int]:
    found = select(SchoolClass.grade).where(SchoolClass.archived_at.is_(None)).distinct()
    return list(db.session.scalars(found.order_by(SchoolClass.grade)))


def _villages() -> list[tuple[int, str]]:
    found = select(Village.id, Village.name).where(Village.archived_at.is_(None)).order_by(Village.name)
    return [(key, name) for key, name in db.session.execute(found)]


def _title_of(kind: SheetKind, ask: Ask) -> str:
    """The row asked for, as its page names it."""
    return str(db.session.get(kind.entity_class, ask.row_id)) if ask.row_id is not None else ""
