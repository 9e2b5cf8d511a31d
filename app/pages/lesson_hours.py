"""Hours of the special lessons class by class, with the classes that are below what is asked."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.access.grants import allowed, grants_of
from app.access.guard import Actor, actor_of
from app.access.vocabulary import Action, Scope
from app.extensions import db
from app.figures.lesson_hours import asked_hours, hours_of_classes
from app.models.events.lesson import Lesson, LessonSubject
from app.pages.overview import current_term
from app.standards.as_of import AsOf

bp = Blueprint("lesson_hours", __name__)


@bp.get("/lessons/")
def show() -> ResponseReturnValue:
    """The classes whose lessons the person sees, for one subject; health unless another is asked for."""
    actor = actor_of(db.session)
    if not _sees_whole_classes(actor):
        abort(403)
    term, asked = current_term(db.session), request.args.get("subject", "")
    subject = (
        LessonSubject(asked) if asked in {each.value for each in LessonSubject} else LessonSubject.HEALTH
    )
    at = AsOf.of(term, actor.today) if term else None
    return render_template(
        "pages/lesson-hours.html",
        term=term,
        subject=subject,
        subjects=list(LessonSubject),
        lines=hours_of_classes(db.session, at, subject) if at else [],
        span=asked_hours(db.session, at) if at and subject is LessonSubject.HEALTH else None,
        may_create=allowed(actor.roles, Lesson, Action.CREATE),
        may_print=allowed(actor.roles, Lesson, Action.PRINT),
    )


def _sees_whole_classes(actor: Actor) -> bool:
    """Who sees only the lessons he gives himself would read the hours of a class as too few."""
    grants = grants_of(actor.roles, Lesson)
    return any(Action.READ in grant.actions and grant.rows is not Scope.OWN for grant in grants)
