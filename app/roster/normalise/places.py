"""Places: a province and city parted from the employer written behind them, and the village in an address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.roster.normalise.text import tidy, without_blanks
from app.roster.sheets import CellValue

_MUNICIPALITIES = "北京|上海|天津|重庆"
_PROVINCES = (
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|"
    "内蒙古|广西|西藏|宁夏|新疆|香港|澳门|台湾"
)
_REGION = rf"(?:{_PROVINCES})(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?"
_CITY = r"[^\W\d_]{1,6}?(?:市|自治州|地区|盟)"
_DISTRICT = r"(?:[^\W\d_]{1,4}?(?:区|县|市(?!场)))?"
_PLACE = re.compile(
    rf"((?:(?:{_MUNICIPALITIES})市?|{_REGION}{_CITY}|[^\W\d_]{{2,4}}?市(?!场)){_DISTRICT})(.*)"
)
_EDGES = " ,、"
_VILLAGE = re.compile(
    r"(?:.*?(?:县|区|市))?(?:([^\W\d_]{1,8}?(?:镇|乡|街道)))?([^\W\d_]{1,10}?(?:村|社区|居委会))(?!.*(?:镇|乡))"
)


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """Where somebody works: the place (省市), and the employer when one is written behind it."""

    place: str
    employer: str = ""


@dataclass(frozen=True, slots=True)
class VillageName:
    """A village or community, with its township where the address names one."""

    name: str
    township: str = ""


def parse_work_place(value: CellValue) -> WorkPlace | None:
    """`重庆市城南菜市场(个体)` as 重庆市 and 城南菜市场(个体); a text without a known place stays whole."""
    text = tidy(value)
    if not text:
        return None
    match = _PLACE.fullmatch(text)
    return WorkPlace(match[1], match[2].strip(_EDGES)) if match else WorkPlace(text)


def parse_village(address: CellValue) -> VillageName | None:
    """The village in `平安镇柳树村2组`; None when the address names none."""
    match = _VILLAGE.match(without_blanks(address))
    return VillageName(match[2], match[1] or "") if match else None
