"""Collects the mentor workload report: an overview of all mentors and a page each, or one mentor's own page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from app.access.guard import Actor
from app.figures import contact, mentoring, people
from app.figures.contact import CODES
from app.figures.workload import Volume as Recorded
from app.figures.workload import extra_duty, load_asked, months_of, paperwork, silent_children, volumes
from app.models.care.contact_record import Parties
from app.reports._html import day
from app.reports._imprint import imprint
from app.reports._workload_duties import by_staff, duty, of_his_children, rules_of_mentors
from app.reports._workload_overview import counselors, overview
from app.reports.document import Figure
from app.reports.mentor_workload import Mentee, MentorPage, MentorWorkloadData, Volume
from app.standards.as_of import AsOf
from app.standards.calendar import Span
from app.standards.evaluate import calendar_of, evaluate
from app.standards.feasibility import infeasible, is_charged
from app.standards.outcome import Evaluation, Outcome
from app.standards.people import pairs_of
from app.standards.rules import Rule, timeline_of

#: Stands for a child whose pair is over: its mentor sees his own records still, and the child no longer.
_HIDDEN = "（结对已结束）"


def collect(session: Any, actor: Actor, term: Any, only_staff_id: int | None) -> MentorWorkloadData:
    """See `mentor_workload.collect`."""
    at = AsOf.of(term, actor.today)
    evaluation = evaluate(session, at)
    rules = rules_of_mentors(evaluation)
    pages = _pages(session, at, evaluation, rules, only_staff_id)
    work = counselors(session, at, only_staff_id)
    if work and only_staff_id is not None:
        # A counselor without children of his own has no page as a mentor.
        pages = {key: page for key, page in pages.items() if page.mentees}
    calendar, whole = calendar_of(session, at), Span(at.starts_on, at.ends_on)
    return MentorWorkloadData(
        imprint=imprint(session, actor, term, at),
        weeks=len(calendar.weeks(whole)),
        months=len(calendar.months(whole)),
        overview=None if only_staff_id is not None else overview(session, at, rules, pages),
        mentors=tuple(pages.values()),
        counselors=work,
    )


def _pages(
    session: Any, at: AsOf, evaluation: Evaluation, rules: Sequence[Rule], only: int | None
) -> dict[int, MentorPage]:
    """staff -> page, in the order of the staff list."""
    mentors = [only] if only is not None else sorted({pair.mentor_id for pair in pairs_of(session, at)})
    pairs = people.pairs_of(session, at, mentors)
    loads = mentoring.children_per_mentor(session, at)
    recorded, papers = volumes(session, at, mentors), paperwork(session, at)
    extra, owed = extra_duty(session, at, mentors), by_staff(evaluation, rules)
    names = {pair.student_id: pair.name or _HIDDEN for pair in pairs}
    school, ending = people.school_name(session, at), _load_ending(session, at, is_own=only is not None)
    found = {}
    for person in people.staff_named(session, mentors):
        own, outcomes = [pair for pair in pairs if pair.mentor_id == person.id], owed.get(person.id, [])
        children = [pair.student_id for pair in own if pair.ends_on is None or pair.ends_on >= at.day]
        found[person.id] = MentorPage(
            name=person.name,
            post=person.post or "",
            category=person.category.label.zh,
            school=school,
            load=f"{loads.get(person.id, 0)}名{ending}",
            mentees=tuple(_mentee(pair) for pair in own),
            duties=tuple(duty(rule, outcomes) for rule in rules),
            months=tuple(f"{month}月" for month in months_of(at)),
            volume=_volume(recorded[person.id], months_of(at)),
            difficulties=_difficulties(recorded[person.id]),
            unreached=_unreached(outcomes, names),
            extra=_extra(papers[person.id] + extra[person.id]),
            flags=_flags(recorded[person.id]),
            volume_in_words=_in_words(recorded[person.id], len({pair.student_id for pair in own})),
            of_others=of_his_children(evaluation, dict.fromkeys(children)),
        )
    return found


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
    """What the standard asks of everybody, and that it is held against nobody where it cannot be kept."""
    rule = load_asked(session, at)
    if rule is None or rule.count_min is None:
        return ""
    asked = f"；{rule.code} 要求每名教职工不少于{int(rule.count_min)}名"
    # Of his own rows a mentor cannot tell what the school can keep.
    found = () if is_own else infeasible(session, at, timeline_of(session, at.school_id))
    return asked if is_charged(rule, found) else asked + "，本校做不到（见总览），不计入个人"


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
        Figure("待回访", f"{recorded.follow_ups_open} 项", "日期已到、尚未完成"),
        Figure("已回访", f"{recorded.follow_ups_done} 项"),
    )


def _in_words(recorded: Recorded, children: int) -> str:
    times = sum(sum(each.values()) for each in recorded.times.values())
    parts = [f"合计 {times} 次、{sum(recorded.minutes.values())} 分钟"]
    if children:
        parts.append(f"平均每名儿童 {times / children:.1f} 次")
    if recorded.visits:
        parts.append(f"家访 {recorded.visits} 次，写明地点 {recorded.visits_with_place} 次")
    return "；".join(parts) + "。"


def _extra(done: Counter[str]) -> tuple[Figure, ...]:
    """Every kind of work, those not done as well: a zero is an answer."""
    return (
        Figure("制定个别方案", f"{done['plans']} 份"),
        Figure("检查方案阶段", f"{done['stages']} 次"),
        Figure("填写监护人通报单", f"{done['reports']} 份"),
        Figure("成长日记", f"{done['diaries']} 篇"),
        Figure("进步检查", f"{done['checks']} 次"),
        Figure("有意义的事", f"{done['deeds']} 件"),
        Figure("指导读书", f"{done['reading']} 本"),
        Figure("之家开放值班", f"{done['openings-first'] + done['openings-second']} 次"),
        Figure("课后辅导等关爱服务", f"{done['services']} 次、{done['service-minutes']} 分钟"),
        Figure("家长培训主讲", f"{done['trainings']} 次"),
        Figure("处置突发事件", f"{done['incidents']} 起"),
        Figure("参加会议", f"{done['meetings']} 次"),
    )


def _flags(recorded: Recorded) -> tuple[Figure, ...]:
    return (
        Figure("补录超过14天", f"{recorded.late} 条", "登记日期比联系日期晚14天以上"),
        Figure("没有困难也没有措施的谈心", f"{recorded.bare} 条", "两项都没填"),
        Figure("内容相同的记录", f"{recorded.repeated} 条", "与本人另一条文字完全一致"),
    )


def _unreached(outcomes: Iterable[Outcome], names: dict[int, str]) -> tuple[str, ...]:
    silent = silent_children(outcomes, CODES[contact.Duty.TALKS])
    return tuple(sorted(names.get(child, _HIDDEN) for child in silent))
