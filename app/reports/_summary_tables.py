"""The two annexes of the term summary: what the standard asked for and got, and the classes side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from app.figures import Reading, basics, contact, mentoring, registers
from app.figures.class_statistics import SENSITIVE, ClassLine, Fact, summed
from app.figures.contact import CODES, Duty
from app.figures.workload import load_asked
from app.reports._html import rate
from app.reports._readings import Readings, as_fraction
from app.reports._summary_sections import feasibility
from app.reports.document import Column, Table
from app.reports.term_summary import SMALLEST_COUNSELING_GROUP
from app.standards.evaluate import evaluate
from app.standards.outcome import Tally

_HIDDEN = "*"
_NUMERALS = "〇一二三四五六七八九"

#: heading -> what stands below it: a number of children, a share of them, or a duty.
_NUMBERS = {
    "男": Fact.BOYS, "女": Fact.GIRLS, "双亲外出": Fact.BOTH_AWAY, "单亲外出": Fact.ONE_AWAY,
    "单亲家庭": Fact.SINGLE_PARENT, "隔代": Fact.GRANDPARENTS, "亲戚": Fact.RELATIVES, "教师": Fact.TEACHER,
    "无人监护": Fact.NOBODY, "寄宿": Fact.BOARDING, "特困": Fact.VERY_POOR, "残障": Fact.DISABLED,
    "特长": Fact.TALENTED, "重点对象": Fact.KEY_TARGET, "已建档": Fact.ARCHIVED,
}  # fmt: skip
_HEADINGS = (
    "班级", "在校人数", "留守儿童", "占比", *_NUMBERS, "建档率", "已结对", "学习帮手",
    "家访完成率", "谈心完成率", "通话完成率",
)  # fmt: skip


def indicators(r: Readings) -> Table:
    """The rules of the standard that records can answer already: due, done, rate, status."""
    is_over = r.at.day >= r.at.ends_on
    reports = r.reading(contact.guardian_reports)
    rows = (
        *_contacts(r),
        _row("R12", "每学期向监护人通报一次", reports, "" if is_over else "学期未结束"),
        _row("R13", "开学摸底登记", r.reading(registers.surveyed)),
        _row("R100", "建档率100%", r.reading(registers.archives_complete)),
        *_load(r),
    )
    columns = (
        Column("编号", 0.6),
        Column("指标", 2.6),
        Column("应办", 0.8, True),
        Column("已办", 0.8, True),
        Column("完成率", 0.9, True),
        Column("状态", 0.9, True),
    )
    note = (
        "“应办”只计统计日以前已经结束或已经完成的周、月和学期。"
        "标准的其余各项（亲子通话、会议、讲座、健康课时、开放、培训、借阅）启用相应记录后列入。"
    )
    return Table("各项指标完成情况", columns, rows, note=note)


def _row(code: str, text: str, reading: Reading, unfinished: str = "") -> tuple[str, ...]:
    due = reading.out_of or 0
    if not due:
        status = "不适用"
    elif reading.reaches(100):
        status = "达标"
    else:
        status = unfinished or f"欠 {due - reading.count}"
    return (code, text, str(due), str(reading.count), rate(as_fraction(reading)), status)


def _contacts(r: Readings) -> Iterator[tuple[str, ...]]:
    """The rules on visits, talks and calls as the school's own standard has them."""
    found = evaluate(r.session, r.at, codes=frozenset().union(*CODES.values()))
    for rule in found.rules:
        if rule.is_judged:
            tally = Tally.of(found.of_rule(rule.code))
            yield _row(rule.code, rule.quote or rule.name.zh, Reading(int(tally.done), int(tally.due)))


def _load(r: Readings) -> Iterator[tuple[str, ...]]:
    """R30a to R30c: only asked for where there are children enough for all staff (domain 3.5)."""
    rule = load_asked(r.session, r.at)
    if rule is None or rule.count_min is None:
        return
    each, staff = int(rule.count_min), r.reading(mentoring.staff_taking_part).out_of or 0
    text = f"每名教职工帮扶不少于{each}名儿童"
    if feasibility(each, r.count(basics.children), staff):
        yield (rule.code, text, "—", "—", "—", "无法做到，不作要求")
        return
    loads = mentoring.children_per_mentor(r.session, r.at).values()
    yield _row(rule.code, text, Reading(min(sum(load >= each for load in loads), staff), staff))


def classes(lines: tuple[ClassLine, ...]) -> Table:
    """A line for each class, for each grade of several classes, and for the school."""
    rows: list[tuple[str, ...]] = []
    for grade, group in groupby(lines, key=lambda line: line.grade):
        members = list(group)
        rows.extend(_cells(line) for line in members)
        if len(members) > 1:
            rows.append(_cells(summed(f"{_NUMERALS[grade]}年级" if grade else "幼儿园", members)))
    columns = tuple(
        Column(heading, 1.7 if heading == "班级" else 1.15 if heading.endswith(("率", "比")) else 1, True)
        for heading in _HEADINGS
    )
    note = f"特困、残障、特长不足{SMALLEST_COUNSELING_GROUP}人的以“{_HIDDEN}”代替。完成率按统计日以前应办的计算。"
    total = _cells(summed("全校", lines)) if lines else ()
    return Table("各班留守儿童关爱情况统计", columns, tuple(rows), total, note=note)


def villages(lines: tuple[ClassLine, ...]) -> Table:
    """A line for each village; as in the table of classes, small special groups are hidden."""
    heads = ("村", "留守儿童", *_NUMBERS, "建档率")
    columns = tuple(Column(head, 2.2 if head.startswith("村") else 1, is_number=True) for head in heads)
    every = (*lines, summed("合计", lines))
    rows = tuple(
        (
            line.label,
            str(line.of(Fact.CHILDREN)),
            *(_number(line, fact) for fact in _NUMBERS.values()),
            _rate(line.share(Fact.ARCHIVED)),
        )
        for line in every
    )
    return Table("各村留守儿童情况统计", columns, rows[:-1], rows[-1])


def _cells(line: ClassLine) -> tuple[str, ...]:
    return (
        line.label.removesuffix("班"),
        str(line.of(Fact.PUPILS)),
        str(line.of(Fact.CHILDREN)),
        _rate(line.share(Fact.CHILDREN, Fact.PUPILS)),
        *(_number(line, fact) for fact in _NUMBERS.values()),
        _rate(line.share(Fact.ARCHIVED)),
        str(line.of(Fact.MENTORED)),
        str(line.of(Fact.HELPED)),
        *(_rate(line.fulfilment(duty)) for duty in Duty),
    )


def _number(line: ClassLine, fact: Fact) -> str:
    number = line.of(fact)
    return _HIDDEN if fact in SENSITIVE and number < SMALLEST_COUNSELING_GROUP else str(number)


def _rate(reading: Reading) -> str:
    return rate(as_fraction(reading))
