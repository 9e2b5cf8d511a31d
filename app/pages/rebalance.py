"""Who mentors how many children, who has too many, and which children could go to whom; the page itself changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access.grants import allowed
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action
from app.extensions import db
from app.models.care.mentoring import Mentoring
from app.models.school.staff import Staff
from app.pages.overview import current_term
from app.standards.as_of import AsOf
from app.standards.mentor_loads import Balance, balance_of
from app.standards.people import Pair
from app.standards.rebalance import Move

bp = Blueprint("rebalance", __name__, url_prefix="/rebalance")

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for one child: end the pairs there are, and begin one."""

    name: str
    ends: tuple[str, ...]
    begins: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A move as the page shows it; `giver` is empty for a child without a mentor."""

    giver: str
    giver_has: int
    taker: str
    taker_has: int
    reasons: tuple[str, ...]
    steps: tuple[Step, ...]


def is_open_to(actor: Actor) -> bool:
    """Whoever sees the pairs of the whole staff and may write them; a class's own pairs would show wrong loads."""
    return allowed(actor.roles, Staff, Action.EXPORT) and allowed(actor.roles, Mentoring, Action.CREATE)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The loads in the school's order and the suggestions of the day."""
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    term = current_term(db.session)
    if term is None:
        return render_template("pages/rebalance.html", balance=None)
    balance = balance_of(db.session, AsOf.of(term, actor.today))
    return render_template(
        "pages/rebalance.html",
        balance=balance,
        most=max([balance.limits.most, *(load.children for load in balance.loads)]),
        afterwards=_afterwards(balance),
        suggestions=[_suggestion(balance, move, actor.today) for move in balance.plan.moves],
        unplaced=[_name(balance, key) for key in balance.plan.unplaced],
    )


def _afterwards(balance: Balance) -> dict[int, int]:
    """Staff whose number would change -> the children they would have then."""
    found: dict[int, int] = {}
    for move in balance.plan.moves:
        for staff_id, sign in ((move.taker_id, 1), (move.giver_id, -1)):
            if staff_id is not None:
                found[staff_id] = found.get(staff_id, balance.load_of(staff_id)) + sign * len(move.children)
    return found


def _suggestion(balance: Balance, move: Move, today: dt.date) -> Suggestion:
    giver = move.giver_id
    return Suggestion(
        giver="" if giver is None else balance.staff[giver],
        giver_has=0 if giver is None else balance.load_of(giver),
        taker=balance.staff[move.taker_id],
        taker_has=balance.load_of(move.taker_id),
        reasons=tuple(_reasons(move)),
        steps=tuple(_step(balance, move, child, today) for child in move.children),
    )


def _reasons(move: Move) -> Iterator[str]:
    yield str(move.cause.label)
    yield from (str(bond.label) for bond in move.bonds)
    if not move.bonds:
        yield _("对方现有的孩子最少")
    if len(move.children) > 1:
        yield _("同一家的孩子不拆开")


def _step(balance: Balance, move: Move, child: int, today: dt.date) -> Step:
    pairs = () if move.giver_id is None else balance.pairs[child, move.giver_id]
    asked: dict[str, Any] = {"student_id": child, "mentor_id": move.taker_id}
    if pairs:
        asked |= {"kind": pairs[0].kind.value, "starts_on": (today + _DAY).isoformat()}
    return Step(
        name=_name(balance, child),
        ends=tuple(_end(pair) for pair in pairs),
        begins=url_for("admin_mentorings.create_view", **asked),
    )


def _end(pair: Pair) -> str:
    return url_for("admin_mentorings.edit_view", id=pair.id)


def _name(balance: Balance, child: int) -> str:
    return balance.names.get(child, "")
