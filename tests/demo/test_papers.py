"""Every number printed in the two PDFs of the demo equals what SQL counts beside the program, on both databases."""

from __future__ import annotations

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
from tests.demo.counting import ON_DAY, Recount, summed
from tests.demo.recounted import OPENED_ELSEWHERE, numbers
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
        # Opened row by row in tests/figures and tests/pages/test_figures.py: each number is that of its rows.
        *OPENED_ELSEWHERE,
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
