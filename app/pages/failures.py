"""Error pages: what happened and what to do now, with the number of the request; never a value, a query or a name."""

from __future__ import annotations

import logging

from flask import Flask, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.access.audit import Entry, record_read
from app.database import Refused
from app.extensions import db
from app.jobs import NoSuchJob
from app.models._rules import Invalid
from app.models.system.audit_log import AuditAction
from app.pages.kept_text import answer_with_kept_text, typed_texts
from app.traces import trace_of

log = logging.getLogger(__name__)

#: The pages there are; any other code is told as the nearest of them.
_PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 500})


def answer_failures(app: Flask) -> None:
    """Register what answers each kind of failure."""
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NoSuchJob, _no_such_job)
    app.register_error_handler(StaleDataError, _changed_meanwhile)
    app.register_error_handler(Invalid, _not_accepted)
    app.register_error_handler(DataError, _odd_value)
    app.register_error_handler(OverflowError, _odd_value)
    app.register_error_handler(IntegrityError, _changed_meanwhile)
    app.register_error_handler(Exception, unexpected)


def _form_too_old(_error: CSRFError) -> ResponseReturnValue:
    return answer_with_kept_text(400)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    code = error.code or 500
    if code == 403:
        _tell_refusal()
    shown = code if code in _PAGES else 400 if code < 500 else 500
    # Our own words, where the code alone does not say what happened; never the library's.
    told = error.description if code == 409 and error.description != type(error).description else ""
    answer = page(shown, code, told or "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _refused(error: Refused) -> ResponseReturnValue:
    """The guard said no: a page offered something it should not have, or somebody tried."""
    db.session.rollback()
    log.warning("refused [%s] %s: %s", g.get("request_id"), request.endpoint, error)
    _tell_refusal()
    return page(403)


def _tell_refusal() -> None:
    """A line of the log for what was denied to somebody who has signed in (L-01); once for each request."""
    if current_user.is_authenticated and not g.get("is_refusal_told"):
        g.is_refusal_told = True
        db.session.rollback()
        told = Entry(AuditAction.REFUSE, request.endpoint or "", result="refused")
        record_read(current_user.who.actor, told)


def _no_such_job(_error: NoSuchJob) -> ResponseReturnValue:
    return page(404)


def _changed_meanwhile(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.info("conflict [%s] %s: %s", g.get("request_id"), request.endpoint, type(error).__name__)
    return page(409)


def _not_accepted(error: Invalid) -> ResponseReturnValue:
    """A row broke a rule on a page that does not show its problems beside the fields."""
    db.session.rollback()
    return page(400, sentence=" ".join(str(problem.message) for problem in error.problems))


def _odd_value(_error: Exception) -> ResponseReturnValue:
    """A number or a text that the database cannot hold; nothing of ours makes such an address."""
    db.session.rollback()
    return page(400)


def unexpected(error: Exception) -> ResponseReturnValue:
    # Where it failed goes to the log, and not its words, which may hold what was typed or stored.
    log.error("failed [%s] %s: %s", g.get("request_id"), request.endpoint, trace_of(error))
    try:
        db.session.rollback()
        return page(500)
    except Exception as another:  # noqa: BLE001 - the last page there is
        told = trace_of(another)
        log.error("the error page failed too [%s]: %s", g.get("request_id"), told)  # noqa: TRY400 - no words
        # Not by render_template: what it gives every page may be the very thing that fails.
        plain = current_app.jinja_env.get_template("errors/_plain.html")
        return make_response(plain.render(code=500, request_id=g.get("request_id")), 500)


def page(shown: int, code: int | None = None, sentence: str = "") -> Response:
    """The error page `shown` with the status `code` (the same one unless told otherwise)."""
    limit = request.max_content_length
    text = render_template(
        f"errors/{shown}.html",
        sentence=sentence,
        limit_mib=limit // 2**20 if limit else None,
        retry_after=None,
        # Who saved second, or too late, keeps what he typed.
        kept=typed_texts() if (code or shown) == 409 else [],
    )
    return make_response(text, code or shown)
