"""突发事件通知登记表: an incident with every addressee, his limit, when he was told by whom, and every attempt (H01)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app import clock
from app.access.emergency_board import Board, Line, board
from app.access.guard import Actor
from app.access.vocabulary import Label
from app.reports.document import Column, Table
from app.reports.sheet import Field, Fields, Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "突发事件通知登记表"
_NOTICES = (
    Column("通知对象", 1.2), Column("姓名", 1.2), Column("学生", 0.8), Column("最迟时间", 0.8, True),
    Column("通知到", 0.8, True), Column("用时（分）", 0.6, True), Column("超时（分）", 0.6, True), Column("说明", 1.6),
)  # fmt: skip
_CALLS = (
    Column("时间", 0.7, True), Column("对象", 1.1), Column("联系人", 0.9), Column("号码", 1.1),
    Column("方式", 0.7, True), Column("结果", 0.8, True), Column("经办人", 0.8),
)  # fmt: skip


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """One incident that the person works on or answers for.

    Read from the board, whose reader need not see the children's own rows (any staff member may have opened it).
    """
    found = board(actor, ask.row_id) if ask.row_id is not None else None
    if found is None:
        raise NothingToPrint("没有这次突发事件。请从事件的详情页点“打印”。")
    leaf = Leaf(
        title=_TITLE,
        blocks=(_facts(found), _notices(found), _calls(found), Signatures(("处置人", "校长"), has_seal=True)),
        is_landscape=True,
    )
    return SheetData(imprint(session, actor, _TITLE, f"{found.kind.label.zh} {_at(found.known_at)}"), (leaf,))


def _facts(found: Board) -> Fields:
    children = "、".join(f"{child.school_class} {child.name}".strip() for child in found.children)
    hospital = f"{_at(found.sent_to_hospital_at)} {found.hospital}".strip()
    return Fields(
        (
            Field("事件类别", found.kind.label.zh), Field("地点", found.place),
            Field("发生时间", _at(found.occurred_at)), Field("学校得知时间", _at(found.known_at)),
            Field("涉及学生", children, 2), Field("情况", found.description, 2, 2),
            Field("现场处置", found.first_aid, 2), Field("送医", hospital), Field("在校期间", "是" if found.is_in_school_time else "否"),
            Field("处置人", found.handler), Field("结束时间", _at(found.closed_at)), Field("处理结果", found.outcome, 2, 2),
        )
    )  # fmt: skip


def _notices(found: Board) -> Table:
    return Table("通知情况", _NOTICES, tuple(_notice(found, line) for line in found.lines))


def _notice(found: Board, line: Line) -> tuple[str, ...]:
    took = (line.reached_at - found.known_at) if line.reached_at is not None else None
    minutes = "" if took is None else str(int(took.total_seconds() // 60))
    said = line.late_reason or line.given_up_reason or ("" if line.is_owed else "不计时限")
    limit = _at(line.due_at) if line.due_at else "立即" if line.is_owed else ""
    late = str(line.minutes_late) if line.minutes_late else ""
    return (line.addressee.label.zh, line.who, line.child, limit, _at(line.reached_at), minutes, late, said)


def _calls(found: Board) -> Table:
    calls = sorted(((call, line) for line in found.lines for call in line.tries), key=lambda pair: pair[0].at)
    rows = tuple(
        (
            _at(call.at), line.addressee.label.zh, call.who, call.phone,
            call.way.label.zh, call.result.label.zh, call.by,
        )
        for call, line in calls
    )  # fmt: skip
    return Table("联系记录", _CALLS, rows, empty="还没有联系记录。")


def _at(moment: dt.datetime | None) -> str:
    return f"{clock.in_china(moment):%m-%d %H:%M}" if moment is not None else ""


SHEET = SheetKind(
    slug="incident-notices",
    label=Label(_TITLE, "Record of notices"),
    entity="Incident",
    asks=(Asked.ROW,),
    collect=collect,
    about=Label(
        "一次事件一张：通知对象、时限、用时、经办人和每次联系。",
        "One incident: addressees, limits, minutes, calls.",
    ),
    systems=("H01", "H02"),
)
