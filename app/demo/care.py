"""Pairs, peer pairs, plans and guardian reports of the demo: among them a mentor with too many and one who records nothing."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from app.database import ClosedSession
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.pupils import Pupil
from app.demo.rows import insert_all, insert_named
from app.demo.township import Place
from app.models.care.guardian_report import GuardianReport, SentBy
from app.models.care.individual_plan import IndividualPlan, PlanKind, PlanTrigger
from app.models.care.mentoring import Mentoring, MentoringFocus, MentoringKind
from app.models.care.peer_pairing import PeerPairing, PeerPairingKind
from app.models.care.plan_stage import PlanStage
from app.models.school.staff import Staff
from app.models.school.term import Term

#: Places in the central school's staff list (`township._POSTS`).
PRINCIPAL, COUNSELOR, COUNSELOR2, OFFICE, ADMIN, MENTOR, OVERLOADED, SILENT = 0, 1, 2, 3, 4, 8, 9, 10
_LOADS = {MENTOR: 7, OVERLOADED: 13, SILENT: 4}
_WITHOUT_PAIRS = (COUNSELOR, ADMIN)
_UNCOVERED = 2
_MOST_OF_OWN_CLASS = 5
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A child with its mentor from a day on."""

    child: Child
    mentor: Staff
    starts_on: dt.date
    ends_on: dt.date | None
    is_primary: bool = True


def make_pairs(
    session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates, chance: random.Random
) -> list[Pair]:
    """Every child but two of the central school has a mentor; one child has two, one changed mentor in the term."""
    here = [child for child in children if child.left_on is None]
    chance.shuffle(here)
    uncovered = _UNCOVERED if place.is_central else 0
    covered = [*here[: len(here) - uncovered], *(child for child in children if child.left_on)]
    mentors = _mentors(place, covered)
    pairs = [_pair(child, mentor, dates, chance) for child, mentor in zip(covered, mentors, strict=True)]
    if place.is_central:
        pairs += _changes(place, pairs, dates)
    insert_all(session, Mentoring, [_mentoring(place, pair) for pair in pairs])
    return pairs


def _mentors(place: Place, children: Sequence[Child]) -> list[Staff]:
    """A mentor for each child: its homeroom teacher where he has room, else the others in turn."""
    if not place.is_central:
        return [staff for staff, _child in zip(cycle(place.staff), children, strict=False)]
    fixed = [place.staff[index] for index, load in _LOADS.items() for _ in range(load)]
    heads = {staff.id for staff in place.heads.values()}
    others = [
        staff
        for index, staff in enumerate(place.staff)
        if index not in _LOADS and index not in _WITHOUT_PAIRS and staff.id not in heads
    ]
    turn, loads = cycle(others), Counter[int]()
    found = []
    for number, child in enumerate(children):
        head = place.heads[child.pupil.school_class.id]
        if number < len(fixed):
            staff = fixed[number]
        else:
            staff = head if loads[head.id] < _MOST_OF_OWN_CLASS else next(turn)
        loads[staff.id] += 1
        found.append(staff)
    return found


def _pair(child: Child, mentor: Staff, dates: DemoDates, chance: random.Random) -> Pair:
    starts_on = _begun(child, dates) + chance.randrange(5, 12) * _DAY
    return Pair(child, mentor, starts_on, child.left_on)


def _changes(place: Place, pairs: list[Pair], dates: DemoDates) -> list[Pair]:
    """The first pair of a homeroom teacher ends in the fifth week and goes on with another; a second child gets two."""
    heads = {staff.id for staff in place.heads.values()}
    standing = [index for index, pair in enumerate(pairs) if pair.mentor.id in heads and pair.ends_on is None]
    changed, doubled = pairs[standing[0]], pairs[standing[3]]
    border = dates.current.days.starts_on + 32 * _DAY
    pairs[standing[0]] = Pair(changed.child, changed.mentor, changed.starts_on, border)
    office = place.staff[OFFICE]
    return [
        Pair(changed.child, office, border + _DAY, None),
        Pair(doubled.child, office, dates.current.days.starts_on + 7 * _DAY, None, is_primary=False),
    ]


def _mentoring(place: Place, pair: Pair) -> dict[str, Any]:
    return {
        "school_id": place.school.id,
        "student_id": pair.child.id,
        "mentor_id": pair.mentor.id,
        "kind": MentoringKind.TEACHER if pair.is_primary else MentoringKind.LOVE_MOTHER,
        "is_primary": pair.is_primary,
        "focus": frozenset({MentoringFocus.STUDY, MentoringFocus.LIFE}),
        "starts_on": pair.starts_on,
        "ends_on": pair.ends_on,
        "end_reason": None if pair.ends_on is None else "父母返乡" if pair.child.left_on else "调整帮扶教师",
    }


def make_peer_pairs(
    session: ClosedSession,
    place: Place,
    pupils: Sequence[Pupil],
    children: Sequence[Child],
    dates: DemoDates,
    chance: random.Random,
) -> None:
    """Helpers out of the child's own class, left-behind ones among them."""
    rows = []
    for child in children:
        classmates = [
            pupil
            for pupil in pupils
            if pupil.place_in_school == child.pupil.place_in_school and pupil.id != child.id
        ]
        if child.left_on or not classmates or chance.random() > 0.82:
            continue
        kind = PeerPairingKind.STUDY_HELPER if chance.random() < 0.75 else PeerPairingKind.HAND_IN_HAND
        rows.append(
            {
                "school_id": place.school.id,
                "student_id": child.id,
                "helper_id": chance.choice(classmates).id,
                "kind": kind,
                "is_same_desk": chance.random() < 0.5,
                "set_by_id": place.heads[child.pupil.school_class.id].id,
                "starts_on": _begun(child, dates) + 10 * _DAY,
            }
        )
    insert_all(session, PeerPairing, rows)


def _begun(child: Child, dates: DemoDates) -> dt.date:
    """The term in which the child was first registered."""
    return (dates.last if child.was_registered_before else dates.current).days.starts_on


def make_plans(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    """Study-help plans in both terms, and two individual education plans now, with stages due and checked."""
    helped = [child for child in children if not child.left_on][::11]
    rows = [
        _plan(place, term, child)
        for term in (place.last, place.current)
        for child in helped
        if term is place.current or child.was_registered_before
    ]
    if place.is_central:
        rows += [_education_plan(place, child) for child in helped[1:3]]
    ids = insert_named(session, IndividualPlan, rows)
    stages = [
        _stage(place, plan_id, plan, number, dates.today)
        for plan_id, plan in zip(ids, rows, strict=True)
        for number in (1, 2)
    ]
    insert_all(session, PlanStage, stages)


def _plan(place: Place, term: Term, child: Child) -> dict[str, Any]:
    return {
        "school_id": place.school.id,
        "student_id": child.id,
        "term_id": term.id,
        "kind": PlanKind.STUDY_HELP,
        "subject": "数学" if child.id % 2 else "语文",
        "triggers": None,
        "author_id": place.heads[child.pupil.school_class.id].id,
        "made_on": term.starts_on + 14 * _DAY,
        "help_time": "每周三放学后",
        "content": "补上学期没有掌握的内容，每周一次，由学习帮手陪同完成作业。",
        "expected_effect": "期末达到班级中等水平。",
    }


def _education_plan(place: Place, child: Child) -> dict[str, Any]:
    return _plan(place, place.current, child) | {
        "kind": PlanKind.INDIVIDUAL_EDUCATION,
        "subject": None,
        "help_time": None,
        "triggers": frozenset({PlanTrigger.STUDY}),
        "content": "班主任每周家庭联系一次，任课教师分层布置作业，每月小结。",
    }


def _stage(place: Place, plan_id: int, plan: dict[str, Any], number: int, today: dt.date) -> dict[str, Any]:
    due_on = plan["made_on"] + number * 28 * _DAY
    is_checked = due_on < today and (plan_id + number) % 5 != 0
    return {
        "school_id": place.school.id,
        "plan_id": plan_id,
        "no": number,
        "due_on": due_on,
        "goal": "按时完成作业，口算和听写过关。" if number == 1 else "单元测验达到合格。",
        "effect": "基本达到，作业按时率明显提高。" if is_checked else None,
        "checked_on": due_on if is_checked else None,
        "checked_by_id": plan["author_id"] if is_checked else None,
    }


def make_guardian_reports(
    session: ClosedSession, place: Place, children: Sequence[Child], chance: random.Random
) -> None:
    """Nearly all of the last term, and the first of this one."""
    rows = []
    for term, share in ((place.last, 0.95), (place.current, 0.3)):
        for child in children:
            is_known = child.guardian_id is not None and (
                term is place.current or child.was_registered_before
            )
            if is_known and child.left_on is None and chance.random() < share:
                rows.append(_report(place, term, child, chance))
    insert_all(session, GuardianReport, rows)


def _report(place: Place, term: Term, child: Child, chance: random.Random) -> dict[str, Any]:
    # Reports of a term that goes on were handed over at the parents' meeting of its eighth week.
    week = 18 if term is place.last else 8
    return {
        "school_id": place.school.id,
        "student_id": child.id,
        "term_id": term.id,
        "author_id": place.heads[child.pupil.school_class.id].id,
        "study": chance.choice(
            ("上课专心，作业按时完成。", "数学进步明显，语文还要多读。", "作业有时拖拉，需要督促。")
        ),
        "life": chance.choice(("在校食宿正常，会自己整理内务。", "生活有规律，早餐要按时吃。")),
        "conduct": chance.choice(("尊敬老师，乐于助人。", "遵守纪律，和同学相处融洽。")),
        "psych": chance.choice(("情绪稳定，爱说爱笑。", "有时想念父母，老师多陪伴。")),
        "advice": chance.choice(
            ("请每周固定时间和父母视频一次。", "请督促按时睡觉，少看手机。", "请陪孩子读书，每天半小时。")
        ),
        "sent_on": term.starts_on + (week * 7 - 3) * _DAY,
        "sent_by": chance.choice((SentBy.MEETING, SentBy.WRITTEN, SentBy.HOME_VISIT)),
        "received_by_id": child.guardian_id,
    }
