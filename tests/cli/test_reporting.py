"""`flask report`: the two papers as files."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest
from click.testing import Result
from flask import Flask

from app.access.guard import system_session
from app.models.system.audit_log import AuditLog
from tests import factories as make


@pytest.fixture
def school(live_app: Flask) -> Flask:
    with live_app.app_context(), system_session("test school") as session:
        school = make.make_school(session, code="001", name="平安镇中心小学")
        year = make.make_school_year(session, school)
        term = make.make_term(session, school, year)
        child = make.make_student(session, school_class=make.make_class(session, year), name="周小㛃")
        make.make_registration(session, child, term)
        make.make_mentoring(session, make.make_staff(session, school, name="高建国"), child)
        session.commit()
    return live_app


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


@pytest.mark.parametrize(
    ("slug", "heading"), [("term-summary", "关爱工作总结"), ("mentor-workload", "高建国")]
)
def test_it_writes_the_paper_of_the_current_term(
    school: Flask, tmp_path: Path, slug: str, heading: str
) -> None:
    out = tmp_path / "made" / f"{slug}.pdf"
    done = run(school, "report", slug, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert f"{out}：" in done.output
    with pdfplumber.open(out) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    assert heading in text
    with school.app_context(), system_session("look at the log") as session:
        assert [line.fields for line in session.query(AuditLog).filter_by(action="print")] == [slug]


@pytest.mark.parametrize(
    ("more", "said"),
    [(("--term", "2010年春学期"), "没有学期“2010年春学期”"), (("--school", "999"), "没有代码为 999 的学校")],
)
def test_an_unknown_term_or_school_is_told(
    school: Flask, tmp_path: Path, more: tuple[str, str], said: str
) -> None:
    done = run(school, "report", "term-summary", "--out", str(tmp_path / "none.pdf"), *more)
    assert done.exit_code == 1
    assert said in done.output
    assert list(tmp_path.iterdir()) == []
