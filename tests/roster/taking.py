"""Takes workbooks of a test into a school, and says what became of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select, text

from app.models._base import all_entities
from app.models.system.import_row import ImportOutcome
from app.roster.assemble import assemble_plan
from app.roster.commit import commit_import
from app.roster.preview import Preview, preview_import
from app.roster.read import read_workbook
from app.roster.recognise import recognise
from app.roster.target import Target, classes_of
from tests.roster.books import TODAY, book, id_number

GIRL = id_number("99999920180127746")
PUPIL = ["李芸", "女", "2018-01-27", "三(1)班", "G1", GIRL]
ROSTER_HEADER = [
    *(
        "姓名",
        "性别",
        "出生日期",
        "班级",
        "身份证号",
        "家庭住址",
        "外出情况",
        "父亲姓名",
        "父亲电话",
        "父亲务工地点",
    ),
    *("监护人", "关系", "监护人电话", "是否寄宿", "帮扶教师"),
]
FAMILY = [
    *(
        "李芸",
        "女",
        "2018-01-27",
        "三(1)班",
        GIRL,
        "平安镇柳树村2组",
        "父亲外出",
        "李大山",
        "10000000001",
        "上海市",
    ),
    *("王梅", "奶奶", "10000000002", "是", None),
]


def preview_of(system: Any, target: Target, content: bytes) -> Preview:
    workbook = read_workbook(content, "test.xlsx")
    mappings = [recognise(sheet) for sheet in workbook.sheets]
    plan = assemble_plan(workbook, mappings, today=TODAY, existing_classes=classes_of(system, target))
    return preview_import(system, plan, target)


def take_in(system: Any, target: Target, content: bytes) -> tuple[Preview, int]:
    preview = preview_of(system, target, content)
    assert preview.asked == sum(preview.count(outcome) for outcome in ImportOutcome)
    return preview, commit_import(system, preview, target, read_workbook(content, "test.xlsx"))


def outcomes(preview: Preview) -> dict[str, int]:
    return {outcome.value: preview.count(outcome) for outcome in ImportOutcome if preview.count(outcome)}


def reasons(preview: Preview) -> Counter[str]:
    return Counter(finding.remark.reason.name for row in preview.rows for finding in row.findings)


def number_of(system: Any, entity: type[Any], *conditions: Any) -> int:
    return int(system.execute(select(func.count()).select_from(entity).where(*conditions)).scalar_one())


def family(**changed: Any) -> bytes:
    row = dict(zip(ROSTER_HEADER, FAMILY, strict=True)) | changed
    return book({"花名册": [ROSTER_HEADER, list(row.values())]})


def all_rows(system: Any) -> dict[str, int]:
    """How many rows each table has, the import's own and the log left out."""
    kept = {"import_batches", "import_rows", "audit_logs"}
    tables = [entity.__table__.name for entity in all_entities()] + ["name_grams"]
    return {
        name: system.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
        for name in tables
        if name not in kept
    }
