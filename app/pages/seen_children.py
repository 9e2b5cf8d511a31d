"""The line of the log for the children a page showed, where the page did not write one itself (security L-01, T-16)."""

from __future__ import annotations

from flask import Response, make_response, request
from sqlalchemy.exc import SQLAlchemyError

from app.access import audit, seeing
from app.access.guard import actor_of, is_bound
from app.extensions import db
from app.pages import failures

#: Answers that show what was read for them: pages, and forms that came back with their problems.
_SHOWS = frozenset({200, 400, 409, 422})


def tell(response: Response) -> Response:
    """Write the line before the answer goes out; when the log takes none, nothing is shown (L-02)."""
    children = seeing.end()
    if not children or response.status_code not in _SHOWS or not is_bound(db.session):
        return response
    actor = actor_of(db.session)
    db.session.rollback()
    try:
        audit.record_read(actor, audit.of_page(actor, request.endpoint or "", children))
    except SQLAlchemyError as error:
        return make_response(failures.unexpected(error))
    return response
