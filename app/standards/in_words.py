"""The number of a rule in words: 每周至少 1 次, 18 至 36 课时, 30 分钟以内."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.access.vocabulary import Label
from app.models.management.care_standard_item import RuleAction, RulePer, RuleSubject

#: Of one period, and of several.
_PERIODS = {
    RulePer.WEEK: ("每周", "every week", "周", "weeks"),
    RulePer.FORTNIGHT: ("每两周", "every two weeks", "个两周", "fortnights"),
    RulePer.MONTH: ("每月", "every month", "个月", "months"),
    RulePer.QUARTER: ("每季度", "every quarter", "个季度", "quarters"),
    RulePer.TERM: ("每学期", "every term", "个学期", "terms"),
    RulePer.TERM_PART: ("每段", "in each part of the term", "段", "parts"),
    RulePer.HALF_YEAR: ("每半年", "every half year", "个半年", "half years"),
    RulePer.YEAR: ("每年", "every year", "年", "years"),
    RulePer.ONCE: ("每次", "each time", "次", "times"),
}
_UNITS = {
    RuleAction.LESSON: "课时",
    RuleAction.MENTORING: "名",
    RuleAction.PEER_PAIRING: "名",
    RuleAction.LENDING: "册",
}
_WITHIN = {
    RulePer.MINUTES: Label("%s 分钟以内", "within %s minutes"),
    RulePer.DAY: Label("%s 天以内", "within %s days"),
}


def number_in_words(rule: Any) -> Label:
    """What the rule asks, of a Rule or a CareStandardItem; 只计次数 where its paper names no number."""
    least, most = rule.count_min, rule.count_max
    if least is None and most is None:
        return Label("只计次数，不作判定", "Counted, not judged")
    if rule.per in _WITHIN and most is not None:
        within = _WITHIN[rule.per]
        return Label(within.zh % shown(most), within.en % shown(most))
    if rule.action == RuleAction.RATE:
        return Label(f"不低于 {shown(least or most)}%", f"at least {shown(least or most)}%")
    often_zh, often_en = _how_often(rule.per, rule.period_n or 1)
    zh, en = _how_many(least, most)
    return Label(f"{often_zh}{zh} {_unit(rule)}".strip(), f"{en} {often_en}".strip())


def shown(number: Decimal | int | None) -> str:
    """A number without needless zeros; empty for none."""
    return "" if number is None else f"{Decimal(number).normalize():f}"


def _how_many(least: Decimal | None, most: Decimal | None) -> tuple[str, str]:
    if most is None:
        return f"至少 {shown(least)}", f"at least {shown(least)}"
    if least is None:
        return f"至多 {shown(most)}", f"at most {shown(most)}"
    return f" {shown(least)} 至 {shown(most)}", f"{shown(least)} to {shown(most)}"


def _how_often(per: RulePer, count: int) -> tuple[str, str]:
    if per not in _PERIODS:
        return "", ""
    zh, en, zh_many, en_many = _PERIODS[per]
    return (zh, en) if count == 1 else (f"每 {count} {zh_many}", f"every {count} {en_many}")


def _unit(rule: Any) -> str:
    if rule.action == RuleAction.MENTORING and rule.subject == RuleSubject.MENTOR:
        return "名儿童"
    if rule.action == RuleAction.OPENING:
        return _of_an_opening(rule.filters or {})
    return _UNITS.get(rule.action) or ("项" if rule.per in (RulePer.ALWAYS, RulePer.ONCE) else "次")


def _of_an_opening(filters: Mapping[str, Any]) -> str:
    """R64 counts teachers, R63b the slots of the timetable, R63 openings."""
    if filters.get("kinds") == ["duty"]:
        return "名教师"
    return "项" if filters.get("slots") else "次"
