"""Papers of the library: the catalogue, the loans of a term, what is overdue by class, and the damage register."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.facilities.book import Book
from app.models.facilities.book_incident import BookIncident
from app.models.facilities.book_loan import BookLoan
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.reports import _terms
from app.reports._html import day
from app.reports.document import Column, Table
from app.reports.sheet import Leaf, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_NUMBER = Column("序号", 0.4, is_number=True)


def _catalogue(session: Any, actor: Actor, _ask: Ask) -> SheetData:
    """Every standing book in the order of its number."""
    books = session.scalars(select(Book).where(Book.archived_at.is_(None)).order_by(Book.accession_no)).all()
    rows = tuple(
        (b.accession_no, b.title, b.category, f"{b.price:.2f}", day(b.registered_on), b.shelf or "", b.state.label.zh)
        for b in books
    )  # fmt: skip
    columns = (
        Column("图书编号"), Column("书名", 2), Column("分类"), Column("定价（元）", 0.8, is_number=True),
        Column("登记日期", 1.2), Column("书架", 0.6), Column("状态", 0.6),
    )  # fmt: skip
    return _paper(session, actor, "图书目录", f"共{len(books)}册", columns, rows, "还没有登记图书。")


def _loans(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The loans that began in the term, with number of volumes per child and day."""
    term = _terms.term_of(session, ask)
    in_term = BookLoan.borrowed_on.between(term.starts_on, term.ends_on)
    lines = _lent(session, ask, in_term)
    rows = tuple(
        (str(place), name, label or "", title, "1", f"{price:.2f}", day(lent), day(due), day(back) if back else "")
        for place, (label, name, title, _number, price, lent, due, back) in enumerate(lines, 1)
    )  # fmt: skip
    columns = (
        _NUMBER, Column("姓名"), Column("班级"), Column("书名", 1.8), Column("册数", 0.5, is_number=True),
        Column("定价（元）", 0.8, is_number=True), Column("借阅时间", 1.2), Column("应还时间", 1.2),
        Column("归还时间", 1.2),
    )  # fmt: skip
    nothing = "这个学期没有借阅记录。"
    return _paper(session, actor, "图书借阅登记", term.label, columns, rows, nothing, is_landscape=True)


def _overdue(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """Each class on a leaf of its own, to be handed to its teacher; names and books only."""
    late = BookLoan.returned_on.is_(None), BookLoan.due_on < actor.today
    lines = _lent(session, ask, *late)
    if not lines:
        raise NothingToPrint("今天没有逾期未还的图书。")
    columns = (Column("姓名"), Column("书名", 2), Column("图书编号"), Column("应还日期", 1.2))
    leaves = []
    for label, group in groupby(lines, lambda line: line[0] or "未编班"):
        rows = tuple((name, title, number, day(due)) for _c, name, title, number, _p, _l, due, _b in group)
        leaves.append(
            Leaf(
                "逾期图书名单",
                (Table(label, columns, rows),),
                subtitle=f"截至{day(actor.today)}",
                name=label,
            )
        )
    return SheetData(imprint(session, actor, "逾期图书名单"), tuple(leaves))


def _damage(session: Any, actor: Actor, _ask: Ask) -> SheetData:
    """All entries of lost and damaged books, the latest first."""
    found = (
        select(BookIncident, Book.title, Book.accession_no, Book.price)
        .join(Book, Book.id == BookIncident.book_id)
        .where(BookIncident.archived_at.is_(None))
        .order_by(BookIncident.found_on.desc(), BookIncident.id)
    )
    rows = tuple(
        (
            day(each.found_on), number, title, f"{price:.2f}", each.kind.label.zh, each.cause,
            each.resolved.label.zh, day(each.resolved_on) if each.resolved_on else "",
        )
        for each, title, number, price in session.execute(found)
    )  # fmt: skip
    columns = (
        Column("发现日期", 1.2), Column("图书编号"), Column("书名", 1.5), Column("定价（元）", 0.8, is_number=True),
        Column("情况", 0.6), Column("原因", 2), Column("处理结果", 0.8), Column("处理日期", 1.2),
    )  # fmt: skip
    nothing = "没有丢失或破损的登记。"
    return _paper(session, actor, "图书损毁登记册", "", columns, rows, nothing, is_landscape=True)


def _lent(session: Any, ask: Ask, *conditions: Any) -> list[Any]:
    """(class, child, title, number, price, lent, due, back) of loans, by class, child and day."""
    found = (
        select(
            SchoolClass.label, Student.name, Book.title, Book.accession_no, Book.price,
            BookLoan.borrowed_on, BookLoan.due_on, BookLoan.returned_on,
        )
        .select_from(BookLoan)
        .join(Student, Student.id == BookLoan.student_id)
        .join(Book, Book.id == BookLoan.book_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .where(*conditions, BookLoan.archived_at.is_(None))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name, BookLoan.borrowed_on)
    )  # fmt: skip
    if ask.school_class_id is not None:
        found = found.where(SchoolClass.id == ask.school_class_id)
    return list(session.execute(found))


def _paper(
    session: Any,
    actor: Actor,
    title: str,
    subtitle: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[str, ...], ...],
    nothing: str,
    *,
    is_landscape: bool = False,
) -> SheetData:
    if not rows:
        raise NothingToPrint(nothing)
    blocks = (Table("", columns, rows), Signatures(("图书管理员", "负责人")))
    leaf = Leaf(title, blocks, subtitle=subtitle, is_landscape=is_landscape)
    return SheetData(imprint(session, actor, title, subtitle), (leaf,))


SHEETS = (
    SheetKind(
        slug="book-catalogue",
        label=Label("图书目录", "Catalogue"),
        entity="Book",
        asks=(Asked.SCHOOL,),
        collect=_catalogue,
        about=Label("全部图书，按编号排列。", "All books by number."),
        systems=("I01",),
    ),
    SheetKind(
        slug="loan-list",
        label=Label("图书借阅登记", "Loan register"),
        entity="BookLoan",
        asks=(Asked.CLASS, Asked.SCHOOL, Asked.TERM),
        collect=_loans,
        about=Label("一个学期的借阅：书名、册数、定价、借还时间。", "The loans of a term."),
        systems=("I02", "I03"),
    ),
    SheetKind(
        slug="overdue-list",
        label=Label("逾期图书名单", "Overdue books"),
        entity="BookLoan",
        asks=(Asked.CLASS, Asked.SCHOOL),
        collect=_overdue,
        about=Label("每班一页，交班主任催还。", "A page a class, for its teacher."),
        systems=("I02",),
    ),
    SheetKind(
        slug="damage-register",
        label=Label("图书损毁登记册", "Damage register"),
        entity="BookIncident",
        asks=(Asked.SCHOOL,),
        collect=_damage,
        about=Label("丢失和破损的图书、原因和处理结果。", "Lost and damaged books, why, and what was done."),
        systems=("I04",),
    ),
)
