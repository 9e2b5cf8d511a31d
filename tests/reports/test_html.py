"""How figures, dates and numerals are written in reports."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

from app.reports import REPORTS, _html
from app.reports.document import Column, Figure, Fraction, Table
from tests.reports import samples, summary_sample, workload_sample


@pytest.mark.parametrize(
    ("done", "due", "printed"),
    [(126, 315, "126/315,40.0%"), (0, 5, "0/5,0.0%"), (0, 0, "0/0"), (2, 3, "2/3,66.7%")],
)
def test_a_rate_stands_beside_its_fraction(done: int, due: int, printed: str) -> None:
    assert _html.fraction(Fraction(done, due)) == printed


@pytest.mark.parametrize(
    ("value", "numeral"),
    [(1, "一"), (9, "九"), (10, "十"), (14, "十四"), (20, "二十"), (35, "三十五"), (99, "九十九")],
)
def test_numerals(value: int, numeral: str) -> None:
    assert _html.numeral(value) == numeral


def test_dates_are_written_without_leading_zeros() -> None:
    assert _html.day(date(2025, 9, 1)) == "2025年9月1日"
    assert _html.moment(datetime(2026, 1, 20, 9, 5, tzinfo=UTC)) == "2026年1月20日 09:05"


def test_a_figure_without_value_is_a_dash_and_zero_is_zero() -> None:
    assert _html.shown(Figure("会议")) == "—"
    assert _html.shown(Figure("会议", "0 次")) == "0 次"
    assert _html.shown(Figure("家访", "241 次", "", Fraction(1, 2))) == "241 次,1/2,50.0%"


def test_a_row_with_too_few_cells_is_refused_with_the_name_of_the_table() -> None:
    with pytest.raises(ValueError, match="班级表"):
        Table("班级表", (Column("甲"), Column("乙")), (("一",),))


def test_a_name_the_template_does_not_know_raises() -> None:
    with pytest.raises(UndefinedError):
        _html.to_html("term-summary", workload_sample.mentor_workload())


def test_every_report_has_its_template_stylesheet_and_file_name() -> None:
    for slug, report in REPORTS.items():
        assert report.slug == slug
        assert (_html.TEMPLATES / f"{slug}.html").is_file()
        assert (_html.TEMPLATES / f"{slug}.css").is_file()
        assert report.filename.format(school="学校", term="2025秋").endswith(".pdf")


def test_the_page_loads_nothing_from_outside() -> None:
    html = _html.to_html("term-summary", summary_sample.term_summary(samples.APPROVED))
    assert "http" not in html.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "url(" not in html
