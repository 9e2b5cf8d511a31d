"""Invented people: names (rare characters among them), telephone and ID numbers that belong to nobody."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

from app.models.people.id_numbers import Gender, check_digit

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
_BOYS = (
    "浩然 子轩 家豪 志强 明轩 宇航 天佑 俊杰 文博 泽宇 思远 晨阳 小军 海涛 国栋 嘉诚 一鸣 建华 星辰 立新 永康 景行 承志 亦凡 书豪"
).split()
_GIRLS = (
    "雨桐 欣怡 梓涵 春燕 小溪 玉兰 可欣 晓梅 诗涵 佳怡 思琪 若曦 静怡 雅婷 语嫣 秀英 海霞 小雪 明月 文静 婉清 芳菲 采薇 听雨 念慈"
).split()
_MEN = "建国 志明 国强 永福 德贵 大勇 卫东 长林 广田 春生 有才 金山 学文 立军 玉柱 胜利 宝库 庆丰".split()
_WOMEN = "桂兰 秀珍 春花 玉梅 翠英 凤霞 小红 丽华 金莲 美玲 素芬 淑芳 彩云 月娥 爱华 腊梅 兰香 惠珍".split()

#: Children whose names few fonts draw; the last is not written in the order of Chinese names.
RARE = ("李䶮", "王㛃", "陈𬭛", "张𬀩", "周𣲗", "阿依古丽·买买提")


class Names:
    """Draws people; two of the same name come up as rarely as in a real school."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._taken: set[str] = set()
        self._phones = 10_000
        self._births: dict[str, int] = {}

    def child(self, gender: Gender, surname: str = "") -> str:
        return self._draw(surname, _BOYS if gender is Gender.MALE else _GIRLS)

    def adult(self, gender: Gender, surname: str = "") -> str:
        return self._draw(surname, _MEN if gender is Gender.MALE else _WOMEN)

    def phone(self) -> str:
        """A mobile number that is never given out: 100 and eight figures."""
        self._phones += 7919
        return f"100{self._phones:08d}"

    def id_number(self, born: dt.date, gender: Gender) -> str:
        """A number of a place that does not exist (999999), with birth date, sex and check digit right."""
        first = f"999999{born:%Y%m%d}"
        order = self._births.get(first, 0) + 1
        self._births[first] = order
        digits = f"{first}{order * 2 + (gender is Gender.MALE):03d}"
        return digits + check_digit(digits)

    def _draw(self, surname: str, given: Iterable[str]) -> str:
        given = list(given)
        for _attempt in range(20):
            name = (surname or self._chance.choice(_SURNAMES)) + self._chance.choice(given)
            if name not in self._taken:
                break
        self._taken.add(name)
        return name
