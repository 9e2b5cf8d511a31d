"""TermFigure 人工统计数：a number of a term that no table of the program can know, with its source."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Mapped

from app.access.vocabulary import Chapter, Choice, Group, Label
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Unique
from app.models._terms import in_open_term


class FigureCode(Choice):
    """What is counted outside the program."""

    SCHOOL_AGE = "school-age-in-catchment", "学区适龄儿童数", "School-age children of the catchment"
    SCHOOL_AGE_LEFT_BEHIND = "school-age-left-behind", "学区适龄留守儿童数", "School-age left-behind children"
    ENROLLED_AT_START = "enrolled-at-start", "学期初在校人数", "Pupils at the start of term"
    LEAVING_GRADE = "leaving-grade", "毕业年级人数", "Pupils of the leaving grade"
    GRADUATED = "graduated", "毕业人数", "Graduates"
    MIGRANT_WORKERS = "migrant-workers", "学区外出务工人数", "People working away"
    HOUSEHOLDS = "households", "学区户数", "Households of the catchment"


class TermFigure(SchoolEntity):
    """A number somebody counted, once a term."""

    spec = Spec(
        label=Label("人工统计数", "Counted figure"),
        chapter=Chapter.MANAGEMENT,
        group=Group.OFFICE_WORK,
        title="code",
        listed=("term_id", "code", "value", "source"),
        filtered=("term_id", "code"),
        order="-id",
        systems=("N02", "N03", "N04"),
        rules=(
            Unique(
                ("school_id", "term_id", "code"),
                Label("本学期已有这个数，请修改原来的一条。", "The term has this figure; edit that one."),
            ),
            in_open_term,
        ),
    )

    term_id: Mapped[int] = c.ref("学期", "Term", "Term", required=True)
    code: Mapped[FigureCode] = c.choice("统计项", "Figure", FigureCode, required=True)
    value: Mapped[Decimal] = c.decimal("数值", "Value", required=True, least=0, most=10_000_000)
    source: Mapped[str] = c.text("来源", "Source", length=100, required=True)
