"""The data of the term summary （学期总结）: fourteen sections, two annexes, a signature (domain 4.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.access.guard import Actor
from app.figures.small_groups import is_told
from app.reports.charts import Chart
from app.reports.document import Figure, Imprint, Passage, Table

SECTION_TITLES = (
    "基本情况",
    "组织领导与制度",
    "建档与摸底",
    "结对帮扶",
    "家校联系",
    "心理健康教育",
    "学习与健康教育",
    "活动与留守儿童之家",
    "安全与应急",
    "资助",
    "家长培训",
    "表彰与宣传",
    "存在的问题",
    "今后打算",
)
# Counseling totals name nobody only from this many children upward (domain 6.3).
TOO_FEW = "少于5人,不列"


@dataclass(frozen=True, slots=True)
class Section:
    """One of the fourteen sections, in their order."""

    figures: tuple[Figure, ...] = ()
    passages: tuple[Passage, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class TermSummaryData:
    """Everything the paper prints. *headline* are the four to eight figures of the first page.

    Raises ValueError unless there are fourteen sections and the 存在的问题 (number 13) says something.
    """

    imprint: Imprint
    headline: tuple[Figure, ...]
    introduction: tuple[str, ...]
    sections: tuple[Section, ...]
    indicators: Table
    classes: Table

    def __post_init__(self) -> None:
        if len(self.sections) != len(SECTION_TITLES):
            raise ValueError(f"学期总结应有 {len(SECTION_TITLES)} 节，现有 {len(self.sections)} 节")
        problems = self.sections[12]
        if not (problems.passages or problems.figures or problems.tables):
            raise ValueError("“十三、存在的问题”不能空着：请至少写一条，或列出未完成的指标")


def counseling_figures(sessions: int, children: int) -> tuple[Figure, ...]:
    """The only two counseling numbers a summary may print: totals, or that there are too few children to say."""
    if not is_told(children):
        return (Figure("心理辅导", TOO_FEW, "接受辅导的儿童不足5人时不列任何数字"),)
    return (
        Figure("心理辅导次数", f"{sessions} 次", "全校合计，不分班级、年级、性别"),
        Figure("接受辅导的儿童", f"{children} 人", "全校合计，不分班级、年级、性别"),
    )


def collect(session: Any, actor: Actor, term: Any) -> TermSummaryData:
    """The summary of a term (an entity) as it stands today, of what *session*'s actor sees: a draft.

    Every number comes from `app.figures`; counseling only for the one who may approve the summary.
    """
    # It needs the classes above.
    from app.reports import _summary

    return _summary.collect(session, actor, term)
