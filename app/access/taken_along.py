"""What stands above the rows of a file that somebody takes along: whose rows, who took them, when and what for (security X-04)."""

from __future__ import annotations

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Label

#: As long as the reason of the log's line.
MOST = 200
_LINE = Label(
    "%(what)s · 导出人 %(who)s · %(when)s · 用途：%(why)s · 仅限校内工作使用，用完删除",
    "%(what)s · exported by %(who)s · %(when)s · for: %(why)s · for use within the school only, delete after use",
)


def purpose(typed: str) -> str:
    """What the person wrote the file is for, as the log keeps it; "" when nothing was written."""
    return " ".join(typed.split())[:MOST]


def said(what: str, actor: Actor, why: str) -> str:
    """One line for the first row: a file that lies about somewhere names the one who answers for it."""
    when = clock.in_china(clock.now())
    return str(_LINE) % {"what": what, "who": actor.name, "when": f"{when:%Y-%m-%d %H:%M}", "why": why}
