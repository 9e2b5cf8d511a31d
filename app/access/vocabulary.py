"""The words of access: roles, actions, groups, levels and scopes, so that a wrong one cannot be written."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum

#: "zh" or "en"; set once per request by the page layer, Chinese wherever nobody asked.
language: ContextVar[str] = ContextVar("language", default="zh")


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages; `str()` gives the one the reader asked for, at the moment of reading."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if language.get() == "en" else self.zh


def in_a_row(words: Iterable[object]) -> str:
    """Several words after each other, parted by the comma of the reader's language."""
    return (", " if language.get() == "en" else "、").join(str(word) for word in words)


class Choice(StrEnum):
    """A closed list of values: stored as text, shown by its label.

    Members are written `MEMBER = "stored-value", "中文", "English"`.
    """

    label: Label

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Choice:
        # The defaults are for the type checker, which takes the look-up `Role("mentor")` for a new member.
        if not (zh and en):
            raise TypeError(f"{value}: a label in Chinese and one in English are needed")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Label(zh, en)
        return member


class Role(Choice):
    """What a person is in one school; roles of a person add up (domain 6.1)."""

    IT_ADMIN = "it-admin", "系统管理员", "IT administrator"
    PRINCIPAL = "principal", "校长", "Principal"
    OFFICE = "office", "教务（档案）", "Office"
    HOMEROOM = "homeroom", "班主任", "Homeroom teacher"
    MENTOR = "mentor", "帮扶教师", "Mentor"
    COUNSELOR = "counselor", "心理辅导教师", "Counselor"
    TOWNSHIP = "township", "乡镇管理员", "Township office"


class Action(Choice):
    """What can be done with rows of a group."""

    READ = "read", "查看", "Read"
    CREATE = "create", "新增", "Create"
    EDIT = "edit", "修改", "Edit"
    ARCHIVE = "archive", "归档", "Archive"
    EXPORT = "export", "导出", "Export"
    PRINT = "print", "打印", "Print"
    SEE_FULL = "see-full", "查看完整电话", "See full phone numbers"
    SEE_IDENTITY = "see-identity", "查看完整身份证号", "See full ID numbers"
    APPROVE = "approve", "审定", "Approve"


class Level(IntEnum):
    """How sensitive a column is; a reader sees the columns up to the level granted (domain 2)."""

    PUBLIC = 0
    INTERNAL = 1
    PERSONAL = 2
    #: Identity numbers: below counseling, above everything a mentor sees.
    IDENTITY = 3
    CONFIDENTIAL = 4


class Group(Choice):
    """Entities that are granted together: one line of the permission matrix (domain 6.1)."""

    SETTINGS = "settings", "学校与校历", "School and calendar"
    ORGANISATION = "organisation", "班级与教职工", "Classes and staff"
    ACCOUNTS = "accounts", "账号与授权", "Accounts and roles"
    SCHOOL_WORK = "school-work", "领导小组与联系渠道", "Leading groups and channels"
    CHILDREN = "children", "学生与家庭", "Children and families"
    PAIRS = "pairs", "结对帮扶", "Pairs"
    CONTACTS = "contacts", "联系记录", "Contact records"
    PLANS = "plans", "个别方案", "Individual plans"
    GUARDIAN_REPORTS = "guardian-reports", "监护人通报单", "Guardian reports"
    REFERRALS = "referrals", "心理转介", "Counseling referrals"
    COUNSELING = "counseling", "心理咨询", "Counseling"
    CRISES = "crises", "危机处置", "Crisis reports"
    RECUSALS = "recusals", "咨询回避", "Counselor recusals"
    CARE_LOG = "care-log", "关爱服务与成长记录", "Care services and growth records"
    CLASS_PLANS = "class-plans", "班级帮扶计划", "Class care plans"
    EVENTS = "events", "活动与课程", "Events and lessons"
    TRAINING = "training", "家长培训", "Parent training"
    HOME = "home", "留守儿童之家开放", "Openings of the home"
    LIBRARY = "library", "图书借阅", "Library"
    RIDES = "rides", "乘车与责任书", "Rides and pledges"
    INCIDENTS = "incidents", "突发事件", "Incidents"
    LEGAL_AID = "legal-aid", "法律援助", "Legal aid"
    AID = "aid", "资助", "Aid"
    SPONSORS = "sponsors", "资助方与捐赠", "Sponsors and donations"
    AWARDS = "awards", "表彰奖励", "Awards"
    ASSESSMENTS = "assessments", "考评", "Assessments"
    OFFICE_WORK = "office-work", "情况报告与检查", "Situation reports and inspections"
    SUGGESTIONS = "suggestions", "意见建议", "Suggestions"
    RELEASES = "releases", "脱敏案例", "Anonymised cases"
    DISCLOSURES = "disclosures", "心理室告知单", "Notices from the counseling room"
    SUMMARIES = "summaries", "学期总结", "Term summaries"
    IMPORTS = "imports", "导入批次", "Imports"
    LAW = "law", "个人信息保护", "Protection of personal data"
    ERASURES = "erasures", "删除登记", "Erasures"
    AUDIT = "audit", "操作日志", "Audit log"
    INNER = "inner", "程序内部", "Inner workings"


class Scope(Enum):
    """Whose rows: each has one predicate in `rows.py`, decided by today's date."""

    #: Rows of every school (township).
    EVERYWHERE = "everywhere"
    #: All rows of the working school.
    SCHOOL = "school"
    #: Children of the classes of which the person is homeroom teacher today, and those classes.
    CLASS = "class"
    #: Children whose mentor the person is today.
    MENTEES = "mentees"
    #: Rows of the person's classes, of the whole school where no class is named, and the person's own.
    CLASS_AND_OWN = "class-and-own"
    #: Classes in which the person has a mentee today.
    MENTEE_CLASSES = "mentee-classes"
    #: Mentees' rows, and the person's own rows of earlier days.
    MENTEES_AND_OWN = "mentees-and-own"
    #: Rows whose owner column is the person.
    OWN = "own"
    #: Contact records between child and parents.
    CHILD_PARENT = "child-parent"
    #: Children with a case of the counselor's own (or covered today), or with a referral.
    CASES = "cases"
    #: Children with a case of the counselor's own (or covered today); a referral is not enough.
    CASE_CHILDREN = "case-children"
    #: The counselor's own cases, and those covered during a colleague's recusal.
    OWN_CASES = "own-cases"
    #: Crisis reports of which the principal was alerted.
    ALERTED = "alerted"
    #: Approved papers of every school.
    APPROVED = "approved"
    #: Suggestions addressed to the counselor.
    TO_COUNSELOR = "to-counselor"
    #: Anonymised cases that were released.
    RELEASED = "released"
    #: Lines of the log about exports, prints and grants.
    PAPER_TRAIL = "paper-trail"


class Chapter(Choice):
    """The groups of the menu, in the order in which they are shown."""

    CHILDREN = "children", "儿童与家庭", "Children and families"
    CARE = "care", "关爱帮扶", "Care"
    COUNSELING = "counseling", "心理辅导", "Counseling"
    SAFETY = "safety", "安全", "Safety"
    EVENTS = "events", "活动与培训", "Activities and training"
    FACILITIES = "facilities", "阵地与图书", "Places and library"
    AID = "aid", "资助", "Aid"
    MANAGEMENT = "management", "工作管理", "Management"
    SCHOOL = "school", "学校与人员", "School and people"
    LAW = "law", "个人信息保护", "Personal data"
    SYSTEM = "system", "系统", "System"


class Mask(Enum):
    """How a number is shown to those who may not see it whole."""

    ID_NUMBER = "id-number"
    PHONE = "phone"
    STUDENT_NO = "student-no"

    def apply(self, value: str | None) -> str:
        """`138****1234` for a phone, first three and last four digits of an ID number; empty stays empty.

        Of a student number only the first character: that of G and an ID number are as telling as the ID number's.
        """
        if not value:
            return ""
        kept = value[: 1 if self is Mask.STUDENT_NO else 3], value[-4:]
        hidden = "*" * (4 if self is Mask.PHONE else 11)
        return f"{kept[0]}{hidden}{kept[1]}" if len(value) > 7 else "*" * len(value)
