"""安全责任书未签名单：who has not signed the pledge of the school year, layer by layer."""

from __future__ import annotations

from typing import Any

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.figures import pledges
from app.models.safety.safety_pledge import PledgeLayer
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "安全责任书签订情况"
_COLUMNS = (Column("序号", 0.4, is_number=True), Column("应签人", 2), Column("签名", 2), Column("日期", 1.2))


def collect(session: Any, actor: Actor, _ask: Ask) -> SheetData:
    """The unsigned of every layer that has a list, with room to sign at once."""
    year = pledges.year_on(session, actor.today)
    tables = [table for layer in PledgeLayer if year and (table := _table(session, year.id, layer))]
    if year is None or not tables:
        raise NothingToPrint("本学年还没有责任书名单，请先在“安全责任书”里生成。")
    leaf = Leaf(_TITLE, (*tables, Signatures(("经办人", "校长"), has_seal=True)), subtitle=year.label)
    return SheetData(imprint(session, actor, _TITLE, year.label), (leaf,))


def _table(session: Any, year_id: int, layer: PledgeLayer) -> Table | None:
    signed, listed = pledges.signed_of(session, year_id, layer)
    if not listed:
        return None
    names = pledges.unsigned(session, year_id, layer)
    rows = tuple((str(place), name, "", "") for place, (_key, name) in enumerate(names, 1))
    caption = f"{layer.label.zh}：应签{listed}份，已签{signed}份"
    return Table(caption, _COLUMNS, rows, empty="全部签订。")


SHEET = SheetKind(
    slug="unsigned-pledges",
    label=Label("责任书未签名单", "Unsigned pledges"),
    entity="SafetyPledge",
    asks=(Asked.SCHOOL,),
    collect=collect,
    about=Label("各层责任书的份数和还没有签的人。", "Numbers of each layer and who has not signed."),
    systems=("A09",),
)
