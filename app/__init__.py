"""The application factory: a list of init calls, the only place where the parts meet."""

from __future__ import annotations

from flask import Flask

from app import database
from app.config import ROOT, Settings
from app.extensions import babel, csrf, db, migrate


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings (those of the environment when none are given)."""
    settings = settings or Settings.from_env()
    app = Flask("app", instance_path=str(settings.instance_dir), template_folder=str(ROOT / "templates"))
    app.config.from_mapping(_flask_config(settings))
    app.extensions["settings"] = settings
    _open_database(app, settings)
    _open_parts(app, settings)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": database.engine_options(settings.database_url),
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "app" / "translations"),
        "MAX_CONTENT_LENGTH": settings.max_upload_mib * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,
        "TESTING": settings.is_testing,
        "SESSION_COOKIE_NAME": settings.cookie("sw_form"),
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.has_secure_cookies,
        "TEMPLATES_AUTO_RELOAD": False,
        # Else a browser asks again for nine small files at every page.
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }


def _open_database(app: Flask, settings: Settings) -> None:
    from app.access import anchors, audit, guard, seeing, server_key, submissions

    server_key.use(server_key.ServerKey(settings.instance_dir / "sealing.key"))
    anchors.use(settings.instance_dir / "audit.key")
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    submissions.install(db.session)
    guard.install(db.session)
    audit.install(db.session)
    seeing.install(db.session)
    with app.app_context():
        database.prepare(db.engine)
        guard.install_tripwire(db.engine)


def _open_parts(app: Flask, settings: Settings) -> None:
    from app import admin, cli, pages
    from app.jobs import Jobs

    app.extensions["jobs"] = Jobs(settings.instance_dir / "jobs")
    babel.init_app(app, locale_selector=pages.locale)
    csrf.init_app(app)
    pages.init_app(app)
    admin.init_app(app)
    cli.init_app(app)
