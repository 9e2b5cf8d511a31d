"""Pictures of an event: taken in by upload, looked at only by who may see the event."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, abort, current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.access.grants import allowed
from app.access.guard import actor_of
from app.access.reach import changeable
from app.access.vocabulary import Action
from app.extensions import db
from app.models._rules import Invalid
from app.models.events.event import Event
from app.models.events.photo import Photo
from app.photos import PhotoFolder, PhotoRefused

bp = Blueprint("event_photos", __name__)

#: What was once an upload may do nothing at all, whatever a browser takes it for (security X-01).
_ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"


def folder() -> PhotoFolder:
    """Where this program keeps its pictures."""
    return PhotoFolder(Path(current_app.instance_path) / "photos")


@bp.post("/events/<int:event_id>/photos")
def add(event_id: int) -> ResponseReturnValue:
    """Keep one picture with its caption; a row that is refused leaves no file behind."""
    event = _event(event_id)
    back = redirect(url_for("events.one", event_id=event.id, _anchor="photos"))
    upload = request.files.get("photo")
    if upload is None or not upload.filename:
        flash(_("请先选择一张照片。"), "warn")
        return back
    try:
        name = folder().keep(upload.read())
    except PhotoRefused as refused:
        flash(str(refused.sentence), "bad")
        return back
    _save(_photo(event, name))
    return back


def _photo(event: Event, name: str) -> Photo:
    consent = (request.form.get("consent_by") or "").strip()[:60]
    day = clock.in_china(event.starts_at).date()
    return Photo(
        event_id=event.id,
        caption=(request.form.get("caption") or "").strip()[:80] or event.title,
        taken_on=min(day, clock.today()),
        has_consent=bool(request.form.get("has_consent")),
        consent_by=consent or None,
        stored_name=name,
    )


def _save(row: Photo) -> None:
    name = row.stored_name
    db.session.add(row)
    try:
        db.session.flush()
    except Invalid as invalid:
        db.session.rollback()
        folder().drop(name)
        for problem in invalid.problems:
            flash(str(problem.message), "bad")
        return
    db.session.commit()
    flash(_("照片已保存。"), "good")


@bp.get("/photos/<int:photo_id>.jpg")
def picture(photo_id: int) -> ResponseReturnValue:
    """The file of a picture the person may see; 404 for any other."""
    if not allowed(actor_of(db.session).roles, Photo, Action.READ):
        abort(404)
    photo: Photo | None = db.session.get(Photo, photo_id)
    path = folder().path(photo.stored_name) if photo is not None and photo.archived_at is None else None
    if path is None:
        abort(404)
    answer = send_file(path, mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = _ALONE
    return answer


def _event(event_id: int) -> Event:
    actor = actor_of(db.session)
    if not allowed(actor.roles, Photo, Action.CREATE):
        abort(403)
    event: Event | None = db.session.get(Event, event_id)
    if event is None or event.archived_at is not None:
        abort(404)
    if not changeable(db.session, actor, Event, Action.EDIT, [event.id]):
        abort(403)
    return event
