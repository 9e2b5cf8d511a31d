"""The first day: the code on the console opens the set-up, and the school's workbook is taken in through the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.applications import migrated_database
from tests.browser.conftest import OpenWindow
from tests.browser.school import NAME, PASSWORD
from tests.browser.serving import Served, serving
from tests.roster.books import SCHOOL_BOOK

pytestmark = pytest.mark.browser

OWN_PASSWORD = "harbour-lantern-42"


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that nobody has used yet."""
    folder = tmp_path_factory.mktemp("first-start")
    with migrated_database("sqlite", folder) as url, serving(url, folder) as served:
        yield served
        assert served.failures() == []


def code_on_the_console(served: Served) -> str:
    found = re.search(r"启动码.([A-Z2-9-]{31})", served.said())
    assert found is not None, served.said()
    return found[1]


def fill_in_the_school(page: Page, code: str) -> None:
    texts = {
        "code": code,
        "school_name": NAME,
        "township": "平安镇",
        "admin_name": "温知行",
        "admin_phone": "10055501234",
        "admin_password": PASSWORD,
        "admin_again": PASSWORD,
        "principal_name": "马菊丽",
        "principal_phone": "10037236514",
    }
    for name, text in texts.items():
        page.locator(f"#{name}").fill(text)


def test_a_wrong_code_keeps_everything_that_was_typed(open_window: OpenWindow, served: Served) -> None:
    page = open_window()
    page.goto("/")
    fill_in_the_school(page, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A")
    page.get_by_role("button", name="建立学校").click()
    expect(page.get_by_role("alert")).to_contain_text("启动码不对")
    expect(page.locator("#school_name")).to_have_value(NAME)
    expect(page.locator("#principal_name")).to_have_value("马菊丽")


def test_a_school_is_set_up_and_its_workbook_taken_in(open_window: OpenWindow, served: Served) -> None:
    page = open_window()
    page.goto("/")
    fill_in_the_school(page, code_on_the_console(served))
    page.get_by_role("button", name="建立学校").click()
    first_password = page.locator("dl.facts code").nth(1).inner_text()
    page.get_by_role("main").get_by_role("link", name="导入花名册").click()
    take_in_the_workbook(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("导入结果")
    assert_the_numbers_add_up(page)
    assert_the_set_up_is_closed(page)
    assert_the_principal_finds_the_children(open_window(), first_password)


def take_in_the_workbook(page: Page) -> None:
    page.get_by_label("学校的工作簿").set_input_files(SCHOOL_BOOK)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["教职工", "学生名册", "留守儿童花名册"])
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对内容")
    expect(page.locator(".stats")).to_contain_text("新增")
    page.get_by_role("button", name=re.compile(r"导入 \d+ 行")).click()
    page.wait_for_url("**/import/batches/*", timeout=60_000)


def assert_the_numbers_add_up(page: Page) -> None:
    """Asked is what was new, changed, unchanged, skipped and refused together: 30 + 315 + 126 rows."""
    asked, *parts = map(int, page.locator(".stat b").all_inner_texts())
    assert asked == sum(parts) == 471
    assert parts[-1] == 0


def assert_the_set_up_is_closed(page: Page) -> None:
    answer = page.goto("/setup")
    assert answer is not None
    assert answer.status == 404


def assert_the_principal_finds_the_children(page: Page, first_password: str) -> None:
    """With the password that was shown once; it must be changed before anything else."""
    page.goto("/sign-in")
    page.get_by_label("登录名").fill("principal")
    page.get_by_label("密码").fill(first_password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/password")
    page.locator("#old").fill(first_password)
    page.locator("#new").fill(OWN_PASSWORD)
    page.locator("#again").fill(OWN_PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("密码已修改")
    expect(page.locator(".stat").filter(has_text="在校学生")).to_contain_text("315")
    expect(page.locator(".stat").filter(has_text="留守儿童")).to_contain_text("126")


def test_before_the_first_start_every_address_leads_to_the_set_up(open_window: OpenWindow) -> None:
    page = open_window()
    for address in ("/", "/sign-in", "/admin/students/"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("欢迎使用守望")
