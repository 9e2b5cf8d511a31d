"""个人信息保护的纸面材料：the notice to guardians, a guardian's copy, the account of a year, and what is told after an incident."""

from __future__ import annotations

from typing import Any

from app import clock
from app.access import lookers
from app.access.guard import Actor
from app.access.vocabulary import Chapter, Label
from app.figures import data_protection
from app.models.law.data_incident import DataIncident
from app.models.people.student import Student
from app.models.school.school import School
from app.reports import guardian_copy
from app.reports._html import moment
from app.reports._notice import NOTICE, VERSION
from app.reports.document import Column, Passage, Table
from app.reports.sheet import Block, Cut, Field, Fields, Leaf, Note, NothingToPrint, SheetData, Signatures
from app.reports.sheets import Ask, Asked, SheetKind, imprint

_NOTICE_TITLE = "未成年人个人信息处理告知书"
_COPY_TITLE = "孩子个人信息副本"
_YEAR_TITLE = "未成年人个人信息保护合规审计材料"
_INCIDENT_TITLE = "个人信息安全事件告知书"
_DAYS_OF_LOOKS = 366


def notice(session: Any, actor: Actor, _ask: Ask) -> SheetData:
    """One leaf with a slip to sign and bring back."""
    texts = tuple(Passage(head, paragraphs) for head, paragraphs in NOTICE)
    slip: tuple[Block, ...] = (
        Cut("回执（请填写后由孩子带回学校）"),
        Fields((Field("孩子姓名"), Field("班级")), 2),
        Note(
            "我已阅读本告知书。同意的用途请打勾：□ 建立档案和联系　□ 结对帮扶和关爱记录　□ 活动照片　□ 报送主管部门　□ 提供给资助方"
        ),
        Signatures(("监护人",)),
    )
    contact = Fields((Field("个人信息保护负责人", _officer(session, actor)),), 1)
    return SheetData(
        imprint(session, actor, _NOTICE_TITLE),
        (Leaf(_NOTICE_TITLE, (*texts, contact, *slip), subtitle=f"版本 {VERSION}"),),
    )


def _officer(session: Any, actor: Actor) -> str:
    school = session.get(School, actor.school_id)
    return " ".join(filter(None, (school.privacy_officer, school.privacy_phone))) if school else ""


def copy(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """Everything of one child, and who looked at it."""
    child = session.get(Student, ask.student_id) if ask.student_id is not None else None
    if child is None or not lookers.may_ask(session, actor, child.id):
        raise NothingToPrint("请先选择一名孩子；副本只能由校长或本班班主任提供给监护人。")
    blocks: list[Block] = []
    for part in guardian_copy.parts(session, actor, child.id):
        for number, row in enumerate(part.rows):
            blocks.append(
                Fields(tuple(Field(label, text) for label, text in row), 2, part.label if not number else "")
            )
    subject = child.name
    session.rollback()
    blocks += [
        _looks(actor, ask.student_id or 0),
        Note(
            "其他人的电话、证件号已隐去。心理辅导的内容不在学校管理人员可见范围，需要时请直接与心理教师商量。"
        ),
    ]
    return SheetData(
        imprint(session, actor, _COPY_TITLE, subject), (Leaf(_COPY_TITLE, tuple(blocks), subtitle=subject),)
    )


def _looks(actor: Actor, student_id: int) -> Table:
    since = actor.today.fromordinal(actor.today.toordinal() - _DAYS_OF_LOOKS)
    rows = tuple(
        (f"{row.day:%Y-%m-%d}", row.roles, "；".join(f"{what} {of}" for what, of, _times in row.acts))
        for row in lookers.who_looked(actor, student_id, since)
    )
    return Table(
        "近一年谁看过",
        (Column("日期", 1), Column("身份", 1), Column("做了什么", 3)),
        rows,
        empty="没有人看过。",
    )


def year(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """The account of the year in which the month asked for lies; of this year otherwise."""
    span = data_protection.year_of((ask.month or actor.today).year, actor.today)
    head = imprint(session, actor, _YEAR_TITLE, f"{span.starts_on.year}年")
    session.rollback()
    sections = data_protection.account(actor, span, None)
    tables = tuple(
        Table(
            section.title.zh, (Column("项目", 3), Column("数量", 2)),
            tuple((line.label.zh, str(line.value)) for line in section.lines), empty="没有。",
        )
        for section in sections
    )  # fmt: skip
    days = f"{span.starts_on:%Y-%m-%d} 至 {span.ends_on:%Y-%m-%d}"
    return SheetData(
        head,
        (
            Leaf(
                _YEAR_TITLE,
                (
                    *tables,
                    Note("日志是否完好，以程序“日志核验”页当天的结果为准。"),
                    Signatures(("个人信息保护负责人", "校长"), has_seal=True),
                ),
                subtitle=days,
            ),
        ),
    )


def incident(session: Any, actor: Actor, ask: Ask) -> SheetData:
    """What guardians are told after an incident (个人信息保护法 57)."""
    row = session.get(DataIncident, ask.row_id) if ask.row_id is not None else None
    if row is None:
        raise NothingToPrint("没有这条安全事件。请先登记，再来打印告知书。")
    texts = (
        Passage(
            "",
            (
                "尊敬的监护人：",
                f"学校于{moment(clock.in_china(row.known_at))}发现一起个人信息{row.kind.label.zh}事件，可能涉及您的孩子，现告知如下。",
            ),
        ),
        Passage("涉及的信息和原因", (f"涉及：{row.data}。", *row.what.splitlines())),
        Passage("可能造成的危害", (row.harm,)),
        Passage("学校已采取的措施", tuple(row.measures.splitlines())),
        Passage("您可以做什么", (row.advice or "如接到可疑电话或信息，请不要理会，并告诉学校。",)),
        Passage("联系人", (_officer(session, actor) or "请与班主任联系。",)),
    )
    return SheetData(
        imprint(session, actor, _INCIDENT_TITLE),
        (Leaf(_INCIDENT_TITLE, (*texts, Signatures(("校长",), has_seal=True))),),
    )


_ABOUT_LAW = Chapter.LAW
SHEETS = (
    SheetKind(
        slug="data-notice",
        label=Label("个人信息处理告知书", "Notice on personal data"),
        entity="Consent",
        asks=(Asked.SCHOOL,),
        collect=notice,
        about=Label("发给监护人阅读签字，附回执。", "For guardians to read and sign, with a slip."),
        chapter=_ABOUT_LAW,
    ),
    SheetKind(
        slug="guardian-copy",
        label=Label("监护人副本", "Guardian's copy"),
        entity="Student",
        asks=(Asked.STUDENT,),
        collect=copy,
        about=Label(
            "学校保存的这名孩子的全部信息，不含心理辅导。",
            "All that is kept of the child, without counseling.",
        ),
        chapter=_ABOUT_LAW,
        is_sealed=True,
    ),
    SheetKind(
        slug="data-protection-year",
        label=Label("合规审计材料", "Yearly account"),
        entity="Erasure",
        asks=(Asked.SCHOOL, Asked.MONTH),
        collect=year,
        about=Label(
            "一年里的同意、请求、访问、事件、删除和账号，只有数字。",
            "Consents, requests, access, incidents, deletions: numbers only.",
        ),
        chapter=_ABOUT_LAW,
    ),
    SheetKind(
        slug="data-incident",
        label=Label("安全事件告知书", "Notice of an incident"),
        entity="DataIncident",
        asks=(Asked.ROW,),
        collect=incident,
        about=Label("按登记内容生成，发给涉及的监护人。", "For the guardians concerned."),
        chapter=_ABOUT_LAW,
    ),
)
