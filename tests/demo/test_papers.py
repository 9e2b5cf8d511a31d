"""Every number printed in the two PDFs of the demo equals what SQL counts beside the program, on both databases."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.access.guard import Actor, bind
from app.access.vocabulary import Role
from app.extensions import db
from app.models.school.term import Term
from app.reports import _pdf, mentor_workload, term_summary
from app.reports.document import from_json, to_json
from app.reports.printing import print_paper
from app.reports.term_summary import TOO_FEW, TermSummaryData
from tests.demo.conftest import TODAY, Demo, current_term
from tests.demo.counting import HAPPENED, ON_DAY, REGISTERED, Recount, summed
from tests.reports import reading
from tests.reports.reading import squeezed

PRINCIPAL = frozenset({Role.PRINCIPAL})


@dataclass(frozen=True)
class Papers:
    """The data and the text of both papers, and the recount."""

    summary: TermSummaryData
    workload: Any
    summary_text: str
    workload_text: str
    count: Recount


@pytest.fixture(scope="module", autouse=True)
def _press() -> Iterator[None]:
    yield
    _pdf.press().close()


# The term that goes on is the harder one; the one that is over takes its time in `make test-slow`.
@pytest.fixture(scope="module", params=["current", pytest.param("last", marks=pytest.mark.slow)])
def papers(request: pytest.FixtureRequest, demo: Demo) -> Papers:
    """Collected and printed once for all tests that read them."""
    with clock.set_to(TODAY), demo.app.app_context():
        actor = Actor(
            0, None, demo.one("SELECT id FROM schools WHERE code = 'DEMO-1'"), PRINCIPAL, TODAY, "校长"
        )
        bind(db.session, actor)
        is_current = Term.is_current.is_(request.param == "current")
        term = db.session.scalars(select(Term).where(Term.school_id == actor.school_id, is_current)).one()
        summary = term_summary.collect(db.session, actor, term)
        workload = mentor_workload.collect(db.session, actor, term)
        recount = Recount(demo, actor.school_id, term, TODAY)
        db.session.remove()
    printed = [
        print_paper(slug, data) for slug, data in (("term-summary", summary), ("mentor-workload", workload))
    ]
    texts = ["".join(reading.page_texts(paper.content)) for paper in printed]
    return Papers(summary, workload, *texts, recount)


def share(done: int, due: int) -> str:
    return f"{done}/{due},{100 * done / due:.1f}%" if due else f"{done}/{due}"


def numbers(c: Recount) -> dict[str, str]:
    """label -> printed value, of every plain number and share of the sections."""
    return _of_children(c) | _of_pairs(c) | _of_contacts(c)


def _of_children(c: Recount) -> dict[str, str]:
    children, pupils = c.registered(), c.one(f"SELECT count(*) FROM enrollments WHERE {ON_DAY}")
    of_term = "SELECT count(*) FROM care_registrations r WHERE r.term_id = :term"
    asked = "(r.copied_from_id IS NULL OR r.confirmed_on IS NOT NULL)"
    last = c.term.starts_on + dt.timedelta(days=30)
    in_time = c.one(f"{of_term} AND r.surveyed_on <= :last AND {asked}", last=last)
    return {
        "在校学生": f"{pupils}人",
        "留守儿童": f"{children}人",
        "留守儿童占在校学生": share(children, pupils),
        "寄宿": share(c.registered("c.is_boarding"), children),
        "本学期离开": str(c.one(f"{of_term} AND r.left_on < :day")) + "人",
        "无人监护": str(c.registered("c.guardianship_kind = 'nobody'")) + "人",
        "重点帮扶对象": str(c.registered("c.is_key_target")) + "人",
        "开学摸底": share(in_time, c.one(f"{of_term} AND r.surveyed_on <= :day")),
        "建档率": share(c.registered(f"c.student_id IN ({_archived()})"), children),
        "计划免疫接种率": share(c.registered("c.vaccination_complete"), children),
    }


def _of_pairs(c: Recount) -> dict[str, str]:
    children, staff = c.registered(), c.one("SELECT count(*) FROM staffs WHERE school_id = :school")
    mentored = f"FROM mentorings WHERE {ON_DAY}"
    peers = f"FROM peer_pairings WHERE {ON_DAY}"
    helped = (
        f"SELECT count(DISTINCT student_id) {peers} AND kind = 'study-helper' AND student_id IN {REGISTERED}"
    )
    stages = (
        "SELECT count(*) FROM plan_stages s JOIN individual_plans p ON p.id = s.plan_id"
        " WHERE p.term_id = :term AND s.due_on <= :day"
    )
    return {
        "师生结对": str(c.one(f"SELECT count(*) {mentored}")) + "对",
        "结对覆盖": share(c.registered(f"c.student_id IN (SELECT student_id {mentored})"), children),
        "教职工参与率": share(c.one(f"SELECT count(DISTINCT mentor_id) {mentored}"), staff),
        "同伴结对": str(c.one(f"SELECT count(*) {peers}")) + "对",
        "有学习帮手的儿童": share(c.one(helped), children),
        "学习帮扶计划": f"{_plans(c, 'study-help')}份",
        "个别教育方案": f"{_plans(c, 'individual-education')}份",
        "方案阶段检查": share(c.one(f"{stages} AND s.checked_on <= :day"), c.one(stages)),
    }


def _of_contacts(c: Recount) -> dict[str, str]:
    children = c.registered()
    visited = f"(SELECT student_id {HAPPENED} AND reached AND channel = 'home-visit')"
    reports = "(SELECT student_id FROM guardian_reports WHERE term_id = :term AND sent_on <= :day)"
    return {
        "家访": str(c.contacts("channel = 'home-visit'")) + "次",
        "被家访的儿童": share(c.registered(f"c.student_id IN {visited}"), children),
        "谈心": str(c.contacts("parties = 'staff-child'")) + "次",
        "谈心完成率": share(*summed(c.talks())),
        "与家长联系": str(c.contacts("parties = 'staff-parent'")) + "次",
        "家长通话完成率": share(*summed(c.calls())),
        "与监护人联系": str(c.contacts("parties = 'staff-guardian'")) + "次",
        "亲子通话、视频": f"{_family(c, '<>')}次",
        "亲子书信": f"{_family(c, '=')}封",
        "监护人通报单": share(c.registered(f"c.student_id IN {reports}"), children),
    }


def _plans(c: Recount, kind: str) -> int:
    return c.one(
        "SELECT count(*) FROM individual_plans WHERE term_id = :term AND kind = :kind AND made_on <= :day",
        kind=kind,
    )


def _family(c: Recount, letter: str) -> int:
    return c.contacts(f"parties = 'child-parent' AND channel {letter} 'letter'")


def _archived() -> str:
    """Children with a parent's phone, a known place of work, and a guardian with a phone where one is asked for."""
    tie = "SELECT k.student_id FROM student_caregivers k JOIN caregivers a ON a.id = k.caregiver_id"
    return (
        f"{tie} WHERE k.is_parent AND a.phone IS NOT NULL"
        " INTERSECT SELECT k.student_id FROM student_caregivers k JOIN parent_absences p"
        " ON p.caregiver_id = k.caregiver_id WHERE k.is_parent AND p.away_since <= :day AND p.returned_on IS NULL"
        " INTERSECT SELECT x.student_id FROM care_registrations x WHERE x.guardianship_kind = 'nobody'"
        f" OR x.student_id IN ({tie} WHERE k.guard_role = 'current-guardian' AND a.phone IS NOT NULL)"
    )


@pytest.mark.system("A15", "B16", "N01", "N02", "N04", "N05", "N08", "N09", "N10", "G06", "C02")
def test_every_number_of_the_sections_is_what_sql_counts(papers: Papers) -> None:
    wrong = {
        label: value
        for label, value in numbers(papers.count).items()
        if squeezed(f"{label}{value}") not in papers.summary_text
    }
    assert wrong == {}


@pytest.mark.system("A15")
def test_no_figure_of_the_sections_escapes_the_recount(papers: Papers) -> None:
    elsewhere = {
        # Tried in tests/figures and below.
        *(
            "本学期新增",
            "特困生",
            "特长生",
            "残障生",
            "领导小组成员",
            "亲情电话、亲情视频",
            "入学率",
            "巩固率",
        ),
        *("家访完成率", "联系未成功", "待回访事项", "已回访事项"),
        *("心理辅导", "心理辅导次数", "接受辅导的儿童", "危机处置"),
    }
    printed = {figure.label for section in papers.summary.sections for figure in section.figures}
    assert printed - numbers(papers.count).keys() - elsewhere == set()


def test_counseling_is_printed_as_totals_or_not_at_all(papers: Papers) -> None:
    held = (
        "FROM counseling_sessions s JOIN counseling_cases c ON c.id = s.case_id"
        " WHERE s.school_id = :school AND s.started_at >= :since AND s.started_at < :until"
    )
    children = papers.count.one(f"SELECT count(DISTINCT c.student_id) {held}")
    if children < 5:
        assert squeezed(f"心理辅导{TOO_FEW}") in papers.summary_text
    else:
        sessions = papers.count.one(f"SELECT count(*) {held}")
        assert f"心理辅导次数{sessions}次" in papers.summary_text
        assert f"接受辅导的儿童{children}人" in papers.summary_text


@pytest.mark.system("B06")
def test_every_class_line_is_what_sql_counts(papers: Papers) -> None:
    c = papers.count
    rows = c.sql(
        "SELECT k.label, count(*), sum(CASE WHEN r.id IS NULL THEN 0 ELSE 1 END),"
        " sum(CASE WHEN r.id IS NOT NULL AND s.gender = 'male' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN r.absence_kind = 'both-parents' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN r.guardianship_kind = 'grandparents' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN r.is_boarding THEN 1 ELSE 0 END)"
        " FROM enrollments e JOIN school_classes k ON k.id = e.school_class_id JOIN students s ON s.id = e.student_id"
        " LEFT JOIN care_registrations r ON r.student_id = e.student_id AND r.term_id = :term"
        " AND (r.left_on IS NULL OR r.left_on >= :day)"
        " WHERE e.school_id = :school AND e.starts_on <= :day AND (e.ends_on IS NULL OR e.ends_on >= :day)"
        " GROUP BY k.id, k.label"
    )
    table = papers.summary.classes
    place = {column.label: index for index, column in enumerate(table.columns)}
    shown = {row[0]: row for row in table.rows}
    headings = ("在校人数", "留守儿童", "男", "双亲外出", "隔代", "寄宿")
    assert len(rows) == len([label for label in shown if "(" in label])
    for label, *counted in rows:
        line = shown[label.removesuffix("班")]
        assert [line[place[heading]] for heading in headings] == [str(number) for number in counted], label
    for row in (*table.rows, table.total):
        assert squeezed("".join(row)) in papers.summary_text


def test_the_total_of_the_classes_is_the_school_s(papers: Papers) -> None:
    table, c = papers.summary.classes, papers.count
    total = dict(zip((column.label for column in table.columns), table.total, strict=True))
    assert total["留守儿童"] == str(c.registered())
    for heading, counted in (("谈心完成率", c.talks()), ("通话完成率", c.calls())):
        done, due = summed(counted)
        assert total[heading] == f"{100 * done / due:.1f}%"


@pytest.mark.system("B16", "C01", "C20")
def test_every_line_of_the_workload_is_what_a_recount_gives(papers: Papers) -> None:
    c = papers.count
    names = dict(c.sql("SELECT id, name FROM staffs"))
    counted = [c.talks(), c.calls()]
    expected = {names[mentor]: [each.get(mentor, (0, 0)) for each in counted] for mentor in counted[0]}
    overview = papers.workload.overview
    assert {
        line.name: [(part.done, part.due) for part in line.by_duty] for line in overview.lines
    } == expected
    assert [(part.done, part.due) for part in overview.total.by_duty] == [summed(each) for each in counted]
    loads = dict(c.sql(f"SELECT mentor_id, count(*) FROM mentorings WHERE {ON_DAY} GROUP BY mentor_id"))
    assert {line.name: line.children for line in overview.lines} == {
        name: loads.get(key, 0) for key, name in names.items() if name in expected
    }
    for line in overview.lines:
        cells = (line.children, *(f"{part.done}/{part.due}" for part in line.by_duty[:1]))
        assert squeezed(f"{line.name}{cells[0]}{cells[1]}") in papers.workload_text


def test_every_page_of_a_mentor_counts_his_contacts(papers: Papers) -> None:
    c = papers.count
    names = dict(c.sql("SELECT id, name FROM staffs"))
    rows = c.sql(
        "SELECT staff_id, count(*), sum(coalesce(minutes, 0)) FROM contact_records WHERE school_id = :school"
        " AND reached AND happened_at >= :since AND happened_at < :until AND staff_id IS NOT NULL GROUP BY staff_id"
    )
    counted = {names[key]: (number, minutes) for key, number, minutes in rows}
    for page in papers.workload.mentors:
        times = sum(volume.times for volume in page.volume), sum(volume.minutes for volume in page.volume)
        assert times == counted.get(page.name, (0, 0)), page.name


def test_the_data_of_a_summary_can_be_frozen_and_thawed(papers: Papers) -> None:
    assert from_json(TermSummaryData, to_json(papers.summary)) == papers.summary


def test_a_mentor_prints_only_his_own_page(demo: Demo, as_user: Any) -> None:
    session, actor = as_user("mentor")
    term = current_term(session, actor)
    own = mentor_workload.collect(session, actor, term, only_staff_id=actor.staff_id)
    _session, principal = as_user("principal")
    whole = mentor_workload.collect(_session, principal, current_term(_session, principal))
    assert own.overview is None
    assert [page.name for page in own.mentors] == [
        demo.one("SELECT name FROM staffs WHERE id = :id", id=actor.staff_id)
    ]
    theirs = next(page for page in whole.mentors if page.name == own.mentors[0].name)
    assert own.mentors[0].duties == theirs.duties
    assert own.mentors[0].mentees == theirs.mentees
    assert own.counselors == ()


def test_an_administrator_s_papers_hold_no_counseling_number(as_user: Any) -> None:
    session, actor = as_user("admin")
    data = term_summary.collect(session, actor, current_term(session, actor))
    assert mentor_workload.collect(session, actor, current_term(session, actor)).counselors == ()
    assert {figure.label for figure in data.sections[5].figures} == {"心理健康课", "心理健康课课时", "恳谈会"}
    assert all("心理辅导" not in figure.label for figure in data.headline)


def test_a_village_school_s_summary_lists_no_counseling(demo: Demo, as_user: Any) -> None:
    session, actor = as_user("principal")
    village = demo.one("SELECT id FROM schools WHERE code = 'DEMO-2'")
    there = Actor(actor.user_id, None, village, actor.roles, TODAY)
    bind(session, there)
    data = term_summary.collect(session, there, current_term(session, there))
    assert data.headline[-1].value == TOO_FEW
    assert mentor_workload.collect(session, there, current_term(session, there)).counselors == ()


def test_both_papers_are_collected_within_a_second(as_user: Any) -> None:
    session, actor = as_user("principal")
    term = current_term(session, actor)
    for collect in (term_summary.collect, mentor_workload.collect):
        collect(session, actor, term)
        started = time.process_time()
        collect(session, actor, term)
        assert time.process_time() - started < 1
