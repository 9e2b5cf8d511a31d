"""PeerPairing 同伴结对: two pupils, one of whom helps the other; the helper may be a left-behind child too."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import Reach, SchoolEntity, Spec
from app.models._rules import Check, NoOverlap, not_before


class PeerPairingKind(Choice):
    """What the pair is for."""

    STUDY_HELPER = "study-helper", "学习帮手", "Study helper"
    HAND_IN_HAND = "hand-in-hand", "手拉手", "Hand in hand"
    LITTLE_TEACHER = "little-teacher", "小老师", "Little teacher"
    COMPANION = "companion", "小伙伴", "Companion"
    CARING_PARTNER = "caring-partner", "爱心伙伴", "Caring partner"


class PeerPairing(SchoolEntity):
    """A pair of pupils."""

    spec = Spec(
        label=Label("同伴结对", "Peer pairing"),
        chapter=Chapter.CARE,
        group=Group.PAIRS,
        title="student_id",
        reach=Reach("child", "student_id"),
        owner="set_by_id",
        listed=("student_id", "helper_id", "kind", "set_by_id", "starts_on", "ends_on"),
        filtered=("student_id", "helper_id", "kind", "starts_on", "ends_on"),
        order="-starts_on",
        systems=("C02", "C08", "C09", "C10", "C11", "C23"),
        rules=(
            not_before("ends_on", "starts_on", Label("结束日期不能早于开始日期。", "Ends before it begins.")),
            Check(
                "two_pupils",
                "student_id <> helper_id",
                lambda row: row.student_id is None or row.student_id != row.helper_id,
                Label("不能与自己结对，请选择另一名学生。", "A pupil cannot help himself; choose another."),
                "helper_id",
            ),
            NoOverlap(
                ("student_id", "helper_id", "kind"),
                Label(
                    "这对结对在这段时间已经登记过，请修改原记录。",
                    "This pair is on record for that time already.",
                ),
            ),
        ),
    )

    student_id: Mapped[int] = c.ref("学生", "Student", "Student", required=True)
    helper_id: Mapped[int] = c.ref("同伴", "Helper", "Student", required=True)
    kind: Mapped[PeerPairingKind] = c.choice("结对类别", "Kind", PeerPairingKind, required=True)
    is_same_desk: Mapped[bool | None] = c.flag("同桌", "Same desk", default=None)
    set_by_id: Mapped[int] = c.ref("安排人", "Arranged by", "Staff", required=True)
    starts_on: Mapped[dt.date] = c.day("开始日期", "From", required=True)
    ends_on: Mapped[dt.date | None] = c.day("结束日期", "Until")
    effect: Mapped[str | None] = c.long_text("效果", "Effect")
