"""Sections 二 and 十三, organisation: the group, its plan, pledges and lines; inspections, opinions and reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from app.access.vocabulary import Label
from app.figures._conditions import in_term, since, standing
from app.figures._registry import Conditions, Rows, figure
from app.models.management.inspection import Inspection
from app.models.management.situation_report import SituationReport
from app.models.management.suggestion import Suggestion
from app.models.management.work_plan_item import WorkPlanItem
from app.models.safety.safety_pledge import SafetyPledge
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.models.school.leading_group import GroupLevel, LeadingGroup
from app.models.school.leading_group_member import LeadingGroupMember
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.standards.as_of import AsOf


@figure(
    "leading-group",
    Label("领导小组成员", "Members of the leading group"),
    Label("学校领导小组本学期的成员", "Members of the school's group in the term"),
    2,
    systems=("A01",),
)
def leading_group(_session: Any, at: AsOf) -> Rows:
    of_school = select(LeadingGroup.id).where(
        *standing(LeadingGroup, at),
        LeadingGroup.term_id == at.term_id,
        LeadingGroup.level == GroupLevel.SCHOOL,
    )
    members = LeadingGroupMember.leading_group_id.in_(of_school)
    return Rows(LeadingGroupMember, (*standing(LeadingGroupMember, at), members))


@figure(
    "family-phones",
    Label("亲情电话、亲情视频", "Family phones"),
    Label("统计日已开通的线路", "Lines opened by the day"),
    2,
    systems=("D12",),
    rules=("R71",),
)
def family_phones(_session: Any, at: AsOf) -> Rows:
    kinds = (ChannelKind.FAMILY_PHONE, ChannelKind.FAMILY_VIDEO)
    is_open = since(ContactChannel, ContactChannel.opened_on, at)
    return Rows(ContactChannel, (*is_open, ContactChannel.kind.in_(kinds)))


@figure(
    "plan-tasks-done",
    Label("工作安排完成", "Tasks of the plan done"),
    Label(
        "到统计日已完成的任务 ÷ 本学期各计划中的任务",
        "Tasks done by the day / tasks in the plans of the term",
    ),
    2,
    systems=("A14",),
)
def plan_tasks_done(_session: Any, at: AsOf) -> Rows:
    tasks = (*standing(WorkPlanItem, at), WorkPlanItem.term_id == at.term_id)
    return Rows(WorkPlanItem, (*tasks, WorkPlanItem.done_on <= at.day), tasks)


@figure(
    "pledges-signed",
    Label("安全责任书签订", "Safety pledges signed"),
    Label(
        "到统计日已签订的 ÷ 本学年各层责任书名单上的",
        "Signed by the day / on the lists of the school year, all layers together",
    ),
    2,
    systems=("A09",),
    rules=("R32",),
)
def pledges_signed(_session: Any, at: AsOf) -> Rows:
    year = select(Term.school_year_id).where(Term.id == at.term_id)
    listed = (*standing(SafetyPledge, at), SafetyPledge.school_year_id.in_(year))
    return Rows(SafetyPledge, (*listed, SafetyPledge.signed_on <= at.day), listed)


@figure(
    "inspections",
    Label("检查与督查", "Inspections"),
    Label("本学期到统计日进行的各类检查", "Of every kind, made in the term up to the day"),
    13,
    systems=("A19",),
)
def inspections(_session: Any, at: AsOf) -> Rows:
    return Rows(Inspection, _inspected(at))


@figure(
    "faults-put-right",
    Label("整改完成", "Faults put right"),
    Label(
        "到统计日已整改的 ÷ 本学期检查中要求限期整改的",
        "Put right by the day / inspections that set a day for it",
    ),
    13,
    systems=("A19",),
)
def faults_put_right(_session: Any, at: AsOf) -> Rows:
    asked = _inspected(at, Inspection.rectify_by.is_not(None))
    return Rows(Inspection, (*asked, Inspection.rectified_on <= at.day), asked)


def _inspected(at: AsOf, *more: ColumnElement[bool]) -> Conditions:
    return (*standing(Inspection, at), in_term(Inspection.inspected_on, at), *more)


@figure(
    "suggestions-answered",
    Label("意见建议已答复", "Suggestions answered"),
    Label(
        "到统计日已答复的 ÷ 本学期收到的意见和建议", "Answered by the day / suggestions received in the term"
    ),
    13,
    systems=("A20",),
)
def suggestions_answered(_session: Any, at: AsOf) -> Rows:
    received = (*standing(Suggestion, at), in_term(Suggestion.made_on, at))
    return Rows(Suggestion, (*received, Suggestion.replied_on <= at.day), received)


@figure(
    "situation-reports",
    Label("情况报告", "Situation reports"),
    Label("本学期到统计日写成的情况报告和问题归纳", "Reports and digests of problems written in the term"),
    13,
    systems=("A08",),
    rules=("R95",),
)
def situation_reports(_session: Any, at: AsOf) -> Rows:
    return Rows(SituationReport, (*standing(SituationReport, at), in_term(SituationReport.reported_on, at)))


@figure(
    "next-tasks",
    Label("下学期已列入计划的任务", "Tasks planned for the next term"),
    Label("本校下一学期的计划中已有的任务", "Tasks that stand in the plans of the term after this one"),
    14,
)
def next_tasks(_session: Any, at: AsOf) -> Rows:
    """A plan carries no day on which a task was thought of: it tells what stands there now."""
    after = select(Term.id).where(*standing(Term, at), Term.starts_on > at.ends_on)
    following = after.order_by(Term.starts_on).limit(1).scalar_subquery()
    return Rows(WorkPlanItem, (*standing(WorkPlanItem, at), WorkPlanItem.term_id == following))


@dataclass(frozen=True, slots=True)
class TaskAhead:
    """A task of the next term: "3月" or "3至5月", and who is to do it."""

    month: str
    task: str
    owner: str


def tasks_ahead(session: Any, at: AsOf) -> tuple[TaskAhead, ...]:
    """The tasks of the figure next-tasks in the order of the plan."""
    row = WorkPlanItem
    found = (
        select(row.month, row.last_month, row.task, row.owner_office, Staff.name)
        .outerjoin(Staff, Staff.id == row.owner_id)
        .where(*next_tasks.measure(session, at).where)  # type: ignore[union-attr]
        .order_by(row.work_plan_id, row.id)
    )
    return tuple(
        TaskAhead(_months(first, last), task, name or office or "")
        for first, last, task, office, name in session.execute(found)
    )


def _months(first: int, last: int | None) -> str:
    return f"{first}至{last}月" if last and last != first else f"{first}月"
