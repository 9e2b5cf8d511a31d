"""Finds rows by what a person types, without ever putting the words into an address.

A search is posted; the words travel on in the list's address only sealed, in a token that opens for
the same person on the same list (security W-11: no name, phone or ID number in a URL).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import unicodedata
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from app.access.grants import Roles
from app.access.guard import Actor
from app.access.narrowing import where_granted, where_readable
from app.admin.screen import reveals, screen_for
from app.extensions import db
from app.models._base import Entity, entity_named, facts_of
from app.models._columns import Kind
from app.models._rules import Unique
from app.models._sealed import EncipheredNumber, ends_with
from app.models.system.name_gram import name_grams

#: No name, code or title is longer; more is not a search.
LONGEST = 60
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_NONCE_BYTES = 12
_ENDING = re.compile(r"[0-9]{3}[0-9X]")
_NUMBER = re.compile(r"\+?[0-9]{5,17}[0-9X]")
_STUDENT_NO = re.compile(r"(?=.*[0-9])[0-9A-Z]{5,30}")
#: From a session to its case to the child: further a search does not follow references.
_HOPS = 2


def cleaned(text: str) -> str:
    """What was typed without control characters and outer blanks, at most 60 characters."""
    return _UNSEEN.sub("", text).strip()[:LONGEST]


def sealed(text: str, actor: Actor, entity: type[Entity]) -> str:
    """The words as an opaque token for an address; only this person on this list can open it."""
    nonce = os.urandom(_NONCE_BYTES)
    body = AESGCM(_key()).encrypt(nonce, text.encode(), _place(actor, entity))
    return base64.urlsafe_b64encode(nonce + body).decode().rstrip("=")


def opened(token: str, actor: Actor, entity: type[Entity]) -> str:
    """The words in a token; "" when it is damaged or somebody else's."""
    try:
        data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        text = AESGCM(_key()).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], _place(actor, entity))
    except (ValueError, InvalidTag):
        return ""
    return cleaned(text.decode())


def _key() -> bytes:
    return hashlib.sha256(b"search token\n" + str(current_app.secret_key).encode()).digest()


def _place(actor: Actor, entity: type[Entity]) -> bytes:
    return f"{actor.user_id}:{entity.__tablename__}".encode()


def matches(entity: type[Entity], roles: Roles, text: str, hops: int = _HOPS) -> ColumnElement[bool]:
    """Rows in which a searchable column, or the title of a row it refers to, matches the text."""
    names = screen_for(entity, roles).searched
    by_number = _numbers_match(entity, roles, text) if hops == _HOPS else []
    return or_(false(), *(_matches_where_open(entity, roles, name, text, hops) for name in names), *by_number)


def _numbers_match(entity: type[Entity], roles: Roles, text: str) -> list[ColumnElement[bool]]:
    """Rows with the ID, student or phone number, by those who may see it whole; with its last four, by all who see these."""
    typed = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text)).upper()
    screen, found = screen_for(entity, roles), []
    for name in screen.readable:
        column: Any = getattr(entity, name)
        if not isinstance(column.type, EncipheredNumber):
            continue
        if _ENDING.fullmatch(typed):
            found.append(_where_open(entity, roles, name, ends_with(column, typed)))
        elif column.info["facts"].mask is None:
            found.append(_where_open(entity, roles, name, column.in_({typed, text})))
        elif name in screen.revealed and _whole_of(column).fullmatch(typed):
            whole = where_granted(entity, roles, reveals(entity, name), entity)
            same = column.in_({typed, text})
            found.append(_where_open(entity, roles, name, same if whole is None else and_(same, whole)))
    return found


def _whole_of(column: Any) -> re.Pattern[str]:
    return _STUDENT_NO if column.info["facts"].kind is Kind.STUDENT_NO else _NUMBER


def matches_title(entity: type[Entity], roles: Roles, text: str, hops: int = _HOPS) -> ColumnElement[bool]:
    """Rows whose searchable columns or title match; for choosing a row in a form."""
    title = entity.spec.title
    screen = screen_for(entity, roles)
    if screen.searched or title not in screen.sortable:
        return matches(entity, roles, text, hops)
    return _matches_where_open(entity, roles, title, text, hops)


def _matches_where_open(
    entity: type[Entity], roles: Roles, name: str, text: str, hops: int
) -> ColumnElement[bool]:
    """Rows whose column matches, among those in which the person reads it."""
    return _where_open(entity, roles, name, _matches_column(entity, roles, name, text, hops))


def _where_open(
    entity: type[Entity], roles: Roles, name: str, found: ColumnElement[bool]
) -> ColumnElement[bool]:
    open_ = where_readable(entity, roles, name, entity)
    return found if open_ is None else and_(found, open_)


def _matches_column(
    entity: type[Entity], roles: Roles, name: str, text: str, hops: int
) -> ColumnElement[bool]:
    column: Any = getattr(entity, name)
    facts = facts_of(entity)[name]
    if facts.kind is Kind.REF and hops:
        target = entity_named(facts.target or "")
        return column.in_(select(target.id).where(matches_title(target, roles, text, hops - 1)))
    if facts.kind is not Kind.TEXT:
        return false()
    if name == entity.spec.grams:
        return _has_grams(entity, column, text)
    if _is_code(entity, name):
        return _begins_with(entity, name, text)
    return column.contains(text, autoescape=True)


def _has_grams(entity: type[Entity], column: Any, text: str) -> ColumnElement[bool]:
    """Names holding the text, by the small table of 1- and 2-character pieces instead of a scan."""
    pieces = [text] if len(text) == 1 else [text[i : i + 2] for i in range(len(text) - 1)]
    kind = entity.__name__
    found = [
        column.class_.id.in_(
            select(name_grams.c.row_id).where(name_grams.c.kind == kind, name_grams.c.gram == piece)
        )
        for piece in dict.fromkeys(pieces)
    ]
    return and_(*found, column.contains(text, autoescape=True)) if len(text) > 2 else and_(*found)


def _is_code(entity: type[Entity], name: str) -> bool:
    """Whether the column identifies rows (numbers, codes): found from its beginning, through its index."""
    return any(isinstance(rule, Unique) and name in rule.columns for rule in entity.spec.rules)


def _begins_with(entity: type[Entity], name: str, text: str) -> ColumnElement[bool]:
    """Rows whose code begins so: keys found in two selects of their own, each through an index.

    As a plain condition beside others it would keep the database from using any index (25 ms instead of
    0.1 at 100,000 rows); the index of codes is over standing rows.
    """
    other: Any = aliased(entity)
    code, standing = getattr(other, name), other.archived_at.is_(None)
    begins = (
        and_(code >= text, code < f"{text}\U0010ffff")
        if db.session.get_bind().dialect.name == "sqlite"
        else code.startswith(text, autoescape=True)
    )
    return or_(*(entity.id.in_(select(other.id).where(begins, which)) for which in (standing, ~standing)))
