"""Valid invented rows for tests, one small maker per entity; give only what a test is about.

Every maker adds to a system session and flushes, so the rules hold for what tests stand on as well.
Names are invented, phones begin with 100 and ID numbers with 999999.
"""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any, TypeVar

from app import clock
from app.access import sealing
from app.access.guard import Actor
from app.access.vocabulary import Role
from app.models._base import Entity
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.care.guardian_report import GuardianReport
from app.models.care.individual_plan import IndividualPlan, PlanKind
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing, PeerPairingKind
from app.models.care.plan_stage import PlanStage
from app.models.counseling.counseling_case import CaseSource, CounselingCase, Risk
from app.models.counseling.counseling_referral import CounselingReferral
from app.models.counseling.counseling_session import CounselingSession
from app.models.counseling.counselor_recusal import CounselorRecusal
from app.models.counseling.crisis_report import CrisisReport, Danger
from app.models.counseling.disclosure import Disclosure, Ground
from app.models.counseling.disclosure_notice import DisclosureNotice
from app.models.law.consent import Consent, Use
from app.models.law.consent import Ground as ConsentGround
from app.models.people.care_delegation import CareDelegation
from app.models.people.care_registration import AbsenceKind, CareRegistration, GuardianshipKind
from app.models.people.caregiver import Caregiver
from app.models.people.enrollment import Enrollment
from app.models.people.hand_over import Direction, HandOver, MoveReason
from app.models.people.id_numbers import Gender, check_digit
from app.models.people.parent_absence import ParentAbsence
from app.models.people.special_category import CategoryGroup, SpecialCategory
from app.models.people.student import Student
from app.models.people.student_caregiver import GuardRole, Relation, StudentCaregiver
from app.models.people.student_special_status import StudentSpecialStatus
from app.models.safety._kinds import Addressee, IncidentKind
from app.models.safety.incident import Incident
from app.models.safety.incident_attempt import AttemptResult, IncidentAttempt
from app.models.safety.incident_brief import BriefKind, IncidentBrief
from app.models.safety.incident_limit import IncidentLimit
from app.models.safety.incident_notice import IncidentNotice
from app.models.safety.incident_student import IncidentStudent
from app.models.safety.legal_aid_case import LegalAidCase
from app.models.school.school import School, SchoolKind
from app.models.school.school_class import SchoolClass
from app.models.school.school_year import SchoolYear
from app.models.school.staff import Staff, StaffCategory
from app.models.school.teaching_assignment import TeachingAssignment, TeachingRole
from app.models.school.term import Term, TermHalf
from app.models.school.user import User
from app.models.school.user_role import UserRole
from app.models.system.late_correction import LateCorrection
from app.models.system.rollover import Rollover, RolloverKind
from tests import open_vault

Row = TypeVar("Row", bound=Entity)

_numbers = count(1)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("小荷", "雨薇", "思远", "春燕", "家豪", "梓涵", "欣怡", "志强", "玉芳", "明轩", "可欣", "晓梅")


def name() -> str:
    """An invented name, never one that a test gives a child itself; namesakes come after 240."""
    number = next(_numbers)
    return _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number // len(_SURNAMES) % len(_GIVEN)]


def phone() -> str:
    """A mobile number nobody has."""
    return f"100{next(_numbers):08d}"


def id_number(born: dt.date, gender: Gender) -> str:
    """An ID number of a place that does not exist, with the right check digit."""
    order = (next(_numbers) * 2 + (gender is Gender.MALE)) % 1000
    first_17 = f"999999{born:%Y%m%d}{order:03d}"
    return first_17 + check_digit(first_17)


def _add(session: Any, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def _add_sealed(session: Any, row: Row) -> Row:
    """A row of the counseling room, written by somebody whose room is open."""
    with sealing.holding(open_vault.KEYS):
        return _add(session, row)


def _about(session: Any, entity: type[Row], student: Student, **values: Any) -> Row:
    return _add(session, entity(school_id=student.school_id, student_id=student.id, **values))


def make_school(session: Any, **values: Any) -> School:
    number = next(_numbers)
    given = {"code": f"S{number}", "name": f"平安镇第{number}小学", "kind": SchoolKind.COMPLETE} | values
    return _add(session, School(**given))


def make_school_year(session: Any, school: School, **values: Any) -> SchoolYear:
    """The year from August to July in which today lies."""
    today = clock.today()
    first = today.year if today.month >= 8 else today.year - 1
    given = {
        "label": f"{first}-{first + 1}",
        "starts_on": dt.date(first, 8, 1),
        "ends_on": dt.date(first + 1, 7, 31),
    }
    return _add(session, SchoolYear(school_id=school.id, **(given | values)))


def make_term(session: Any, school: School, year: SchoolYear | None = None, **values: Any) -> Term:
    """The half of the year in which today lies, current and open."""
    year = year or make_school_year(session, school)
    middle = dt.date(year.ends_on.year, 1, 31)
    is_first = clock.today() <= middle
    given = {
        "label": f"{year.label}学年度第{'一' if is_first else '二'}学期",
        "half": TermHalf.FIRST if is_first else TermHalf.SECOND,
        "starts_on": year.starts_on if is_first else middle + dt.timedelta(days=1),
        "ends_on": middle if is_first else year.ends_on,
        "is_current": True,
    }
    return _add(session, Term(school_id=school.id, school_year_id=year.id, **(given | values)))


def make_class(session: Any, year: SchoolYear, grade: int = 3, number: int = 1) -> SchoolClass:
    return _add(
        session, SchoolClass(school_id=year.school_id, school_year_id=year.id, grade=grade, number=number)
    )


def make_staff(session: Any, school: School, **values: Any) -> Staff:
    given = {"name": name(), "category": StaffCategory.TEACHER, "phone": phone()} | values
    return _add(session, Staff(school_id=school.id, **given))


def make_homeroom(session: Any, staff: Staff, school_class: SchoolClass, **values: Any) -> TeachingAssignment:
    given = {"role": TeachingRole.HOMEROOM, "starts_on": clock.today() - dt.timedelta(days=30)} | values
    return _add(
        session,
        TeachingAssignment(
            school_id=staff.school_id, staff_id=staff.id, school_class_id=school_class.id, **given
        ),
    )


def make_user(session: Any, staff: Staff, *, roles: tuple[Role, ...] = (), **values: Any) -> User:
    """An account with these roles; a counselor's is confirmed by another account."""
    user = _add(
        session,
        User(
            **{"school_id": staff.school_id, "username": f"user{next(_numbers)}", "staff_id": staff.id}
            | values
        ),
    )
    for role in roles:
        second = (
            make_user(session, make_staff(session, session.get(School, staff.school_id)))
            if role is Role.COUNSELOR
            else None
        )
        confirmed = {"confirmed_by_id": second.id, "confirmed_at": clock.now()} if second else {}
        _add(session, UserRole(school_id=staff.school_id, user_id=user.id, role=role, **confirmed))
    return user


def actor_for(user: User, *roles: Role) -> Actor:
    """The actor that this account is, with these roles, today."""
    return Actor(user.id, user.staff_id, user.school_id, frozenset(roles), clock.today())


def make_student(
    session: Any, school: School | None = None, *, school_class: SchoolClass | None = None, **values: Any
) -> Student:
    """A pupil with an ID number, enrolled in the class from today."""
    number = next(_numbers)
    gender = values.get("gender") or (Gender.MALE if number % 2 else Gender.FEMALE)
    born = values.get("birth_date") or dt.date(2015, 9, 1) + dt.timedelta(days=number % 1499)
    owner = school_class.school_id if school_class else school.id if school else None
    given = {
        "school_id": owner,
        "school_class_id": school_class.id if school_class else None,
        "name": name(),
        "gender": gender,
        "birth_date": born,
        "id_card_no": id_number(born, gender),
    }
    return _add(session, Student(**(given | values)))


def make_enrollment(session: Any, student: Student, school_class: SchoolClass, **values: Any) -> Enrollment:
    given = {"starts_on": clock.today()} | values
    return _about(session, Enrollment, student, school_class_id=school_class.id, **given)


def make_caregiver(
    session: Any,
    student: Student,
    relation: Relation = Relation.GRANDMOTHER,
    *,
    guard_role: GuardRole = GuardRole.NONE,
    **values: Any,
) -> Caregiver:
    """An adult with a phone, tied to the child for a year already."""
    given = {"school_id": student.school_id, "name": name(), "phone": phone()} | values
    adult = _add(session, Caregiver(**given))
    tie(session, student, adult, relation, guard_role=guard_role)
    return adult


def tie(
    session: Any, student: Student, adult: Caregiver, relation: Relation, **values: Any
) -> StudentCaregiver:
    given = {"relation": relation, "valid_from": clock.today() - dt.timedelta(days=365)} | values
    return _about(session, StudentCaregiver, student, caregiver_id=adult.id, **given)


def make_absence(session: Any, adult: Caregiver, **values: Any) -> ParentAbsence:
    given = {"work_place": "浙江省宁波市", "away_since": clock.today() - dt.timedelta(days=200)} | values
    return _add(session, ParentAbsence(school_id=adult.school_id, caregiver_id=adult.id, **given))


def make_registration(session: Any, student: Student, term: Term, **values: Any) -> CareRegistration:
    given = {
        "absence_kind": AbsenceKind.BOTH,
        "guardianship_kind": GuardianshipKind.GRANDPARENTS,
        "surveyed_on": term.starts_on,
        "current_residence": "平安镇柳林村",
    } | values
    return _about(session, CareRegistration, student, term_id=term.id, **given)


def make_category(session: Any, school: School, **values: Any) -> SpecialCategory:
    given = {"code": f"C{next(_numbers)}", "name": "特长生", "kind": CategoryGroup.THREE_SPECIAL} | values
    return _add(session, SpecialCategory(school_id=school.id, **given))


def make_special_status(
    session: Any, student: Student, category: SpecialCategory, staff: Staff, **values: Any
) -> StudentSpecialStatus:
    given = {"detail": "擅长绘画。", "since": clock.today()} | values
    return _about(
        session, StudentSpecialStatus, student, category_id=category.id, recorded_by_id=staff.id, **given
    )


def make_mentoring(session: Any, mentor: Staff, student: Student, **values: Any) -> Mentoring:
    given = {"starts_on": clock.today() - dt.timedelta(days=30)} | values
    return _add(
        session, Mentoring(school_id=student.school_id, mentor_id=mentor.id, student_id=student.id, **given)
    )


def make_peer_pairing(
    session: Any, student: Student, helper: Student, staff: Staff, **values: Any
) -> PeerPairing:
    given = {"kind": PeerPairingKind.STUDY_HELPER, "starts_on": clock.today()} | values
    return _about(session, PeerPairing, student, helper_id=helper.id, set_by_id=staff.id, **given)


def make_contact(session: Any, student: Student, staff: Staff | None = None, **values: Any) -> ContactRecord:
    """A talk with the child an hour ago."""
    given = {
        "staff_id": staff.id if staff else None,
        "happened_at": clock.now() - dt.timedelta(hours=1),
        "parties": Parties.STAFF_CHILD,
        "channel": Channel.IN_PERSON,
        "content": "谈了这一周的学习和生活。",
    } | values
    return _about(session, ContactRecord, student, **given)


def make_plan(session: Any, student: Student, term: Term, author: Staff, **values: Any) -> IndividualPlan:
    given = {
        "kind": PlanKind.STUDY_HELP,
        "subject": "数学",
        "help_time": "周三课后",
        "made_on": clock.today(),
        "content": "每周补一次口算。",
    } | values
    return _about(session, IndividualPlan, student, term_id=term.id, author_id=author.id, **given)


def make_stage(session: Any, plan: IndividualPlan, **values: Any) -> PlanStage:
    given = {"no": 1, "due_on": clock.today(), "goal": "口算过关。"} | values
    return _add(session, PlanStage(school_id=plan.school_id, plan_id=plan.id, **given))


def make_guardian_report(
    session: Any, student: Student, term: Term, author: Staff, **values: Any
) -> GuardianReport:
    texts = dict.fromkeys(("study", "life", "conduct", "psych", "advice"), "情况良好。")
    return _about(session, GuardianReport, student, term_id=term.id, author_id=author.id, **(texts | values))


def make_referral(session: Any, student: Student, staff: Staff, **values: Any) -> CounselingReferral:
    given = {"referred_at": clock.now(), "reason": "近来沉默，不愿与人说话。"} | values
    return _add_sealed(
        session,
        CounselingReferral(
            school_id=student.school_id, student_id=student.id, referred_by_id=staff.id, **given
        ),
    )


def make_case(session: Any, student: Student, counselor: Staff, **values: Any) -> CounselingCase:
    given = {
        "case_no": f"X{next(_numbers)}",
        "opened_on": clock.today(),
        "source": CaseSource.CHILD,
        "risk": Risk.NONE,
        "issue": "想念父母，睡不好。",
    } | values
    return _add_sealed(
        session,
        CounselingCase(
            school_id=student.school_id, student_id=student.id, counselor_id=counselor.id, **given
        ),
    )


def make_session(session: Any, case: CounselingCase, **values: Any) -> CounselingSession:
    given = {"started_at": clock.now(), "minutes": 40, "matter": "谈到家里的变化。"} | values
    return _add_sealed(session, CounselingSession(school_id=case.school_id, case_id=case.id, **given))


def make_crisis(session: Any, case: CounselingCase, **values: Any) -> CrisisReport:
    given = {
        "found_at": clock.now(),
        "measures_at": clock.now(),
        "danger": Danger.OWN_LIFE,
        "facts": "说过不想活。",
        "measures": "陪伴，不离人。",
    } | values
    return _add_sealed(session, CrisisReport(school_id=case.school_id, case_id=case.id, **given))


def make_disclosure(session: Any, case: CounselingCase, receiver: Staff, **values: Any) -> Disclosure:
    """What its counselor told of a case, and the notice of the member of staff he told it to."""
    text = values.pop("text", "请多留意这名学生，不要让他独处。")
    own = {"school_id": case.school_id}
    notice = DisclosureNotice(
        **own, receiver_id=receiver.id, from_id=case.counselor_id, sent_at=clock.now(), ground="x", text=text
    )
    _add(session, notice)
    given = {
        "counselor_id": case.counselor_id,
        "told_at": clock.now(),
        "receiver": "x",
        "ground": Ground.OWN_LIFE,
        "text": text,
        "notice_id": notice.id,
    } | values
    return _add_sealed(session, Disclosure(**own, case_id=case.id, **given))


def make_recusal(session: Any, counselor: Staff, **values: Any) -> CounselorRecusal:
    given = {"starts_at": clock.now()} | values
    return _add(session, CounselorRecusal(school_id=counselor.school_id, counselor_id=counselor.id, **given))


def make_incident(session: Any, staff: Staff, *students: Student, **values: Any) -> Incident:
    """An incident the school has known of for five minutes, in school time, with the notices that follow."""
    now = clock.now()
    given = {
        "kind": IncidentKind.INJURY,
        "occurred_at": now - dt.timedelta(minutes=10),
        "known_at": now - dt.timedelta(minutes=5),
        "place": "操场",
        "description": "课间摔倒，手臂疼痛。",
        "is_in_school_time": True,
        "handled_by_id": staff.id,
    } | values
    incident = _add(session, Incident(school_id=staff.school_id, **given))
    for student in students:
        make_incident_student(session, incident, student)
    return incident


def make_incident_student(
    session: Any, incident: Incident, student: Student, **values: Any
) -> IncidentStudent:
    return _about(session, IncidentStudent, student, incident_id=incident.id, **values)


def notices_of(session: Any, incident: Incident, addressee: Addressee | None = None) -> list[IncidentNotice]:
    """The notices the program made for the incident, by number."""
    found = session.query(IncidentNotice).filter_by(incident_id=incident.id).order_by(IncidentNotice.id)
    return [notice for notice in found if addressee in (None, notice.addressee)]


def make_incident_notice(session: Any, incident: Incident, **values: Any) -> IncidentNotice:
    given = {"addressee": Addressee.PARENT} | values
    return _add(session, IncidentNotice(school_id=incident.school_id, incident_id=incident.id, **given))


def make_incident_attempt(
    session: Any, notice: IncidentNotice, staff: Staff, **values: Any
) -> IncidentAttempt:
    given = {"at": clock.now(), "by_id": staff.id, "result": AttemptResult.NO_ANSWER} | values
    row = IncidentAttempt(
        school_id=notice.school_id, incident_id=notice.incident_id, notice_id=notice.id, **given
    )
    return _add(session, row)


def make_incident_brief(session: Any, incident: Incident, staff: Staff, **values: Any) -> IncidentBrief:
    given = {"kind": BriefKind.FIRST, "text": "某生课间摔伤，已送医。", "by_id": staff.id} | values
    return _add(session, IncidentBrief(school_id=incident.school_id, incident_id=incident.id, **given))


def make_incident_limit(session: Any, school: School, **values: Any) -> IncidentLimit:
    given = {
        "addressee": Addressee.GUARDIAN,
        "minutes": 20,
        "starts_on": clock.today() - dt.timedelta(days=30),
    } | values
    return _add(session, IncidentLimit(school_id=school.id, **given))


def make_legal_aid_case(session: Any, student: Student, **values: Any) -> LegalAidCase:
    given = {"opened_on": clock.today(), "matter": "交通事故赔偿。"} | values
    return _about(session, LegalAidCase, student, **given)


def make_care_delegation(session: Any, student: Student, adult: Caregiver, **values: Any) -> CareDelegation:
    """An agreement with an adult already tied to the child, of which nobody was told yet."""
    begun = clock.today() - dt.timedelta(days=20)
    given = {"agreed_on": begun, "starts_on": begun} | values
    return _about(session, CareDelegation, student, caregiver_id=adult.id, **given)


def make_hand_over(session: Any, student: Student, staff: Staff, **values: Any) -> HandOver:
    """The sheet of a child who left today for another school; the child's own rows stay as they are."""
    given = {
        "direction": Direction.OUT,
        "handed_on": clock.today(),
        "reason": MoveReason.TRANSFER,
        "other_school": "县城第三小学",
        "handled_by_id": staff.id,
    } | values
    return _about(session, HandOver, student, **given)


def make_rollover(session: Any, school: School, **values: Any) -> Rollover:
    given = {
        "kind": RolloverKind.SCHOOL_YEAR,
        "title": "2024-2025 → 2025-2026",
        "made_count": 0,
        "changed_count": 0,
        "made": [],
        "changed": [],
    } | values
    return _add(session, Rollover(school_id=school.id, **given))


def make_late_correction(session: Any, row: Any, **values: Any) -> LateCorrection:
    """Opens a row of a closed term for a correction, from today for three days."""
    given = {"record": type(row).__name__, "row_id": row.id, "reason": "家长来校核对后更正"} | values
    return _add(session, LateCorrection(school_id=row.school_id, **given))


def make_consent(
    session: Any, student: Student, *, withdrawn_on: dt.date | None = None, **values: Any
) -> Consent:
    """A ground by a duty of law; withdrawn by word of mouth."""
    given = {
        "ground": ConsentGround.DUTY,
        "note": "法定职责",
        "uses": frozenset({Use.FILE}),
        "given_on": clock.today(),
        "withdrawn_on": withdrawn_on,
        "withdrawn_why": "当面提出" if withdrawn_on else None,
    } | values
    return _about(session, Consent, student, **given)
