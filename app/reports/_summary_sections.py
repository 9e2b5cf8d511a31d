"""The fourteen sections of the term summary: what the school is, how it is organised, whom it reached, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.access.grants import readable_columns
from app.access.guard import actor_of
from app.figures import (
    basics,
    contact,
    counseling,
    lessons,
    meetings,
    mentoring,
    registers,
    school_work,
    ways_of_living,
)
from app.figures.class_statistics import ClassLine, Fact
from app.figures.workload import months_of
from app.models.care.contact_record import Channel, Parties
from app.models.care.individual_plan import IndividualPlan
from app.reports import _summary_work as work
from app.reports._html import fraction
from app.reports._readings import Readings
from app.reports._summary_tables import status
from app.reports.charts import Chart, ChartKind, Series
from app.reports.document import Column, Figure, Passage, Table
from app.reports.term_summary import TOO_FEW, Section, counseling_figures
from app.standards.clauses import ClauseKept
from app.standards.in_words import shown

_GRADES = ("幼儿园", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")


def sections(readings: Readings, lines: tuple[ClassLine, ...]) -> tuple[Section, ...]:
    """All fourteen, in their order."""
    return (
        _basics(readings, lines),
        _organisation(readings),
        _registers(readings),
        _mentoring(readings),
        _contact(readings),
        _counseling(readings),
        work.learning(readings),
        work.activities(readings),
        work.safety(readings),
        work.aid(readings),
        work.training(readings),
        work.honours(readings),
        _problems(readings),
        _outlook(readings),
    )


def _basics(r: Readings, lines: tuple[ClassLine, ...]) -> Section:
    at, has_term_before = r.at, basics.previous_term(r.session, r.at) is not None
    new = r.number(basics.new_children, "人")
    special = tuple(
        Figure(name, TOO_FEW if number is None else f"{number} 人", "留守儿童中统计日有效的认定")
        for name, number in basics.special_pupils(r.session, at)
    )
    return Section(
        figures=(
            r.number(basics.pupils, "人"),
            r.number(basics.children, "人"),
            r.share(basics.children_share),
            r.share(basics.boarding),
            new if has_term_before else Figure(new.label, "—", "没有上一学期的登记可比"),
            r.number(basics.children_gone, "人"),
            r.number(basics.unguarded, "人"),
            r.number(basics.key_targets, "人"),
            *special,
        ),
        charts=(
            _by_grade(lines),
            _rows("外出情况", basics.by_absence(r.session, at)),
            _parts("监护情况", basics.by_guardianship(r.session, at)),
        ),
    )


def _by_grade(lines: Iterable[ClassLine]) -> Chart:
    """Boys and girls of each grade; with one grade per label."""
    boys: dict[str, int] = {}
    girls: dict[str, int] = {}
    for line in lines:
        name = _GRADES[line.grade] if line.grade < len(_GRADES) else line.label
        boys[name] = boys.get(name, 0) + line.of(Fact.BOYS)
        girls[name] = girls.get(name, 0) + line.of(Fact.GIRLS)
    series = (Series("男", tuple(boys.values())), Series("女", tuple(girls.values())))
    return Chart(ChartKind.STACKED, "各年级留守儿童（男、女）", tuple(boys), series, "人")


def _rows(title: str, counts: Mapping[Any, int]) -> Chart:
    labels = tuple(kind.label.zh for kind in counts)
    return Chart(ChartKind.ROWS, title, labels, (Series("", tuple(counts.values())),), "人")


def _parts(title: str, counts: Mapping[Any, int]) -> Chart:
    """One whole, cut into its parts."""
    series = tuple(Series(kind.label.zh, (number,)) for kind, number in counts.items())
    return Chart(ChartKind.STACKED, title, ("全校",), series, "人")


def _organisation(r: Readings) -> Section:
    return Section(
        figures=r.printed(
            (school_work.leading_group, "人"),
            (meetings.group_meetings, "次"),
            (meetings.staff_meetings, "次"),
            (meetings.mentor_meetings, "次"),
            (meetings.seminars, "次"),
            (meetings.exchanges, "次"),
            (school_work.plan_tasks_done, ""),
            (school_work.pledges_signed, ""),
            (school_work.inspections, "次"),
            (school_work.faults_put_right, ""),
            (school_work.suggestions_answered, ""),
            (school_work.situation_reports, "份"),
            (school_work.family_phones, "条"),
        )
    )


def _registers(r: Readings) -> Section:
    graduation = (r.share(registers.graduated),) if r.reading(registers.graduated).out_of else ()
    return Section(
        figures=(
            r.share(registers.surveyed),
            r.share(registers.archives_complete),
            r.share(registers.at_school),
            r.share(registers.retained),
            *graduation,
            r.share(registers.vaccinated),
            r.number(ways_of_living.care_untold, "人"),
        )
    )


def _mentoring(r: Readings) -> Section:
    return Section(
        figures=(
            r.number(mentoring.pairs, "对"),
            r.share(mentoring.children_mentored),
            r.share(mentoring.staff_taking_part),
            r.number(mentoring.peer_pairs, "对"),
            r.share(mentoring.helped_in_study),
            r.number(mentoring.study_plans, "份"),
            r.number(mentoring.education_plans, "份"),
            *_triggers(r),
            r.share(mentoring.stages_checked),
            r.number(mentoring.progress_checks, "次"),
            r.number(mentoring.diary_entries, "篇"),
            r.number(mentoring.care_services, "次"),
        ),
        charts=(load_chart(mentoring.children_per_mentor(r.session, r.at)),),
    )


def _triggers(r: Readings) -> tuple[Figure, ...]:
    """By what called for a plan, where the reader may see it and five or more have it in common."""
    if "triggers" not in readable_columns(actor_of(r.session).roles, IndividualPlan):
        return ()
    found = mentoring.plans_by_trigger(r.session, r.at)
    return tuple(Figure(f"其中：{kind.label.zh}", f"{n} 份", "满5份才列") for kind, n in found)


def load_chart(children: Mapping[int, int]) -> Chart:
    """How many of the staff mentor how many children; neutral, without names."""
    steps = (
        (0, 0, "0人"),
        (1, 2, "1-2人"),
        (3, 3, "3人"),
        (4, 4, "4人"),
        (5, 5, "5人"),
        (6, 10**6, "6人以上"),
    )
    numbers = tuple(sum(low <= number <= high for number in children.values()) for low, high, _label in steps)
    labels = tuple(label for _low, _high, label in steps)
    return Chart(ChartKind.BARS, "每位教职工帮扶的儿童数", labels, (Series("", numbers),), "名教职工")


def _contact(r: Readings) -> Section:
    return Section(
        figures=(
            r.number(contact.home_visits, "次"),
            r.share(contact.children_visited),
            r.share(contact.visits_done),
            r.number(contact.talks, "次"),
            r.share(contact.talks_done),
            r.number(contact.parent_contacts, "次"),
            r.share(contact.calls_done),
            r.number(contact.guardian_contacts, "次"),
            r.number(contact.family_calls, "次"),
            r.number(contact.family_letters, "封"),
            r.share(contact.guardian_reports),
            r.number(contact.unreached, "次"),
            r.number(meetings.family_meetings, "次"),
            r.number(meetings.family_attendance, "人次"),
            r.number(meetings.reunions, "次"),
        ),
        charts=(_monthly(r), _done_of_due(r)),
    )


def _monthly(r: Readings) -> Chart:
    counted, months = contact.by_month(r.session, r.at), months_of(r.at)

    def of(*, parties: Parties | None = None, channel: Channel | None = None) -> tuple[int, ...]:
        return tuple(
            sum(
                n
                for (in_month, who, how), n in counted.items()
                if in_month == month and parties in (None, who) and channel in (None, how)
            )
            for month in months
        )

    series = (
        Series("家访", of(channel=Channel.HOME_VISIT)),
        Series("与家长联系", of(parties=Parties.STAFF_PARENT)),
    )
    return Chart(ChartKind.TREND, "每月家访与家长联系", tuple(f"{m}月" for m in months), series, "次")


def _done_of_due(r: Readings) -> Chart:
    shown = (contact.talks_done, contact.calls_done, contact.visits_done)
    parts = [r.fraction(figure) for figure in shown]
    series = (
        Series("已办", tuple(part.done for part in parts)),
        Series("应办", tuple(part.due for part in parts)),
    )
    return Chart(ChartKind.ROWS, "应办与已办", ("谈心", "家长通话", "家访"), series, "次")


def _counseling(r: Readings) -> Section:
    lessons_held = r.printed(
        (lessons.mind_lessons, "节"), (lessons.mind_hours, "课时"), (lessons.heart_talks, "次")
    )
    if not counseling.may_see_totals(r.session, r.at):
        told = Passage("", ("心理辅导的合计只印在校长的总结里。",))
        return Section(figures=lessons_held, passages=(told,))
    found = counseling.totals(r.session, r.at)
    alerts = "有" if counseling.has_alerts(r.session, r.at) else "无"
    return Section(
        figures=(
            *lessons_held,
            *counseling_figures(*((found.sessions, found.children) if found else (0, 0))),
            Figure("危机处置", alerts, "本学期有无向校长报告的危机处置，只列有无"),
        )
    )


def _problems(r: Readings) -> Section:
    """What the standard asked for and did not get, in words; never empty."""
    clauses = [each for each in r.ledger.clauses() if each.is_charged and each.tally.lacking]
    missed = tuple(_missed(each) for each in clauses)
    kept = (
        "到统计日为止，学校制度的各项指标都已完成。"
        if r.ledger.standard
        else "学校尚未选用关爱标准，没有可以对照的指标。"
    )
    texts = [Passage("未完成的指标", missed or (kept,))]
    if r.ledger.impossible:
        sentences = tuple(f"{each.rule.name.zh}：{each.sentence.zh}" for each in r.ledger.impossible)
        texts.append(Passage("无法做到的指标", sentences))
    uncovered = r.reading(mentoring.children_mentored)
    gaps = (uncovered.out_of or 0) - uncovered.count
    if gaps:
        share = fraction(r.fraction(mentoring.children_mentored))
        texts.append(Passage("结对缺口", (f"还有 {gaps} 名留守儿童没有帮扶教师（结对覆盖 {share}）。",)))
    return Section(
        figures=(r.number(contact.follow_ups_open, "项"), r.number(contact.follow_ups_done, "项")),
        passages=tuple(texts),
    )


def _missed(kept: ClauseKept) -> str:
    """帮扶教师谈心：应办 820，已办 649，完成率 79.1%，欠 171。"""
    tally = kept.tally
    share = f"{100 * tally.done / tally.due:.1f}%"
    return f"{kept.rule.name.zh}：应办 {shown(tally.due)}，已办 {shown(tally.done)}，完成率 {share}，{status(kept)}。"


def _outlook(r: Readings) -> Section:
    """The tasks that stand in the plans of the next term; what else is intended is written by people."""
    found = school_work.tasks_ahead(r.session, r.at)
    if not found:
        return Section(passages=(Passage("", ("下学期的工作计划还没有登记任务。",)),))
    columns = (Column("月份", 0.8), Column("任务", 4), Column("责任", 1.2))
    rows = tuple((task.month, task.task, task.owner) for task in found)
    return Section(
        figures=r.printed((school_work.next_tasks, "项")),
        tables=(Table("下学期已列入计划的工作", columns, rows),),
    )
