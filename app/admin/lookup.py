"""Answers what a reference field asks while a person types: titles of rows the person sees, twenty at most."""

from __future__ import annotations

from flask import Response, jsonify

from app.access import directory
from app.access.guard import Actor
from app.access.vocabulary import Action
from app.admin import references
from app.admin.screen import Screen
from app.models._base import entity_named, facts_of
from app.models._columns import Kind


def is_open(screen: Screen, column: str) -> bool:
    """Whether the person types this reference in a form, or filters a list by it."""
    facts = facts_of(screen.entity).get(column)
    typed = set(screen.created) if screen.may(Action.CREATE) else set()
    typed |= set(screen.edited) if screen.may(Action.EDIT) else set()
    return facts is not None and facts.kind is Kind.REF and column in typed | set(screen.filtered)


def answer(screen: Screen, actor: Actor, column: str, text: str) -> Response:
    """`{"items": [{"id", "label", "note"}], "has_more"}` for the reference column."""
    if column in screen.override.from_directory and directory.is_open_to(actor):
        children = directory.children_named(actor, text) if text else []
        items = [{"id": child.id, "label": child.name, "note": child.school_class} for child in children]
        return jsonify(items=items, has_more=len(items) == directory.SHOWN)
    target = entity_named(facts_of(screen.entity)[column].target or "")
    options, has_more = references.found(target, screen.roles, text)
    return jsonify(items=[{"id": o.id, "label": o.label, "note": o.note} for o in options], has_more=has_more)
