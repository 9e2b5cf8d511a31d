"""Makes single rows of the standard, of aid and of the school's own work for tests."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from app import clock
from app.models.aid.aid_grant import AidGrant
from app.models.aid.aid_notice import AidNotice
from app.models.aid.aid_program import AidKind, AidPeriod, AidProgram
from app.models.aid.donation import Donation
from app.models.aid.sponsor import Sponsor, SponsorKind
from app.models.aid.sponsorship import Sponsorship
from app.models.management.assessment import Assessment, AssessmentTarget
from app.models.management.assessment_item import AssessmentItem
from app.models.management.award import Award
from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import (
    CareStandardItem,
    RuleAction,
    RulePer,
    RuleRole,
    RuleSubject,
)
from app.models.management.inspection import Inspection, InspectionKind
from app.models.management.situation_report import ReportAddressee, ReportKind, SituationReport
from app.models.management.suggestion import Suggestion, SuggestionFrom
from app.models.management.term_figure import FigureCode, TermFigure
from app.models.management.work_document import DocumentKind, WorkDocument
from app.models.management.work_plan import WorkPlan
from app.models.management.work_plan_item import WorkPlanItem
from app.models.people.student import Student
from app.models.school.school import School
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff
from app.models.school.term import Term
from tests.factories import _about, _add

_numbers = count(1)


def make_care_standard(session: Any, school: School, **values: Any) -> CareStandard:
    given = {
        "name": "本校标准",
        "source": "制度（演示）",
        "starts_on": clock.today() - dt.timedelta(days=30),
    } | values
    return _add(session, CareStandard(school_id=school.id, **given))


def make_standard_item(session: Any, standard: CareStandard, **values: Any) -> CareStandardItem:
    """Two books at most, as a loan rule."""
    given = {
        "rule_code": "R86",
        "subject": RuleSubject.LOAN,
        "action": RuleAction.LENDING,
        "per": RulePer.ONCE,
        "role": RuleRole.LIBRARIAN,
    } | (values or {"count_max": Decimal(2)})
    return _add(
        session, CareStandardItem(school_id=standard.school_id, care_standard_id=standard.id, **given)
    )


def make_program(session: Any, school: School, **values: Any) -> AidProgram:
    given = {
        "code": f"P{next(_numbers)}",
        "name": "生活补助",
        "kind": AidKind.LIVING,
        "period": AidPeriod.TERM,
    } | values
    return _add(session, AidProgram(school_id=school.id, **given))


def new_grant(student: Student, program: AidProgram, term: Term, by: Staff, **values: Any) -> AidGrant:
    """A grant of 500 yuan applied for today, not in any session yet."""
    given = {"applied_on": clock.today(), "applied_by_id": by.id, "amount": Decimal(500)} | values
    return AidGrant(
        school_id=student.school_id,
        student_id=student.id,
        aid_program_id=program.id,
        term_id=term.id,
        **given,
    )


def make_grant(
    session: Any, student: Student, program: AidProgram, term: Term, by: Staff, **values: Any
) -> AidGrant:
    return _add(session, new_grant(student, program, term, by, **values))


def make_sponsor(session: Any, school: School, **values: Any) -> Sponsor:
    given = {
        "name": f"爱心商行{next(_numbers)}",
        "kind": SponsorKind.COMPANY,
        "phone": "10031410009",
    } | values
    return _add(session, Sponsor(school_id=school.id, **given))


def make_sponsorship(session: Any, student: Student, sponsor: Sponsor, **values: Any) -> Sponsorship:
    given = {"starts_on": clock.today(), "yearly_amount": Decimal(1200)} | values
    return _about(session, Sponsorship, student, sponsor_id=sponsor.id, **given)


def make_donation(session: Any, school: School, **values: Any) -> Donation:
    given = {"received_on": clock.today(), "item": "图书", "quantity": Decimal(60), "unit": "册"} | values
    return _add(session, Donation(school_id=school.id, **given))


def make_notice(session: Any, term: Term, **values: Any) -> AidNotice:
    """A list that hangs from today on for a week, not approved yet."""
    given = {
        "title": "生活补助公示",
        "rows": [{"name": "王*溪", "class_label": "三(1)班", "program": "生活补助"}],
        "posted_on": clock.today(),
        "expires_on": clock.today() + dt.timedelta(days=7),
    } | values
    return _add(session, AidNotice(school_id=term.school_id, term_id=term.id, **given))


def make_work_plan(session: Any, term: Term, **values: Any) -> WorkPlan:
    given = {"title": f"工作计划{next(_numbers)}"} | values
    return _add(session, WorkPlan(school_id=term.school_id, term_id=term.id, **given))


def make_plan_item(session: Any, plan: WorkPlan, **values: Any) -> WorkPlanItem:
    given = {"month": 10, "no": next(_numbers) % 99 + 1, "task": "召开座谈会"} | values
    return _add(session, WorkPlanItem(school_id=plan.school_id, work_plan_id=plan.id, **given))


def make_award(session: Any, proposer: Staff, **values: Any) -> Award:
    """A title of the school, proposed today; give the recipient."""
    given = {"title": "进步之星", "awarded_on": clock.today()} | values
    return _add(session, Award(school_id=proposer.school_id, proposed_by_id=proposer.id, **given))


def make_assessment(session: Any, year: SchoolYear, teacher: Staff, **values: Any) -> Assessment:
    given = {
        "target": AssessmentTarget.TEACHER,
        "staff_id": teacher.id,
        "assessed_by_id": teacher.id,
        "assessed_on": clock.today(),
    } | values
    return _add(session, Assessment(school_id=year.school_id, school_year_id=year.id, **given))


def make_assessment_item(session: Any, assessment: Assessment, **values: Any) -> AssessmentItem:
    given = {"name": f"细项{next(_numbers)}", "full": Decimal(30), "score": Decimal(25)} | values
    return _add(session, AssessmentItem(school_id=assessment.school_id, assessment_id=assessment.id, **given))


def make_situation_report(session: Any, staff: Staff, **values: Any) -> SituationReport:
    given = {
        "title": "周末看护",
        "kind": ReportKind.WIDESPREAD,
        "reported_on": clock.today(),
        "addressees": frozenset({ReportAddressee.AUTHORITY}),
        "content": "部分儿童周末无人照看。",
    } | values
    return _add(session, SituationReport(school_id=staff.school_id, reported_by_id=staff.id, **given))


def make_inspection(session: Any, school: School, **values: Any) -> Inspection:
    given = {
        "kind": InspectionKind.EXEMPTIONS,
        "inspected_on": clock.today(),
        "target": "免书本费",
        "finding": "一名学生未落实。",
    } | values
    return _add(session, Inspection(school_id=school.id, **given))


def make_work_document(session: Any, author: Staff, **values: Any) -> WorkDocument:
    given = {"kind": DocumentKind.PAPER, "title": "谈心的时机", "written_on": clock.today()} | values
    return _add(session, WorkDocument(school_id=author.school_id, author_id=author.id, **given))


def make_term_figure(session: Any, term: Term, **values: Any) -> TermFigure:
    given = {"code": FigureCode.SCHOOL_AGE, "value": Decimal(120), "source": "村委会名册"} | values
    return _add(session, TermFigure(school_id=term.school_id, term_id=term.id, **given))


def make_suggestion(session: Any, school: School, **values: Any) -> Suggestion:
    given = {
        "made_on": clock.today(),
        "from_kind": SuggestionFrom.CHILD,
        "content": "希望周末开放图书室。",
    } | values
    return _add(session, Suggestion(school_id=school.id, **given))
