"""Every file of rows, hostile texts in all of them, opened in a real spreadsheet program: nothing is reckoned or linked (security T-21)."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import xlsxwriter

from tests.proofs.conftest import Place
from tests.proofs.test_exports import files_of, hostile

__all__ = ["hostile"]

pytestmark = [pytest.mark.security("T-21"), pytest.mark.slow]

#: What LibreOffice writes for a cell that it reckons, follows or takes from elsewhere.
RUNS = re.compile(r'table:formula="[^"]*"|xlink:href="[^"]*"|<table:table-source[^>]*>|<table:dde-link')
BOOK = "/compliance/export"


def opened(files: dict[str, bytes], folder: Path) -> dict[str, str]:
    """What LibreOffice makes of the files, as flat XML by name; one start for each kind."""
    given, made = folder / "given", folder / "made"
    given.mkdir(parents=True)
    for name, content in files.items():
        (given / name).write_bytes(content)
    # Commas, quotes, UTF-8, from the first row: what it would ask a person.
    for kind, asked in (("csv", ["--infilter=CSV:44,34,76,1"]), ("xlsx", [])):
        subprocess.run(
            [shutil.which("soffice") or "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", *asked,
             "--convert-to", "fods", "--outdir", made, *sorted(given.glob(f"*.{kind}"))],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
    return {path.stem: path.read_text("utf-8") for path in made.iterdir()}


@pytest.mark.sqlite_only(reason="no database at all")
def test_a_formula_in_a_file_of_either_kind_would_be_seen(tmp_path: Path) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True}) as made:
        made.add_worksheet().write_formula("A1", "=1+1")
    line = '"=HYPERLINK(""http://x"")",x\r\n'.encode("utf-8-sig")
    found = opened({"text.csv": line, "book.xlsx": book.getvalue()}, tmp_path)
    assert {name for name, text in found.items() if RUNS.search(text)} == {"text", "book"}


@pytest.mark.sqlite_only(reason="the files are written above the database")
def test_no_file_reckons_or_links_when_it_is_opened(
    hostile: Place, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = {
        f"{rule.split('/')[2]}-{kind}.{kind}": content
        for kind in ("csv", "xlsx")
        for rule, content in files_of(hostile, kind)
    }
    answer = hostile.enter("principal").post(BOOK, data={"reason": "=1+1"})
    assert (answer.mimetype or "").endswith("sheet"), answer.status
    files["compliance-xlsx.xlsx"] = answer.data
    found = opened(files, tmp_path_factory.mktemp("opened"))
    assert len(found) == len(files) > 100
    wrong = {name: set(RUNS.findall(text)) for name, text in found.items() if RUNS.search(text)}
    assert wrong == {}
    assert sum(text.count("\uff1d") + text.count("=CNY") for text in found.values()) > 20, "planted texts"
