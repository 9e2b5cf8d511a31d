"""The child process with our program: `python -m bench.ours DATABASE ROLE`, that person being signed in already."""

from __future__ import annotations

import sys

from app import create_app
from app.access import sessions
from app.access.guard import system_session
from app.config import Settings
from bench import seed, serving


def main(database: str, role: str) -> None:
    """The program as `flask serve` starts it, but for the port and the count of statements."""
    app = create_app(
        Settings(
            database_url=f"sqlite:///{database}",
            instance_dir=seed.FOLDER,
            secret_key="measured",  # noqa: S106
            # Nobody can hold a phone up to a measurement.
            requires_second_factor=False,
        )
    )
    with app.app_context(), system_session("measured sign-in") as session:
        token, _actor = sessions.open_session(session, seed.user_key(role))
        session.commit()
    serving.serve(app, cookie=f"{app.extensions['settings'].cookie('sw_sid')}={token}")


if __name__ == "__main__":
    main(*sys.argv[1:])
