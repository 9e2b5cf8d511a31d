"""指标口径: every figure by section, what it counts and where it is printed, its number today and the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.figures import Figure, Reading, all_figures
from app.figures._registry import Rows, Sum
from app.figures.looking import Look, look
from app.figures.sections import SECTIONS
from app.models._systems import SYSTEMS
from app.models.people.student import Student
from app.pages.figure_places import places, rules_of
from app.pages.figure_rows import row_list
from app.pages.menu import can_see_reports
from app.pages.overview import current_term
from app.standards.as_of import AsOf
from app.standards.catalogue import catalogue

bp = Blueprint("figures", __name__, url_prefix="/figures")

#: Rows of one page of the list behind a number.
_ROWS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as the page shows it; `number` and `share` empty where the person may not read what is counted."""

    figure: Figure
    entity: str
    number: str
    share: str
    address: str
    places: tuple[Any, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the term summary with its figures."""

    no: int
    title: str
    lines: tuple[Line, ...]


@bp.get("/")
def show() -> ResponseReturnValue:
    """The figures of a section, of all, or those in whose words the text searched for occurs; numbers as of today."""
    actor = _reader()
    wanted = request.args.get("q", "").strip()[:60]
    section = "all" if wanted else request.args.get("section", "1")
    term = current_term(db.session)
    at = AsOf.of(term, actor.today) if term and _sees_children(actor) else None
    found = [
        each
        for each in all_figures().values()
        if section in ("all", str(each.section)) and _is_found(each, wanted)
    ]
    return render_template(
        "pages/figures.html",
        term=term,
        at=at,
        wanted=wanted,
        sections=_sections(found, at),
        tabs=_tabs(section),
        count=len(found),
        total=len(all_figures()),
    )


@bp.get("/<name>")
def one(name: str) -> ResponseReturnValue:
    """The rows behind a number, of those that the person sees."""
    actor = _reader()
    figure = all_figures().get(name) or abort(404)
    term = current_term(db.session) or abort(404)
    at = AsOf.of(term, actor.today)
    if not _sees_children(actor):
        abort(403)
    seen = look(figure, db.session, at)
    if seen is None or seen.reading is None:
        abort(403)
    lacking = request.args.get("show") == "missing"
    counted, missing = seen.rows(db.session), seen.missing(db.session)
    ids = missing if lacking else counted
    page = min(max(request.args.get("page", 1, type=int), 1), max(1, -(-len(ids) // _ROWS)))
    return render_template(
        "pages/figure.html",
        figure=figure,
        line=_line(figure, seen),
        at=at,
        term=term,
        entity=seen.entity.spec.label,
        facts=_facts(figure),
        is_among=isinstance(seen.found, Sum),
        tabs=_halves(name, counted, missing, lacking=lacking),
        rows=row_list(db.session, actor.roles, seen.entity, ids[(page - 1) * _ROWS : page * _ROWS]),
        pager=_pager(name, page, len(ids), lacking=lacking),
    )


def _reader() -> Actor:
    actor = actor_of(db.session)
    if not can_see_reports(actor):
        abort(403)
    return actor


def _sees_children(actor: Actor) -> bool:
    """Whether any number may be told: for the township the words are enough, and nothing is even asked of the tables."""
    return allowed(actor.roles, Student, Action.READ)


def _tabs(section: str) -> list[tuple[Any, str, bool, str]]:
    """(text, address, whether it is open, number of figures) of the sections, and of all together."""
    counts = Counter(figure.section for figure in all_figures().values())
    tabs = [
        (title, url_for("figures.show", section=no), section == str(no), str(counts[no]))
        for no, title in enumerate(SECTIONS, start=1)
        if counts[no]
    ]
    return [*tabs, (_("全部"), url_for("figures.show", section="all"), section == "all", str(counts.total()))]


def _is_found(figure: Figure, wanted: str) -> bool:
    """The text occurs in the figure's words, in the name of a paper or page that prints it, or is its number."""
    words = (
        str(figure.label),
        str(figure.formula),
        *figure.systems,
        *rules_of(figure),
        *(str(place) for place in places().get(figure.name, ())),
    )
    return all(any(part.casefold() in word.casefold() for word in words) for part in wanted.split())


def _sections(found: Iterable[Figure], at: AsOf | None) -> list[Section]:
    by_section: dict[int, list[Line]] = {}
    for figure in found:
        by_section.setdefault(figure.section, []).append(
            _line(figure, look(figure, db.session, at) if at else None)
        )
    return [
        Section(no, str(SECTIONS[no - 1]), tuple(by_section[no]))
        for no in range(1, len(SECTIONS) + 1)
        if no in by_section
    ]


def _line(figure: Figure, seen: Look | None) -> Line:
    number, share = _told(seen.reading) if seen is not None and seen.reading is not None else ("", "")
    return Line(
        figure,
        str(seen.entity.spec.label) if seen is not None else "",
        number,
        share,
        _address(figure, seen),
        places().get(figure.name, ()),
        (*figure.systems, *rules_of(figure)),
    )


def _address(figure: Figure, seen: Look | None) -> str:
    """Of the rows counted; where none was, of those that still lack it."""
    if seen is None or seen.reading is None:
        return ""
    if seen.opens:
        return url_for("figures.one", name=figure.name)
    is_open = isinstance(seen.found, Rows) and bool(seen.reading.out_of) and not seen.is_closed
    return url_for("figures.one", name=figure.name, show="missing") if is_open else ""


def _facts(figure: Figure) -> list[tuple[str, str]]:
    """Where it is used, and the registers and rules it tells about, by code and name."""
    told = (
        (_("用在"), [str(place) for place in places().get(figure.name, ())]),
        (_("制度"), [f"{code} {SYSTEMS[code]}" for code in figure.systems]),
        (_("条款"), [f"{code} {catalogue()[code].name}" for code in rules_of(figure)]),
    )
    return [(label, "、".join(names)) for label, names in told if names]


def _told(reading: Reading) -> tuple[str, str]:
    """(number or fraction, share): ("126/315", "40.0%")."""
    if reading.is_withheld:
        return _("少于 5 人，不列"), ""
    if reading.out_of is None:
        return f"{reading.number:,}", ""
    share = f"{100 * reading.count / reading.out_of:.1f}%" if reading.out_of else ""
    return f"{reading.count:,}/{reading.out_of:,}", share


def _halves(
    name: str, counted: Collection[int], missing: Collection[int], *, lacking: bool
) -> list[tuple[str, str, bool, str]]:
    """Of a share: the rows counted, and those that are not; no tabs where nothing is left out."""
    if not missing:
        return []
    return [
        (_("计入的"), url_for("figures.one", name=name), not lacking, str(len(counted))),
        (_("没有计入的"), url_for("figures.one", name=name, show="missing"), lacking, str(len(missing))),
    ]


def _pager(name: str, page: int, total: int, *, lacking: bool) -> dict[str, Any]:
    show = "missing" if lacking else None
    pages = max(1, -(-total // _ROWS))
    return {
        "total": total,
        "page": page,
        "pages": pages,
        "previous": url_for("figures.one", name=name, show=show, page=page - 1) if page > 1 else "",
        "next": url_for("figures.one", name=name, show=show, page=page + 1) if page < pages else "",
    }
