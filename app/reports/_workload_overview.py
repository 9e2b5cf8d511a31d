"""The first pages of the workload: all mentors side by side, who has too many children, and who could take them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.figures import counseling, mentoring, people
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.reports._summary_sections import load_chart
from app.reports.charts import Chart, ChartKind, Series
from app.reports.document import Fraction
from app.reports.mentor_workload import CounselorPage, MentorPage, Overview, StaffLine
from app.standards.as_of import AsOf
from app.standards.feasibility import infeasible
from app.standards.mentor_loads import Balance, balance_of
from app.standards.rebalance import Cause, Move
from app.standards.rules import Rule, timeline_of

#: As many rules have room side by side; the others stand on the mentors' pages, and in the total.
_COLUMNS = 5


def overview(session: Any, at: AsOf, rules: Sequence[Rule], pages: dict[int, MentorPage]) -> Overview:
    """All mentors in the order of the staff list; `rules` are those of the duties of every page."""
    loads, balance = mentoring.children_per_mentor(session, at), balance_of(session, at)
    shown = [place for place, rule in enumerate(rules) if _is_column(rule)][:_COLUMNS]
    lines = tuple(_line(page, loads.get(staff_id, 0), shown) for staff_id, page in pages.items())
    total = _total(people.children_in_pairs(session, at), len(shown), lines)
    names = tuple(rules[place].name.zh for place in shown)
    return Overview(
        duty_names=names,
        lines=lines,
        total=total,
        uncovered=people.uncovered(session, at),
        without_pairs=people.without_pairs(session, at),
        charts=(*((_duty_chart(names, total),) if names else ()), load_chart(loads)),
        limits=_limits(session, at, balance),
        over=tuple(f"{load.name}（{load.children}名，超出{load.over}名）" for load in balance.over),
        moves=tuple(_move(balance, move) for move in balance.plan.moves),
    )


def _is_column(rule: Rule) -> bool:
    return rule.subject is RuleSubject.PAIR and rule.is_judged


def _limits(session: Any, at: AsOf, balance: Balance) -> str:
    """The arithmetic of the rules on children for each that nobody could keep, and the number gone by instead."""
    impossible = infeasible(session, at, timeline_of(session, at.school_id))
    of_load = (each for each in impossible if each.rule.action is RuleAction.MENTORING)
    told = [f"{each.rule.code}：{each.sentence.zh}" for each in of_load]
    return "".join((*told, balance.limits.sentence.zh))


def _line(page: MentorPage, children: int, shown: Sequence[int]) -> StaffLine:
    parts = tuple(duty.result for duty in page.duties)
    total = _sum(duty.result for duty in page.duties if not duty.is_counted_only)
    return StaffLine(page.name, page.school, children, total, tuple(parts[place] for place in shown))


def _total(children: int, columns: int, lines: Sequence[StaffLine]) -> StaffLine:
    """Children with two mentors count once in the total, twice in the lines."""
    parts = tuple(_sum(line.by_duty[place] for line in lines) for place in range(columns))
    return StaffLine("合计", "", children, _sum(line.total for line in lines), parts)


def _sum(parts: Iterable[Fraction]) -> Fraction:
    parts = tuple(parts)
    return Fraction(sum(part.done for part in parts), sum(part.due for part in parts))


def _duty_chart(names: tuple[str, ...], total: StaffLine) -> Chart:
    series = (
        Series("已办", tuple(part.done for part in total.by_duty)),
        Series("应办", tuple(part.due for part in total.by_duty)),
    )
    return Chart(ChartKind.ROWS, "各项工作应办与已办", names, series, "次")


def _move(balance: Balance, move: Move) -> str:
    children = "、".join(balance.names.get(child, "") for child in move.children)
    giver = "尚无帮扶人" if move.giver_id is None else balance.staff[move.giver_id]
    bonds = [bond.label.zh for bond in move.bonds] or ["现有孩子最少"]
    why = [move.cause.label.zh, *bonds] if move.cause is Cause.BELOW else bonds
    return f"{children}：{giver} → {balance.staff[move.taker_id]}（{'；'.join(why)}）"


def counselors(session: Any, at: AsOf, only: int | None) -> tuple[CounselorPage, ...]:
    """The counselors' work in numbers: one's own, or that of all who received five children for the principal."""
    if only is not None:
        work = counseling.own_work(session, at, only)
    elif counseling.may_see_totals(session, at):
        work = counseling.counselors_work(session, at)
    else:
        work = ()
    return tuple(
        CounselorPage(each.name, each.sessions, each.minutes, each.finished, each.sessions - each.finished)
        for each in work
    )
