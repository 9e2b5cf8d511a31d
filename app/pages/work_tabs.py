"""The pages of the school's own work as tabs: plans, awards, assessments, and what is still to be answered."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _

from app.access.guard import Actor, actor_of
from app.extensions import db
from app.pages import assessing, awarding, office_work, plans

Tabs = list[tuple[str, str, bool, str]]


def init_app(app: Flask) -> None:
    """Let templates ask for the tabs."""
    app.jinja_env.globals["work_tabs"] = tabs


def tabs(here: str) -> Tabs:
    """(label, address, whether it is the present one, "") of the pages open to the person."""
    actor = actor_of(db.session)
    return [(label, url_for(endpoint), endpoint == here, "") for label, endpoint in _open(actor)]


def _open(actor: Actor) -> list[tuple[str, str]]:
    pages = (
        (_("工作安排"), "plans.show", plans.is_open_to(actor)),
        (_("表彰"), "awarding.show", awarding.is_open_to(actor)),
        (_("考评"), "assessing.show", assessing.is_open_to(actor)),
        (_("检查与意见"), "office_work.show", office_work.is_open_to(actor)),
    )
    return [(label, endpoint) for label, endpoint, is_open in pages if is_open]
