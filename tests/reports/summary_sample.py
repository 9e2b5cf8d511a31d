"""A term summary of the invented school, and one of a school in its first week."""

from __future__ import annotations

from dataclasses import replace

from app.reports.charts import Chart, ChartKind, Series
from app.reports.document import Column, Figure, Fraction, Imprint, Passage, Table
from app.reports.term_summary import Section, TermSummaryData, counseling_figures
from tests.reports.samples import DRAFT, MONTHS

GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")


def pie(title: str, names: tuple[str, ...], values: tuple[float, ...]) -> Chart:
    """The shares of one whole, as one stacked bar."""
    series = tuple(Series(name, (value,)) for name, value in zip(names, values, strict=True))
    return Chart(ChartKind.STACKED, title, ("全校",), series, "人")


BASIC_CHARTS = (
    Chart(
        ChartKind.STACKED,
        "各年级留守儿童（男、女）",
        GRADES,
        (Series("男", (9, 11, 12, 10, 13, 9)), Series("女", (8, 10, 9, 12, 11, 12))),
        "人",
    ),
    Chart(
        ChartKind.ROWS,
        "外出情况",
        ("双亲外出", "父亲外出", "母亲外出", "单亲且外出", "其他"),
        (Series("", (78, 27, 9, 12, 0)),),
        "人",
    ),
    pie("监护人", ("祖辈", "亲戚", "教师", "父或母", "无人监护"), (88, 14, 1, 22, 1)),
)


def basics() -> Section:
    return Section(
        figures=(
            Figure("在校学生", "315 人", "期末在籍"),
            Figure("留守儿童", "", "父母一方外出且另一方无监护能力，或双方外出", Fraction(126, 315)),
            Figure("寄宿", "", "留守儿童中寄宿的", Fraction(42, 126)),
            Figure("本学期新增 / 离开", "9 人 / 4 人", "按登记与注销日期"),
            Figure("无人监护", "1 人", "没有登记监护人的留守儿童"),
            Figure("重点对象", "11 人", "列入重点帮扶名单"),
        ),
        passages=(
            Passage(
                "学校与学生",
                (
                    (
                        "我校为农村完全小学，下辖柳林、石桥两所村小，共有教学班12个，教职工30人。镇内耕地较少，青壮年多赴浙江、广东务工，"
                        "留守儿童占在校学生的四成。开学两周内，各班班主任逐户摸底，“一人一档”登记造册，做到底数清、情况明、不漏一人。"
                    ),
                ),
            ),
            Passage(
                "监护状况",
                (
                    "多数儿童由祖父母或外祖父母照看，隔代监护的比例仍在上升，部分老人年事已高，学习辅导和情绪疏导难以兼顾。",
                ),
            ),
        ),
        charts=BASIC_CHARTS,
    )


def family_contact() -> Section:
    return Section(
        figures=(
            Figure("家访", "241 次", "班主任和帮扶教师的家访，电话不算"),
            Figure("被家访的儿童", "", "本学期至少一次", Fraction(124, 126)),
            Figure("家访完成率", "", "每生每学期不少于2次", Fraction(232, 252)),
            Figure("谈心完成率", "", "帮扶教师每周至少一次", Fraction(2104, 2520)),
            Figure("家长通话完成率", "", "帮扶教师每月至少一次", Fraction(566, 630)),
            Figure("监护人会议", "0 次", ""),
        ),
        passages=(
            Passage("", ("家访以“期初认门、期中走访、期末反馈”为主线，雨雪天气影响了石桥片区12月的入户。",)),
        ),
        charts=(
            Chart(
                ChartKind.TREND,
                "每月家访与家长通话",
                MONTHS,
                (Series("家访", (71, 38, 55, 29, 48)), Series("家长通话", (120, 118, 104, 113, 111))),
                "次",
            ),
            Chart(
                ChartKind.ROWS,
                "应办与已办",
                ("谈心", "家长通话", "家访"),
                (Series("已办", (2104, 566, 232)), Series("应办", (2520, 630, 252))),
                "次",
            ),
        ),
    )


def told(*figures: tuple[str, str]) -> Section:
    """A section of nothing but figures."""
    return Section(figures=tuple(Figure(label, value) for label, value in figures))


def sections() -> tuple[Section, ...]:
    return (
        basics(),
        told(("领导小组成员", "9 人"), ("领导小组会", "3 次")),
        Section(
            figures=(
                Figure("已摸底", "", "开学30天内完成登记", Fraction(126, 126)),
                Figure("建档率", "", "档案必填项齐全", Fraction(124, 126)),
                Figure("免疫接种率", "", "接种证已核", Fraction(120, 126)),
            ),
            passages=(Passage("", ("两名儿童的父母务工地址尚未核实，班主任已约定寒假返乡时补登。",)),),
        ),
        Section(
            figures=(
                Figure("师生结对", "131 对", "学期内有效"),
                Figure("结对覆盖", "", "至少有一名帮扶教师的儿童", Fraction(125, 126)),
                Figure("教职工参与率", "", "至少结对一名儿童的教职工", Fraction(29, 30)),
                Figure("个别教育计划", "少于5人,不列", "只计份数"),
            ),
            passages=(Passage("", ("帮扶教师做到“三知三多”，每周谈心，节日陪伴，并记好帮扶日志。",)),),
            charts=(Chart(ChartKind.BARS, "每位教师帮扶的儿童数", ("1人", "2人", "3人", "4人", "5人", "6人以上"), (Series("", (2, 3, 5, 8, 9, 2)),), "名教师"),),
        ),
        family_contact(),
        Section(figures=(*counseling_figures(38, 14), Figure("心理健康课", "0 节"))),
        told(("健康教育课时", "216 课时"), ("读书", "540 册")),
        told(("活动与会议", "46 次"), ("之家开放次数", "85 次")),
        told(("突发事件", "2 起"), ("乘车登记", "41 人")),
        told(("资助申请", "38 笔"), ("捐赠", "4 笔")),
        told(("家长培训", "2 期")),
        told(("表彰", "12 项")),
        Section(
            passages=(
                Passage("未完成的指标", ("谈心完成率为83.5%,11月期中考试两周缺口最大；家访完成率为92.1%，缺口集中在石桥片区。",)),
                Passage("困难", ("留守儿童居住分散，最远的一户距学校14公里；个别监护人不会使用智能手机，视频通话需教师上门协助。",)),
            )
        ),
        Section(passages=(Passage("", ("补齐石桥片区的家访；为监护人开办手机使用小课堂；寒假返乡期间组织一次三方座谈。",)),)),
    )  # fmt: skip


def indicators() -> Table:
    columns = (
        Column("编号", 0.6),
        Column("指标", 2.6),
        Column("应办", 0.8, True),
        Column("已办", 0.8, True),
        Column("完成率", 0.9, True),
        Column("状态", 0.9, True),
    )
    rows = (
        ("R01a", "班主任每生每学期家访不少于2次", "252", "232", "92.1%", "未完成"),
        ("R03a", "帮扶教师每周谈心一次", "2520", "2104", "83.5%", "未完成"),
        ("R05a", "帮扶教师每月与家长通话一次", "630", "566", "89.8%", "未完成"),
        ("R100", "建档率100%", "126", "124", "98.4%", "未完成"),
        ("R13", "开学摸底登记", "126", "126", "100.0%", "完成"),
        ("R30a", "每名教职工帮扶不少于6名", "—", "—", "—", "儿童人数不足，不作要求"),
    )
    return Table("各项指标完成情况", columns, rows, note="“不作要求”表示按本校人数无法做到，不计入完成率。")


CLASS_HEADINGS = (
    "班级", "在校人数", "留守儿童", "占比", "男", "女", "双亲外出", "单亲外出", "单亲家庭", "隔代", "亲戚", "教师", "无人监护", "寄宿",
    "特困", "残障", "特长", "重点对象", "已建档", "建档率", "已结对", "学习帮手", "家访完成率", "谈心完成率", "通话完成率",
)  # fmt: skip


def classes() -> Table:
    columns = tuple(
        Column(heading, 1.7 if heading == "班级" else 1.15 if heading.endswith(("率", "比")) else 1, True)
        for heading in CLASS_HEADINGS
    )
    rows = tuple(
        (
            f"{'一二三四五六'[grade]}({number})",
            "26",
            "11",
            "42.3%",
            "6",
            "5",
            "7",
            "3",
            "1",
            "8",
            "1",
            "0",
            "0",
            "4",
            "2",
            "0",
            "1",
            "1",
            "11",
            "100.0%",
            "11",
            "10",
            "95.5%",
            "84.1%",
            "90.9%",
        )
        for grade in range(6)
        for number in (1, 2)
    )
    total = ("全校", "315", "126", "40.0%", "64", "62", "78", "36", "12", "88", "14", "1", "1", "42", "11", "少于5人,不列", "9", "11", "124", "98.4%", "125", "119", "92.1%", "83.5%", "89.8%")  # fmt: skip
    return Table("各班留守儿童关爱情况统计", columns, rows, total, note="人数少于5的特殊类别不单列。")


def term_summary(imprint: Imprint = DRAFT) -> TermSummaryData:
    return TermSummaryData(
        imprint=imprint,
        headline=(
            Figure("在校学生", "315", "人"),
            Figure("留守儿童", "126", "占在校学生40.0%"),
            Figure("建档率", "", "", Fraction(124, 126)),
            Figure("结对覆盖", "", "", Fraction(125, 126)),
            Figure("家访完成率", "", "", Fraction(232, 252)),
            Figure("谈心完成率", "", "", Fraction(2104, 2520)),
            Figure("家长通话完成率", "", "", Fraction(566, 630)),
            Figure("心理辅导", "38", "次,14人，全校合计"),
        ),
        introduction=(
            (
                "本学期，我校按照关爱制度的要求，坚持“一人一档、一对一帮扶、一月一通话、一期两家访”，全体教职工分片包干，"
                "村小与中心小学同步推进。现将本学期工作情况总结如下。"
            ),
        ),
        sections=sections(),
        indicators=indicators(),
        classes=classes(),
    )


def quiet_term_summary() -> TermSummaryData:
    """A school in its first week: no children, no records, a long school name."""
    empty = tuple(Section() for _ in range(12))
    return TermSummaryData(
        imprint=replace(DRAFT, school="云山县青石镇" + "希望" * 12 + "九年一贯制学校"),
        headline=(Figure("留守儿童", "", "", Fraction(0, 0)),),
        introduction=(),
        sections=(*empty, Section(passages=(Passage("", ("刚开学，尚未摸底。",)),)), Section()),
        indicators=replace(indicators(), rows=()),
        classes=replace(classes(), rows=(), total=()),
    )
