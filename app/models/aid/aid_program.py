"""AidProgram 资助项目：one kind of help a child can get, from the exemptions of the state to gifts."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique


class AidKind(Choice):
    """What is given (domain 2.7)."""

    TUITION = "tuition", "免杂费", "Fees waived"
    BOOKS = "books", "免书本费", "Books waived"
    LIVING = "living", "生活补助", "Living subsidy"
    MEALS = "meals", "营养餐", "Meals"
    RELIEF = "relief", "济难救助", "Relief"
    TEMPORARY = "temporary", "临时救助", "Temporary relief"
    ALLOWANCE = "allowance", "低保", "Minimum living allowance"
    SPONSORSHIP = "sponsorship", "结对资助", "Sponsorship"
    DONATION = "donation", "捐助", "Donation"
    CLASS = "class", "春蕾班", "Spring bud class"


class AidPeriod(Choice):
    """How often it is given."""

    ONCE = "once", "一次性", "Once"
    MONTH = "month", "月", "Monthly"
    TERM = "term", "学期", "Each term"
    YEAR = "year", "年", "Yearly"


class AidProgram(SchoolEntity):
    """A program; children get it through AidGrant rows."""

    spec = Spec(
        label=Label("资助项目", "Aid program"),
        chapter=Chapter.AID,
        group=Group.SETTINGS,
        level=Level.PUBLIC,
        title="name",
        listed=("code", "name", "kind", "period"),
        searched=("code", "name"),
        filtered=("kind", "period"),
        order="code",
        systems=("G08", "L03", "L08"),
        rules=(
            Unique(
                ("school_id", "code"),
                Label("这个项目代码已经用过，请换一个。", "This code is taken; choose another."),
            ),
        ),
    )

    code: Mapped[str] = c.text("代码", "Code", length=20, required=True)
    name: Mapped[str] = c.text("名称", "Name", length=60, required=True)
    kind: Mapped[AidKind] = c.choice("类别", "Kind", AidKind, required=True)
    period: Mapped[AidPeriod] = c.choice("发放周期", "Given", AidPeriod, required=True)
