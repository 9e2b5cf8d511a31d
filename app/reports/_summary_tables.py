"""The two annexes of the term summary: what the standard asked for and got, and the classes side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from app.figures import Reading
from app.figures.class_statistics import SENSITIVE, ClassLine, Fact, summed
from app.figures.contact import Duty
from app.figures.small_groups import SMALLEST_GROUP, is_told, told_parts, told_tree
from app.reports._html import rate
from app.reports._readings import as_fraction
from app.reports.document import Column, Table
from app.standards.clauses import ClauseKept, Ledger
from app.standards.in_words import number_in_words, shown

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


_CLAUSES = (
    Column("编号", 0.6), Column("条款", 3), Column("要求", 1.3), Column("应办", 0.7, True), Column("已办", 0.7, True),
    Column("完成率", 0.8, True), Column("状态", 1.2),
)  # fmt: skip
_HOW = (
    "“应办”只计统计日以前已经结束或已经完成的周、月和学期；“已办”不超过“应办”。"
    "没有写明次数的条款只计次数，不作判定；不可能都做到的条款在“存在的问题”里写明算法。"
)


def indicators(ledger: Ledger) -> Table:
    """Every clause of the school's own standard with its sentence: due, done, rate, status."""
    standard = ledger.standard
    caption = f"{standard.name}各项指标完成情况" if standard else "各项指标完成情况"
    rows = tuple(_clause(each) for each in ledger.clauses())
    empty = "学校尚未选用关爱标准，没有可以对照的条款。"
    return Table(caption, _CLAUSES, rows, note=_HOW if rows else "", empty=empty)


def _clause(kept: ClauseKept) -> tuple[str, ...]:
    rule, tally = kept.rule, kept.tally
    source = f"（{rule.source}）" if rule.quote and rule.source else ""
    told = (rule.code, f"{rule.quote or rule.name.zh}{source}", number_in_words(rule).zh)
    if not rule.is_judged:
        return (*told, "—", shown(kept.counted), "—", "只计次数")
    share = f"{100 * tally.done / tally.due:.1f}%" if tally.due else "—"
    return (*told, shown(tally.due), shown(tally.done), share, status(kept))


def status(kept: ClauseKept) -> str:
    """How a clause with a number stands, in a word: 达标, 欠 12, 2 个超出上限, 未到期, 不适用, 无法做到."""
    if kept.impossible:
        return "无法做到，不作要求"
    if not kept.tally.due:
        return "未到期" if kept.asked else "不适用"
    if kept.tally.missing:
        return f"欠 {shown(kept.tally.missing)}"
    return f"{kept.tally.lacking} 个超出上限" if kept.tally.lacking else "达标"


def classes(lines: tuple[ClassLine, ...]) -> Table:
    """A line for each class, for each grade of several classes, and for the school."""
    grades = {grade: tuple(group) for grade, group in groupby(lines, key=lambda line: line.grade)}
    told = {
        fact: told_tree({grade: [line.of(fact) for line in members] for grade, members in grades.items()})
        for fact in SENSITIVE
    }
    rows: list[tuple[str, ...]] = []
    for grade, members in grades.items():
        for place, line in enumerate(members):
            rows.append(_cells(line, {fact for fact in SENSITIVE if told[fact][0][grade][place]}))
        if len(members) > 1:
            whole = summed(f"{_NUMERALS[grade]}年级" if grade else "幼儿园", members)
            rows.append(_cells(whole, {fact for fact in SENSITIVE if told[fact][1][grade]}))
    columns = tuple(
        Column(heading, 1.7 if heading == "班级" else 1.15 if heading.endswith(("率", "比")) else 1, True)
        for heading in _HEADINGS
    )
    note = f"特困、残障、特长不足{SMALLEST_GROUP}人的，以及由它们能推算出的，以“{_HIDDEN}”代替。完成率按统计日以前应办的计算。"
    school = summed("全校", lines)
    total = _cells(school, _large(school)) if lines else ()
    return Table("各班留守儿童关爱情况统计", columns, tuple(rows), total, note=note)


def villages(lines: tuple[ClassLine, ...]) -> Table:
    """A line for each village; as in the table of classes, small special groups are hidden."""
    heads = ("村", "留守儿童", *_NUMBERS, "建档率")
    columns = tuple(Column(head, 2.2 if head.startswith("村") else 1, is_number=True) for head in heads)
    whole = summed("合计", lines)
    told = {fact: told_parts([line.of(fact) for line in lines]) for fact in SENSITIVE}
    every = [(line, {fact for fact in SENSITIVE if told[fact][place]}) for place, line in enumerate(lines)]
    rows = tuple(
        (
            line.label,
            str(line.of(Fact.CHILDREN)),
            *_numbers(line, told_here),
            _rate(line.share(Fact.ARCHIVED)),
        )
        for line, told_here in (*every, (whole, _large(whole)))
    )
    return Table("各村留守儿童情况统计", columns, rows[:-1], rows[-1])


def _cells(line: ClassLine, told: Collection[Fact]) -> tuple[str, ...]:
    return (
        line.label.removesuffix("班"),
        str(line.of(Fact.PUPILS)),
        str(line.of(Fact.CHILDREN)),
        _rate(line.share(Fact.CHILDREN, Fact.PUPILS)),
        *_numbers(line, told),
        _rate(line.share(Fact.ARCHIVED)),
        str(line.of(Fact.MENTORED)),
        str(line.of(Fact.HELPED)),
        *(_rate(line.fulfilment(duty)) for duty in Duty),
    )


def _large(line: ClassLine) -> set[Fact]:
    """The sensitive groups of a total that may be told by themselves."""
    return {fact for fact in SENSITIVE if is_told(line.of(fact))}


def _numbers(line: ClassLine, told: Collection[Fact]) -> Iterator[str]:
    for fact in _NUMBERS.values():
        yield _HIDDEN if fact in SENSITIVE and fact not in told else str(line.of(fact))


def _rate(reading: Reading) -> str:
    return rate(as_fraction(reading))
