"""The duties of the first release: a small fixed part of the standard of 杨疃 (domain 3.4, PS1)."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.vocabulary import Choice, Label
from app.models.care.contact_record import Channel, Parties
from app.standards.calendar import Per


class Subject(Choice):
    """For whom a duty is counted, and whose records fulfil it."""

    #: Each pair owes its own; only the mentor's records of the child count.
    PAIR = "pair", "每对结对", "Each pair"
    #: Each registered child; records of whoever was its homeroom teacher on the day count.
    CHILD = "child", "每名儿童", "Each child"


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty: `count` contacts of these kinds `per` period. A contact nobody answered never counts."""

    code: str
    name: Label
    text: Label
    subject: Subject
    per: Per
    count: int
    parties: frozenset[Parties]
    channels: frozenset[Channel]


@dataclass(frozen=True, slots=True)
class Standard:
    """A school's set of duties and where it comes from."""

    name: Label
    rules: tuple[Rule, ...]
    #: How many children each member of staff should mentor (R30a).
    children_per_staff: int


_FAMILY = frozenset({Parties.STAFF_PARENT, Parties.STAFF_GUARDIAN})

TALKS = Rule(
    "R03a",
    Label("谈心", "Talks"),
    Label("帮扶教师每周与每名儿童谈心不少于一次", "The mentor talks with each child every week"),
    Subject.PAIR,
    Per.WEEK,
    1,
    frozenset({Parties.STAFF_CHILD}),
    frozenset(Channel),
)
CALLS = Rule(
    "R05a",
    Label("家长通话", "Calls with parents"),
    Label("帮扶教师每月与每名儿童的家长通话不少于一次", "The mentor calls each child's parents every month"),
    Subject.PAIR,
    Per.MONTH,
    1,
    frozenset({Parties.STAFF_PARENT}),
    frozenset({Channel.PHONE, Channel.VIDEO, Channel.ONLINE}),
)
VISITS_BY_MENTOR = Rule(
    "R01a",
    Label("家访", "Home visits"),
    Label("帮扶教师每学期到每名儿童家中家访不少于两次", "The mentor visits each home twice a term"),
    Subject.PAIR,
    Per.TERM,
    2,
    _FAMILY,
    frozenset({Channel.HOME_VISIT}),
)
VISITS_BY_HOMEROOM = Rule(
    "R01a",
    Label("家访", "Home visits"),
    Label("班主任每学期到每名儿童家中家访不少于两次", "The homeroom teacher visits each home twice a term"),
    Subject.CHILD,
    Per.TERM,
    2,
    _FAMILY,
    frozenset({Channel.HOME_VISIT}),
)

YANGTUAN = Standard(
    Label("杨疃中心学校留守儿童关爱制度（2012年）", "Yangtuan Central School (2012)"),
    (TALKS, CALLS, VISITS_BY_MENTOR, VISITS_BY_HOMEROOM),
    children_per_staff=6,
)
