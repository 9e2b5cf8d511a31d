"""Text that a counselor writes for himself before it is saved: sealed to his public key, so that a locked room takes it too (V-11)."""

from __future__ import annotations

import base64
import json

from app.access.vault import placing, rows
from app.access.vault.keyring import HeldKeys
from app.crypto import boxes, wraps
from app.database import ClosedSession


def sealed(session: ClosedSession, school_id: int, user_id: int, text: str) -> str:
    """The text under the person's own key; the text itself for whoever has no keys of the room."""
    row = rows.identity_row(session, school_id, user_id)
    if row is None:
        return text
    key = boxes.new_key()
    wrapped = wraps.wrap(key, bytes(row.receives), "own words", row.id)
    body = boxes.seal(key, text.encode("utf-8"), "own words", row.id)
    return json.dumps({"to": row.id, "key": _text(wrapped), "body": _text(body)})


def opened(text: str) -> str | None:
    """The text again; None while the room is locked, or for keys that are gone."""
    told = json.loads(text)
    if not isinstance(told, dict):
        return text
    held = placing.in_this_request.get()
    if held is None or not isinstance(held.keys, HeldKeys):
        return None
    place = ("own words", told["to"])
    try:
        key = held.keys.identity.unwrap(base64.b64decode(told["key"]), *place)
        return boxes.unseal(key, base64.b64decode(told["body"]), *place).decode("utf-8")
    except boxes.CannotOpen:
        return None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
