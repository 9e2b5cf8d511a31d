"""Head and foot of a paper that is collected now: the school, the term, the day of its figures, the standard."""

from __future__ import annotations

from typing import Any

from app import clock
from app.access.guard import Actor
from app.figures.people import school_name
from app.reports.document import Imprint
from app.standards.as_of import AsOf
from app.standards.rules import timeline_of


def imprint(session: Any, actor: Actor, term: Any, at: AsOf) -> Imprint:
    """A draft's: whoever approves it puts in the rest."""
    return Imprint(
        school=school_name(session, at),
        term=term.label,
        starts_on=at.starts_on,
        ends_on=at.ends_on,
        frozen_on=at.day,
        approved_on=None,
        approved_by="",
        printed_by=actor.name,
        printed_at=clock.in_china(clock.now()).replace(tzinfo=None),
        standard=_standard(session, at),
    )


def _standard(session: Any, at: AsOf) -> str:
    standard = timeline_of(session, at.school_id).on(at.day)
    return f"{standard.name}（{standard.source}）" if standard else "尚未选用"
