"""个人信息保护: the hub of what the law asks of the school, a card for each page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.access.guard import Actor, actor_of
from app.extensions import db
from app.models.school.school import School
from app.pages import consents, data_protection, erasing_children, log_check

bp = Blueprint("law", __name__)


@dataclass(frozen=True, slots=True)
class Card:
    """A page of the chapter: what it is called, what it is for, where it is and to whom it is open."""

    label: Any
    purpose: Any
    endpoint: str
    is_open_to: Callable[[Actor], bool]


def is_open_to(actor: Actor) -> bool:
    """Principal and IT administrator: whoever reads the log answers for what is in it."""
    return log_check.is_open_to(actor)


#: In the order of the hub; a further page adds its row here.
CARDS: tuple[Card, ...] = (
    Card(_l("同意与处理依据"), _l("哪些孩子还没有登记监护人同意。"), "consents.show", consents.is_open_to),
    Card(
        _l("监护人请求"),
        _l("查阅、复制、更正、删除，十五个工作日内答复。"),
        "admin_guardian_requests.index_view",
        data_protection.is_open_to,
    ),
    Card(
        _l("个人信息安全事件"),
        _l("泄露、丢失、越权：涉及谁，告诉了谁。"),
        "admin_data_incidents.index_view",
        data_protection.is_open_to,
    ),
    Card(
        _l("删除孩子的信息"),
        _l("两人确认，七天后执行。"),
        "erasing_children.show",
        erasing_children.is_open_to,
    ),
    Card(
        _l("合规审计材料"),
        _l("一年的数字，PDF 和 Excel。"),
        "data_protection.show",
        data_protection.is_open_to,
    ),
    Card(
        _l("日志核验"),
        _l("操作日志是否完好，哪些访问值得过问。"),
        "log_check.show",
        log_check.is_open_to,
    ),
)


@bp.get("/law/")
def show() -> ResponseReturnValue:
    """The officer, and the pages open to the person."""
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    school = db.session.get(School, actor.school_id)
    cards = [card for card in CARDS if card.is_open_to(actor)]
    return render_template("pages/law.html", cards=cards, school=school)
