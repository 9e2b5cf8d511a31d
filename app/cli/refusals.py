"""Turns what a rule or the access refuses into a sentence and exit code 1, instead of a trace."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask.cli import with_appcontext

from app.access.accounts import AccountRefused
from app.crypto.key_file import BadKeyFile
from app.models._rules import Invalid
from app.reports._pdf import NotReady, RenderFailed

P = ParamSpec("P")
R = TypeVar("R")


def told(command: Callable[P, R]) -> Callable[P, R]:
    """The command inside the application, ending with a sentence when something is refused."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except AccountRefused as refusal:
            raise click.ClickException(str(refusal.message)) from refusal
        except Invalid as invalid:
            raise click.ClickException(
                " ".join(problem.message.zh for problem in invalid.problems)
            ) from invalid
        except (NotReady, RenderFailed, BadKeyFile) as failure:
            raise click.ClickException(str(failure)) from failure

    return with_appcontext(run)
