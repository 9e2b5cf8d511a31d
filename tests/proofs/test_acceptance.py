"""The acceptance list of domain 6.4, each line by its number."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from app import clock
from app.access.guard import bind
from app.access.vocabulary import Role
from app.admin.menu import address_of, screen_entities
from app.extensions import db
from app.models._base import Entity, entity_named
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.counseling_session import CounselingSession
from app.models.school.term import Term
from app.models.system.audit_log import AuditAction, AuditLog
from app.reports import term_summary
from app.reports.printing import print_paper
from app.selftest.answers import Asked, ask, cells_of
from tests.proofs import attacks
from tests.proofs.conftest import Place
from tests.proofs.writing import typed
from tests.reports.reading import page_texts

#: The counseling room, but for what 6.1 lets others see of it: referrals of one's own, alerts, times of recusals.
ROOM = ("CounselingCase", "CounselingSession")
OUTSIDE = [role.value for role in Role if role is not Role.COUNSELOR]


def _address(entity: str) -> str:
    return address_of(entity_named(entity))


@pytest.mark.system("F02")
@pytest.mark.parametrize("name", OUTSIDE)
def test_1_no_page_of_the_counseling_room_opens_to_anybody_else(place: Place, name: str) -> None:
    client, key = place.enter(name), place.world.rows["case of counselor"]
    pages = (
        "",
        f"details/?id={key}",
        "new/",
        f"edit/?id={key}",
        "lookup/student_id/?q=a",
    )
    posts = (
        "new/",
        f"edit/?id={key}",
        "archive/",
        "restore/",
        "reveal/",
        "search/",
        "delete/",
        "action/",
        "ajax/update/",
        "export/csv/",
        "export/xlsx/",
    )
    for entity in ROOM:
        assert {client.get(_address(entity) + page).status_code for page in pages} <= {403, 404}
        assert {
            client.post(_address(entity) + page, data={"ids": key, "id": key}).status_code for page in posts
        } <= {403, 404, 405}
        assert _address(entity) not in client.get("/").text


def test_1_nobody_enters_the_room_without_signing_in(place: Place) -> None:
    client = place.app.test_client()
    for entity in ROOM:
        assert client.get(_address(entity)).status_code == 302


def test_2_a_case_opens_to_its_counselor_to_who_takes_it_over_and_to_the_cover(
    place: Place, undone: Connection
) -> None:
    client, rows = place.enter("counselor"), place.world.rows

    def opens(case: str) -> int:
        return client.get(f"{_address('CounselingCase')}details/?id={rows[f'case of {case}']}").status_code

    assert [opens(case) for case in ("counselor", "covered", "covered before", "another")] == [
        200,
        200,
        404,
        404,
    ]
    me = place.world.people["counselor"].staff_id
    undone.execute(
        update(CounselingCase.__table__)
        .where(CounselingCase.id == rows["case of another"])
        .values(counselor_id=me)
    )
    assert opens("another") == 200
    log = AuditLog.__table__
    looked = select(log.c.entity_id).where(
        log.c.entity == "CounselingCase", log.c.action == AuditAction.READ, log.c.entity_id.is_not(None)
    )
    assert {rows[f"case of {case}"] for case in ("counselor", "covered", "another")} <= set(
        undone.scalars(looked)
    )


def test_3_a_homeroom_teacher_reaches_no_child_of_the_class_beside_it(place: Place) -> None:
    client, oracle = place.enter("homeroom"), place.oracle("homeroom")
    beside = max(
        key
        for key, row in place.rows["Student"].items()
        if key not in oracle.class_children and row["school_id"] == 1
    )
    for path in (
        f"/admin/students/details/?id={beside}",
        f"/admin/students/edit/?id={beside}",
        f"/children/{beside}/record",
        f"/children/{beside}/refer",
    ):
        assert client.get(path).status_code == 404
    name = place.world.canaries.of("Student", "name", beside)
    for path in (
        f"/admin/contact-records/?student_id={beside}",
        f"/admin/students/lookup/school_class_id/?q={name}",
    ):
        assert name not in client.get(path).text
    assert name not in client.post("/admin/students/export/csv/", data={"reason": "核对"}).text
    form = typed(client.get("/admin/contact-records/new/").text)
    assert (
        client.post(
            "/admin/contact-records/new/", data={**form, "student_id": str(beside), "content": "x"}
        ).status_code
        == 422
    )


def test_3_the_class_closes_the_day_after_the_assignment_ends(place: Place, undone: Connection) -> None:
    client = place.enter("homeroom")
    table: Any = entity_named("TeachingAssignment").__table__
    mine = table.c.staff_id == place.world.people["homeroom"].staff_id
    today = clock.today()
    for ends_on, is_open in ((today, True), (today - dt.timedelta(days=1), False)):
        undone.execute(update(table).where(mine).values(ends_on=ends_on))
        text = client.post("/admin/students/export/csv/", data={"reason": "核对"}).text
        rows = text.partition("\n")[2]  # above them stands who took the file
        assert ("CNY" in rows) is is_open


def test_4_a_mentor_keeps_his_past_rows_and_gets_no_new_ones(place: Place) -> None:
    oracle = place.oracle("mentor")
    own = {key for key, row in place.rows["ContactRecord"].items() if oracle.owns("ContactRecord", row)}
    past = {key for key in own if place.rows["ContactRecord"][key]["student_id"] not in oracle.mentees}
    others = {
        key for key, row in place.rows["ContactRecord"].items() if row["student_id"] not in oracle.mentees
    } - own
    client = place.enter("mentor")
    assert past and others
    assert {client.get(f"/admin/contact-records/details/?id={key}").status_code for key in past} == {200}
    assert {client.get(f"/admin/contact-records/details/?id={key}").status_code for key in others} == {404}


@pytest.mark.system("F01")
@pytest.mark.sqlite_only(reason="printing is the same, and takes its time")
@pytest.mark.parametrize(("children", "printed", "hidden"), [(4, "少于5人", "4人"), (5, "5人", "少于5人")])
def test_5_counseling_is_printed_from_five_children_upward(
    place: Place, undone: Connection, children: int, printed: str, hidden: str
) -> None:
    in_school = [key for key, row in sorted(place.rows["CounselingCase"].items()) if row["school_id"] == 1]
    table: Any = CounselingSession.__table__
    undone.execute(
        update(table).where(table.c.case_id.in_(in_school[children:])).values(archived_at=clock.now())
    )
    with place.app.app_context():
        bind(db.session, place.world.people["principal"].actor)
        term = db.session.scalars(select(Term).where(Term.is_current)).one()
        paper = print_paper(
            "term-summary", term_summary.collect(db.session, place.world.people["principal"].actor, term)
        )
        db.session.remove()
    text = "".join(page_texts(paper.content))
    start = text.index("心理健康教育", text.index("心理健康教育") + 1)
    section = text[start : start + 400]
    assert printed in section and hidden not in section


@pytest.mark.system("F11", "F13")
def test_6_an_administrator_who_makes_himself_counselor_is_none_until_somebody_else_agrees(
    place: Place, undone: Connection
) -> None:
    assert attacks.unconfirmed_counselor_is_none(place)
    client, me = place.enter("it-admin"), place.world.people["it-admin"].user_id
    client.post(f"/accounts/{me}/roles", data={"role": "counselor"})
    table: Any = entity_named("UserRole").__table__
    grant = undone.scalar(select(table.c.id).where(table.c.user_id == me, table.c.role == Role.COUNSELOR))
    assert grant is not None
    client.post(f"/accounts/roles/{grant}/confirm")
    client = place.enter("it-admin")
    assert client.get(_address("CounselingCase")).status_code == 403
    place.enter("principal").post(f"/accounts/roles/{grant}/confirm")
    assert place.enter("it-admin").get(_address("CounselingCase")).status_code == 200
    log = AuditLog.__table__
    assert (
        undone.scalar(select(log.c.id).where(log.c.action == AuditAction.GRANT, log.c.entity_id == grant))
        is not None
    )


def test_7_archiving_a_child_says_the_same_with_and_without_a_case(place: Place) -> None:
    client = place.enter("it-admin")
    cases = {row["student_id"] for row in place.rows["CounselingCase"].values()}
    children = [key for key, row in place.rows["Student"].items() if row["school_id"] == 1]
    said = []
    for child in (
        next(k for k in children if k in cases),
        next((k for k in children if k not in cases), children[-1]),
    ):
        answer = client.post(
            "/admin/students/archive/",
            data={"ids": child, "reason": "转出", "confirmed": "yes"},
            follow_redirects=True,
        )
        said.append(answer.text.partition('class="flash')[2].partition("</")[0])
        assert "咨询" not in said[-1]
    assert said[0] == said[1]


@pytest.mark.sqlite_first(reason="two searches of every screen for each role")
@pytest.mark.parametrize(
    "name", [name if name == "mentor" else pytest.param(name, marks=pytest.mark.slow) for name in OUTSIDE]
)
def test_8_a_word_of_a_session_note_finds_nothing(place: Place, name: str) -> None:
    note = next(
        value
        for value, cell in place.world.canaries.cells.items()
        if (cell.entity, cell.column) == ("CounselingSession", "matter")
    )
    client, nothing = place.enter(name), "CNY99999"
    for entity in screen_entities():
        found = [_rows_of(client, entity, words) for words in (note, nothing)]
        assert found[0] == found[1], entity.__name__


def _rows_of(client: Any, entity: type[Entity], words: str) -> int:
    return ask(client, Asked(f"{address_of(entity)}search/", (("q", words),))).text.count("details/?id=")


def test_9_the_log_and_the_error_pages_hold_no_counseling_text(place: Place, undone: Connection) -> None:
    client = place.enter("counselor")
    secrets = {value for value, cell in place.world.canaries.cells.items() if cell.entity in ROOM}
    case = place.world.rows["case of counselor"]
    form = typed(client.get(f"{_address('CounselingCase')}edit/?id={case}").text)
    assert secrets & set(" ".join(form.values()).split()), "the counselor's own form shows the case"
    client.post(f"{_address('CounselingCase')}edit/?id={case}", data={**form, "issue": "CNY99996"})
    broken = client.post(f"{_address('CounselingCase')}edit/?id=x", data=form).text
    lines = " ".join(str(row) for row in undone.execute(select(AuditLog.__table__)))
    assert not {secret for secret in {*secrets, "CNY99996"} if secret in lines or secret in broken}


@pytest.mark.system("B05")
@pytest.mark.parametrize(("name", "opens"), [("mentor", False), ("it-admin", True)])
def test_10_an_exported_roster_shows_no_whole_id_number(place: Place, name: str, opens: bool) -> None:
    client = place.enter(name)
    for kind in ("csv", "xlsx"):
        answer = client.post(f"/admin/students/export/{kind}/", data={"reason": "核对"})
        assert (answer.status_code == 200) is opens
        text = cells_of(answer.data) if opens and kind == "xlsx" else answer.data.decode("utf-8", "replace")
        assert "999999" not in text


def test_10_a_whole_id_number_needs_a_reason_and_is_logged(place: Place, undone: Connection) -> None:
    client, child = place.enter("it-admin"), min(place.oracle("it-admin").all_reached("Student"))
    number = place.rows["Student"][child]["id_card_no"]
    asked = {"id": child, "column": "id_card_no"}
    assert number not in client.post("/admin/students/reveal/", data=asked, follow_redirects=True).text
    assert number in client.post("/admin/students/reveal/", data={**asked, "reason": "核对学籍"}).text
    log = AuditLog.__table__
    assert undone.scalar(select(log.c.reason).where(log.c.action == AuditAction.REVEAL)) == "核对学籍"
