"""The data of the mentor workload report (帮扶教师工作量): an overview and one page per mentor (domain 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.access.guard import Actor
from app.reports.charts import Chart
from app.reports.document import Figure, Fraction, Imprint


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One person of the overview; *by_duty* stands in the order of the overview's duty names."""

    name: str
    school: str
    children: int
    total: Fraction
    by_duty: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All mentors side by side, in the order of names or of the staff list: never ranked.

    *uncovered* are children without a mentor ("三(2)班 王小溪"), *without_pairs* staff without a child. *limits* says
    how many children one may have, *over* who has more, *moves* which children could go to whom and why.
    """

    duty_names: tuple[str, ...]
    lines: tuple[StaffLine, ...]
    total: StaffLine
    uncovered: tuple[str, ...]
    without_pairs: tuple[str, ...]
    charts: tuple[Chart, ...] = ()
    limits: str = ""
    over: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentee:
    """A child of the mentor; *guardian* ("外祖母 李桂兰") only in copies whose reader may have it, else empty."""

    name: str
    school_class: str
    boarding: str
    pair_kind: str
    period: str
    is_primary: bool
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule of the standard for this mentor; *missing* names the weeks or months not done ("第3、5周", "11月").

    A rule in words without a number (*is_counted_only*) has what was done and nothing due.
    """

    name: str
    rule: str
    result: Fraction
    missing: tuple[str, ...] = ()
    is_counted_only: bool = False


@dataclass(frozen=True, slots=True)
class Volume:
    """Contacts of one kind (parties × channel): how many in each month, how many minutes in all."""

    kind: str
    by_month: tuple[int, ...]
    minutes: int

    @property
    def times(self) -> int:
        return sum(self.by_month)


@dataclass(frozen=True, slots=True)
class MentorPage:
    """One mentor's page. *load* says in words how the number of children stands to the standard.

    *volume_in_words* sums the volume up; *difficulties*, *extra* and *flags* are counts with their wording; *unreached*
    are children never reached in the last two due periods; *of_others* is what class teacher and school owe to his
    children. Nothing about counseling belongs here, not even a count.
    """

    name: str
    post: str
    category: str
    school: str
    load: str
    mentees: tuple[Mentee, ...]
    duties: tuple[Duty, ...]
    months: tuple[str, ...]
    volume: tuple[Volume, ...]
    difficulties: tuple[Figure, ...] = ()
    unreached: tuple[str, ...] = ()
    extra: tuple[Figure, ...] = ()
    flags: tuple[Figure, ...] = ()
    volume_in_words: str = ""
    of_others: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class CounselorPage:
    """A counselor's own work in numbers only: no name of a child, no class, no reason."""

    name: str
    sessions: int
    minutes: int
    cards_finished: int
    cards_unfinished: int


@dataclass(frozen=True, slots=True)
class MentorWorkloadData:
    """The whole report; without *overview* it is one mentor's own copy."""

    imprint: Imprint
    weeks: int
    months: int
    overview: Overview | None
    mentors: tuple[MentorPage, ...]
    counselors: tuple[CounselorPage, ...] = ()


def collect(session: Any, actor: Actor, term: Any, *, only_staff_id: int | None = None) -> MentorWorkloadData:
    """The workload in a term (an entity) up to today, of what *session*'s actor sees.

    With *only_staff_id* it is that person's own copy: one page, no overview.
    """
    # It needs the classes above.
    from app.reports import _workload

    return _workload.collect(session, actor, term, only_staff_id)
