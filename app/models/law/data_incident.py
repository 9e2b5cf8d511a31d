"""DataIncident 个人信息安全事件: what leaked or may have, which children it touches, and who was told when (security P-15)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped

from app import clock
from app.access.vocabulary import Chapter, Choice, Group, Label, Level
from app.models import _columns as c
from app.models._base import SchoolEntity, Spec
from app.models._rules import Judged, Problem, not_before
from app.models._validation import Look


class DataIncidentKind(Choice):
    """What became of the data (个人信息保护法 57)."""

    LEAKED = "leaked", "泄露", "Leaked"
    CHANGED = "changed", "篡改", "Changed"
    LOST = "lost", "丢失", "Lost"
    MISUSED = "misused", "越权查看或滥用", "Seen or used without right"


def _known_by_now(row: DataIncident, _look: Look) -> Problem | None:
    if row.known_at <= clock.now() + dt.timedelta(minutes=1):
        return None
    return Problem("known_at", Label("发现时间不能晚于现在。", "It cannot be found out in the future."))


def _nobody_told_says_why(row: DataIncident, _look: Look) -> Problem | None:
    if row.closed_on is None or row.guardians_told_on is not None or (row.why_not_told or "").strip():
        return None
    return Problem(
        "why_not_told",
        Label(
            "结案前请写明告知监护人的日期；不告知的，写明采取了什么措施能有效避免危害。",
            "Say when the guardians were told, or which measures made harm impossible.",
        ),
    )


class DataIncident(SchoolEntity):
    """Where it concerns what one account saw in a time, the log says which children (`/law/incidents/…`)."""

    spec = Spec(
        label=Label("个人信息安全事件", "Incident with personal data"),
        chapter=Chapter.LAW,
        group=Group.LAW,
        level=Level.PERSONAL,
        title="kind",
        listed=("known_at", "kind", "authority_told_at", "guardians_told_on", "closed_on"),
        filtered=("kind", "known_at", "closed_on"),
        order="-known_at",
        rules=(
            not_before("ended_at", "began_at", Label("结束时间不能早于开始时间。", "Ended before it began.")),
            Judged(_known_by_now),
            Judged(_nobody_told_says_why),
        ),
    )

    kind: Mapped[DataIncidentKind] = c.choice("类别", "Kind", DataIncidentKind, required=True)
    known_at: Mapped[dt.datetime] = c.moment("发现时间", "Found out at", required=True)
    began_at: Mapped[dt.datetime | None] = c.moment("起", "From")
    ended_at: Mapped[dt.datetime | None] = c.moment("止", "Until")
    account_id: Mapped[int | None] = c.ref(
        "涉及的账号", "Account concerned", "User", hint=Label("填写后可按操作日志查出涉及哪些孩子。", "The log then tells which children.")
    )  # fmt: skip
    what: Mapped[str] = c.long_text("经过和原因", "What happened and why", required=True)
    data: Mapped[str] = c.text("涉及的信息种类", "Which data", length=200, required=True)
    harm: Mapped[str] = c.text("可能造成的危害", "Possible harm", length=200, required=True)
    measures: Mapped[str] = c.long_text("已采取的补救措施", "What was done", required=True)
    advice: Mapped[str | None] = c.text("监护人可以怎样减轻危害", "What guardians can do", length=200)
    authority_told_at: Mapped[dt.datetime | None] = c.moment("报告主管部门时间", "Authority told at")
    guardians_told_on: Mapped[dt.date | None] = c.day("告知监护人日期", "Guardians told on")
    why_not_told: Mapped[str | None] = c.text("不告知的理由", "Why not told", length=200)
    closed_on: Mapped[dt.date | None] = c.day("结案日期", "Closed on")
