"""结对资助名单 and 捐赠物资登记表：who supports which child, and what was given to the school (domain 4.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.access.grants import Roles, allowed, readable_columns
from app.access.guard import Actor
from app.access.vocabulary import Action, Label, Mask
from app.figures.aid import in_yuan, sponsorships_on
from app.models.aid.donation import Donation
from app.models.aid.sponsor import Sponsor
from app.reports import _terms
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_SPONSORSHIPS = (
    Column("序号", 0.4, True), Column("资助方", 1.2), Column("类别", 0.6), Column("联系方式", 1.1, True),
    Column("学生", 0.8), Column("班级", 0.8, True), Column("开始", 0.9, True), Column("结束", 0.9, True),
    Column("年资助额（元）", 1, True), Column("经办", 0.9),
)  # fmt: skip
_DONATIONS = (
    Column("序号", 0.4, True), Column("日期", 0.9, True), Column("物品", 1.2), Column("数量", 0.9, True),
    Column("受助人数", 0.7, True), Column("捐赠方", 1.3), Column("说明", 1.4),
)  # fmt: skip


def _sponsorships(session: Any, actor: Actor, _ask: Ask) -> SheetData:
    """The sponsorships in force today, by sponsor."""
    rows, phones = sponsorships_on(session, actor.today), _phones(session, actor.roles)
    if not rows:
        raise NothingToPrint("现在没有有效的结对资助。")
    lines = tuple(_sponsorship(place, row, phones) for place, row in enumerate(rows, 1))
    yearly = sum((row[6] for row in rows if row[6] is not None), Decimal(0))
    total = ("", "合计", "", "", f"{len({row[2:4] for row in rows})}人", "", "", "", in_yuan(yearly), "")
    title = "结对资助名单"
    table = Table("", _SPONSORSHIPS, lines, total=total)
    leaf = Leaf(title, (table, Signatures(("填表人", "校长"))), f"截至{actor.today}", is_landscape=True)
    return SheetData(imprint(session, actor, title, f"{actor.today}"), (leaf,))


def _sponsorship(place: int, row: Any, phones: dict[int, str]) -> tuple[str, ...]:
    sponsor, kind, child, label, starts_on, ends_on, yearly, via, key = row
    return (
        str(place), sponsor or "", kind.label.zh if kind else "", phones.get(key, ""), child, label or "",
        f"{starts_on}", f"{ends_on}" if ends_on else "", in_yuan(yearly), via or "",
    )  # fmt: skip


def _phones(session: Any, roles: Roles) -> dict[int, str]:
    """Sponsors' phones as far as the roles may read them, whole only for those who may see them whole."""
    if "phone" not in readable_columns(roles, Sponsor):
        return {}
    is_whole = allowed(roles, Sponsor, Action.SEE_FULL)
    found = session.execute(select(Sponsor.id, Sponsor.phone).where(Sponsor.phone.is_not(None)))
    return {key: phone if is_whole else Mask.PHONE.apply(phone) for key, phone in found}


def _donations(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """What was given in the term; a quantity that was not counted is printed with 约."""
    term = _terms.term_of(session, ask)
    found = (
        select(Donation, Sponsor.name)
        .outerjoin(Sponsor, Sponsor.id == Donation.sponsor_id)
        .where(Donation.archived_at.is_(None), Donation.received_on.between(term.starts_on, term.ends_on))
        .order_by(Donation.received_on, Donation.id)
    )
    lines = tuple(
        (
            str(place), f"{gift.received_on}", gift.item, gift.quantity_in_words,
            "" if gift.recipients is None else str(gift.recipients), giver or "", gift.note or "",
        )
        for place, (gift, giver) in enumerate(session.execute(found), 1)
    )  # fmt: skip
    if not lines:
        raise NothingToPrint("本学期没有登记捐赠物资。")
    title = "捐赠物资登记表"
    leaf = Leaf(title, (Table("", _DONATIONS, lines), Signatures(("填表人", "校长"))), term.label)
    return SheetData(imprint(session, actor, title, term.label), (leaf,))


SHEETS = (
    SheetKind(
        slug="sponsorship-list",
        label=Label("结对资助名单", "Sponsorship list"),
        entity="Sponsorship",
        asks=(Asked.SCHOOL,),
        collect=_sponsorships,
        about=Label("今天有效的结对资助。", "The sponsorships in force today."),
        systems=("L05",),
    ),
    SheetKind(
        slug="donation-list",
        label=Label("捐赠物资登记表", "Donation list"),
        entity="Donation",
        asks=(Asked.SCHOOL, Asked.TERM),
        collect=_donations,
        about=Label("一学期收到的物资，约数照写。", "The gifts of a term; about stays about."),
        systems=("A27", "L07", "L09"),
    ),
)
