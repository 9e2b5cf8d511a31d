"""The management screens: one generated from each entity, and their menu."""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_admin import Admin, BaseView, expose

from app.access.guard import actor_of
from app.admin.base import EntityView
from app.admin.menu import menu_for, screen_entities
from app.extensions import db, login


class Overview(BaseView):
    """/admin/: every screen the person may open, by chapter."""

    @expose("/")
    def index(self) -> ResponseReturnValue:
        if db.session().info.get("actor") is None:
            return login.unauthorized()
        return self.render("admin/index.html", screens=menu_for(actor_of(db.session)))


def init_app(app: Flask) -> None:
    """Attach the management screens of all entities to the application."""
    # The index gets no folder of static files: nothing of Flask-Admin's own scripts and styles is served.
    admin = Admin(
        app, name="守望", url="/admin", index_view=Overview(name="", endpoint="admin", url="/admin")
    )
    for entity in screen_entities():
        admin.add_view(EntityView(entity))
    app.extensions["menu_for"] = menu_for
