"""`python -m scripts.systems`: make a demo, count in it, and write docs/systems.md."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

import flask_migrate

from app import clock, create_app
from app.config import Settings
from app.extensions import db
from scripts.systems.document import document
from scripts.systems.found import ROOT, counted_in, rows, unexplained, unknown_codes

DOCUMENT = ROOT / "docs" / "systems.md"
#: The day the demo is made on, so that its rows are the same whenever this runs.
DEMO_DAY = dt.date(2025, 11, 20)


def main() -> int:
    """Write the document from a demo made for it; 1 when a gap has no reason, which is then told."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(f"sqlite:///{folder}/demo.db", Path(folder), secret_key="for one minute")  # noqa: S106
        app = create_app(settings)
        with app.app_context(), clock.set_to(DEMO_DAY):
            flask_migrate.upgrade()
            app.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
            # The guard refuses what comes round a session; these are only counted.
            with db.engine.connect().execution_options(row_guard=True) as connection:
                made = rows(app, counted_in(connection))
    DOCUMENT.write_text(document(made), "utf-8")
    problems = [*unexplained(made), *(f"{code} is no register" for code in unknown_codes())]
    print("\n".join(problems) or f"{len(made)} registers")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
