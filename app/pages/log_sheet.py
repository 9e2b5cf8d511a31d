"""The sheet of the log's heads for the principal's safe: what stands on paper, nobody at the computer can make anew (security L-05)."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from app import clock
from app.access import anchors
from app.access.anchors import Kept
from app.access.audit import Entry, record_read
from app.access.guard import Actor, actor_of, system_session
from app.extensions import db
from app.models.school.school import School
from app.models.system.audit_log import AuditAction, AuditLog
from app.pages.log_check import is_open_to
from app.reports._pdf import RenderFailed
from app.reports.document import Column, Table
from app.reports.printing import print_sheet
from app.reports.sheet import Leaf, Note, SheetData, SheetImprint, Signatures

bp = Blueprint("log_sheet", __name__)

_MONTHS = 24
_TITLE = "操作日志摘要存根"
_USE = (
    "请打印后签名，放入校长保险柜，不要留在本机。核对时打开“日志核验”，把任意一行的 16 位摘要输入；"
    "也可以用命令 flask audit check 核对。日志里找不到，说明那一行以前的日志被改过。"
)


@bp.post("/log-check/sheet")
def download() -> ResponseReturnValue:
    """Sign the head now, and print it under the last signed head of each month."""
    actor = actor_of(db.session)
    if not is_open_to(actor):
        abort(403)
    school = db.session.get_one(School, actor.school_id).name
    db.session.rollback()
    with system_session("sign the head for the sheet") as session:
        anchors.sign(session.connection())
        session.commit()
    with system_session("heads for the sheet", reads_only=True) as session:
        heads = anchors.by_month(session.connection(), _MONTHS)
    record_read(actor, Entry(AuditAction.PRINT, AuditLog.__name__, fields=f"heads={len(heads)}"))
    try:
        paper = print_sheet(sheet(school, actor, heads, clock.in_china(clock.now())))
    except RenderFailed as failure:
        abort(503, str(failure))
    return send_file(
        BytesIO(paper.content), "application/pdf", as_attachment=True, download_name=paper.filename
    )


def sheet(school: str, actor: Actor, heads: list[Kept], moment: dt.datetime) -> SheetData:
    """One leaf: the heads, newest first, and lines to sign on."""
    rows = tuple((str(each.seq), f"{clock.in_china(each.at):%Y-%m-%d %H:%M}", each.shown) for each in heads)
    columns = Column("行号", 1, is_number=True), Column("签名时间"), Column("摘要前 16 位", 2)
    blocks = (
        Table("每月最后一次签名的摘要", columns, rows, empty="日志还没有签名。"),
        Note(_USE),
        Signatures(("校长", "经手人"), has_seal=True),
    )
    imprint = SheetImprint(school, _TITLE, "", actor.name, moment, mark="存根")
    return SheetData(imprint, (Leaf(_TITLE, blocks),))
