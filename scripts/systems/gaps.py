"""Why a register has no entity, screen, rule, paper or demo row: each gap of docs/systems.md with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """A reason, in Chinese, and the registers and columns ("record", "screen", "rule", "paper", "demo") it holds for."""

    reason: str
    columns: tuple[str, ...]
    codes: tuple[str, ...]


_EVERYTHING = ("record", "screen", "rule", "paper", "demo")

GAPS: tuple[Gap, ...] = (
    Gap("来源只作背景：乡镇校长的月会和教师论文奖不由学校登记。", _EVERYTHING, ("A12", "M08")),
    Gap("由其他登记算出的比率，没有自己的记录。", ("demo",), ("N01", "N05", "N06", "N08", "N10")),
    Gap("演示学校的学生逐个登记，不用人数表。", ("demo",), ("N09",)),
    Gap(
        "学期总结的文字留给试用者自己写、自己审定；`demo --out` 会印出两份报告。",
        ("demo",),
        ("A15", "K13", "K23"),
    ),
    Gap("来源没有给出数目或条件，只作登记；住宿与否可写进标准条目的条件。", ("rule",), ("D06", "J08")),
    Gap("制度文本只供张贴，没有可以违反的条件。", ("rule",), ("K15",)),
    Gap("只要求列入计划或专人负责，没有要求纸件。", ("paper",), ("A23", "B09", "B18")),
    Gap("与档案（B03）、联系卡（B04）、花名册（B05）是同样的纸件。", ("paper",), ("A26", "B07")),
    Gap("名单含敏感内容，不另印成册；有权限的人在列表页筛选、导出。", ("paper",), ("B12",)),
    Gap("电话印在联系卡（B04）和帮扶教师的电话单（C17）上。", ("paper",), ("B19", "D13", "D14")),
    Gap("在登记列表按“希望寄宿”“批准寄宿日期”筛选、导出。", ("paper",), ("D06", "J08")),
    Gap(
        "只要求留下记录；每次联系写进联系记录，列表页可按方式、对象、场合筛选并导出。",
        ("paper",),
        ("B17", "D02", "D09", "D10", "D20", "D21", "D23", "F10", "F12"),
    ),
    Gap(
        "咨询内容不出咨询室：只有咨询教师本人能打印记录卡（F06），别的都不印。",
        ("paper",),
        ("F01", "F02", "F03", "F04", "F05", "F07", "F09"),
    ),
    Gap("是角色与授权，不是登记：账号页给出，须由第二人确认。", ("paper",), ("F11", "F13")),
)
