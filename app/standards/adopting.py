"""A school takes over a standard or changes one rule of its own, from a day on; what was judged before stays judged so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.vocabulary import Label
from app.models._rules import Invalid, Problem
from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import CareStandardItem, RuleAction
from app.models.school.term import Term
from app.standards.catalogue import catalogue
from app.standards.incident_limits import set_limits
from app.standards.presets import Preset, PresetItem

_DAY = dt.timedelta(days=1)

#: What a school may change of a rule; the rest says what the rule is.
CHANGEABLE = frozenset(
    {"count_min", "count_max", "grace_days", "filters", "condition", "season", "is_enabled", "name"}
)

#: All that a rule says; a test compares it with the columns.
COPIED = (
    "rule_code", "name", "subject", "action", "filters", "count_min", "count_max", "per", "period_n", "role",
    "condition", "grace_days", "season", "is_enabled", "quote", "source",
)  # fmt: skip


def standards_of(session: Any, school_id: int) -> list[CareStandard]:
    """The standing standards of the school, the oldest first."""
    found = select(CareStandard).where(
        CareStandard.school_id == school_id, CareStandard.archived_at.is_(None)
    )
    return list(session.scalars(found.order_by(CareStandard.starts_on, CareStandard.id)))


def standard_on(session: Any, school_id: int, day: dt.date) -> CareStandard | None:
    """The standard in force on the day."""
    held = (each for each in standards_of(session, school_id) if each.starts_on <= day)
    return next((each for each in held if each.ends_on is None or each.ends_on >= day), None)


def items_of(session: Any, standard: CareStandard) -> list[CareStandardItem]:
    """The standing rules of a standard, those switched off included, in the order of the catalogue."""
    found = select(CareStandardItem).where(
        CareStandardItem.care_standard_id == standard.id, CareStandardItem.archived_at.is_(None)
    )
    places = {code: place for place, code in enumerate(catalogue())}
    return sorted(session.scalars(found), key=lambda item: (places.get(item.rule_code, 999), item.rule_code))


def adopt(
    session: Any, school_id: int, preset: Preset, from_day: dt.date, *, emergency: Preset | None = None
) -> CareStandard:
    """The preset becomes the school's standard from the day on; the one before it ends the day before.

    `emergency` lends its limits of notice to a preset that has none (PS1). With limits of notice, the school's
    own incident limits follow from the same day (V10). Invalid where the day would rewrite what was judged.
    """
    _make_room(session, school_id, from_day)
    standard = CareStandard(
        school_id=school_id, name=preset.name, source=preset.source, starts_on=from_day, preset=preset.code
    )
    session.add(standard)
    session.flush()
    chosen = chosen_items(preset, emergency)
    session.add_all([new_item(standard, each) for each in chosen])
    session.flush()
    set_limits(session, school_id, {each.rule.code: each.most for each in chosen}, from_day)
    return standard


def chosen_items(preset: Preset, emergency: Preset | None = None) -> tuple[PresetItem, ...]:
    """The rules of the preset, with the notices of another one where it has none itself."""
    if emergency is None or any(item.rule.action is RuleAction.NOTICE for item in preset.items):
        return preset.items
    return preset.items + tuple(item for item in emergency.items if item.rule.action is RuleAction.NOTICE)


def new_item(standard: CareStandard, item: PresetItem) -> CareStandardItem:
    """The row of a preset's rule, not in any session."""
    return CareStandardItem(
        school_id=standard.school_id, care_standard_id=standard.id, rule_code=item.rule.code,
        subject=item.rule.subject, action=item.rule.action, per=item.per, role=item.rule.role,
        filters=dict(item.filters), condition=dict(item.condition),
        count_min=item.least, count_max=item.most, quote=item.quote, source=item.source, is_enabled=True,
    )  # fmt: skip


def rule_from_catalogue(standard: CareStandard, code: str) -> CareStandardItem:
    """The row of a rule that the school adds by hand, not in any session; KeyError for a code nobody knows."""
    rule = catalogue()[code]
    return CareStandardItem(
        school_id=standard.school_id, care_standard_id=standard.id, rule_code=code, subject=rule.subject,
        action=rule.action, per=rule.per, role=rule.role, filters=dict(rule.filters),
        condition=dict(rule.condition), count_min=rule.least, count_max=rule.most, is_enabled=True,
    )  # fmt: skip


def change_item(
    session: Any, standard: CareStandard, code: str, changes: Mapping[str, Any], from_day: dt.date
) -> CareStandard:
    """The rule with the changes from the day on; returns the standard that has it (a copy, or itself).

    A standard that began earlier ends the day before, and its copy begins on the day. One that begins today
    or later has judged nothing yet and is edited where it stands. A rule that it has not is added.
    """
    strange = set(changes) - CHANGEABLE
    if strange:
        raise ValueError(f"{code}: {sorted(strange)} cannot be changed")
    held = _from_day_on(session, standard, from_day)
    item = next((each for each in items_of(session, held) if each.rule_code == code), None)
    if item is None:
        item = rule_from_catalogue(held, code)
        session.add(item)
    for column, value in changes.items():
        setattr(item, column, value)
    session.flush()
    if item.action is RuleAction.NOTICE:
        _limits_follow(session, held)
    return held


def _limits_follow(session: Any, held: CareStandard) -> None:
    """The school's own incident limits go before its standard, so a changed notice changes them from the same day."""
    notices = {item.rule_code: item.count_max for item in items_of(session, held) if item.is_enabled}
    set_limits(session, held.school_id, notices, held.starts_on)


def _from_day_on(session: Any, standard: CareStandard, from_day: dt.date) -> CareStandard:
    today = clock.today()
    if from_day <= standard.starts_on:
        if standard.starts_on < today:
            raise _refused(
                f"这套标准从 {standard.starts_on} 起已经执行，请把生效日期改到这一天之后。",
                f"In force since {standard.starts_on}; choose a later day.",
            )
        return standard
    if standard.ends_on is not None and from_day > standard.ends_on:
        raise _refused(
            f"这套标准到 {standard.ends_on} 为止，请在之后的那套标准里修改。",
            f"It ends on {standard.ends_on}; change the one that follows.",
        )
    _refuse_what_is_over(session, standard.school_id, from_day)
    return _copied(session, standard, from_day)


def _copied(session: Any, standard: CareStandard, from_day: dt.date) -> CareStandard:
    """The same rules again, from the day on."""
    items = items_of(session, standard)
    copy = CareStandard(
        school_id=standard.school_id, name=standard.name, source=standard.source, preset=standard.preset,
        starts_on=from_day, ends_on=standard.ends_on,
    )  # fmt: skip
    standard.ends_on = from_day - _DAY
    session.flush()
    session.add(copy)
    session.flush()
    for item in items:
        told = {column: getattr(item, column) for column in COPIED}
        session.add(CareStandardItem(school_id=copy.school_id, care_standard_id=copy.id, **told))
    session.flush()
    return copy


def _make_room(session: Any, school_id: int, from_day: dt.date) -> None:
    """End the standard in force the day before, and put away those that have not begun yet."""
    others = standards_of(session, school_id)
    if any(each.starts_on < from_day for each in others):
        _refuse_what_is_over(session, school_id, from_day)
    for each in others:
        if each.starts_on >= from_day:
            _put_away(each)
        elif each.ends_on is None or each.ends_on >= from_day:
            each.ends_on = from_day - _DAY
    session.flush()


def _put_away(standard: CareStandard) -> None:
    if standard.starts_on < clock.today():
        raise _refused(
            f"从 {standard.starts_on} 起已在执行“{standard.name}”，请选这一天之后的日期。",
            f"“{standard.name}” is in force since {standard.starts_on}; choose a later day.",
        )
    standard.archived_at = clock.now()


def _refuse_what_is_over(session: Any, school_id: int, from_day: dt.date) -> None:
    """What another term was judged by stays: a change reaches back to the first day of the current term at most."""
    found = select(Term.starts_on).where(
        Term.school_id == school_id, Term.archived_at.is_(None), Term.is_current.is_(True)
    )
    earliest = min(session.scalar(found) or clock.today(), clock.today())
    if from_day < earliest:
        raise _refused(
            f"以前的学期仍按当时的标准统计，请选 {earliest} 或之后的日期。",
            f"Earlier terms keep their standard; choose {earliest} or later.",
        )


def _refused(zh: str, en: str) -> Invalid:
    return Invalid("CareStandard", (Problem("starts_on", Label(zh, en)),))
