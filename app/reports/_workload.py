"""Collects the mentor workload report: an overview of all mentors and a page each, or one mentor's own page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from app.access.guard import Actor
from app.figures import basics, contact, counseling, mentoring, people
from app.figures.contact import CODES
from app.figures.workload import Volume as Recorded
from app.figures.workload import load_asked, months_of, paperwork, silent_children, volumes
from app.models.care.contact_record import Parties
from app.models.management.care_standard_item import RuleSubject
from app.reports._html import day
from app.reports._imprint import imprint
from app.reports._summary_sections import feasibility, load_chart
from app.reports.charts import Chart, ChartKind, Series
from app.reports.document import Figure, Fraction
from app.reports.mentor_workload import (
    CounselorPage,
    Duty,
    Mentee,
    MentorPage,
    MentorWorkloadData,
    Overview,
    StaffLine,
    Volume,
)
from app.standards.as_of import AsOf
from app.standards.calendar import Span
from app.standards.evaluate import calendar_of, evaluate
from app.standards.outcome import Evaluation, Outcome
from app.standards.people import pairs_of
from app.standards.rules import Rule

#: Stands for a child whose pair is over: its mentor sees his own records still, and the child no longer.
_HIDDEN = "（结对已结束）"
_WAITING = (
    "开放值班、课后辅导、培训、突发事件处置和会议出席将由“开放记录”“关爱服务”“活动”“突发事件”自动统计。",
    "成长日记、读书、生日和好事记录将由“成长记录”“读书记录”自动统计。",
)


def collect(session: Any, actor: Actor, term: Any, only_staff_id: int | None) -> MentorWorkloadData:
    """See `mentor_workload.collect`."""
    at = AsOf.of(term, actor.today)
    found = evaluate(session, at)
    rules = _rules(found)
    outcomes = _by_mentor(session, at, found, only_staff_id)
    is_own = only_staff_id is not None
    pages = _pages(session, at, rules, outcomes, is_own=is_own)
    calendar = calendar_of(session, at)
    whole = Span(at.starts_on, at.ends_on)
    return MentorWorkloadData(
        imprint=imprint(session, actor, term, at),
        weeks=len(calendar.weeks(whole)),
        months=len(calendar.months(whole)),
        overview=None if is_own else _overview(session, at, rules, pages),
        mentors=tuple(pages.values()),
        counselors=_counselors(session, at, only_staff_id),
        waiting=_WAITING,
    )


def _rules(evaluation: Evaluation) -> tuple[Rule, ...]:
    """What the standard asks of the mentor for each of his children, with a number."""
    return tuple(rule for rule in evaluation.rules if rule.subject is RuleSubject.PAIR and rule.is_judged)


def _by_mentor(session: Any, at: AsOf, evaluation: Evaluation, only: int | None) -> dict[int, list[Outcome]]:
    """staff -> what he owes to his children; every mentor is in it, those of whom nothing is asked as well."""
    mentors = dict.fromkeys(pair.mentor_id for pair in pairs_of(session, at))
    found: dict[int, list[Outcome]] = defaultdict(list, {key: [] for key in mentors if only in (None, key)})
    for each in evaluation.outcomes:
        if (
            each.rule.subject is RuleSubject.PAIR
            and each.staff_id is not None
            and only in (None, each.staff_id)
        ):
            found[each.staff_id].append(each)
    if only is not None:
        found.setdefault(only, [])
    return found


def _pages(
    session: Any, at: AsOf, rules: tuple[Rule, ...], outcomes: dict[int, list[Outcome]], *, is_own: bool
) -> dict[int, MentorPage]:
    """staff -> page, in the order of the staff list."""
    mentors = list(outcomes)
    pairs = people.pairs_of(session, at, mentors)
    loads = mentoring.children_per_mentor(session, at)
    recorded, papers = volumes(session, at, mentors), paperwork(session, at)
    names = {pair.student_id: pair.name or _HIDDEN for pair in pairs}
    school, ending = people.school_name(session, at), _load_ending(session, at, is_own=is_own)
    return {
        person.id: MentorPage(
            name=person.name,
            post=person.post or "",
            category=person.category.label.zh,
            school=school,
            load=f"{loads.get(person.id, 0)}名{ending}",
            mentees=tuple(_mentee(pair) for pair in pairs if pair.mentor_id == person.id),
            duties=tuple(_duty(rule, outcomes[person.id]) for rule in rules),
            months=tuple(f"{month}月" for month in months_of(at)),
            volume=_volume(recorded[person.id], months_of(at)),
            difficulties=_difficulties(recorded[person.id]),
            unreached=_unreached(outcomes[person.id], names),
            extra=_extra(papers[person.id]),
            flags=_flags(recorded[person.id]),
        )
        for person in people.staff_named(session, mentors)
    }


def _mentee(pair: people.Pair) -> Mentee:
    lodging = {True: "寄宿", False: "走读", None: ""}
    end = f"至{day(pair.ends_on)}" if pair.ends_on else "起"
    return Mentee(
        name=pair.name or _HIDDEN,
        school_class=pair.class_label,
        boarding=lodging[pair.is_boarding],
        pair_kind=pair.kind.label.zh,
        period=f"{day(pair.starts_on)}{end}",
        is_primary=pair.is_primary,
        guardian=pair.guardian,
    )


def _load_ending(session: Any, at: AsOf, *, is_own: bool) -> str:
    rule = load_asked(session, at)
    if rule is None or rule.count_min is None:
        return ""
    asked = f"；标准为每名教职工不少于{rule.count_min:g}名"
    children = basics.children.read(session, at).count
    staff = mentoring.staff_taking_part.read(session, at).out_of or 0
    is_possible = is_own or not feasibility(int(rule.count_min), children, staff)
    return asked if is_possible else asked + "，本校儿童人数不足，不作要求"


def _duty(rule: Rule, outcomes: Iterable[Outcome]) -> Duty:
    own = [each for each in outcomes if each.rule is rule]
    result = Fraction(int(sum(each.done for each in own)), int(sum(each.due for each in own)))
    numbers, ends = Counter[str](), dict[str, Any]()
    for period in (period for each in own for period in each.missing_periods):
        numbers[period.label] += 1
        ends[period.label] = max(ends.get(period.label, period.span.ends_on), period.span.ends_on)
    missing = tuple(
        label if len(own) == 1 else f"{label}（{numbers[label]}名）"
        for label in sorted(numbers, key=ends.__getitem__)
    )
    return Duty(rule.name.zh, rule.quote or rule.formula.zh, result, missing)


def _volume(recorded: Recorded, months: tuple[int, ...]) -> tuple[Volume, ...]:
    order = list(Parties)
    kinds = sorted(recorded.times, key=lambda kind: (order.index(kind[0]), kind[1].value))
    return tuple(
        Volume(
            f"{parties.label.zh} · {channel.label.zh}",
            tuple(recorded.times[parties, channel][month] for month in months),
            recorded.minutes[parties, channel],
        )
        for parties, channel in kinds
    )


def _difficulties(recorded: Recorded) -> tuple[Figure, ...]:
    return (
        Figure("写明困难的记录", f"{recorded.difficulties} 条"),
        Figure("待回访", f"{recorded.follow_ups_open} 项", "计划日期已到、尚未完成回访"),
        Figure("已回访", f"{recorded.follow_ups_done} 项", "本学期联系记录中已完成的回访"),
    )


def _extra(papers: Counter[str]) -> tuple[Figure, ...]:
    return (
        Figure("制定个别方案", f"{papers['plans']} 份", "学习帮扶计划和个别教育方案合计"),
        Figure("检查方案阶段", f"{papers['stages']} 次"),
        Figure("填写监护人通报单", f"{papers['reports']} 份"),
    )


def _flags(recorded: Recorded) -> tuple[Figure, ...]:
    return (
        Figure("补录超过14天", f"{recorded.late} 条", "登记日期比联系日期晚14天以上"),
        Figure("没有困难也没有措施的谈心", f"{recorded.bare} 条", "两项都未填写，只作提醒"),
        Figure("内容相同的记录", f"{recorded.repeated} 条", "与本人其他记录文字完全一致"),
    )


def _unreached(outcomes: Iterable[Outcome], names: dict[int, str]) -> tuple[str, ...]:
    silent = silent_children(outcomes, CODES[contact.Duty.TALKS])
    return tuple(sorted(names.get(child, _HIDDEN) for child in silent))


def _overview(session: Any, at: AsOf, rules: tuple[Rule, ...], pages: dict[int, MentorPage]) -> Overview:
    loads = mentoring.children_per_mentor(session, at)
    lines = tuple(_line(page, loads.get(staff_id, 0)) for staff_id, page in pages.items())
    total = _total(session, at, rules, lines)
    return Overview(
        duty_names=tuple(rule.name.zh for rule in rules),
        lines=lines,
        total=total,
        uncovered=people.uncovered(session, at),
        without_pairs=people.without_pairs(session, at),
        charts=(_duty_chart(rules, total), load_chart(loads)),
    )


def _line(page: MentorPage, children: int) -> StaffLine:
    parts = tuple(duty.result for duty in page.duties)
    return StaffLine(page.name, page.school, children, _sum(parts), parts)


def _total(session: Any, at: AsOf, rules: tuple[Rule, ...], lines: tuple[StaffLine, ...]) -> StaffLine:
    """Children with two mentors count once in the total, twice in the lines."""
    parts = tuple(_sum(line.by_duty[place] for line in lines) for place in range(len(rules)))
    return StaffLine("合计", "", people.children_in_pairs(session, at), _sum(parts), parts)


def _sum(parts: Iterable[Fraction]) -> Fraction:
    parts = tuple(parts)
    return Fraction(sum(part.done for part in parts), sum(part.due for part in parts))


def _duty_chart(rules: tuple[Rule, ...], total: StaffLine) -> Chart:
    labels = tuple(rule.name.zh for rule in rules)
    series = (
        Series("已办", tuple(part.done for part in total.by_duty)),
        Series("应办", tuple(part.due for part in total.by_duty)),
    )
    return Chart(ChartKind.ROWS, "各项工作应办与已办", labels, series, "次")


def _counselors(session: Any, at: AsOf, only: int | None) -> tuple[CounselorPage, ...]:
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
