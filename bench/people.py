"""Invented people for the measured databases: names from short lists, numbers of a range that is never given out."""

from __future__ import annotations

import datetime as dt
import random

_FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_FIRST = "子雨梓思欣佳嘉浩宇晨泽俊博文诗语若明志建国小春秋晓静雅云清"
_SECOND = "涵轩怡萱桐阳睿洋然琪妍辰航悦彤宁昊林瑶杰峰婷慧平安兰竹溪山月"
_DAYS = 2190
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

#: A piece of a name that some children have, a whole name, and one that nobody has.
TWO, THREE, NOBODY = "子涵", "李雨桐", "欧阳龘"


def name(pick: random.Random) -> str:
    """A family name and one or two characters; about one name in thirty thousand repeats."""
    given = pick.choice(_FIRST) + (pick.choice(_SECOND) if pick.random() < 0.9 else "")
    return pick.choice(_FAMILIES) + given


def phone(number: int) -> str:
    return f"100{number:08d}"


def born_on(number: int) -> dt.date:
    """A birthday of the six years of a primary school."""
    return dt.date(2013, 9, 1) + dt.timedelta(days=number * 37 % _DAYS)


def id_number(number: int, is_male: bool) -> str:
    """An ID number of the range 999999 with a correct check digit, another for each `number` up to a million."""
    first = f"999999{born_on(number):%Y%m%d}{number // _DAYS * 2 + is_male:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]
