"""The page of the settings says what the program reads."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from app.config import _VARIABLES, Settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def test_the_page_names_every_setting_and_its_default_and_no_other() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", PAGE.read_text("utf-8"), re.MULTILINE))
    assert set(told) == {variable for variable, _read in _VARIABLES.values()}
    for field in dataclasses.fields(Settings):
        if field.default is dataclasses.MISSING or field.name not in _VARIABLES:
            continue
        default = {True: "1", False: "0", "": ""}.get(field.default, str(field.default))
        assert told[_VARIABLES[field.name][0]].strip() == (f"`{default}`" if default else "empty"), field.name
