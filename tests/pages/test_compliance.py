"""制度落实: the numbers of the judge, on any day, opening into their rows; each sees his own, and nothing is ranked or charged unfairly."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import openpyxl
import pdfplumber
import pytest
from flask import Flask

from app import clock
from app.access.guard import actor_of, bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.management.care_standard_item import RuleAction, RulePer, RuleRole, RuleSubject
from app.models.school.school import School
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.models.school.user import User
from app.models.system.audit_log import AuditAction, AuditLog
from app.pages.compliance_work import paper_of
from app.reports.printing import print_sheet
from app.standards.as_of import AsOf
from app.standards.clauses import Ledger, Narrowed, ledger_of
from app.standards.evaluate import rows_behind
from tests.factories import actor_for
from tests.pages.conftest import Browser, Place
from tests.standards.written import adopt, rule

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
WEEKLY = rule("R03a", RuleSubject.PAIR, RulePer.WEEK, quote="每周至少谈心一次")
OFTEN = rule("R31", RuleSubject.PAIR, RulePer.TERM, None, quote="经常谈心")
SIX_EACH = rule("R30a", RuleSubject.MENTOR, RulePer.ALWAYS, 6, RuleRole.ANYBODY, RuleAction.MENTORING)


@pytest.fixture
def judged(app: Flask, place: Place) -> Place:
    """The school asks for a talk every week, for talks without a number, and for what nobody can do."""
    with app.app_context(), system_session("a standard") as session:
        adopt(session, session.get_one(School, place.school), WEEKLY, OFTEN, SIX_EACH)
        session.commit()
    return place


@pytest.fixture
def principal(app: Flask, judged: Place) -> Iterator[Any]:
    """The principal's own session, to compare the pages with what the judge says to him."""
    with app.app_context():
        with system_session("who asks") as session:
            actor = actor_for(session.get_one(User, judged.users["principal"]), Role.PRINCIPAL)
        bind(db.session, actor)
        yield db.session
        db.session.rollback()


@pytest.fixture
def ledger(principal: Any, judged: Place) -> Ledger:
    """What the judge says of the school today."""
    return ledger_of(principal, AsOf.of(principal.get(Term, judged.term), clock.today()))


def _fractions(page: str) -> list[tuple[int, int]]:
    """(done, due) of each clause, as the page writes them."""
    return [(int(done), int(due)) for done, due in re.findall(r"已做 (\d+) / 应做 (\d+)", page)]


def test_the_page_shows_each_clause_with_its_sentence_and_the_numbers_of_the_judge(
    ledger: Ledger, signed_in: SignIn
) -> None:
    page = signed_in("principal").get("/compliance/").text
    assert "每周至少谈心一次" in page and "每周至少 1 次" in page
    weekly = next(each for each in ledger.clauses() if each.rule.code == "R03a")
    assert weekly.tally.due > weekly.tally.done > 0
    assert f"已做 {weekly.tally.done} / 应做 {weekly.tally.due}" in page


def test_words_without_a_number_are_counted_and_not_judged(judged: Place, signed_in: SignIn) -> None:
    page = signed_in("principal").get("/compliance/").text
    clause = page[page.index("经常谈心") :]
    assert "只计次数，不作判定" in page
    assert re.search(r"已做 \d+ 次", clause)


def test_what_nobody_can_do_is_named_with_the_arithmetic_and_charged_to_nobody(
    ledger: Ledger, signed_in: SignIn
) -> None:
    page = signed_in("principal").get("/compliance/").text
    assert "不可能都做到，不计欠项" in page and "每人至少帮扶 6 名儿童" in page
    assert all(rule.code != "R30a" for share in ledger.by_staff().values() for rule, _ in share.lacking)
    assert "R30a" not in signed_in("principal").get("/compliance/?by=staff").text


def test_a_clause_opens_into_those_who_owe_and_one_of_these_into_the_records(
    judged: Place, signed_in: SignIn
) -> None:
    principal = signed_in("principal")
    page = principal.get("/compliance/clauses/R03a?subject=pair").text
    assert "周小溪" in page and "高建国" in page
    addresses = [unescape(url) for url in re.findall(r'href="(/compliance/clauses/R03a/[^"]+)"', page)]
    assert len(addresses) == 3
    opened = [principal.get(address).text for address in addresses]
    assert all("逐个周期" in each and re.search(r"第\d+周", each) for each in opened)
    assert sum(len(re.findall(r"/admin/contact-records/details/\?id=", each)) for each in opened) >= 2


def test_the_records_opened_are_as_many_as_were_counted(ledger: Ledger, principal: Any) -> None:
    for outcome in ledger.evaluation.outcomes:
        found = rows_behind(principal, ledger.at, outcome.rule, outcome.subject_id)
        assert found is not None and Decimal(len(found[1])) == outcome.counted, outcome.rule.code


@pytest.mark.parametrize("who", ["mentor", "homeroom", "office"])
def test_whoever_sees_a_part_is_told_nothing_false_of_it(
    app: Flask, ledger: Ledger, judged: Place, who: str
) -> None:
    whole = {(each.rule.code, each.subject_id): each for each in ledger.evaluation.outcomes}
    db.session.rollback()
    with app.app_context():
        with system_session("who asks") as session:
            actor = actor_for(session.get_one(User, judged.users[who]), Role(who))
        bind(db.session, actor)
        part = ledger_of(db.session, ledger.at)
        db.session.rollback()
    assert part.evaluation.outcomes or who == "office"
    for each in part.evaluation.outcomes:
        same = whole[each.rule.code, each.subject_id]
        assert (each.due, each.done, each.counted) == (same.due, same.done, same.counted)
    told = [[each.sentence for each in one.impossible] for one in (part, ledger)]
    assert told[0] == told[1] and told[0]


def test_last_term_is_judged_by_the_rules_of_last_term(app: Flask, place: Place, signed_in: SignIn) -> None:
    with app.app_context(), system_session("a standard that changed") as session:
        school, term = session.get_one(School, place.school), session.get_one(Term, place.term)
        change = clock.today() - dt.timedelta(days=7)
        old = adopt(session, school, rule("R03a", RuleSubject.PAIR, RulePer.WEEK, quote="旧制度每周一次"))
        old.ends_on = change - dt.timedelta(days=1)
        session.flush()
        adopt(
            session,
            school,
            rule("R05a", RuleSubject.PAIR, RulePer.WEEK, quote="新制度每周一次"),
            starts_on=change,
        )
        session.commit()
        assert term.starts_on < change
    then = signed_in("principal").get(f"/compliance/?on={change - dt.timedelta(days=1)}").text
    now = signed_in("principal").get("/compliance/").text
    assert "旧制度每周一次" in then and "新制度每周一次" not in then
    assert "新制度每周一次" in now


def test_the_day_decides_which_records_count(judged: Place, signed_in: SignIn) -> None:
    principal = signed_in("principal")
    early = clock.today() - dt.timedelta(days=20)
    today, before = (principal.get(url).text for url in ("/compliance/", f"/compliance/?on={early}"))
    assert str(early) in before
    (done, due), (done_today, due_today) = _fractions(before)[0], _fractions(today)[0]
    assert done <= done_today and due < due_today


def test_a_first_day_leaves_out_what_was_due_before(judged: Place, signed_in: SignIn) -> None:
    principal = signed_in("principal")
    since = clock.today() - dt.timedelta(days=10)
    whole, part = (principal.get(url).text for url in ("/compliance/", f"/compliance/?from={since}"))
    assert _fractions(part)[0][1] < _fractions(whole)[0][1]


def test_a_mentor_sees_only_what_is_his_and_a_stranger_nothing(judged: Place, signed_in: SignIn) -> None:
    mine = signed_in("mentor").get("/compliance/?by=children").text
    assert "周小溪" in mine and "远方的孩子" not in mine
    assert signed_in("counselor").get("/compliance/").status_code == 403
    assert signed_in("township").get("/compliance/").status_code == 403


@pytest.mark.parametrize("query", ["class=999999", "child=x", "staff=-1", "on=2026-13-99", "from=nonsense"])
def test_a_question_about_nobody_is_answered_with_all_and_a_sentence(
    judged: Place, signed_in: SignIn, query: str
) -> None:
    answer = signed_in("principal").get(f"/compliance/?{query}")
    assert answer.status_code == 200 and _fractions(answer.text)
    assert ("不在您能看到的范围内" in answer.text) == query.startswith("class")


def test_a_child_of_another_school_cannot_be_asked_for(judged: Place, signed_in: SignIn) -> None:
    answer = signed_in("principal").get(f"/compliance/?child={judged.stranger}")
    assert "不在您能看到的范围内" in answer.text and "远方的孩子" not in answer.text


def test_the_teachers_stand_in_the_order_of_the_staff_list_whatever_they_did(
    principal: Any, signed_in: SignIn
) -> None:
    page = signed_in("principal").get("/compliance/?by=staff").text
    shown = [int(key) for key in re.findall(r'href="/compliance/\?[^"]*staff=(\d+)', page)]
    listed = sorted(shown, key=lambda key: (principal.get(Staff, key).staff_no or "", key))
    assert shown and shown == listed and "不作名次" in page


def test_the_child_nobody_speaks_with_comes_before_those_who_lack_something(
    judged: Place, signed_in: SignIn
) -> None:
    page = signed_in("principal").get("/compliance/?by=children").text
    names = re.findall(r'class="row-title"><a[^>]*>([^<]+)</a>', page)
    assert names and names[0].startswith("吴雨桐")


def test_the_workbook_has_the_numbers_of_the_page_and_no_formula(
    ledger: Ledger, signed_in: SignIn, stored: Stored
) -> None:
    answer = signed_in("principal").post("/compliance/export", {"reason": "期中检查"}, page="/compliance/")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    rows = list(book["按条款"].iter_rows(min_row=4, values_only=True))
    weekly = next(each for each in ledger.clauses() if each.rule.code == "R03a")
    found = next(row for row in rows if row[0] == "R03a")
    assert found[5:7] == (weekly.tally.due, weekly.tally.done)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    logged = stored(AuditLog, action=AuditAction.EXPORT, entity="CareStandard")
    assert len(logged) == 1 and logged[0]["fields"].startswith("compliance xlsx")
    assert logged[0]["reason"] == "期中检查"
    assert all("用途：期中检查" in sheet["A1"].value for sheet in book)


@pytest.mark.slow
def test_the_paper_quotes_the_clauses_and_says_what_cannot_be_done(ledger: Ledger, principal: Any) -> None:
    data = paper_of(principal, actor_of(principal), ledger, Narrowed(), "第一学期")
    with pdfplumber.open(io.BytesIO(print_sheet(data).content)) as paper:
        text = "".join(page.extract_text() for page in paper.pages)
    bare = re.sub(r"\s", "", text)
    assert "每周至少谈心一次" in bare and "不可能都做到" in bare and "吴雨桐" in bare
