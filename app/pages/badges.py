"""Numbers beside the menu: what waits for the person, read from what is kept and never reckoned for a page.

Asking the judge on every page would cost more than the page. The number of children is that of the morning's run of the
reminders, so it stands still until the next run and says when it was reckoned; where the last run is too old, a red dot
says so and no old number is shown. At most one statement each for what a role has, and none for who has nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from app import clock
from app.access.grants import allowed
from app.access.guard import Actor, system_session
from app.access.vocabulary import Action
from app.extensions import db
from app.models.counseling.counseling_referral import CounselingReferral, ReferralStatus
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.pages.menu import cares_for_children
from app.standards.reminding import is_stale, kept_waiting


@dataclass(frozen=True, slots=True)
class Badge:
    """A number (0: only a dot), how grave it is, and the sentence that a screen reader says instead of it."""

    count: int
    tone: str
    sentence: str


#: The address of a row of the menu, and its badge.
Badges = dict[str, Badge]
_Rows = Iterator[tuple[str, Badge]]


def badges_of(actor: Actor, running: int) -> Badges:
    """What waits for the person; `running` are the incidents under way that he may see, counted already."""
    with db.session.no_autoflush:
        return {address: badge for make in _MAKERS for address, badge in make(actor, running)}


def _incidents(_actor: Actor, running: int) -> _Rows:
    if running:
        yield (
            url_for("emergency.show"),
            Badge(running, "bad", _("正在处置的突发事件 %(count)s 起", count=running)),
        )


def _children(actor: Actor, _running: int) -> _Rows:
    """What the run of the morning found for mentors and homeroom teachers."""
    if not cares_for_children(actor):
        return
    with system_session("what waits for a teacher", reads_only=True) as session:
        ran_at, waiting = kept_waiting(session, actor.school_id, actor.staff_id)
    if ran_at is None or is_stale(ran_at):
        yield url_for("reminders.show"), Badge(0, "bad", _("提醒已超过一天没有计算"))
    elif waiting.due or waiting.overdue:
        when = clock.in_china(ran_at).strftime("%m-%d %H:%M")
        told = _(
            "还要联系 %(due)s 人，欠 %(overdue)s 人（%(when)s 计算）",
            due=waiting.due,
            overdue=waiting.overdue,
            when=when,
        )
        tone = "warn" if waiting.overdue else "info"
        yield url_for("entry.mine"), Badge(max(waiting.due, waiting.overdue), tone, told)


def _referrals(actor: Actor, _running: int) -> _Rows:
    """Only who answers referrals edits them."""
    if not allowed(actor.roles, CounselingReferral, Action.EDIT):
        return
    count = _count(CounselingReferral, CounselingReferral.status == ReferralStatus.WAITING)
    if count:
        yield (
            "/admin/counseling-referrals/",
            Badge(count, "warn", _("等待接收的转介 %(count)s 件", count=count)),
        )


def _drafts(actor: Actor, _running: int) -> _Rows:
    if not allowed(actor.roles, TermSummary, Action.APPROVE):
        return
    count = _count(TermSummary, TermSummary.status != SummaryStatus.APPROVED)
    if count:
        yield url_for("reports.show"), Badge(count, "info", _("等待审定的总结 %(count)s 份", count=count))


def _count(entity: Any, condition: Any) -> int:
    counted = select(func.count(entity.id)).where(condition, entity.archived_at.is_(None))
    return db.session.scalar(counted) or 0


_MAKERS: tuple[Callable[[Actor, int], _Rows], ...] = (_incidents, _children, _referrals, _drafts)
