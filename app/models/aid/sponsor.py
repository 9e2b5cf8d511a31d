"""Sponsor 资助方：a person, company, society or office that gives to children or to the school."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class SponsorKind(Choice):
    """What kind of giver it is."""

    PERSON = "person", "个人", "Person"
    COMPANY = "company", "企业", "Company"
    SOCIETY = "society", "团体", "Society"
    OFFICE = "office", "机关", "Public office"


class Sponsor(SchoolEntity):
    """A giver; the phone is his own and not for the wall."""

    spec = Spec(
        label=Label("资助方", "Sponsor"),
        chapter=Chapter.AID,
        group=Group.SPONSORS,
        title="name",
        listed=("name", "kind", "contact_name", "phone", "address"),
        searched=("name", "contact_name"),
        filtered=("kind",),
        order="name",
        indexes=(("school_id", "name"),),
        systems=("A27", "L05", "L07"),
        rules=(
            Unique(
                ("school_id", "name", "phone"),
                Label("同名同电话的资助方已经登记，请勿重复登记。", "A sponsor of this name and phone is registered."),
            ),
        ),
    )  # fmt: skip

    name: Mapped[str] = c.text("名称", "Name", length=60, required=True)
    kind: Mapped[SponsorKind] = c.choice("类别", "Kind", SponsorKind, required=True)
    contact_name: Mapped[str | None] = c.text("联系人", "Contact", length=40, level=Level.PERSONAL)
    phone: Mapped[str | None] = c.phone("电话", "Phone", place="sponsors.phone", level=Level.PERSONAL)
    address: Mapped[str | None] = c.address("地址", "Address", place="sponsors.address", level=Level.PERSONAL)
