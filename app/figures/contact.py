"""Section 五, contact with children and families: visits, talks, calls, reports, and how far the duties are done."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select

from app import clock
from app.access.vocabulary import Label
from app.figures._conditions import contacts, left_behind, standing
from app.figures._registry import Conditions, Reading, Rows, Sum, figure
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.care.guardian_report import GuardianReport
from app.models.care.mentoring import Mentoring
from app.models.management.care_standard_item import RuleSubject
from app.models.people.care_registration import CareRegistration
from app.models.people.student import Student
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate

_BY_LINE = (Channel.PHONE, Channel.VIDEO, Channel.ONLINE)
_C = ContactRecord
#: A record entered later than this after the contact is shown as late (R31).
LATE_DAYS = 14


class Duty(StrEnum):
    """What standards ask of contacts: each school has one or the other of these rules (domain 3.3, V03 to V05)."""

    VISITS = "visits"
    TALKS = "talks"
    CALLS = "calls"


#: duty -> the rules of the catalogue that ask for it.
CODES = {
    Duty.VISITS: frozenset({"R01a", "R01b", "R01c", "R01d", "R02"}),
    Duty.TALKS: frozenset({"R03a", "R03b", "R03c", "R03d", "R04"}),
    Duty.CALLS: frozenset({"R05a", "R05b", "R05c", "R05d"}),
}


def _asked_by(duty: Duty) -> tuple[str, ...]:
    return tuple(sorted(CODES[duty]))


@figure(
    "home-visits",
    Label("家访", "Home visits"),
    Label(
        "教师上门并见到人的次数；电话不算", "Visits at the home that met somebody; phone calls do not count"
    ),
    5,
    systems=("D01",),
    rules=_asked_by(Duty.VISITS),
)
def home_visits(_session: Any, at: AsOf) -> Rows:
    return Rows(_C, contacts(at, _C.channel == Channel.HOME_VISIT))


@figure(
    "children-visited",
    Label("被家访的儿童", "Children visited at home"),
    Label("本学期至少家访一次的留守儿童 ÷ 留守儿童", "Visited at least once / left-behind children"),
    5,
    systems=("D01",),
)
def children_visited(_session: Any, at: AsOf) -> Rows:
    visited = select(_C.student_id).where(*contacts(at, _C.channel == Channel.HOME_VISIT))
    all_children = (Student.id.in_(left_behind(at)),)
    return Rows(Student, (*all_children, Student.id.in_(visited)), all_children)


@figure(
    "talks",
    Label("谈心", "Talks"),
    Label("教师与学生联系的次数，各种方式合计", "Contacts between staff and child, by any means"),
    5,
    systems=("D03",),
    rules=_asked_by(Duty.TALKS),
)
def talks(_session: Any, at: AsOf) -> Rows:
    return Rows(_C, contacts(at, _C.parties == Parties.STAFF_CHILD))


@figure(
    "parent-contacts",
    Label("与家长联系", "Contacts with parents"),
    Label("教师与父母联系上的次数，各种方式合计", "Contacts between staff and parents, by any means"),
    5,
    systems=("D04",),
    rules=_asked_by(Duty.CALLS),
)
def parent_contacts(_session: Any, at: AsOf) -> Rows:
    return Rows(_C, contacts(at, _C.parties == Parties.STAFF_PARENT))


@figure(
    "guardian-contacts",
    Label("与监护人联系", "Contacts with guardians"),
    Label("教师与监护人联系上的次数，各种方式合计", "Contacts between staff and guardians, by any means"),
    5,
    systems=("D05",),
)
def guardian_contacts(_session: Any, at: AsOf) -> Rows:
    return Rows(_C, contacts(at, _C.parties == Parties.STAFF_GUARDIAN))


@figure(
    "family-calls",
    Label("亲子通话、视频", "Calls between child and parents"),
    Label("学生与父母通话、视频、网络联系的次数", "By phone, video or online message"),
    5,
    systems=("D07",),
)
def family_calls(_session: Any, at: AsOf) -> Rows:
    return Rows(_C, contacts(at, _C.parties == Parties.CHILD_PARENT, _C.channel.in_(_BY_LINE)))


@figure(
    "family-letters",
    Label("亲子书信", "Letters between child and parents"),
    Label("学生与父母通信的次数", "Letters between child and parents"),
    5,
    systems=("D11",),
)
def family_letters(_session: Any, at: AsOf) -> Rows:
    return Rows(_C, contacts(at, _C.parties == Parties.CHILD_PARENT, _C.channel == Channel.LETTER))


@figure(
    "unreached",
    Label("联系未成功", "Not reached"),
    Label("登记了但没有联系上的次数，不计入以上各项", "Tried without success; counted nowhere else"),
    5,
)
def unreached(_session: Any, at: AsOf) -> Rows:
    in_term = (_C.happened_at >= at.begins_at, _C.happened_at < at.closes_at)
    return Rows(_C, (*standing(_C, at), *in_term, _C.reached.is_(False)))


@figure(
    "guardian-reports",
    Label("监护人通报单", "Guardian reports sent"),
    Label("本学期已送交的 ÷ 留守儿童", "Sent in the term / left-behind children"),
    5,
    systems=("D15",),
    rules=("R12",),
)
def guardian_reports(_session: Any, at: AsOf) -> Rows:
    sent = select(GuardianReport.student_id).where(
        *standing(GuardianReport, at), GuardianReport.term_id == at.term_id, GuardianReport.sent_on <= at.day
    )
    all_children = (Student.id.in_(left_behind(at)),)
    return Rows(Student, (*all_children, Student.id.in_(sent)), all_children)


@figure(
    "talks-done",
    Label("谈心完成率", "Talks done"),
    Label(
        "已谈心的次数 ÷ 本校制度规定应谈心的次数（逐周、逐月等各期累计，每期不超额计）",
        "Talks done / talks that the school's standard asks for, period by period",
    ),
    5,
    systems=("D03",),
    rules=_asked_by(Duty.TALKS),
)
def talks_done(session: Any, at: AsOf) -> Sum:
    return fulfilment(session, at, Duty.TALKS)


@figure(
    "calls-done",
    Label("家长通话完成率", "Calls with parents done"),
    Label(
        "已与家长联系的次数 ÷ 本校制度规定应联系的次数（每期不超额计）",
        "Calls done / calls with parents that the school's standard asks for",
    ),
    5,
    systems=("D04",),
    rules=_asked_by(Duty.CALLS),
)
def calls_done(session: Any, at: AsOf) -> Sum:
    return fulfilment(session, at, Duty.CALLS)


@figure(
    "visits-done",
    Label("家访完成率", "Home visits done"),
    Label(
        "已家访的次数 ÷ 本校制度规定应家访的次数（学期结束前只计已足数的）",
        "Visits done / visits that the school's standard asks for; before the term ends only of those complete",
    ),
    5,
    systems=("D01",),
    rules=_asked_by(Duty.VISITS),
)
def visits_done(session: Any, at: AsOf) -> Sum:
    return fulfilment(session, at, Duty.VISITS)


def fulfilment(session: Any, at: AsOf, duty: Duty) -> Sum:
    """Done out of due of one duty; its rows are the pairs or registrations that owed something."""
    owing = [outcome for outcome in evaluate(session, at, codes=CODES[duty]).outcomes if outcome.due]
    subject = (
        RuleSubject.PAIR if all(e.rule.subject is RuleSubject.PAIR for e in owing) else RuleSubject.CHILD
    )
    reading = Reading(int(sum(each.done for each in owing)), int(sum(each.due for each in owing)))
    by = (*contacts(at), _C.parties, _C.channel, _C.staff_id, Mentoring.mentor_id, Mentoring.starts_on)
    rows = sorted(each.subject_id for each in owing if each.rule.subject is subject)
    return Sum(Mentoring if subject is RuleSubject.PAIR else CareRegistration, reading, tuple(rows), by)


@figure(
    "follow-ups-open",
    Label("待回访事项", "Follow-ups open"),
    Label("计划回访日期已到、尚未完成回访的记录", "Due by the day and not done"),
    13,
)
def follow_ups_open(_session: Any, at: AsOf) -> Rows:
    open_still = or_(_C.follow_up_done_on.is_(None), _C.follow_up_done_on > at.day)
    return Rows(_C, (*_recorded(at), _C.follow_up_on <= at.day, open_still))


@figure(
    "follow-ups-done",
    Label("已回访事项", "Follow-ups done"),
    Label("本学期联系记录中已完成的回访", "Done, of the contacts of the term"),
    13,
)
def follow_ups_done(_session: Any, at: AsOf) -> Rows:
    return Rows(_C, (*_recorded(at), _C.follow_up_done_on <= at.day))


def _recorded(at: AsOf) -> Conditions:
    return (*standing(_C, at), _C.happened_at >= at.begins_at, _C.happened_at < at.closes_at)


@figure(
    "late-records",
    Label("迟录的联系", "Contacts recorded late"),
    Label(
        f"本学期联系中，联系后超过 {LATE_DAYS} 天才录入的 ÷ 录入的全部联系",
        f"Entered more than {LATE_DAYS} days after they happened / contacts of the term",
    ),
    5,
    rules=("R31",),
)
def late_records(session: Any, at: AsOf) -> Sum:
    """Counted here and not in the database: a day is one of China, which the two databases reckon differently."""
    found = session.execute(
        select(_C.id, _C.happened_at, _C.created_at).where(*contacts(at)).order_by(_C.id)
    ).all()
    late = tuple(key for key, happened, created in found if is_late(happened, created))
    return Sum(_C, Reading(len(late), len(found)), late, (*contacts(at), _C.created_at))


def is_late(happened_at: dt.datetime, created_at: dt.datetime) -> bool:
    """Whether a contact was entered so long after it happened that nobody remembers it well."""
    return (clock.in_china(created_at).date() - clock.in_china(happened_at).date()).days > LATE_DAYS


@figure(
    "difficulties",
    Label("联系中发现的困难", "Difficulties found"),
    Label(
        "本学期联系上的记录中写有困难的", "Contacts of the term that reached somebody and name a difficulty"
    ),
    13,
)
def difficulties(_session: Any, at: AsOf) -> Rows:
    return Rows(_C, contacts(at, _C.difficulty.is_not(None), _C.difficulty != ""))


def by_month(session: Any, at: AsOf) -> Counter[tuple[int, Parties, Channel]]:
    """(month, parties, channel) -> contacts that reached somebody; months as China's calendar has them."""
    found = session.execute(select(_C.happened_at, _C.parties, _C.channel).where(*contacts(at)))
    return Counter((clock.in_china(moment).month, parties, channel) for moment, parties, channel in found)
