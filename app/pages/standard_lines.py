"""What the pages of the standard show: a clause in words, and those who would be overdue by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.access.vocabulary import Choice
from app.models.care.mentoring import MentoringKind
from app.models.management.care_standard_item import CareStandardItem, RuleSubject
from app.models.people.care_registration import GuardianshipKind
from app.standards.catalogue import catalogue
from app.standards.in_words import number_in_words, shown
from app.standards.names import Names, names_of
from app.standards.presets import PresetItem
from app.standards.rules import Rule, rule_of
from app.standards.season import Season
from app.standards.what_if import Difference, Turned, rule_of_preset

#: More names than this are not read one by one.
_SHOWN = 60
#: Where the row of one who owes is opened; a school has nothing to open.
_ADDRESSES = {
    RuleSubject.MENTOR: "/admin/staff/",
    RuleSubject.CLASS: "/admin/school-classes/",
    RuleSubject.INCIDENT: "/admin/incidents/",
    RuleSubject.LOAN: "/admin/book-loans/",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule as a page prints it; `conditions` say for whom, each in words."""

    code: str
    name: Any
    subject: Any
    number: Any
    is_judged: bool
    quote: str
    source: str
    formula: Any
    conditions: tuple[str, ...]
    grace_days: int
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A difference to be read: by kind of subject with names, and by rule as (name, now, then)."""

    lines: tuple[Line, ...]
    rules: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """How many of one kind lack something now and then, and the first of those who make the difference."""

    subject: Any
    now: int
    then: int
    newly: tuple[tuple[str, str, str], ...]
    no_longer: tuple[tuple[str, str, str], ...]
    count_newly: int
    count_no_longer: int


def clause_of(found: CareStandardItem | PresetItem) -> Clause:
    """A row of the school's standard, or an item of a preset."""
    is_row = isinstance(found, CareStandardItem)
    rule = rule_of(found) if isinstance(found, CareStandardItem) else rule_of_preset(found)
    return Clause(
        code=rule.code, name=rule.name, subject=rule.subject.label, number=number_in_words(rule),
        is_judged=rule.is_judged, quote=rule.quote, source=rule.source, formula=rule.formula,
        conditions=tuple(_conditions(rule)), grace_days=rule.grace_days,
        is_enabled=bool(found.is_enabled) if is_row else True,  # type: ignore[union-attr]
    )  # fmt: skip


def clauses_of(found: Iterable[CareStandardItem | PresetItem]) -> list[Clause]:
    """The clauses in the order of the rows."""
    return [clause_of(each) for each in found]


def group(clauses: Iterable[Clause]) -> list[tuple[Any, list[Clause]]]:
    """(for each of what, its clauses) in the order in which the kinds come up."""
    groups: dict[str, tuple[Any, list[Clause]]] = {}
    for clause in clauses:
        groups.setdefault(str(clause.subject), (clause.subject, []))[1].append(clause)
    return list(groups.values())


def _conditions(rule: Rule) -> Iterable[str]:
    told: Mapping[str, Any] = rule.condition
    if "boarding" in told:
        yield _("寄宿儿童") if told["boarding"] else _("走读儿童")
    if "grade_least" in told:
        yield _("%(grade)s年级以上", grade=told["grade_least"])
    if "grade_most" in told:
        yield _("%(grade)s年级以下", grade=told["grade_most"])
    if told.get("key_target"):
        yield _("重点帮扶对象")
    if told.get("triggered"):
        yield _("有起因的儿童")
    if "post" in told:
        yield _("领导小组成员")
    yield from _labels(told.get("pairing_kinds", ()), MentoringKind)
    yield from _labels(told.get("guardianship", ()), GuardianshipKind)
    if rule.filters.get("each_party"):
        yield _("每一方都要达到")
    yield from _seasons(rule)


def _seasons(rule: Rule) -> Iterable[str]:
    for season in Season:
        asked = rule.season.get(season.value, {})
        if asked.get("pause"):
            yield _("%(season)s暂停", season=season.label)
        elif asked.get("count_min") is not None:
            yield _("%(season)s至少 %(count)s", season=season.label, count=shown(asked["count_min"]))


def _labels(values: Iterable[str], choices: type[Choice]) -> Iterable[str]:
    return (str(choices(value).label) for value in values)


def seen(session: Any, difference: Difference) -> Seen:
    """The difference with names of those the reader may read; kinds and rules without anybody are left out."""
    names = names_of(session, difference.newly + difference.no_longer)
    subjects = [each for each in RuleSubject if difference.now.get(each) or difference.then.get(each)]
    now, then = difference.rules_now, difference.rules_then
    codes = sorted({*now, *then}, key=lambda code: (-(then.get(code, 0) - now.get(code, 0)), code))
    return Seen(
        tuple(_line(difference, subject, names) for subject in subjects),
        tuple((_rule_name(code), now.get(code, 0), then.get(code, 0)) for code in codes),
    )


def _line(difference: Difference, subject: RuleSubject, names: Names) -> Line:
    newly = [each for each in difference.newly if each.subject is subject]
    no_longer = [each for each in difference.no_longer if each.subject is subject]
    return Line(
        subject=subject.label,
        now=difference.now.get(subject, 0),
        then=difference.then.get(subject, 0),
        newly=tuple(_named(each, names) for each in newly[:_SHOWN]),
        no_longer=tuple(_named(each, names) for each in no_longer[:_SHOWN]),
        count_newly=len(newly),
        count_no_longer=len(no_longer),
    )


def _named(each: Turned, names: Names) -> tuple[str, str, str]:
    """(name, address, the rules in words)."""
    return names.of(each), _address(each), "、".join(_rule_name(code) for code in each.codes)


def _rule_name(code: str) -> str:
    return str(catalogue()[code].name) if code in catalogue() else code


def _address(each: Turned) -> str:
    if each.student_id is not None:
        return f"/admin/students/details/?id={each.student_id}"
    path = _ADDRESSES.get(each.subject)
    return f"{path}details/?id={each.subject_id}" if path else ""
