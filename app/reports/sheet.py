"""What a sheet of paper is made of: plain blocks on leaves, each leaf beginning a new page under the school's name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from app.reports.document import Passage, Table


@dataclass(frozen=True, slots=True)
class SheetImprint:
    """Head and foot of the whole file. *subject* says whose it is ("三(2)班", "王小溪") and goes into the file's name.

    *mark* stands in the upper corner of every page: 保密, 张贴版; empty prints "仅限校内工作使用" in the foot only.
    """

    school: str
    title: str
    subject: str
    printed_by: str
    printed_at: dt.datetime
    mark: str = ""
    #: The last line of the log when it was printed, as `Head.shown`; "" prints none.
    log_head: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A label and what stands beside it; an empty *value* is left to be written by hand.

    *span* is the number of label-value pairs it is as wide as; *lines* the least height, in lines to write on.
    """

    label: str
    value: str = ""
    span: int = 1
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Fields:
    """A grid of labels and values, *columns* pairs beside each other (1 to 3); pairs that do not fit begin a row."""

    fields: tuple[Field, ...]
    columns: int = 2
    caption: str = ""

    def rows(self) -> tuple[tuple[Field, ...], ...]:
        """The fields in rows; the last of a row is widened to its end."""
        made: list[list[Field]] = []
        free = 0
        for field in self.fields:
            span = min(field.span, self.columns)
            if span > free:
                made.append([])
                free = self.columns
            made[-1].append(Field(field.label, field.value, span, field.lines))
            free -= span
        return tuple(tuple(_widened(row, self.columns)) for row in made)


def _widened(row: list[Field], columns: int) -> list[Field]:
    last = row[-1]
    free = columns - sum(field.span for field in row)
    return [*row[:-1], Field(last.label, last.value, last.span + free, last.lines)]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, two in a row, each with its date; *has_seal* leaves room for the school's seal."""

    labels: tuple[str, ...]
    has_seal: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A small sentence under what it explains."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """The short code of the row, to be typed, and the same as a QR; *hint* says what it is for."""

    code: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CodedTable:
    """A table to be filled by hand: before each row its short code as digits and as a QR."""

    table: Table
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A line across the page to fold or cut along."""

    words: str = "沿此线折叠"


@dataclass(frozen=True, slots=True)
class Certificate:
    """An award on a framed page of its own: to whom, for what, which title, from whom and when; *number* stands small below."""

    recipient: str
    text: str
    title: str
    giver: str
    day: str
    number: str = ""


Block: TypeAlias = Fields | Table | Passage | Signatures | Note | Code | CodedTable | Cut | Certificate


@dataclass(frozen=True, slots=True)
class Leaf:
    """One unit of paper: begins on a new page; *name* is its bookmark ("三(2)班 王小溪"), empty the title.

    *title* and *subtitle* stand at its head; a *code* goes into the upper right corner. A *cover* has its title low and large.
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    name: str = ""
    code: Code | None = None
    is_landscape: bool = False
    is_cover: bool = False


@dataclass(frozen=True, slots=True)
class SheetData:
    """All that is printed into one file."""

    imprint: SheetImprint
    leaves: tuple[Leaf, ...]


class NothingToPrint(Exception):
    """There is no row for what was asked; the message is a sentence for the person."""
