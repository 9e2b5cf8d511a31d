"""Whether a child is left behind on a day, from dated facts: months away, both official definitions and the school's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.access.vocabulary import Label, in_a_row

#: 民政: a child is somebody under sixteen (State Council 2016/13).
_GROWN_UP = 16
#: 学籍: away for three months without coming back.
_MONTHS = 3


_NOBODY_AWAY = Label("没有父母正在外出的登记。", "No parent is recorded as away.")


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay away, both days included; `until` None lasts."""

    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """How long an adult has been away on a day: whole months without a break, and what was before."""

    since: dt.date | None = None
    months: int = 0
    #: Times he came home and left again in the year before.
    interruptions: int = 0

    @property
    def is_away(self) -> bool:
        return self.since is not None


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent of the child as of the day; `is_unable` when recorded as unable to care since then or earlier."""

    label: str
    away: Away
    is_unable: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What a definition says; `holds` None when the facts do not suffice."""

    holds: bool | None
    reason: Label


@dataclass(frozen=True, slots=True)
class Findings:
    """The three readings of one child on one day (domain V15)."""

    civil: Finding
    register: Finding
    own: Finding
    #: 学籍: 0 not left behind, 1 one parent away, 2 both; None when nothing is known.
    code: int | None

    @property
    def agree(self) -> bool:
        return len({self.civil.holds, self.register.holds, self.own.holds}) == 1


def away_on(stays: Iterable[Stay], day: dt.date) -> Away:
    """The stay that holds the day; stays that follow each other without a day at home are one."""
    held: Stay | None = None
    breaks: list[dt.date] = []
    for stay in sorted(stays, key=lambda each: each.since):
        if stay.since > day:
            break
        goes_on = (
            held is not None and held.until is not None and stay.since <= held.until + dt.timedelta(days=1)
        )
        if held is not None and not goes_on:
            breaks.append(stay.since)
        held = Stay(held.since if goes_on and held else stay.since, stay.until)
    if held is None or (held.until is not None and held.until < day):
        return Away()
    recent = [each for each in breaks if each > day - dt.timedelta(days=365)]
    return Away(held.since, months_between(held.since, day), len(recent))


def months_between(first: dt.date, last: dt.date) -> int:
    """Whole calendar months: 31 August to 30 November are two, to 1 December three."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months - (last.day < first.day))


def findings_of(parents: Sequence[Parent], birth_date: dt.date, day: dt.date) -> Findings:
    """What civil affairs, the school register and the school's own reading make of the facts of the day."""
    if not parents:
        unknown = Finding(None, Label("没有登记父母，无法判定，请补登亲属关系。", "No parent on record."))
        return Findings(unknown, unknown, unknown, None)
    return Findings(_civil(parents, birth_date, day), _register(parents), _own(parents), _code(parents))


def _civil(parents: Sequence[Parent], birth_date: dt.date, day: dt.date) -> Finding:
    if months_between(birth_date, day) >= _GROWN_UP * 12:
        return Finding(False, Label("已满 16 周岁。", "Sixteen or older."))
    away = [parent for parent in parents if parent.away.is_away]
    at_home = [parent for parent in parents if not parent.away.is_away]
    if not away:
        return Finding(False, _NOBODY_AWAY)
    if not at_home:
        whole = Label("父母双方外出。", "Both parents are away.")
        only = Label("登记的家长只有一位，且已外出。", "The only parent on record is away.")
        return Finding(True, whole if len(parents) > 1 else only)
    able = [parent for parent in at_home if not parent.is_unable]
    if able:
        name = in_a_row(parent.label for parent in able)
        return Finding(
            False, Label(f"一方外出，{name}在家且能照护。", f"One is away; {name} is at home and able.")
        )
    name = in_a_row(parent.label for parent in at_home)
    return Finding(True, Label(f"一方外出，{name}无力照护。", f"One is away; {name} is unable to care."))


def _register(parents: Sequence[Parent]) -> Finding:
    long = [parent for parent in parents if parent.away.months >= _MONTHS]
    if long:
        told = in_a_row(f"{parent.label} {parent.away.months} 个月" for parent in long)
        said = in_a_row(f"{parent.label} {parent.away.months} months" for parent in long)
        return Finding(True, Label(f"连续外出满三个月：{told}。", f"Away for three months on end: {said}."))
    if any(parent.away.is_away for parent in parents):
        return Finding(False, Label("外出还不满三个月。", "Away for less than three months."))
    return Finding(False, _NOBODY_AWAY)


def _own(parents: Sequence[Parent]) -> Finding:
    """Domain 8, Q2: the reading that loses nobody."""
    away = [parent.label for parent in parents if parent.away.is_away]
    if not away:
        return Finding(False, _NOBODY_AWAY)
    return Finding(True, Label(f"{in_a_row(away)}在外。", f"{in_a_row(away)} away."))


def _code(parents: Sequence[Parent]) -> int:
    return min(2, sum(parent.away.months >= _MONTHS for parent in parents))
