"""The counseling room of the demo: cases with sealed notes, referrals in every state, one recusal with its cover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app import clock
from app.database import ClosedSession
from app.demo.care import COUNSELOR, COUNSELOR2
from app.demo.dates import DemoDates
from app.demo.families import Child
from app.demo.room import make_room, opened
from app.demo.rows import add_all
from app.demo.township import Place
from app.models.counseling.counseling_case import CaseSource, CounselingCase, Risk
from app.models.counseling.counseling_referral import CounselingReferral, ReferralStatus
from app.models.counseling.counseling_session import CounselingSession
from app.models.counseling.counselor_recusal import CounselorRecusal
from app.models.counseling.crisis_report import CrisisReport, Danger
from app.models.counseling.disclosure import Disclosure, Ground
from app.models.counseling.disclosure_notice import DisclosureNotice
from app.models.people.student import Student
from app.models.school.staff import Staff

_ISSUES = (
    "想念父母，夜里睡不好。",
    "和同学相处紧张，常常一个人。",
    "害怕考试，上课走神。",
    "与祖辈争吵后不愿回家。",
)
_MATTERS = (
    "谈到家里的变化，说着说着哭了。",
    "画了一幅全家人吃饭的画。",
    "练习把想说的话写成信。",
    "说这一周睡得好些了。",
)
_DAY = dt.timedelta(days=1)


def make_counseling(
    session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates
) -> None:
    """Two counselors with enough children for totals in the central school; the villages have none."""
    if not place.is_central:
        return
    chosen = [child for child in children if child.left_on is None]
    make_room(session, place.staff[COUNSELOR], place.staff[COUNSELOR2])
    with opened(session, place.staff[COUNSELOR]):
        _cases(session, place, place.staff[COUNSELOR], chosen[3:75:12], dates, first=1)
    with opened(session, place.staff[COUNSELOR2]):
        cases = _cases(session, place, place.staff[COUNSELOR2], chosen[8:60:20], dates, first=7)
        _crisis(session, place, cases[0], dates)
    _referrals(session, place, chosen[1:90:18], dates)
    _recusal(session, place, dates)


def _cases(
    session: ClosedSession,
    place: Place,
    counselor: Staff,
    children: Sequence[Child],
    dates: DemoDates,
    first: int,
) -> list[CounselingCase]:
    opened_on = dates.current.days.starts_on + 2 * _DAY
    cases = [
        CounselingCase(
            school_id=place.school.id,
            case_no=f"{dates.current.first_year}-{first + number:03d}",
            student_id=child.id,
            counselor_id=counselor.id,
            opened_on=opened_on + number * 3 * _DAY,
            source=CaseSource.REFERRAL if number % 2 else CaseSource.CHILD,
            issue=_ISSUES[number % len(_ISSUES)],
            risk=Risk.WATCH if number == 1 else Risk.NONE,
        )
        for number, child in enumerate(children)
    ]
    add_all(session, cases)
    sessions = [
        _session(case, case.opened_on + week * 7 * _DAY, week, dates)
        for number, case in enumerate(cases)
        for week in range(2 + number % 3)
    ]
    add_all(session, sessions)
    return cases


def _session(case: CounselingCase, day: dt.date, number: int, dates: DemoDates) -> CounselingSession:
    started_at = clock.from_china(dt.datetime.combine(day, dt.time(15, 10)))
    # The newest card of a case may wait for its notes.
    is_open = (dates.today - day).days < 25 and number > 1
    return CounselingSession(
        school_id=case.school_id,
        case_id=case.id,
        counselor_id=case.counselor_id,
        started_at=started_at,
        minutes=30 + 5 * (number % 4),
        place="心理辅导室",
        matter=_MATTERS[number % len(_MATTERS)],
        process="倾听、陪伴，一起做放松练习。",
        advice="与班主任约定多给表现的机会。",
        completed_at=None if is_open else started_at + dt.timedelta(hours=3),
    )


def _crisis(session: ClosedSession, place: Place, case: CounselingCase, dates: DemoDates) -> None:
    found_at = clock.from_china(
        dt.datetime.combine(dates.current.days.starts_on + 30 * _DAY, dt.time(10, 20))
    )
    report = CrisisReport(
        school_id=place.school.id,
        case_id=case.id,
        found_at=found_at,
        danger=Danger.OWN_LIFE,
        facts="情绪剧烈波动，说过激烈的话。",
        measures="全程陪伴，联系监护人到校，约定每日见面。",
        measures_at=found_at + dt.timedelta(minutes=5),
        alerted_principal_at=found_at + dt.timedelta(minutes=15),
        alert_text="一名学生需要安排专人陪护，请到心理辅导室商量。",
    )
    add_all(session, [report])
    _told(session, place, case, found_at + dt.timedelta(minutes=20))


def _told(session: ClosedSession, place: Place, case: CounselingCase, at: dt.datetime) -> None:
    """The homeroom teacher knows what he has to do, and nothing else of the case."""
    text = "这两周请每天早晚和他说几句话，课间不要让他一个人。有不对劲的地方，马上打电话给我。"
    child = session.get_one(Student, case.student_id)
    head = place.heads[child.school_class_id or 0]
    own = {"school_id": place.school.id, "created_at": at}
    notice = DisclosureNotice(
        **own,
        receiver_id=head.id,
        from_id=case.counselor_id,
        sent_at=at,
        ground=Ground.OWN_LIFE.label.zh,
        text=text,
    )
    add_all(session, [notice])
    told = Disclosure(
        **own, case_id=case.id, counselor_id=case.counselor_id, told_at=at, receiver=head.name, text=text,
        ground=Ground.OWN_LIFE, notice_id=notice.id,
    )  # fmt: skip
    add_all(session, [told])


def _referrals(session: ClosedSession, place: Place, children: Sequence[Child], dates: DemoDates) -> None:
    answers = (
        ReferralStatus.WAITING, ReferralStatus.ACCEPTED, ReferralStatus.WAITING,
        ReferralStatus.ACCEPTED, ReferralStatus.DECLINED,
    )  # fmt: skip
    rows = []
    for number, (child, status) in enumerate(zip(children, answers, strict=False)):
        day = dates.today - (3 + 11 * number) * _DAY
        is_answered = status is not ReferralStatus.WAITING
        rows.append(
            CounselingReferral(
                school_id=place.school.id,
                student_id=child.id,
                referred_by_id=place.heads[child.pupil.school_class.id].id,
                referred_at=clock.from_china(dt.datetime.combine(day, dt.time(16, 30))),
                is_urgent=number == 0,
                reason="近来上课沉默，常常一个人坐着，请心理老师看看。",
                status=status,
                received_by_id=place.staff[COUNSELOR].id if is_answered else None,
            )
        )
    add_all(session, rows)


def _recusal(session: ClosedSession, place: Place, dates: DemoDates) -> None:
    """Over before the term began, so that no session lies in it."""
    end = dates.current.days.starts_on - 3 * _DAY
    recusal = CounselorRecusal(
        school_id=place.school.id,
        counselor_id=place.staff[COUNSELOR].id,
        starts_at=clock.from_china(dt.datetime.combine(end - 4 * _DAY, dt.time(8))),
        ends_at=clock.from_china(dt.datetime.combine(end, dt.time(18))),
        cover_id=place.staff[COUNSELOR2].id,
    )
    add_all(session, [recusal])
