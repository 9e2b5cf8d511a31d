"""Drafts the first, further and final report of an incident from its board, in the order offices expect."""

from __future__ import annotations

import datetime as dt

from app import clock
from app.access.emergency_board import Board, Line
from app.models.safety.incident_brief import BriefKind

_NEXT = {
    BriefKind.FIRST: "继续联系尚未通知到的人员，情况有变化随时续报。",
    BriefKind.FURTHER: "继续跟进学生情况，有变化随时续报。",
    BriefKind.FINAL: "对学生继续关心，并检查类似隐患。",
}


def draft_of(board: Board, kind: BriefKind) -> str:
    """Time, place, children, what happened, what was done, who was told, what comes next: one line each."""
    lines = (
        ("时间", f"{_moment(board.occurred_at)}发生，学校{_moment(board.known_at)}得知"),
        ("地点", board.place),
        ("涉及学生", _children(board)),
        ("情况", f"{board.kind.label.zh}。{board.description}"),
        ("处置", _done(board)),
        ("已通知", _told(board)),
        ("下一步", _NEXT[kind] if board.waiting or kind is not BriefKind.FIRST else _NEXT[BriefKind.FURTHER]),
    )
    text = "\n".join(f"{label}：{_sentence(words)}" for label, words in lines)
    return f"{board.school}突发事件{kind.label.zh}\n{text}"


def _children(board: Board) -> str:
    named = [
        f"{child.school_class}{child.name}" + (f"（{child.state}）" if child.state else "")
        for child in board.children
    ]
    return f"{len(named)} 人：" + "、".join(named)


def _done(board: Board) -> str:
    parts = [board.first_aid]
    if board.sent_to_hospital_at:
        parts.append(f"{_moment(board.sent_to_hospital_at)}送往{board.hospital or '医院'}")
    parts.append(board.outcome)
    return "；".join(filter(None, (part.rstrip("。") for part in parts))) or "正在处置"


def _told(board: Board) -> str:
    told = [_reached(line, line.reached_at) for line in board.lines if line.reached_at is not None]
    waiting = len(board.waiting)
    tail = f"；另有 {waiting} 个应通知的对象正在联系" if waiting else ""
    return ("、".join(told) or "尚未通知到") + tail


def _reached(line: Line, at: dt.datetime) -> str:
    of = f"{line.child}的" if line.child else ""
    return f"{clock.in_china(at):%H:%M} {of}{line.addressee.label.zh}"


def _moment(moment: dt.datetime) -> str:
    local = clock.in_china(moment)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def _sentence(words: str) -> str:
    return words if words.endswith("。") else f"{words}。"
