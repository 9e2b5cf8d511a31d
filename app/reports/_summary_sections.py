"""The fourteen sections of the term summary, filled from figures; what has no records yet says which will fill it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.access.grants import readable_columns
from app.access.guard import actor_of
from app.figures import basics, contact, counseling, mentoring, registers, school_work
from app.figures.class_statistics import ClassLine, Fact
from app.figures.workload import load_asked, months_of
from app.models.care.contact_record import Channel, Parties
from app.models.care.individual_plan import IndividualPlan
from app.reports._html import fraction
from app.reports._readings import Readings
from app.reports.charts import Chart, ChartKind, Series
from app.reports.document import Figure, Passage, Table
from app.reports.term_summary import TOO_FEW, Section, counseling_figures

_WAITING = "本节的{what}将由“{records}”记录自动统计；启用这些记录之前，请在学校台账中查阅。"
_GRADES = ("幼儿园", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")


def sections(readings: Readings, lines: tuple[ClassLine, ...], indicators: Table) -> tuple[Section, ...]:
    """All fourteen, in their order."""
    return (
        _basics(readings, lines),
        _organisation(readings),
        _registers(readings),
        _mentoring(readings),
        _contact(readings),
        _counseling(readings),
        _waiting("健康教育课时、讲座与成绩变化", "课堂记录、活动、成绩"),
        _waiting("活动、开放与借阅次数", "活动、开放记录、图书借阅"),
        _waiting("突发事件与乘车登记", "突发事件、乘车登记"),
        _waiting("资助与捐赠", "资助发放、结对资助"),
        _waiting("培训场次与出席率", "家长培训"),
        _waiting("表彰与获奖", "表彰"),
        _problems(readings, indicators),
        Section(waiting="下学期的工作项将由“工作计划”列出；打算请写在本节文字里。"),
    )


def _waiting(what: str, records: str) -> Section:
    return Section(waiting=_WAITING.format(what=what, records=records))


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
        figures=(r.number(school_work.leading_group, "人"), r.number(school_work.family_phones, "条")),
        waiting=_WAITING.format(what="会议、计划完成与安全责任书", records="活动、工作计划、安全责任书"),
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
        ),
        charts=(load_chart(mentoring.children_per_mentor(r.session, r.at)),),
        waiting="结对进步检查将由“成长记录”自动统计。",
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
        ),
        charts=(_monthly(r), _done_of_due(r)),
        waiting=_WAITING.format(what="家长会、监护人会议的场次和出席", records="活动"),
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
    waiting = _WAITING.format(what="心理健康课和知心会次数", records="课堂记录、活动")
    if not counseling.may_see_totals(r.session, r.at):
        return Section(waiting=f"心理辅导的合计只印在校长的总结里。{waiting}")
    found = counseling.totals(r.session, r.at)
    alerts = "有" if counseling.has_alerts(r.session, r.at) else "无"
    return Section(
        figures=(
            *counseling_figures(*((found.sessions, found.children) if found else (0, 0))),
            Figure("危机处置", alerts, "本学期有无向校长报告的危机处置，只列有无"),
        ),
        waiting=waiting,
    )


def _problems(r: Readings, indicators: Table) -> Section:
    """What the standard asked for and did not get, in words; never empty."""
    missed = tuple(
        f"{row[1]}：应办 {row[2]}，已办 {row[3]}，完成率 {row[4]}。"
        for row in indicators.rows
        if row[5].startswith("欠")
    )
    texts = [Passage("未完成的指标", missed or ("到统计日为止，已能统计的指标都已完成。",))]
    staff = r.reading(mentoring.staff_taking_part).out_of or 0
    infeasible = feasibility(_least_load(r), r.count(basics.children), staff)
    if infeasible:
        texts.append(Passage("无法做到的指标", (infeasible,)))
    uncovered = r.reading(mentoring.children_mentored)
    gaps = (uncovered.out_of or 0) - uncovered.count
    if gaps:
        share = fraction(r.fraction(mentoring.children_mentored))
        texts.append(Passage("结对缺口", (f"还有 {gaps} 名留守儿童没有帮扶教师（结对覆盖 {share}）。",)))
    return Section(
        figures=(r.number(contact.follow_ups_open, "项"), r.number(contact.follow_ups_done, "项")),
        passages=tuple(texts),
    )


def _least_load(r: Readings) -> int | None:
    rule = load_asked(r.session, r.at)
    return None if rule is None or rule.count_min is None else int(rule.count_min)


def feasibility(each: int | None, children: int, staff: int) -> str:
    """Why the load per member of staff cannot be asked for here; empty where it can or is not asked (domain 3.5)."""
    if not each or children >= each * staff:
        return ""
    most = children // each
    return (
        f"标准要求每名教职工帮扶不少于{each}名儿童：现有教职工{staff}人需{staff * each}名，"
        f"而留守儿童只有{children}名，最多{most}人能够达到，因此不作要求。"
    )
