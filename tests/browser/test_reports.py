"""The principal prints the term summary: a bar that moves, then a PDF that says what the database says."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.school import NAME

pytestmark = pytest.mark.browser


def printed(page: Page, button: str) -> Path:
    """Press the button, wait for the job, download its file."""
    page.goto("/reports/")
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/jobs/*")
    link = page.get_by_role("link", name="下载")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename.endswith(".pdf")
    return waiting.value.path()


def text_of(path: Path) -> str:
    with pdfplumber.open(path) as document:
        return "".join(page.extract_text() for page in document.pages)


def test_the_term_summary_is_a_pdf_with_the_schools_figures(enter: Enter) -> None:
    path = printed(enter("principal"), "打印草稿")
    assert path.read_bytes().startswith(b"%PDF")
    text = text_of(path)
    assert NAME in text
    assert "126" in text
    assert "草稿" in text


def test_a_mentor_prints_his_own_page(enter: Enter) -> None:
    page = enter("mentor")
    name = page.locator(".me .name").inner_text()
    assert name in text_of(printed(page, "打印我的一页"))
