"""Who may print which paper of whom, what stands on it and what never does, and what the log says of it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access import sealing, sessions
from app.access.guard import bind, system_session
from app.access.vocabulary import Role
from app.extensions import db
from app.models.people.care_registration import CareRegistration, GuardianshipKind
from app.models.people.short_code import short_code
from app.models.people.student import Student
from app.models.people.student_caregiver import Relation, StudentCaregiver
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.models.school.village import Village
from app.models.system.audit_log import AuditAction, AuditLog
from app.pages.sheet_work import as_printer
from app.reports.sheet import NothingToPrint, SheetData
from app.reports.sheets import Ask, sheets
from tests import factories as make
from tests.pages.conftest import Browser, Place, build_place, enter
from tests.pages.test_reports import text_of

SignIn = Callable[[str], Browser]
Stored = Callable[..., list[dict[str, Any]]]
Collect = Callable[..., SheetData]


@pytest.fixture
def collected(app: Flask, place: Place) -> Collect:
    """`collected("homeroom", "roster", student_id=…)` gives the data of a paper as that person gets it."""

    def collect(who: str, slug: str, **ask: Any) -> SheetData:
        with app.app_context():
            with system_session("test sign-in") as session:
                _token, actor = sessions.open_session(session, place.users[who])
                session.commit()
            bind(db.session, actor)
            try:
                return sheets()[slug].collect(db.session, actor, Ask(**ask))
            finally:
                db.session.rollback()
                db.session.remove()

    return collect


def names(data: SheetData) -> list[str]:
    return [leaf.name for leaf in data.leaves]


@pytest.mark.parametrize(
    ("who", "has", "lacks"),
    [
        ("principal", {"contact-card", "roster", "class-statistics", "individual-plan"}, {"counseling-card"}),
        ("homeroom", {"contact-card", "child-archive", "talk-card", "individual-plan"}, {"counseling-card"}),
        ("mentor", {"contact-card", "mentor-phones", "talk-card"}, {"individual-plan", "counseling-card"}),
        ("it-admin", {"roster"}, {"individual-plan", "talk-card", "counseling-card"}),
        ("counselor", {"counseling-card"}, {"contact-card", "roster", "child-archive", "talk-card"}),
    ],
)
def test_each_role_prints_its_own_papers(signed_in: SignIn, who: str, has: set[str], lacks: set[str]) -> None:
    browser = signed_in(who)
    listed = browser.get("/sheets/").text
    for slug in has:
        assert f'href="/sheets/{slug}"' in listed
        assert browser.get(f"/sheets/{slug}").status_code == 200
    for slug in lacks:
        assert f'href="/sheets/{slug}"' not in listed
        assert browser.get(f"/sheets/{slug}").status_code == 403
        assert browser.post(f"/sheets/{slug}").status_code == 403


def test_nobody_and_the_township_print_no_papers_of_children(signed_in: SignIn) -> None:
    for who in ("nobody", "township"):
        assert signed_in(who).get("/sheets/").status_code == 403
    assert signed_in("principal").get("/sheets/no-such-paper").status_code == 404


def test_a_child_one_does_not_see_does_not_exist(signed_in: SignIn, place: Place) -> None:
    browser = signed_in("homeroom")
    for wrong in (place.stranger, 999_999, "abc", "-1", "1" * 30):
        assert browser.get(f"/sheets/contact-card?student={wrong}").status_code == 404
        assert browser.post("/sheets/contact-card", {"student": str(wrong)}).status_code == 404
    assert browser.get(f"/sheets/contact-card?student={place.child}").status_code == 200
    assert browser.post("/sheets/individual-plan").status_code == 404


def test_the_page_of_a_child_leads_to_its_papers(signed_in: SignIn, place: Place) -> None:
    text = signed_in("homeroom").get(f"/admin/students/details/?id={place.child}").text
    for slug in ("contact-card", "child-archive"):
        assert f"/sheets/{slug}?student={place.child}" in text


@pytest.mark.system("B04")
def test_a_card_has_the_family_in_call_order_and_marks_what_is_missing(
    collected: Collect, place: Place
) -> None:
    data = collected("homeroom", "contact-card", student_id=place.child)
    words = repr(data)
    assert names(data) == ["三(2)班 周小㛃"]
    for expected in ("陈玉兰", "李桂香", "马秀英", "高建国", "待补", "1. "):
        assert expected in words
    for gap in ("父亲", "家庭地址", "监护人职业", "监护人身体状况"):
        assert f"{gap}" in words.split("待补：")[1]


@pytest.mark.system("B04")
def test_who_may_not_be_told_is_not_among_those_to_call(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("a father who may not be told") as session:
        child = session.get_one(Student, place.child)
        father = make.make_caregiver(session, child, Relation.FATHER, name="不可告知的人")
        session.scalars(select(StudentCaregiver).filter_by(caregiver_id=father.id)).one().may_be_told = False
        session.commit()
    card = next(leaf for leaf in collected("homeroom", "contact-card", student_id=place.child).leaves)
    order = next(
        field.value
        for block in card.blocks
        for field in getattr(block, "fields", ())
        if field.label == "紧急联系"
    )
    assert "李桂香" in order
    assert "不可告知的人" not in order
    assert "不可告知的人（不可告知）" in repr(card)


@pytest.mark.system("B05")
def test_a_class_prints_into_one_file_in_the_order_of_names(collected: Collect, place: Place) -> None:
    assert len(collected("homeroom", "contact-card").leaves) == 3
    assert names(collected("mentor", "contact-card")) == names(collected("principal", "contact-card"))
    rows = collected("principal", "roster").leaves[0].blocks[0].rows  # type: ignore[union-attr]
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)
    assert {row[1] for row in rows} == {"周小㛃", "周小溪", "吴雨桐"}


@pytest.mark.system("B05", "B10", "C01")
def test_parts_of_the_register_hold_their_children_only(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("a child whom nobody guards") as session:
        term = session.get_one(Term, place.term)
        lonely = make.make_student(
            session, school_class=session.get_one(Student, place.child).school_class, name="独居"
        )
        registration = make.make_registration(session, lonely, term)
        registration.guardianship_kind = GuardianshipKind.NOBODY
        registration.is_boarding = True
        session.commit()
    for slug in ("roster-unguarded", "roster-unpaired", "roster-boarding"):
        rows = collected("principal", slug).leaves[0].blocks[0].rows  # type: ignore[union-attr]
        assert [row[1] for row in rows] == ["独居"], slug
    assert "独居" in repr(collected("principal", "roster-unarchived"))
    with pytest.raises(NothingToPrint, match="没有符合条件"):
        collected("principal", "roster-key")


@pytest.mark.system("B05")
def test_a_register_is_of_a_grade_or_a_village_where_asked(
    app: Flask, signed_in: SignIn, collected: Collect, place: Place
) -> None:
    with app.app_context(), system_session("a village") as session:
        village = Village(school_id=place.school, name="青石村")
        session.add(village)
        session.flush()
        session.get_one(Student, place.child).village_id = village.id
        key = village.id
        session.commit()
    of_village, of_grade = (
        collected("principal", "roster", village_id=key),
        collected("principal", "roster", grade=3),
    )
    assert [row[1] for row in of_village.leaves[0].blocks[0].rows] == ["周小㛃"]  # type: ignore[union-attr]
    assert (of_village.imprint.subject, of_grade.imprint.subject) == ("青石村", "三年级")
    assert len(of_grade.leaves[0].blocks[0].rows) == 3  # type: ignore[union-attr]
    with pytest.raises(NothingToPrint):
        collected("principal", "roster", grade=4)
    page = signed_in("principal").get("/sheets/roster").text
    assert "青石村" in page
    assert signed_in("principal").get("/sheets/roster?grade=x").status_code == 404


@pytest.mark.system("B05", "K04")
def test_a_list_for_the_wall_has_names_and_classes_and_nothing_to_hide(
    app: Flask, collected: Collect, place: Place
) -> None:
    with app.app_context(), system_session("what must not hang on a wall") as session:
        child = session.get_one(Student, place.child)
        child.home_address, child.student_no = "青石村八组九号", "G-SECRET-1"
        category = make.make_category(session, child.school_class.school_year.school, name="特困生甲")
        make.make_special_status(session, child, category, session.get_one(Staff, place.mentor))
        phones = [adult.phone for adult in session.query(make.Caregiver).all()]
        born = child.birth_date
        session.commit()
    roster = repr(collected("principal", "posted-roster"))
    birthdays = repr(collected("principal", "posted-birthdays", month=born.replace(day=1)))
    for words in (roster, birthdays):
        assert "周小㛃" in words
        for secret in ("青石村", "G-SECRET-1", "特困生甲", *phones):
            assert secret not in words
    assert "高建国" in roster
    assert str(born.year) not in birthdays.replace(f"{clock.today():%Y}", "")


@pytest.mark.system("B03")
def test_an_archive_lists_its_sections_in_order_and_nothing_of_counseling(
    app: Flask, collected: Collect, place: Place
) -> None:
    _counseling(app, place)
    data = collected("principal", "child-archive", student_id=place.child)
    captions = [block.caption for block in data.leaves[1].blocks]  # type: ignore[union-attr]
    assert captions[:5] == ["一、学生信息", "二、父母与外出务工", "三、监护人", "四、学期登记", "五、结对"]
    assert [caption.split("、")[1] for caption in captions[-3:]] == ["方案目录", "资助", "表彰"]
    words = repr(data)
    for secret in ("咨询", "心理", "个案", "想爸爸", "转介"):
        assert secret not in words


@pytest.mark.system("C13", "C14")
def test_who_may_not_print_plans_does_not_learn_that_there_is_one(
    app: Flask, collected: Collect, place: Place
) -> None:
    with app.app_context(), system_session("a plan") as session:
        child, term = session.get_one(Student, place.child), session.get_one(Term, place.term)
        plan = make.make_plan(session, child, term, session.get_one(Staff, place.mentor))
        make.make_stage(session, plan, goal="每天读十分钟。")
        session.commit()
        key = plan.id
    assert "方案目录" not in repr(collected("office", "child-archive", student_id=place.child))
    assert "方案目录" not in repr(collected("mentor", "child-archive", student_id=place.child))
    printed = collected("homeroom", "individual-plan", row_id=key)
    assert "每天读十分钟。" in repr(printed)


def test_a_role_that_sees_more_lends_nothing_to_the_one_that_prints(app: Flask, place: Place) -> None:
    """An IT administrator sees the rows of plans, a homeroom teacher prints those of the class: together no more."""
    with app.app_context(), system_session("a plan in another class") as session:
        term = session.get_one(Term, place.term)
        other = make.make_class(session, term.school_year, 5, 1)
        child = make.make_student(session, school_class=other)
        key = make.make_plan(session, child, term, session.get_one(Staff, place.mentor)).id
        session.commit()
    with app.app_context():
        with system_session("test sign-in") as session:
            _token, actor = sessions.open_session(session, place.users["homeroom"])
            session.commit()
        kind, both = sheets()["individual-plan"], replace(actor, roles=actor.roles | {Role.IT_ADMIN})
        printer = as_printer(both, kind)
        assert printer.roles == frozenset({Role.HOMEROOM})
        bind(db.session, printer)
        with pytest.raises(NothingToPrint):
            kind.collect(db.session, printer, Ask(row_id=key))
        db.session.rollback()


@pytest.mark.system("D03")
def test_a_blank_card_has_the_name_and_the_code_of_its_child(collected: Collect, place: Place) -> None:
    data = collected("mentor", "talk-card", is_blank=True)
    codes = {leaf.name: leaf.code.code for leaf in data.leaves if leaf.code}
    assert codes["三(2)班 周小㛃"] == short_code(place.child)
    assert len(set(codes.values())) == 3
    assert short_code(place.child) in repr(collected("homeroom", "weekly-calls"))
    assert short_code(place.child) in repr(collected("homeroom", "survey-form", student_id=place.child))


@pytest.mark.system("D12")
def test_the_list_beside_the_phone_shows_no_number(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("all numbers") as session:
        phones = [adult.phone for adult in session.query(make.Caregiver).all()]
    words = repr(collected("principal", "weekly-calls"))
    assert "周小㛃" in words
    assert not [phone for phone in phones if phone in words]


@pytest.mark.system("D03")
def test_talk_cards_are_those_of_the_month(collected: Collect, place: Place) -> None:
    first = clock.today().replace(day=1)
    long_ago = (first - dt.timedelta(days=200)).replace(day=1)
    assert "周小㛃" in repr(collected("mentor", "talk-card", student_id=place.child, month=first))
    with pytest.raises(NothingToPrint, match="没有谈心记录"):
        collected("mentor", "talk-card", student_id=place.child, month=long_ago)


@pytest.mark.system("D15")
def test_a_letter_to_the_guardian_has_its_topics_a_seal_and_a_receipt(
    app: Flask, collected: Collect, place: Place
) -> None:
    with app.app_context(), system_session("a report") as session:
        child, term = session.get_one(Student, place.child), session.get_one(Term, place.term)
        make.make_guardian_report(
            session, child, term, session.get_one(Staff, place.mentor), advice="多打电话。"
        )
        session.commit()
    words = repr(collected("homeroom", "guardian-report", student_id=place.child))
    for expected in ("学习情况", "生活情况", "品德表现", "心理状态", "多打电话。", "has_seal=True", "回执"):
        assert expected in words


@pytest.mark.system("C01", "C09", "C17")
def test_lists_of_pairs_are_those_of_today(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("pairs of children") as session:
        child, friend = session.get_one(Student, place.child), session.get_one(Student, place.silent)
        make.make_peer_pairing(session, child, friend, session.get_one(Staff, place.mentor))
        session.commit()
    listed = repr(collected("homeroom", "pairing-list"))
    assert listed.count("高建国") >= 3
    assert names(collected("homeroom", "hand-in-hand-card")) == ["周小㛃和吴雨桐"]
    assert "陈玉兰" in repr(collected("mentor", "mentor-phones"))
    with pytest.raises(NothingToPrint):
        collected("principal", "mentor-phones")


@pytest.mark.system("B06", "B03")
def test_statistics_count_the_classes_one_sees(collected: Collect) -> None:
    table = collected("homeroom", "class-statistics").leaves[0].blocks[0]
    assert [row[:3] for row in table.rows] == [("三(2)", "3", "3")]  # type: ignore[union-attr]


def test_parents_away_are_listed_with_how_long(app: Flask, collected: Collect, place: Place) -> None:
    with app.app_context(), system_session("a mother away") as session:
        make.make_absence(session, session.get_one(make.Caregiver, place.mother), work_place="广东东莞")
        session.commit()
    rows = collected("homeroom", "homecoming-list").leaves[0].blocks[0].rows  # type: ignore[union-attr]
    assert {(row[2], row[3], row[5]) for row in rows} == {
        ("周小㛃", "母亲 陈玉兰", "广东东莞"),
        ("周小溪", "母亲 陈玉兰", "广东东莞"),
    }
    assert all(row[7].endswith("个月") for row in rows)


def _counseling(app: Flask, place: Place) -> int:
    """A case of the counselor's with a session; gives the session's key."""
    with app.app_context(), system_session("a case") as session:
        user = session.get_one(make.User, place.users["counselor"])
        counselor = session.get_one(Staff, user.staff_id)
        with sealing.opened(True):
            case = make.make_case(session, session.get_one(Student, place.child), counselor)
            key = make.make_session(session, case, matter="想爸爸，晚上睡不着。").id
            session.commit()
    return key


@pytest.mark.system("F06", "F02")
def test_a_counseling_card_is_for_the_counselor_and_leaves_no_file(
    app: Flask, signed_in: SignIn, stored: Stored, place: Place, instance_dir: Path
) -> None:
    key = _counseling(app, place)
    before = {path for path in instance_dir.rglob("*") if path.is_file()}
    answer = signed_in("counselor").post("/sheets/counseling-card", {"row": str(key)})
    assert answer.mimetype == "application/pdf"
    text = text_of(answer.data)
    assert "想爸爸，晚上睡不着。" in text
    assert "保密" in text
    assert "周小㛃" not in text
    made = {path for path in instance_dir.rglob("*") if path.is_file()} - before
    assert not [path for path in made if path.suffix in (".pdf", ".result", ".json")]
    for other in ("principal", "it-admin", "homeroom", "mentor", "office"):
        assert signed_in(other).post("/sheets/counseling-card", {"row": str(key)}).status_code == 403
    assert signed_in("counselor").post("/sheets/counseling-card").status_code == 404
    lines = stored(AuditLog, action=AuditAction.PRINT)
    assert [(line["entity"], line["student_id"]) for line in lines] == [("CounselingSession", None)]


@pytest.fixture
def printing(live_app: Flask) -> tuple[Flask, Place]:
    return live_app, build_place(live_app)


def test_a_class_is_printed_in_the_background_and_logged(printing: tuple[Flask, Place]) -> None:
    app, place = printing
    homeroom = enter(app, place.users["homeroom"])
    done = _printed(homeroom, "contact-card", {})
    text = text_of(done)
    for expected in ("周小㛃", "周小溪", "吴雨桐", "第 3 页 / 共 3 页"):
        assert expected.replace(" ", "") in text.replace(" ", "")
    _printed(homeroom, "contact-card", {"student": str(place.child)})
    with app.app_context(), system_session("look at the log") as session:
        lines = session.query(AuditLog).filter_by(action=AuditAction.PRINT).order_by(AuditLog.id).all()
        found = [(line.entity, line.entity_id, line.student_id, line.fields) for line in lines]
    assert found == [
        ("Student", None, None, "contact-card leaves=3"),
        ("Student", place.child, place.child, "contact-card leaves=1"),
    ]


def test_a_paper_without_rows_says_why(printing: tuple[Flask, Place]) -> None:
    app, place = printing
    browser = enter(app, place.users["principal"])
    job = browser.post("/sheets/roster-key").headers["Location"]
    state = _finished(browser, job)
    assert (state["status"], "没有符合条件的留守儿童" in state["sentence"]) == ("failed", True)


def _printed(browser: Browser, slug: str, data: dict[str, str]) -> bytes:
    job = browser.post(f"/sheets/{slug}", data).headers["Location"]
    state = _finished(browser, job)
    assert state["status"] == "done", state
    with browser.get(f"{job}/file") as answer:
        return answer.data


def _finished(browser: Browser, job: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while (state := browser.get(f"{job}.json").get_json())["status"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return dict(state)


def test_registrations_are_untouched_by_printing(stored: Stored, collected: Collect) -> None:
    before = stored(CareRegistration)
    collected("principal", "roster")
    assert stored(CareRegistration) == before
