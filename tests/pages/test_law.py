"""The pages of data protection: who agreed, what is deleted, the copy for a guardian, and the account of a year."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from app.access.guard import system_session
from app.models.law.consent import Consent, Ground, Use
from app.models.people.student import Student
from app.models.system.audit_log import AuditAction, AuditLog
from tests.pages.conftest import Browser, Place

pytestmark = [pytest.mark.security("T-38"), pytest.mark.slow]

Enter = Callable[..., Browser]


def test_a_child_without_a_ground_is_listed_until_its_consent_is_written_down(
    signed_in: Enter, place: Place, app: Flask
) -> None:
    admin = signed_in("it-admin")
    listed = f'student_id={place.child}"'
    assert listed in admin.get("/law/consents/").text
    form = admin.get(f"/admin/consents/new/?student_id={place.child}")
    assert form.status_code == 200
    with app.app_context(), system_session("a consent") as session:
        child = session.get_one(Student, place.child)
        session.add(
            Consent(
                school_id=child.school_id, student_id=child.id, ground=Ground.CONSENT, uses=frozenset({Use.FILE}),
                given_by_id=place.mother, given_on=child.created_at.date(),
            )
        )  # fmt: skip
        session.commit()
    assert listed not in admin.get("/law/consents/").text


@pytest.mark.parametrize("who", ["mentor", "counselor"])
def test_others_have_none_of_these_pages(signed_in: Enter, place: Place, who: str) -> None:
    browser = signed_in(who)
    for path in ("/law/consents/", "/law/erasures/", "/law/year/", "/law/incidents/1"):
        assert browser.get(path).status_code in (302, 403), path
    assert browser.post(f"/children/{place.child}/copy.json").status_code == 404
    assert browser.post("/law/year.xlsx").status_code == 403


def test_one_proposes_and_the_same_person_has_no_button_to_confirm(signed_in: Enter, place: Place) -> None:
    admin = signed_in("it-admin")
    page = f"/law/erasures/?child={place.child}"
    answer = admin.post(
        "/law/erasures/", {"child": place.child, "reason": "asked"}, page=page, follow_redirects=True
    )
    assert "等待另一人确认" in answer.text
    assert '/confirm"' not in admin.get("/law/erasures/").text
    principal = signed_in("principal")
    assert '/confirm"' in principal.get("/law/erasures/").text


def test_a_guardian_gets_all_that_is_kept_and_the_log_says_so(
    signed_in: Enter, place: Place, app: Flask
) -> None:
    principal = signed_in("principal")
    answer = principal.post(f"/children/{place.child}/copy.json")
    told = json.loads(answer.data)
    labels = {part["entity"] for part in told["parts"]}
    assert {"Student", "Caregiver", "ContactRecord"} <= labels
    assert not {name for name in labels if name.startswith("Counseling")}
    with app.app_context(), system_session("look", reads_only=True) as session:
        lines = session.scalars(select(AuditLog.fields).where(AuditLog.action == AuditAction.EXPORT)).all()
    assert "guardian-copy json" in lines


def test_the_workbook_says_what_the_page_says_and_sql_counts_the_same(
    signed_in: Enter, place: Place, app: Flask
) -> None:
    principal = signed_in("principal")
    page = principal.get("/law/year/")
    assert page.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(principal.post("/law/year.xlsx").data))
    assert "导出人" in book.active["A1"].value and "用途：年度合规审计" in book.active["A1"].value
    cells = {row[0]: row[1] for row in book.active.iter_rows(values_only=True) if row[0]}
    with app.app_context(), system_session("recount", reads_only=True) as session:
        own = (Student.school_id == place.school, Student.archived_at.is_(None))
        children = session.scalar(select(func.count(Student.id)).where(*own)) or 0
        grounded = session.scalar(select(func.count(func.distinct(Consent.student_id)))) or 0
    assert cells["没有登记依据"] == children - grounded
    assert cells["有档案的未成年人"] <= children
    assert str(cells["没有登记依据"]) in page.text
