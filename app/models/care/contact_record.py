"""ContactRecord 联系记录: who talked with whom about a child, by which means; every count of care is over these rows."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, Judged, Problem
from app.models._terms import in_open_term, term_on
from app.models._validation import Look, is_given
from app.models.care._family import ties


class Parties(Choice):
    """Who talks with whom; the means is the channel's matter (domain 2.1)."""

    STAFF_CHILD = "staff-child", "教师与学生", "Staff and child"
    STAFF_PARENT = "staff-parent", "教师与父母", "Staff and parent"
    STAFF_GUARDIAN = "staff-guardian", "教师与监护人", "Staff and guardian"
    CHILD_PARENT = "child-parent", "学生与父母", "Child and parent"


class Channel(Choice):
    """By which means."""

    HOME_VISIT = "home-visit", "家访", "Home visit"
    IN_PERSON = "in-person", "当面", "In person"
    PHONE = "phone", "电话", "Phone"
    VIDEO = "video", "视频", "Video"
    LETTER = "letter", "书信", "Letter"
    ONLINE = "online", "网络留言", "Online message"


class Occasion(Choice):
    """What gave rise to it."""

    ROUTINE = "routine", "常规", "Routine"
    TERM_START = "term-start", "期初", "Start of term"
    MID_TERM = "mid-term", "期中", "Middle of term"
    TERM_END = "term-end", "期末", "End of term"
    FESTIVAL = "festival", "节日", "Festival"
    HOMECOMING = "homecoming", "返乡", "Homecoming"
    GREAT_EVENT = "great-event", "重大事情", "Something grave"
    BIRTHDAY = "birthday", "生日", "Birthday"
    OTHER = "other", "其他", "Other"


class Topic(Choice):
    """What was talked about."""

    STUDY = "study", "学习", "Study"
    LIFE = "life", "生活", "Daily life"
    CONDUCT = "conduct", "思想品德", "Conduct"
    MIND = "mind", "心理", "State of mind"
    MOOD = "mood", "情绪", "Mood"
    FRIENDS = "friends", "交友", "Friends"
    BODY = "body", "身体", "Body"
    SAFETY = "safety", "安全", "Safety"
    FAMILY = "family", "家庭", "Family"


def _is_not_ahead(row: ContactRecord, _look: Look) -> Problem | None:
    if row.happened_at <= clock.now():
        return None
    return Problem(
        "happened_at", Label("时间不能晚于现在，请改为实际联系的时间。", "Not in the future, please.")
    )


def _names_its_staff(row: ContactRecord, _look: Look) -> Problem | None:
    """Only a call between child and parents may have nobody who arranged it."""
    if row.parties == Parties.CHILD_PARENT or is_given(row, "staff_id"):
        return None
    return Problem("staff_id", Label("请选择联系的教师。", "Choose the member of staff."))


def _adult_belongs_to_the_child(row: ContactRecord, look: Look) -> Problem | None:
    """Where the other side is the parents, a parent of this very child is named."""
    has_parent = row.parties in (Parties.STAFF_PARENT, Parties.CHILD_PARENT)
    if not is_given(row, "caregiver_id"):
        return Problem("caregiver_id", _NAME_THE_PARENT) if has_parent else None
    found = ties(row, "caregiver_id", look)
    if not found:
        return Problem("caregiver_id", _NOT_OF_THIS_CHILD)
    return (
        Problem("caregiver_id", _NOT_A_PARENT) if has_parent and not any(t.is_parent for t in found) else None
    )


_NAME_THE_PARENT = Label(
    "请选择是哪位家长；名单里没有的，请先在“亲属监护关系”里登记。",
    "Choose the parent; one who is missing is first recorded under family relations.",
)
_NOT_OF_THIS_CHILD = Label(
    "此人不是该生登记的家长或监护人，请重新选择，或先在“亲属监护关系”里登记。",
    "Not recorded as a caregiver of this child; choose again, or record the relation first.",
)
_NOT_A_PARENT = Label(
    "此人不是该生父母；与监护人的联系请选“教师与监护人”。",
    "Not a parent of this child; a contact with a guardian is of the kind staff and guardian.",
)


class ContactRecord(SchoolEntity):
    """One talk, visit, call or letter. A call nobody answered is kept (`reached` false) and counts for nothing."""

    spec = Spec(
        label=Label("联系记录", "Contact record"),
        chapter=Chapter.CARE,
        group=Group.CONTACTS,
        level=Level.PERSONAL,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="staff_id",
        listed=("happened_at", "student_id", "parties", "channel", "staff_id", "reached", "content"),
        filtered=(
            "happened_at", "student_id", "staff_id", "parties", "channel", "reached", "occasion", "term_id",
            "follow_up_on",
        ),
        order="-happened_at",
        systems=tuple(
            "B17 C03 C19 C21 D01 D02 D03 D04 D05 D07 D08 D09 D10 D11 D12 D20 D21 D22 D23 E02 F10 F12".split()
        ),
        indexes=(("school_id", "happened_at"), ("student_id", "happened_at"), ("staff_id", "happened_at")),
        rules=(
            Check(
                "home_visit_by_staff",
                "channel <> 'home-visit' OR parties <> 'child-parent'",
                lambda row: row.channel != Channel.HOME_VISIT or row.parties != Parties.CHILD_PARENT,
                Label("家访是教师到学生家里，双方请选教师一方。", "A home visit is made by staff."),
                "parties",
            ),
            Judged(_is_not_ahead),
            Judged(_names_its_staff),
            Judged(_adult_belongs_to_the_child),
            in_open_term,
        ),
        notice=Label(
            "班主任、校长和本校系统管理员可以看到这条记录；不宜写入的心理内容请用“心理转介”。",
            "The homeroom teacher, the principal and the IT administrator can read this; what is not for them"
            " goes into a counseling referral.",
        ),
    )  # fmt: skip

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    happened_at: Mapped[dt.datetime] = c.moment("联系时间", "Happened at", required=True)
    parties: Mapped[Parties] = c.choice("双方", "Between", Parties, required=True)
    channel: Mapped[Channel] = c.choice("方式", "By", Channel, required=True)
    staff_id: Mapped[int | None] = c.ref(
        "教师",
        "Staff",
        "Staff",
        hint=Label("学生与父母联系时为安排人，可不填。", "Between child and parent: who arranged it."),
    )
    caregiver_id: Mapped[int | None] = c.ref("家长/监护人", "Caregiver", "Caregiver")
    reached: Mapped[bool] = c.flag(
        "已联系上",
        "Reached",
        default=True,
        hint=Label("没有联系上也可登记，但不计次数。", "One not reached is kept and does not count."),
    )
    minutes: Mapped[int | None] = c.number("时长（分钟）", "Minutes", least=0, most=1440)
    place: Mapped[str | None] = c.text("地点", "Place")
    occasion: Mapped[Occasion | None] = c.choice("时机", "Occasion", Occasion)
    topics: Mapped[frozenset[Topic] | None] = c.choices("话题", "Topics", Topic)
    content: Mapped[str] = c.long_text("内容", "Content", required=True)
    difficulty: Mapped[str | None] = c.long_text("存在困难", "Difficulty")
    action: Mapped[str | None] = c.long_text("采取措施", "Action taken")
    follow_up_on: Mapped[dt.date | None] = c.day("计划回访日期", "Follow up on")
    follow_up_done_on: Mapped[dt.date | None] = c.day("回访完成日期", "Followed up on")
    term_id: Mapped[int | None] = c.ref(
        "学期",
        "Term",
        "Term",
        derived=True,
        hint=Label("按联系时间确定；假期里的为空。", "By the date; empty in the holidays."),
    )

    def complete(self) -> None:
        if isinstance(self.happened_at, dt.datetime):
            self.term_id = term_on(self, clock.in_china(self.happened_at).date())
