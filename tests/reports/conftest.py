"""Papers printed once for all tests that read them back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.reports import _html, _pdf
from app.reports._pdf import RenderedPdf
from tests.reports import samples, summary_sample, workload_sample


@pytest.fixture(scope="session", autouse=True)
def _press() -> Iterator[None]:
    yield
    _pdf.press().close()


@pytest.fixture(scope="session")
def summary() -> RenderedPdf:
    return _pdf.render(_html.to_html("term-summary", summary_sample.term_summary()))


@pytest.fixture(scope="session")
def approved_summary() -> RenderedPdf:
    data = summary_sample.term_summary(samples.APPROVED)
    return _pdf.render(_html.to_html("term-summary", data))


@pytest.fixture(scope="session")
def workload() -> RenderedPdf:
    return _pdf.render(_html.to_html("mentor-workload", workload_sample.with_few_pages()))
