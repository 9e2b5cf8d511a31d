"""监护人通报单：the letter of a term to the guardian, four topics and advice, with a seal and a receipt to send back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import Actor
from app.access.vocabulary import Label
from app.models.care.guardian_report import GuardianReport
from app.models.people.student import Student
from app.models.school.school_class import SchoolClass
from app.models.school.staff import Staff
from app.models.school.term import Term
from app.reports.document import Passage
from app.reports.sheet import Block, Cut, Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_TITLE = "致监护人的通报"
_TOPICS = {
    "study": "学习情况",
    "life": "生活情况",
    "conduct": "品德表现",
    "psych": "心理状态",
    "advice": "给家长的建议",
}


def collect(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """One report, a child's newest, or those of a class in the term: a letter each."""
    own = GuardianReport
    found = (
        select(
            Student.name.label("child"), SchoolClass.label.label("school_class"), Term.label.label("term"),
            Staff.name.label("author"), *(getattr(own, name) for name in _TOPICS),
        )
        .join(Student, Student.id == own.student_id)
        .join(Term, Term.id == own.term_id)
        .outerjoin(SchoolClass, SchoolClass.id == Student.school_class_id)
        .outerjoin(Staff, Staff.id == own.author_id)
        .where(own.archived_at.is_(None), *_which(ask))
        .order_by(SchoolClass.grade, SchoolClass.number, Student.name, Term.starts_on.desc())
    )  # fmt: skip
    leaves = tuple(_leaf(row) for row in session.execute(found).mappings())
    if not leaves:
        raise NothingToPrint("没有监护人通报单。请先在“监护人通报单”里填写，再来打印。")
    return SheetData(imprint(session, actor, _TITLE, leaves[0].name if len(leaves) == 1 else ""), leaves)


def _which(ask: Ask) -> tuple[Any, ...]:
    if ask.row_id is not None:
        return (GuardianReport.id == ask.row_id,)
    in_term = GuardianReport.term_id == ask.term_id if ask.term_id is not None else Term.is_current
    if ask.student_id is not None:
        return (in_term, GuardianReport.student_id == ask.student_id)
    if ask.school_class_id is not None:
        return (in_term, Student.school_class_id == ask.school_class_id)
    return (in_term,)


def _leaf(row: Any) -> Leaf:
    who = f"{row['school_class'] or ''} {row['child']}".strip()
    greeting = Passage(
        "",
        (
            f"{row['child']}同学的监护人：",
            f"现将{row['child']}同学本学期在校的情况告诉您。",
        ),
    )
    texts = tuple(Passage(head, _paragraphs(row[name])) for name, head in _TOPICS.items())
    blocks: tuple[Block, ...] = (
        greeting,
        *texts,
        Signatures((f"班主任（{row['author']}）" if row["author"] else "班主任", "校长"), has_seal=True),
        Cut("回执（请填写后由孩子带回学校）"),
        Passage("", (f"{who}的通报已经收到。我的意见：",)),
        Signatures(("监护人",)),
        Note("如有急事，请拨打联系卡上的学校亲情电话。"),
    )
    return Leaf(_TITLE, blocks, subtitle=row["term"], name=who)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


SHEET = SheetKind(
    slug="guardian-report",
    label=Label("监护人通报单", "Guardian report"),
    entity="GuardianReport",
    asks=(Asked.ROW, Asked.STUDENT, Asked.CLASS, Asked.SCHOOL, Asked.TERM),
    collect=collect,
    about=Label("给监护人的信，盖章，附回执。", "A letter with the school's seal and a receipt."),
    systems=("D15",),
)
