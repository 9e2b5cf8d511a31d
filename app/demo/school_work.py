"""The school's own work in the demo: its standard, plan, awards, assessments, inspections, reports and suggestions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from app.database import ClosedSession
from app.demo.care import MENTOR, OFFICE, PRINCIPAL, SILENT
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.rows import add_all
from app.demo.township import Place
from app.models.management.assessment import Assessment, AssessmentGrade, AssessmentTarget
from app.models.management.assessment_item import AssessmentItem
from app.models.management.award import Award, AwardLevel, AwardOccasion, AwardStatus
from app.models.management.inspection import Inspection, InspectionKind
from app.models.management.situation_report import ReportAddressee, ReportKind, SituationReport
from app.models.management.suggestion import AddressedTo, Suggestion, SuggestionFrom
from app.models.management.term_figure import FigureCode, TermFigure
from app.models.management.work_document import DocumentKind, WorkDocument
from app.models.management.work_plan import WorkPlan
from app.models.management.work_plan_item import WorkPlanItem
from app.models.school.staff import Staff
from app.standards.adopting import adopt
from app.standards.presets import presets
from app.standards.work_calendars import items_of, missing_tasks, work_calendars

_DAY = dt.timedelta(days=1)
_PRIZES = (
    ("品学兼优留守儿童", "学习踏实，主动帮助同学"),
    ("阅读之星", "读完八本书，写了六篇读后感"),
    ("进步之星", "作业从拖拉到按时，进步明显"),
)
_ITEMS = (
    ("联系记录完整", 30, (28, 24, 27)),
    ("家访", 30, (29, 22, 26)),
    ("活动组织", 20, (18, 17, 16)),
    ("材料归档", 20, (19, 15, 18)),
)


def make_school_work(
    session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates
) -> None:
    """Everything the school keeps about its own work; the small schools keep standard, plan and little else."""
    _standard(session, place)
    _plan(session, place, dates)
    _figures(session, place)
    _awards(session, place, children, dates)
    if place.is_central:
        _assessments(session, place, dates)
        _office(session, place, dates)


def _standard(session: ClosedSession, place: Place) -> None:
    """The most complete preset, which has no limits of notice, with those of the third (domain 3.4)."""
    adopt(session, place.school.id, presets()["ps01"], place.last.starts_on, emergency=presets()["ps03"])


def _plan(session: ClosedSession, place: Place, dates: DemoDates) -> None:
    """The plan of the term with the calendar of the season; the past months are done but for one task."""
    plan = WorkPlan(
        school_id=place.school.id, term_id=place.current.id, title="留守儿童关爱工作计划",
        guiding="让每个留守儿童学有人教、心有人爱、难有人帮。",
        goals="建档率100%；每个孩子都有帮扶教师；每学期家访不少于两次。",
        measures="一、开学摸底建档。\n二、结对帮扶，每周谈心。\n三、每月检查，期末总结。",
    )  # fmt: skip
    add_all(session, [plan])
    season = "jingshan-spring" if dates.current.days.starts_on.month < 7 else "village-autumn"
    items = items_of(plan, missing_tasks(session, plan, work_calendars()[season]))
    for place_in_plan, item in enumerate(items):
        item.owner_id = place.staff[place_in_plan % len(place.staff)].id
        _tick(item, place, dates, is_forgotten=place_in_plan == 1)
    add_all(session, items)


def _tick(item: WorkPlanItem, place: Place, dates: DemoDates, *, is_forgotten: bool) -> None:
    due_on = item.due_on(place.current.starts_on)
    if due_on < dates.today and not is_forgotten:
        item.done_on, item.evidence = max(due_on - 5 * _DAY, place.current.starts_on), "有会议记录和照片"
        item.done_on = min(item.done_on, dates.today)


def _figures(session: ClosedSession, place: Place) -> None:
    counts = {
        FigureCode.SCHOOL_AGE: place.plan.pupils + 3,
        FigureCode.SCHOOL_AGE_LEFT_BEHIND: place.plan.children + 1,
    }
    add_all(
        session,
        [
            TermFigure(
                school_id=place.school.id, term_id=place.current.id, code=code, value=Decimal(value),
                source="村委会摸底名册（演示）",
            )
            for code, value in counts.items()
        ],
    )  # fmt: skip


def _awards(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """Children honoured lately and two proposals that wait; a class and a teacher at the central school."""
    here = [child for child in children if child.left_on is None]
    count = 9 if place.is_central else 2
    day = dates.today - 6 * _DAY
    rows = [_prize(place, number, child.pupil.id, day) for number, child in enumerate(here[:count])]
    if place.is_central:
        first_class = next(iter(place.classes.values()))
        rows += [
            _award(place, "关爱留守儿童先进班", day, "班级活动有声有色", school_class_id=first_class.id),
            _award(place, "优秀帮扶教师", day, "每周谈心，从不间断", staff_id=place.staff[MENTOR].id),
        ]
    add_all(session, rows)


def _prize(place: Place, number: int, student_id: int, day: dt.date) -> Award:
    title, reason = _PRIZES[number % len(_PRIZES)]
    row = _award(place, title, day, reason, student_id=student_id)
    if number >= 7:
        row.status, row.granted_by_id, row.granted_on, row.certificate_no = (
            AwardStatus.PROPOSED,
            None,
            None,
            None,
        )
    else:
        row.certificate_no = f"{day.year}-{number + 1:04d}"
    return row


def _award(place: Place, title: str, day: dt.date, reason: str, **recipient: int) -> Award:
    return Award(
        school_id=place.school.id, title=title, awarded_on=day, level=AwardLevel.SCHOOL, occasion=AwardOccasion.OTHER,
        reason=reason, proposed_by_id=place.staff[-1].id, status=AwardStatus.GRANTED,
        granted_by_id=place.staff[PRINCIPAL].id, granted_on=day, **recipient,
    )  # fmt: skip


def _assessments(session: ClosedSession, place: Place, dates: DemoDates) -> None:
    """Three teachers with their items, one of them vetoed, and a class."""
    teachers = (place.staff[MENTOR], place.staff[SILENT], place.staff[-1])
    day = dates.today - 12 * _DAY
    grades = (AssessmentGrade.EXCELLENT, AssessmentGrade.PASSED, AssessmentGrade.GOOD)
    for at, teacher in enumerate(teachers):
        row = _assessment(place, day, AssessmentTarget.TEACHER, grades[at], staff_id=teacher.id)
        if at == 1:
            row.is_vetoed, row.veto_reason = True, "家长反映的欺凌事件没有上报，经领导小组核实"
            row.veto_decided_by_id, row.veto_decided_on = place.staff[PRINCIPAL].id, day
        add_all(session, [row])
        add_all(session, [_item(row, name, full, scores[at]) for name, full, scores in _ITEMS])
    first_class = next(iter(place.classes.values()))
    add_all(
        session,
        [
            _assessment(
                place, day, AssessmentTarget.CLASS, AssessmentGrade.GOOD, school_class_id=first_class.id
            )
        ],
    )


def _assessment(
    place: Place, day: dt.date, target: AssessmentTarget, grade: AssessmentGrade, **whom: int
) -> Assessment:
    return Assessment(
        school_id=place.school.id, school_year_id=place.current.school_year_id, term_id=place.current.id,
        target=target, grade=grade, assessed_by_id=place.staff[PRINCIPAL].id, assessed_on=day, **whom,
    )  # fmt: skip


def _item(above: Assessment, name: str, full: int, score: int) -> AssessmentItem:
    return AssessmentItem(
        school_id=above.school_id, assessment_id=above.id, name=name, full=Decimal(full), score=Decimal(score),
        basis="查阅记录、听取意见",
    )  # fmt: skip


def _office(session: ClosedSession, place: Place, dates: DemoDates) -> None:
    add_all(session, [*_inspections(place, dates), *_reports(place, dates), *_documents(place, dates)])
    add_all(session, _suggestions(place, dates))


def _inspections(place: Place, dates: DemoDates) -> list[Any]:
    by, today = place.staff[OFFICE].id, dates.today
    own: dict[str, Any] = {"school_id": place.school.id, "inspected_by_id": by}
    return [
        Inspection(kind=InspectionKind.EXEMPTIONS, inspected_on=today - 20 * _DAY, target="免书本费落实情况",
                   finding="抽查 12 名学生，11 名已落实，1 名材料未交。", rectify_by=today - 6 * _DAY, **own),
        Inspection(kind=InspectionKind.CARE_CARDS, inspected_on=today - 40 * _DAY, target="联系卡填写",
                   finding="3 张联系卡缺备用电话。", rectify_by=today - 26 * _DAY, rectified_on=today - 30 * _DAY,
                   rectified_how="班主任已补齐", **own),
        Inspection(kind=InspectionKind.SURROUNDINGS, inspected_on=today - 9 * _DAY, target="校门口商店",
                   finding="一家小店出售散装零食，已劝导。", rectify_by=today + 7 * _DAY, **own),
        Inspection(kind=InspectionKind.SELF, inspected_on=today - 33 * _DAY, target="帮扶工作自评", finding="谈心记录完整，家访进度偏慢。", **own),
    ]  # fmt: skip


def _reports(place: Place, dates: DemoDates) -> list[Any]:
    today, principal, office = dates.today, place.staff[PRINCIPAL].id, place.staff[OFFICE].id
    own: dict[str, Any] = {"school_id": place.school.id, "reported_by_id": office}
    upward = frozenset({ReportAddressee.AUTHORITY, ReportAddressee.GOVERNMENT})
    return [
        SituationReport(title="周末无人照看的情况", kind=ReportKind.WIDESPREAD, reported_on=today - 30 * _DAY, addressees=upward,
                        content="全校约三成留守儿童周末由老人照看，部分孩子独自在河边玩耍，建议村里安排看护。",
                        approved_by_id=principal, approved_on=today - 29 * _DAY,
                        reply="已转各村，周末安排巡河。", replied_on=today - 15 * _DAY, **own),
        SituationReport(title="校车线路偏少", kind=ReportKind.TYPICAL, reported_on=today - 5 * _DAY, addressees=upward,
                        content="上坝方向乘车学生超过座位数，建议增加一个班次。", **own),
        SituationReport(title="期中问题归纳", kind=ReportKind.DIGEST, reported_on=today - 11 * _DAY,
                        addressees=frozenset({ReportAddressee.INTERNAL}), content="学习上拖拉作业的多；生活上洗衣、理发需要提醒；心里话愿意对同伴说。", **own),
    ]  # fmt: skip


def _documents(place: Place, dates: DemoDates) -> list[Any]:
    author: Staff = place.staff[MENTOR]
    told = (
        (DocumentKind.PRESS, "一封寄往远方的信", 18, "县教育网", True),
        (DocumentKind.PAPER, "农村留守儿童谈心的时机", 25, "校本研讨集", True),
        (DocumentKind.EXPERIENCE, "我这样做帮扶教师", 33, "教研组", True),
        (DocumentKind.RULES, "帮扶教师职责", 60, "办公室档案柜", False),
    )
    return [
        WorkDocument(
            school_id=place.school.id, kind=kind, title=title, author_id=author.id, written_on=dates.today - days * _DAY,
            place=where, names_removed=is_nameless,
        )
        for kind, title, days, where, is_nameless in told
    ]  # fmt: skip


def _suggestions(place: Place, dates: DemoDates) -> list[Any]:
    first_class = next(iter(place.classes.values()))
    own: dict[str, Any] = {"school_id": place.school.id}
    today = dates.today
    return [
        Suggestion(made_on=today - 21 * _DAY, from_kind=SuggestionFrom.CHILD, sender="高年级学生", addressed_to=AddressedTo.PRINCIPAL,
                   content="希望周末也能给爸爸妈妈打视频电话。", reply="从下周起，周六上午开放视频室。", replied_on=today - 18 * _DAY, is_adopted=True, **own),
        Suggestion(made_on=today - 4 * _DAY, from_kind=SuggestionFrom.ANONYMOUS, addressed_to=AddressedTo.PRINCIPAL, content="图书室的新书太少。", **own),
        Suggestion(made_on=today - 3 * _DAY, from_kind=SuggestionFrom.PARENT, sender="一位奶奶", addressed_to=AddressedTo.HOMEROOM,
                   school_class_id=first_class.id, content="作业写在本子上，老人看不懂手机里的通知。", **own),
        Suggestion(made_on=today - 2 * _DAY, from_kind=SuggestionFrom.ANONYMOUS, addressed_to=AddressedTo.COUNSELOR, content="想有个可以说悄悄话的信箱。", **own),
    ]  # fmt: skip
