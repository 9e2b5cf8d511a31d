"""The invented school of the report tests: its names (rare characters, 40 characters) and the head of its papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.reports.document import Imprint

LONG_NAME = "阿卜杜热西提·" + "买买提吐尔逊艾合麦提江阿布都克里木" + "·伊敏尼亚孜玉苏甫江卡德尔"
RARE_NAMES = ("王䶮", "李㛃", "陈𬭛", "赵𬀩", "周𣲗", "阿依古丽·买买提")
UNDRAWN_NAME = "张𡋾宁"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = (
    "小溪",
    "雨桐",
    "思远",
    "春燕",
    "家豪",
    "梓涵",
    "欣怡",
    "志强",
    "玉兰",
    "明轩",
    "可欣",
    "建国",
    "晓梅",
)
MONTHS = ("9月", "10月", "11月", "12月", "1月")

DRAFT = Imprint(
    school="平安镇中心小学",
    term="2025年秋季学期",
    starts_on=date(2025, 9, 1),
    ends_on=date(2026, 1, 16),
    frozen_on=date(2026, 1, 15),
    approved_on=None,
    approved_by="",
    printed_by="林教务",
    printed_at=datetime(2026, 1, 15, 16, 30, tzinfo=UTC),
    standard="PS1 杨疃中心学校制度(2012)",
)
APPROVED = replace(DRAFT, approved_on=date(2026, 1, 20), approved_by="郑校长")


def name(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 7) % len(GIVEN)]


def child_names(count: int = 126) -> list[str]:
    return [*RARE_NAMES, LONG_NAME, *(name(number) for number in range(count - len(RARE_NAMES) - 1))]
