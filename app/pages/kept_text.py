"""What a person typed into a form that could not be taken: shown again, so that nothing has to be written twice."""

from __future__ import annotations

from flask import make_response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.pages.safe_redirects import is_own_path

#: Never shown again: secrets, and what the program itself put into the form.
_NEVER_SHOWN = ("password", "old", "new", "again", "token", "code")
#: Shorter values are ids, numbers and choices, quickly picked anew.
_SHORTEST_TEXT = 5
_MOST_TEXTS = 40


def typed_texts() -> list[tuple[str, str]]:
    """(field, text) of everything longer that was typed into the form of this request."""
    return _texts(request.form)


def _texts(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    kept = [
        (name, text)
        for name, text in form.items(multi=True)
        if len(text) >= _SHORTEST_TEXT and not any(word in name.lower() for word in _NEVER_SHOWN)
    ]
    return kept[:_MOST_TEXTS]


def answer_with_kept_text(status: int) -> Response:
    """The page that says why the form was not taken, with the typed text to copy and the way back to the form."""
    back = request.path if is_own_path(request.path) else ""
    page = render_template("errors/csrf.html", kept=typed_texts(), back_url=back)
    return make_response(page, status)
