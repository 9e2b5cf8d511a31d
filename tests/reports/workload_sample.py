"""A workload report of the invented school: thirty mentors by default."""

from __future__ import annotations

from dataclasses import replace

from app.reports.charts import Chart, ChartKind, Series
from app.reports.document import Figure, Fraction, Imprint
from app.reports.mentor_workload import (
    CounselorPage,
    Duty,
    Mentee,
    MentorPage,
    MentorWorkloadData,
    Overview,
    StaffLine,
    Volume,
)
from tests.reports.samples import APPROVED, MONTHS, SURNAMES, child_names

SCHOOLS = ("中心小学", "柳林村小学", "石桥村小学")


EXTRA = (
    ("制定个别方案", "2 份"), ("检查方案阶段", "3 次"), ("填写监护人通报单", "4 份"), ("成长日记", "5 篇"),
    ("指导读书", "6 本"), ("之家开放值班", "7 次"), ("课后辅导等关爱服务", "8 次、320 分钟"), ("家长培训主讲", "1 次"),
    ("处置突发事件", "0 起"), ("参加会议", "9 次"),
)  # fmt: skip


def mentor(number: int, names: list[str]) -> MentorPage:
    behind = number % 4
    size = len(names)
    due = 20 * size
    return MentorPage(
        name=staff_name(number),
        post=("语文教师", "数学教师", "英语教师", "生活教师")[number % 4],
        category="专任教师" if number % 4 < 3 else "职工",
        school=SCHOOLS[number % 3],
        load=f"{size}人；标准为不少于6人，本校儿童人数不足，不作要求",
        mentees=tuple(
            Mentee(child, f"{'一二三四五六'[index % 6]}({index % 2 + 1})", "寄宿" if index % 3 == 0 else "走读", "教师帮扶", "2025年9月8日至今", index != 1, "外祖母 李桂兰" if index % 2 else "祖父 王德福")
            for index, child in enumerate(names)
        ),
        duties=(
            Duty("谈心", "每名儿童每周至少一次", Fraction(due - 3 * behind, due), ((f"第{'、'.join(str(week) for week in range(9, 9 + 3 * behind))}周各1名",) if behind else ())),
            Duty("家长通话", "每名儿童每月至少一次", Fraction(5 * size - behind, 5 * size), ("11月",) if behind else ()),
            Duty("家访", "每名儿童每学期不少于两次", Fraction(2 * size - (behind > 1), 2 * size)),
        ),
        months=MONTHS,
        volume=(
            Volume("与儿童 · 面谈", (16, 18, 12, 17, 9), 1080),
            Volume("与家长 · 电话", (4, 4, 3, 4, 4), 190),
            Volume("与监护人 · 家访", (4, 0, 3, 0, 1), 420),
        ),
        difficulties=(Figure("待跟进", f"{behind} 项", "尚未办结的跟进事项"), Figure("已办结", "3 项", "本学期办结")),
        extra=tuple(Figure(label, value) for label, value in EXTRA),
        volume_in_words="合计 107 次、1690 分钟；平均每名儿童 26.8 次；家访 8 次，写明地点 8 次。",
        of_others=(Figure("班主任家访", fraction=Fraction(2, 4)), Figure("亲子通话", fraction=Fraction(31, 40))),
        unreached=(names[0],) if behind == 3 and names else (),
        flags=(
            Figure("补录超过14天", f"{behind} 条", "登记日期晚于谈话日期14天以上"),
            Figure("内容相同的记录", "0 条", "与本人其他记录文字完全一致"),
        ),
    )  # fmt: skip


def staff_name(number: int) -> str:
    return (
        SURNAMES[(number * 11) % len(SURNAMES)] + ("文静", "国栋", "秀英", "海燕", "立新", "晓东")[number % 6]
    )


def line(page: MentorPage) -> StaffLine:
    parts = tuple(duty.result for duty in page.duties)
    total = Fraction(sum(part.done for part in parts), sum(part.due for part in parts))
    return StaffLine(page.name, page.school, len(page.mentees), total, parts)


def total_line(lines: tuple[StaffLine, ...]) -> StaffLine:
    parts = tuple(
        Fraction(
            sum(each.by_duty[place].done for each in lines), sum(each.by_duty[place].due for each in lines)
        )
        for place in range(3)
    )
    whole = Fraction(sum(part.done for part in parts), sum(part.due for part in parts))
    return StaffLine("合计", "", sum(each.children for each in lines), whole, parts)


def mentor_workload(mentors: int = 30, imprint: Imprint = APPROVED) -> MentorWorkloadData:
    names = child_names()
    pages = tuple(mentor(number, names[number::mentors]) for number in range(mentors))
    lines = tuple(line(page) for page in pages)
    chart = Chart(
        ChartKind.ROWS,
        "各项工作应办与已办",
        ("谈心", "家长通话", "家访"),
        tuple(
            Series(series, tuple(getattr(part, field) for part in total_line(lines).by_duty))
            for series, field in (("已办", "done"), ("应办", "due"))
        ),
        "次",
    )
    spread = Chart(ChartKind.BARS, "每位教职工帮扶的儿童数", ("1-2人", "3人", "4人", "5人", "6人以上"), (Series("", (0, 0, 24, 6, 0)),), "名教职工")  # fmt: skip
    overview = Overview(
        ("谈心", "家长通话", "家访"),
        lines,
        total_line(lines),
        ("三(2) 王小溪",),
        ("冯立新", "郑晓东"),
        (chart, spread),
        "标准要求每人不少于 6 名，现有儿童不够：共需 127 个结对，由 30 人分担，每人约 5 名；有 6 名的不算超出。",
        ("王文静（7名，超出1名）",),
        ("三(2)班 王小溪：尚无帮扶人 → 冯立新（任教于孩子的班级）",),
    )
    return MentorWorkloadData(imprint, 20, 5, overview, pages, (CounselorPage("许心宁", 38, 1520, 36, 2),))


def with_few_pages() -> MentorWorkloadData:
    """Thirty mentors side by side and the pages of eight: as much to read back, and three seconds less to print."""
    whole = mentor_workload()
    return replace(whole, mentors=whole.mentors[:8])
