"""咨询记录卡：one session's card, for the counselor alone; never in a batch and never kept as a file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app import clock
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.counseling.counseling_case import CounselingCase
from app.models.counseling.counseling_session import CounselingSession
from app.models.school.staff import Staff
from app.reports.sheet import Field, Fields, Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "心理咨询记录卡"


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The session asked for. The card bears the case number; the child's name is in the counselor's own book."""
    own, case = CounselingSession, CounselingCase
    found = (
        select(own, case.case_no, Staff.name)
        .join(case, case.id == own.case_id)
        .outerjoin(Staff, Staff.id == own.counselor_id)
        .where(own.id == ask.row_id)
    )
    row = session.execute(found).first()
    if row is None:
        raise NothingToPrint("没有这张咨询记录卡。请从记录卡的详情页点“打印”。")
    card, case_no, counselor = row
    leaf = Leaf(
        _TITLE,
        (
            _fields(card, case_no, counselor or ""),
            Note("本卡由心理辅导教师本人保管，锁入专柜，不进入学生档案，不得复印、拍照或外传。"),
            Signatures(("心理辅导教师",)),
        ),
    )
    return SheetData(imprint(session, actor, _TITLE, case_no, mark="保密"), (leaf,))


def _fields(card: CounselingSession, case_no: str, counselor: str) -> Fields:
    done = f"{clock.in_china(card.completed_at):%Y-%m-%d}" if card.completed_at else ""
    return Fields(
        (
            Field("个案编号", case_no), Field("心理教师", counselor),
            Field("时间", f"{clock.in_china(card.started_at):%Y-%m-%d %H:%M}"), Field("时长", f"{card.minutes}分钟"),
            Field("地点", card.place or ""), Field("下次日期", f"{card.next_on:%Y-%m-%d}" if card.next_on else ""),
            Field("主诉", card.matter, 2, 3), Field("咨询过程", card.process or "", 2, 8),
            Field("评估", card.assessment or "", 2, 4), Field("建议", card.advice or "", 2, 4),
            Field("整理完成", done, 2),
        )
    )  # fmt: skip


SHEET = SheetKind(
    slug="counseling-card",
    label=Label("咨询记录卡", "Counseling card"),
    entity="CounselingSession",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label(
        "只供心理辅导教师本人，写个案编号不写姓名。", "For the counselor alone; a case number and no name."
    ),
    systems=("F06",),
    is_sealed=True,
)
