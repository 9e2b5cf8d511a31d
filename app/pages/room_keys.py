"""Keys of the counseling room: made, put under another passphrase, proven on paper, and lost (security V-05 to V-07)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access import audit, sealing
from app.access.audit import Entry
from app.access.fresh import dangerous
from app.access.guard import system_session
from app.access.sessions import SignedIn
from app.access.vault import doors, founding, papers, placing, rows
from app.access.vault.opened import OpenRoom
from app.access.vault.refusals import NOT_TYPED_BACK, VaultRefused
from app.crypto import passphrases
from app.models.school.staff import Staff
from app.models.school.user import User
from app.models.system.audit_log import AuditAction
from app.models.system.vault_identity import VaultIdentity
from app.pages.room_door import open_room
from app.pages.signing_in import signed_in

bp = Blueprint("room_keys", __name__, url_prefix="/counseling/keys")

CODES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A counselor of the school with keys, as the page shows him."""

    id: int
    name: str
    words: str
    fingerprint: str
    is_member: bool
    is_oneself: bool


@bp.get("/")
def show() -> ResponseReturnValue:
    """What the counselor has, and what is to be done next."""
    who = counselor()
    with system_session("keys of the counseling room", reads_only=True) as found:
        own = rows.identity_row(found, who.actor.school_id, who.actor.user_id)
        last_resort = rows.last_resort(found, who.actor.school_id)
        data = {
            "has_keys": own is not None,
            "is_member": own is not None and own.admitted_at is not None,
            "is_founded": rows.office_box(found, who.actor.school_id) is not None,
            "is_proven": last_resort is not None and last_resort.proven_at is not None,
            "words": words_of(own) if own is not None else "",
            "colleagues": colleagues(found, who),
            "last": doors.last_openings(found, who.actor.user_id),
        }
    return render_template("pages/room-keys.html", is_open=is_open(), **data)


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A passphrase made by the program is shown once and typed back; then the keys are made under it."""
    who = counselor()
    made = _made() or passphrases.new()
    if request.method == "GET":
        return _new_page(made)
    try:
        codes = _make(who, made)
    except VaultRefused as refusal:
        return _new_page(made, str(refusal.label)), 400
    if codes:
        return render_template("pages/room-papers.html", codes=codes)
    flash(_("密钥已生成。请让已开启心理室的同事核对四个词后把您加入。"), "good")
    return redirect(url_for("room_keys.show"))


def _make(who: SignedIn, made: str) -> tuple[str, ...]:
    """Keys for the person; the codes of the papers where he is the school's first counselor."""
    _typed_back(made)
    actor = who.actor
    with system_session("make keys of the counseling room") as session:
        if request.form.get("lost"):
            founding.put_away_keys(session, actor.school_id, actor.user_id)
        row = founding.make_keys(session, actor.school_id, actor.user_id, made)
        audit.record(session, Entry(AuditAction.CREATE, "VaultIdentity", row.id), by=actor)
        codes: tuple[str, ...] = ()
        if rows.office_box(session, actor.school_id) is None:
            room = founding.unlock(session, actor.school_id, actor.user_id, made)
            codes = founding.found_room(room, session).codes
            audit.record(session, Entry(AuditAction.GRANT, doors.ROOM, row.id, fields="found"), by=actor)
        session.commit()
    return codes


@bp.route("/passphrase", methods=["GET", "POST"])
@dangerous
def passphrase() -> ResponseReturnValue:
    """The same keys under another passphrase."""
    who = counselor()
    made = _made() or passphrases.new()
    if request.method == "GET":
        return _new_page(made, asks_for_old=True)
    try:
        _typed_back(made)
        with system_session("change a passphrase") as session:
            actor = who.actor
            founding.change_passphrase(
                session, actor.school_id, actor.user_id, request.form.get("room_old", ""), made
            )
            audit.record(session, Entry(AuditAction.PASSWORD, "VaultIdentity"), by=actor)
            session.commit()
    except VaultRefused as refusal:
        return _new_page(made, str(refusal.label), asks_for_old=True), 400
    flash(_("心理室口令已更换，旧口令从现在起无效。"), "good")
    return redirect(url_for("room_keys.show"))


@bp.route("/papers", methods=["GET", "POST"])
def prove() -> ResponseReturnValue:
    """Two codes typed back: somebody who never tried them does not know whether they were copied well."""
    who = counselor()
    if request.method == "GET":
        return render_template("pages/room-codes.html", purpose="prove", problem="", typed={})
    try:
        with system_session("prove the papers of last resort") as session:
            papers.prove(session, who.actor.school_id, typed_codes())
            audit.record(session, Entry(AuditAction.APPROVE, "VaultLastResort"), by=who.actor)
            session.commit()
    except VaultRefused as refusal:
        return _codes_page("prove", refusal)
    flash(_("恢复码核对无误。请把三张纸分别封好，交三个人分开保管。"), "good")
    return redirect(url_for("room_keys.show"))


@bp.post("/papers/new")
@dangerous
def new_papers() -> ResponseReturnValue:
    """New papers; the old ones open nothing from now on."""
    who = counselor()
    with system_session("new papers of last resort") as session:
        room = needed_room(session, who)
        codes = papers.replace(room, session).codes
        audit.record(session, Entry(AuditAction.GRANT, "VaultLastResort"), by=who.actor)
        session.commit()
    return render_template("pages/room-papers.html", codes=codes)


@bp.route("/recover", methods=["GET", "POST"])
@dangerous
def recover() -> ResponseReturnValue:
    """Two papers bring everything back that keys held whose passphrase is lost."""
    who = counselor()
    if request.method == "GET":
        return render_template("pages/room-codes.html", purpose="recover", problem="", typed={})
    try:
        with system_session("recover lost keys") as session:
            own = rows.own_identity(session, who.actor.school_id, who.actor.user_id)
            count = papers.restore(session, typed_codes(), own)
            audit.record(
                session, Entry(AuditAction.GRANT, "VaultIdentity", own.id, fields="papers"), by=who.actor
            )
            session.commit()
    except VaultRefused as refusal:
        return _codes_page("recover", refusal)
    flash(_("已用恢复码找回 %(count)s 份钥匙。现在可以用新口令打开心理室。", count=count), "good")
    return redirect(url_for("room_door.unlock"))


def counselor() -> SignedIn:
    """The counselor whose request this is; 403 for everybody else, the administrator included (A-06)."""
    who = signed_in()
    if who is None or not doors.may_have_keys(who.actor):
        abort(403)
    return who


def is_open() -> bool:
    """Whether the room is open in this browser."""
    return placing.in_this_request.get() is not None


def needed_room(session: Any, who: SignedIn) -> OpenRoom:
    """The open room of this request on the session; sealing.Locked leads to the door."""
    room = open_room(session, who)
    if room is None:
        raise sealing.Locked
    return room


def colleagues(session: Any, who: SignedIn) -> list[Colleague]:
    """All counselors of the school with keys, those who wait to be let in last."""
    found = (
        select(VaultIdentity, Staff.name, User.username)
        .join(User, User.id == VaultIdentity.user_id)
        .outerjoin(Staff, Staff.id == User.staff_id)
        .where(VaultIdentity.school_id == who.actor.school_id, VaultIdentity.archived_at.is_(None))
        .order_by(VaultIdentity.admitted_at.is_(None), VaultIdentity.id)
    )
    return [
        Colleague(
            row.id,
            name or username,
            words_of(row),
            rows.public_of(row).fingerprint.hex(),
            row.admitted_at is not None,
            row.user_id == who.actor.user_id,
        )
        for row, name, username in session.execute(found)
    ]


def words_of(row: VaultIdentity) -> str:
    """Four words by which two people compare a key by voice."""
    return " ".join(passphrases.words_of(rows.public_of(row).fingerprint, 4))


def typed_codes() -> dict[int, str]:
    """The codes of the papers whose fields were filled: two are needed."""
    typed = {number: request.form.get(f"paper_{number}", "").strip() for number in CODES}
    given = {number: code for number, code in typed.items() if code}
    return dict(list(given.items())[:2])


def _codes_page(purpose: str, refusal: VaultRefused) -> ResponseReturnValue:
    page = render_template(
        "pages/room-codes.html", purpose=purpose, problem=str(refusal.label), typed=typed_codes()
    )
    return page, 400


def _made() -> str:
    """The passphrase that the page showed; only words of the program's own list are taken."""
    shown = request.form.get("made", "")
    return shown if passphrases.is_of_words(shown) else ""


def _typed_back(made: str) -> None:
    if passphrases.plain(request.form.get("room_words_back", "")) != passphrases.plain(made):
        raise VaultRefused(NOT_TYPED_BACK)


def _new_page(made: str, problem: str = "", *, asks_for_old: bool = False) -> str:
    return render_template(
        "pages/room-new-keys.html",
        made=made,
        pinyin=passphrases.as_pinyin(made),
        problem=problem,
        asks_for_old=asks_for_old,
        is_lost=bool(request.values.get("lost")),
    )
