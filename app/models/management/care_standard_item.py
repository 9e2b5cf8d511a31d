"""CareStandardItem 标准条目：one rule of a care standard: who owes what, how often, and the sentence it comes from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem, Unique
from app.models._validation import Look


class RuleSubject(Choice):
    """For each of what the rule is counted (domain 3.2)."""

    CHILD = "child", "每名儿童", "Each child"
    PAIR = "pair", "每对结对", "Each pair"
    MENTOR = "mentor", "每名教职工", "Each member of staff"
    CLASS = "class", "每个班级", "Each class"
    SCHOOL = "school", "学校", "The school"
    HOUSEHOLD = "household", "每个家庭", "Each household"
    INCIDENT = "incident", "每起突发事件", "Each incident"
    LOAN = "loan", "每次借阅", "Each loan"


class RuleAction(Choice):
    """What is counted as its fulfilment."""

    CONTACT = "contact", "联系（家访、谈心、通话、书信）", "Contact"
    REGISTRATION = "registration", "登记建档", "Registration"
    GUARDIAN_REPORT = "guardian-report", "向监护人通报", "Report to the guardian"
    MENTORING = "mentoring", "结对帮扶", "Mentoring"
    PEER_PAIRING = "peer-pairing", "同伴结对", "Peer pairing"
    PLAN = "plan", "个别方案", "Individual plan"
    CLASS_PLAN = "class-plan", "班级计划与总结", "Class plan and summary"
    GROWTH = "growth", "成长记录", "Growth record"
    READING = "reading", "读书", "Reading"
    EXAM = "exam", "测验", "Exam"
    EVENT = "event", "活动与会议", "Event"
    LESSON = "lesson", "课时", "Lessons"
    TRAINING = "training", "家长培训", "Parent training"
    OPENING = "opening", "阵地开放", "Opening"
    EQUIPMENT = "equipment", "设备", "Equipment"
    CHANNEL = "channel", "联系渠道", "Channel"
    LENDING = "lending", "图书借阅", "Lending"
    NOTICE = "notice", "突发事件通知", "Notice of an incident"
    PLEDGE = "pledge", "安全责任书", "Safety pledge"
    INSPECTION = "inspection", "检查", "Inspection"
    WORK_PLAN = "work-plan", "工作计划", "Work plan"
    DOCUMENT = "document", "总结与材料", "Summary or paper"
    AWARD = "award", "表彰", "Commendation"
    ASSESSMENT = "assessment", "考评", "Assessment"
    COUNSELING = "counseling", "心理辅导", "Counseling"
    RATE = "rate", "比率", "Rate"
    CARE_CARD = "care-card", "爱心卡", "Care card"
    SUMMARY = "summary", "学期总结", "Term summary"
    CLOSING = "closing", "学期结档", "Closing of the term"
    SITUATION_REPORT = "situation-report", "情况报告", "Situation report"
    RIDE = "ride", "接送车辆", "Rides"


class RulePer(Choice):
    """The period, or the unit, in which `count_min` and `count_max` are meant."""

    DAY = "day", "天", "Days"
    WEEK = "week", "每周", "A week"
    FORTNIGHT = "fortnight", "每两周", "Two weeks"
    MONTH = "month", "每月", "A month"
    QUARTER = "quarter", "每季度", "A quarter"
    TERM = "term", "每学期", "A term"
    TERM_PART = "term-part", "期初、期中、期末", "Start, middle and end of a term"
    HALF_YEAR = "half-year", "每半年", "Half a year"
    YEAR = "year", "每年", "A year"
    MINUTES = "minutes", "分钟", "Minutes"
    ONCE = "once", "每次", "Each time"
    ALWAYS = "always", "任何时候", "At any date"


class RuleRole(Choice):
    """Whose deed counts."""

    ANYBODY = "anybody", "任何教职工", "Anybody of the staff"
    HOMEROOM = "homeroom", "班主任", "Homeroom teacher"
    MENTOR = "mentor", "帮扶教师", "Mentor"
    SUBJECT_TEACHER = "subject-teacher", "任课教师", "Subject teacher"
    COUNSELOR = "counselor", "心理辅导教师", "Counselor"
    LIBRARIAN = "librarian", "图书管理员", "Librarian"
    OFFICE = "office", "教务", "Office"
    LEADING_GROUP = "leading-group", "领导小组", "Leading group"
    SCHOOL = "school", "学校", "School"


def _is_a_span(row: Any) -> bool:
    return row.count_min is None or row.count_max is None or row.count_min <= row.count_max


def _leaves_what_was_judged(row: CareStandardItem, look: Look) -> Problem | None:
    """A standard in force is not rewritten: last month is judged by last month's numbers; quote and source may be mended."""
    state = inspect(row)
    if not state.persistent or not any(state.attrs[name].history.has_changes() for name in _JUDGED):
        return None
    standard = look.referred(row, "care_standard_id")
    if standard is None or standard.starts_on >= clock.today():
        return None
    return Problem(
        "care_standard_id",
        Label(
            "这套标准已经在执行，不能直接改写；请在“关爱标准”页面修改这一条，写明从哪天起生效。",
            "The standard is in force already; change the rule on the page of the care standard, from a day on.",
        ),
    )


#: What decides who owes what.
_JUDGED = (
    "rule_code", "subject", "action", "filters", "count_min", "count_max", "per", "period_n", "role", "condition",
    "grace_days", "season", "is_enabled",
)  # fmt: skip


class CareStandardItem(SchoolEntity):
    """A rule by its code (R03a). `filters` narrows what counts, `condition` for whom; both are made by the program.

    A rule without a number (定期, 经常) is counted and shown, never judged.
    """

    spec = Spec(
        label=Label("关爱标准条目", "Rule of a care standard"),
        chapter=Chapter.MANAGEMENT,
        group=Group.SETTINGS,
        level=Level.PUBLIC,
        title="rule_code",
        listed=("care_standard_id", "rule_code", "subject", "action", "count_min", "count_max", "per", "is_enabled"),
        searched=("rule_code", "name", "quote"),
        filtered=("care_standard_id", "subject", "action", "is_enabled"),
        order="rule_code",
        systems=("A04",),
        rules=(
            Unique(
                ("care_standard_id", "rule_code"),
                Label("这套标准已有这条规则，请修改原条目。", "The standard has this rule already; edit that one."),
            ),
            Check(
                "least_not_above_most",
                "count_min <= count_max",
                _is_a_span,
                Label("下限不能大于上限，请改正。", "The least is above the most; mend one of them."),
                "count_max",
            ),
            Judged(_leaves_what_was_judged),
        ),
    )  # fmt: skip

    care_standard_id: Mapped[int] = c.ref("关爱标准", "Care standard", "CareStandard", required=True)
    rule_code: Mapped[str] = c.text("规则编号", "Rule", length=12, required=True)
    name: Mapped[str | None] = c.text(
        "名称", "Name", length=60,
        hint=Label("空着就用规则目录里的名称。", "Empty: the name of the catalogue of rules."),
    )  # fmt: skip
    subject: Mapped[RuleSubject] = c.choice("对象", "For each", RuleSubject, required=True)
    action: Mapped[RuleAction] = c.choice("事项", "What", RuleAction, required=True)
    filters: Mapped[dict[str, Any] | None] = c.json_value("计入条件", "What counts")
    count_min: Mapped[Decimal | None] = c.decimal("下限", "At least", least=0, most=100_000)
    count_max: Mapped[Decimal | None] = c.decimal("上限", "At most", least=0, most=100_000)
    per: Mapped[RulePer] = c.choice("周期或单位", "Period or unit", RulePer, required=True)
    period_n: Mapped[int | None] = c.number(
        "周期数", "Periods", least=1, most=60,
        hint=Label("如每 2 个月填 2；空着就是 1。", "2 for every two months; empty is 1."),
    )  # fmt: skip
    role: Mapped[RuleRole] = c.choice("由谁完成", "By whom", RuleRole, required=True)
    condition: Mapped[dict[str, Any] | None] = c.json_value("适用条件", "For whom")
    grace_days: Mapped[int | None] = c.number(
        "宽限天数", "Days of grace", least=0, most=60,
        hint=Label("周期结束后几天内补上不算欠；空着就是 0。", "Days after the period in which it is not missing yet; empty is 0."),
    )  # fmt: skip
    season: Mapped[dict[str, Any] | None] = c.json_value("时令调整", "By season")
    is_enabled: Mapped[bool] = c.flag("启用", "In use", default=True)
    quote: Mapped[str | None] = c.long_text("制度原文", "The sentence of the paper", length=500)
    source: Mapped[str | None] = c.text("出处", "Source", length=120)
