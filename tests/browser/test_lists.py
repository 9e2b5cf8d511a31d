"""The management screens in the hand: the dialog before archiving, look-ups with Chinese, files to take away."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Enter

pytestmark = pytest.mark.browser

VILLAGE = "柳林下村"


def make_village(page: Page, name: str) -> None:
    page.goto("/admin/villages/new/")
    page.get_by_label("名称").first.fill(name)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已")


def ask_to_archive(page: Page, name: str) -> None:
    page.goto("/admin/villages/")
    page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    page.get_by_label("归档的理由").fill("并入邻村")
    page.get_by_role("button", name="归档所选").click()
    expect(page.get_by_role("dialog")).to_contain_text("归档所选的记录")


def test_archiving_waits_for_a_yes(enter: Enter) -> None:
    page = enter("admin")
    make_village(page, VILLAGE)
    ask_to_archive(page, VILLAGE)
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    page.goto("/admin/villages/")
    expect(page.get_by_role("link", name=VILLAGE)).to_be_visible()
    ask_to_archive(page, VILLAGE)
    page.get_by_role("dialog").get_by_role("button", name="归档").click()
    expect(page.get_by_role("status").first).to_contain_text("归档")
    page.goto("/admin/villages/")
    expect(page.get_by_role("link", name=VILLAGE)).to_have_count(0)


def test_the_harmless_button_of_the_dialog_has_the_focus(enter: Enter) -> None:
    page = enter("admin")
    make_village(page, "河湾新村")
    ask_to_archive(page, "河湾新村")
    expect(page.get_by_role("dialog").get_by_role("button", name="取消")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_child_is_found_by_one_chinese_character_and_chosen_by_keyboard(enter: Enter) -> None:
    page = enter("admin")
    page.goto("/admin/mentorings/new/")
    box = page.get_by_role("combobox", name="学生")
    box.click()
    page.keyboard.insert_text("䶮")
    option = page.get_by_role("option").filter(has_text="李䶮")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("李䶮")


def test_a_name_that_was_only_typed_is_not_taken(enter: Enter) -> None:
    page = enter("admin")
    page.goto("/admin/mentorings/new/")
    page.get_by_role("combobox", name="学生").click()
    page.keyboard.insert_text("查无此人")
    expect(page.get_by_role("listbox")).to_contain_text("没有找到")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page).to_have_url("/admin/mentorings/new/")
    assert page.locator("input:invalid").count() >= 1


def exported(page: Page, path: str) -> Path:
    page.goto(path)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="XLSX").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill("核对学籍")
        dialog.get_by_role("button", name="导出").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    return waiting.value.path()


def test_the_exported_workbook_holds_all_pupils(enter: Enter) -> None:
    content = exported(enter("admin"), "/admin/students/").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = list(sheet.values)
    assert len(rows) == 1 + 1 + 315  # what it is for, the columns, the children
    assert "核对学籍" in str(rows[0][0])
    assert "姓名" in rows[1]


def test_a_list_on_a_phone_shows_cards_with_their_labels(enter: Enter) -> None:
    page = enter("admin", PHONE)
    page.goto("/admin/students/")
    cell = page.locator("tbody td[data-label]").first
    shown = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert cell.get_attribute("data-label") in shown
