"""Words for closed lists: sex, yes and no, who is away, relations, staff categories.

The last three give the Chinese label of the entity's own list; the commit turns it into the member.
"""

from __future__ import annotations

import re

from app.models.people.id_numbers import Gender
from app.roster.findings import Parsed, refused
from app.roster.normalise.text import without_blanks
from app.roster.reasons import Reason
from app.roster.sheets import CellValue

_SEXES = {
    **dict.fromkeys(("男", "男生", "男孩", "男性", "m", "male", "♂"), Gender.MALE),
    **dict.fromkeys(("女", "女生", "女孩", "女性", "f", "female", "♀"), Gender.FEMALE),
}
_YES = {"是", "√", "✓", "✔", "☑", "有", "对", "y", "yes", "true", "1", "寄宿", "住校", "住宿"}
_NO = {"否", "×", "✗", "✘", "x", "不", "不是", "n", "no", "false", "0", "走读", "不寄宿", "不住校", "☐", "□"}

_ABSENCES = {
    **dict.fromkeys(
        ("均", "双亲", "父母", "父母均", "父母都", "都", "双方", "父母双方", "双", "父母双双", "全"),
        "双亲外出",
    ),
    **dict.fromkeys(("父亲", "父", "爸爸", "父亲一方", "父方"), "父亲外出"),
    **dict.fromkeys(("母亲", "母", "妈妈", "母亲一方", "母方"), "母亲外出"),
    **dict.fromkeys(("单亲且", "单亲", "单亲家庭且", "单亲家庭", "离异"), "单亲且外出"),
    "其他": "其他",
}


#: Each word of a list with the spellings that mean it.
_RELATION_SPELLINGS = {
    "父亲": "爸爸 父 爸 父子 父女",
    "母亲": "妈妈 母 妈 母子 母女",
    "爷爷": "祖父 爷 爹爹",
    "奶奶": "祖母 奶",
    "外公": "外祖父 姥爷 家公",
    "外婆": "外祖母 姥姥 姥娘 家婆",
    "伯叔姑舅姨": "伯伯 伯父 大伯 伯母 叔叔 叔父 叔 婶婶 婶 姑姑 姑妈 姑 姑父 舅舅 舅 舅妈 姨妈 姨 小姨 大姨 姨父 阿姨 亲戚",
    "兄姐": "哥哥 姐姐 兄 姐 堂哥 堂姐 表哥 表姐",
    "教师": "老师 班主任",
    "邻居": "邻里",
    "其他": "其它 其他人",
}
_CATEGORY_SPELLINGS = {
    "专任教师": "教师 专任 任课教师 专任老师",
    "政教": "政教人员 德育",
    "后勤": "后勤人员 工勤 工勤人员 食堂 宿管",
    "行政": "行政人员 管理人员",
    "退休教师": "退休",
    "村干部": "村委 村委干部",
    "志愿者": "义工",
    "学生家长": "家长",
    "校外辅导员": "辅导员",
    "爱心人士": "",
    "其他": "其它",
}


def _by_spelling(words: dict[str, str]) -> dict[str, str]:
    return {spelling: word for word, spellings in words.items() for spelling in (word, *spellings.split())}


_RELATIONS, _CATEGORIES = _by_spelling(_RELATION_SPELLINGS), _by_spelling(_CATEGORY_SPELLINGS)
RELATION_WORDS, CATEGORY_WORDS = tuple(_RELATION_SPELLINGS), tuple(_CATEGORY_SPELLINGS)
ABSENCE_WORDS = tuple(dict.fromkeys(_ABSENCES.values()))


def parse_sex(value: CellValue) -> Parsed[Gender]:
    """男 or 女 in the usual spellings."""
    text = without_blanks(value)
    if not text:
        return Parsed()
    sex = _SEXES.get(text.casefold())
    return Parsed(sex) if sex else refused(Reason.SEX_UNREADABLE, text=text)


def parse_yes_no(value: CellValue, column: str) -> Parsed[bool]:
    """Yes, no, or nothing written; an unreadable word is no answer and is named with its `column`."""
    text = without_blanks(value).casefold()
    if not text:
        return Parsed()
    if text in _YES or text in _NO:
        return Parsed(text in _YES)
    return refused(Reason.YES_NO_UNREADABLE, column=column, text=text)


def parse_absence(value: CellValue) -> Parsed[str]:
    """The word of the closed list for who is away: 均外出 is 双亲外出; "父亲外出打工" too is read."""
    text = re.sub("务工|打工", "", without_blanks(value))
    if not text:
        return Parsed()
    word = _ABSENCES.get(text.removesuffix("外出").removesuffix("在外"))
    return Parsed(word) if word else refused(Reason.ABSENCE_UNREADABLE, text=text)


def relation_word(text: str) -> str | None:
    """The word of the closed list for a relation to the child: 叔叔 is 伯叔姑舅姨; None when it is in no list."""
    return _RELATIONS.get(text)


def category_word(text: str) -> str | None:
    """The word of the closed list for a staff category: 教师 is 专任教师."""
    return _CATEGORIES.get(text)
