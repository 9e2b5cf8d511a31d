"""Who may read and do what, written down a second time from the requirement (domain 6.1), never from `app/access`.

A cell reads "letters scope level". Letters: Read, Create, Edit, Archive, eXport; "-" is no access at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.access.vocabulary import Level, Role
from app.models._base import Entity, entity_named, level_of

_ROLES = (
    Role.IT_ADMIN,
    Role.PRINCIPAL,
    Role.OFFICE,
    Role.HOMEROOM,
    Role.MENTOR,
    Role.COUNSELOR,
    Role.TOWNSHIP,
)

_SETTINGS = "RCEAX school internal|R school internal|R school internal|R school internal|R school internal|R school internal"
_WORK = "RCEAX school internal|RCEX school internal|R school internal|RCE school internal|R school internal|R school internal|-"
_FAMILY = "RCEAX school identity|RX school identity|RX school identity|RCEX class identity|R mentees personal|R cases personal|-"
_ENTERED_BY_OFFICE = _FAMILY.replace("|RX school identity|RCEX class", "|RCEX school identity|RCEX class")
_PLANS = "RX school internal|RX school personal|-|RCE class personal|RCE mentees personal|R own-case-children personal|-"
_ROOM = "-|-|-|-|-|RCE own-cases confidential|-"
_OWN_PAPERS = "-|-|-|-|-|RCE own confidential|-"
_NOBODY = "-|-|-|-|-|-|-"
_WALL = _WORK.replace("|RCE school", "|R school")
#: The office keeps the library, and so what children read (I06).
_CARE = "RX school personal|RX school personal|-|RCEX class personal|RCE mentees personal|R own-case-children personal|-"
_READING = _CARE.replace("personal|-|RCEX", "personal|RCE school personal|RCEX", 1)
_CALENDAR = "RCEAX school internal|RCEX school internal|R school internal|RCE class-and-own internal|RCE own internal|RCE own internal|-"
#: Whoever is there opens an incident, for any child; what he opened stays his to follow.
_INCIDENTS = "RCEX school personal|RCEX school personal|RCE own personal|RCE class-and-own personal|RCE mentees-and-own personal|RC own personal|-"
_LIBRARY = "RCEAX school internal|RX school internal|RCE school internal|R class internal|-|-|-"
_OFFICE_WORK = (
    "RCEAX school personal|RCEX school personal|-|R school internal|R school internal|R school internal|-"
)
_ASSESSED = "R school internal|RCEX school internal|-|R own internal|R own internal|R own internal|-"
_SPONSORS = "RCEAX school personal|RX school personal|-|R school internal|-|-|-"

MATRIX = {
    "School": f"{_SETTINGS}|R everywhere internal".replace("|R school", "|RE school", 1),
    "SchoolYear": f"{_SETTINGS}|R everywhere internal",
    "Term": f"{_SETTINGS}|R everywhere internal".replace("|R school", "|RE school", 1),
    "TermBreak": f"{_SETTINGS}|R everywhere internal",
    "Village": f"{_SETTINGS}|-",
    "SpecialCategory": f"{_SETTINGS}|-",
    "AidProgram": f"{_SETTINGS}|-",
    "CareStandard": f"{_SETTINGS}|R everywhere internal".replace("|R school", "|RCEA school", 1),
    "CareStandardItem": f"{_SETTINGS}|R everywhere internal".replace("|R school", "|RCE school", 1),
    "IncidentLimit": f"{_SETTINGS}|-".replace("|R school", "|RCEA school", 1),
    "LateCorrection": f"{_SETTINGS}|-".replace("|R school", "|RC school", 1),
    "SchoolClass": "RCEAX school internal|RX school internal|R school internal|R school internal|R school internal|R school internal|-",
    "Staff": "RCEAX school internal|RX school internal|R school internal|R school internal|R school internal|R school internal|-",
    "TeachingAssignment": "RCEAX school internal|RX school internal|R school internal|R school internal|R school internal|R school internal|-",
    "ClassHeadcount": "RCEAX school internal|RX school internal|R school internal|RCE school internal|R school internal|R school internal|-",
    "User": "RCEA school internal|R school internal|-|-|-|-|-",
    "UserRole": "RCEA school internal|R school internal|-|-|-|-|-",
    "LeadingGroup": _WORK,
    "LeadingGroupMember": _WALL,
    "ContactChannel": _WORK,
    "CareFacility": _WALL,
    "OpeningSlot": _WALL,
    "FacilityEquipment": _WALL,
    "WorkPlan": _WORK,
    "WorkPlanItem": _WORK,
    "Student": _ENTERED_BY_OFFICE,
    "Enrollment": _ENTERED_BY_OFFICE,
    "CareRegistration": _ENTERED_BY_OFFICE,
    "HandOver": _ENTERED_BY_OFFICE,
    "Caregiver": _FAMILY.replace("|R mentees", "|RE mentees"),
    "StudentCaregiver": _FAMILY,
    "ParentAbsence": _FAMILY,
    "StudentSpecialStatus": _FAMILY,
    "CareDelegation": _FAMILY,
    "Mentoring": "RCEAX school internal|RCEX school internal|R school internal|RCEX class internal|R mentees-and-own internal|R cases internal|-",
    "PeerPairing": "RCEAX school internal|RCEX school internal|R school internal|RCEX class internal|RC mentees-and-own internal|R cases internal|-",
    "ContactRecord": "RAX school personal|RX school personal|RCE child-parent personal|RCEX class personal|RCEX mentees-and-own personal|RCE own personal|-",
    "IndividualPlan": _PLANS,
    "PlanStage": _PLANS,
    "ClassCarePlan": "R school internal|RX school internal|-|RCEX class internal|R mentee-classes internal|-|-",
    "CareService": _CARE,
    "GrowthRecord": _CARE,
    "ReadingRecord": _READING,
    "ExamScore": _CARE.replace("R own-case-children personal", "-"),
    "GuardianReport": "RX school personal|RX school personal|-|RCEX class personal|RC mentees personal|-|-",
    "CounselingReferral": "-|-|-|RC own internal|RC own internal|RCE school confidential|-",
    "CounselingCase": _ROOM,
    "CounselingSession": _ROOM,
    "ScreeningResult": _OWN_PAPERS,
    "MailboxLetter": _OWN_PAPERS,
    "CrisisReport": _ROOM.replace("-|-", "-|R alerted internal", 1),
    "Disclosure": _ROOM.replace("RCE", "R"),
    "CaseAttachment": _ROOM.replace("RCE", "R"),
    # Each reads what was written to him; the administrator is nobody's confidant.
    "DisclosureNotice": "-|R own personal|R own personal|R own personal|R own personal|R own personal|-",
    "CounselorRecusal": "-|R school internal|-|-|-|RCE own internal|-",
    "CaseRelease": "R released internal|R released internal|R released internal|R released internal|R released internal|RCE own-cases confidential|-",
    "Event": _CALENDAR,
    "Lesson": _CALENDAR,
    "EventStudent": _CALENDAR,
    "Photo": _CALENDAR,
    "EventAdult": "RCEAX school personal|RX school personal|R school internal|RCE class-and-own internal|R own internal|R school internal|-",
    "ParentTraining": "RCEAX school personal|RX school personal|-|R school internal|R school internal|R school internal|-",
    "TrainingAttendance": "RCEAX school personal|RX school personal|-|RCE class personal|R mentees personal|R cases personal|-",
    "OpeningSession": "RCEAX school personal|RX school personal|RCE school personal|RCE school personal|RCE own personal|R school internal|-",
    "OpeningAttendance": "RCEAX school personal|RX school personal|RCE school personal|RCE class-and-own personal|RCE own personal|-|-",
    "Book": "RCEAX school internal|RX school internal|RCE school internal|R school internal|-|R school internal|-",
    "BookLoan": _LIBRARY,
    "BookIncident": _LIBRARY,
    "Vehicle": "RCEAX school personal|RX school personal|-|R school personal|-|-|-",
    "RideRegistration": "RCEAX school personal|RX school personal|-|RCE class personal|R mentees personal|-|-",
    "SafetyPledge": "RCEAX school personal|RX school personal|-|-|-|-|-",
    "Incident": _INCIDENTS,
    "IncidentStudent": _INCIDENTS,
    "IncidentNotice": _INCIDENTS,
    "IncidentAttempt": _INCIDENTS,
    "IncidentBrief": _INCIDENTS,
    "LegalAidCase": "R school internal|RCEX school personal|-|R class internal|-|-|-",
    # To approve is to write two columns of the row.
    "AidGrant": "RCEAX school personal|REX school personal|-|RCX class personal|R mentees personal|-|-",
    "Sponsorship": "RCEAX school personal|REX school personal|-|R class personal|R mentees personal|-|-",
    "AidNotice": "RCEAX school personal|REX school personal|-|-|-|-|-",
    "Sponsor": _SPONSORS,
    "Donation": _SPONSORS,
    "Award": "RCEAX school internal|RCEX school internal|R school internal|RC school internal|RC school internal|R school internal|-",
    "Assessment": _ASSESSED,
    "AssessmentItem": _ASSESSED,
    "SituationReport": _OFFICE_WORK.replace("R school", "RC school", 1),
    "WorkDocument": _OFFICE_WORK.replace("R school", "RC school", 1),
    "Inspection": _OFFICE_WORK,
    "TermFigure": _OFFICE_WORK,
    # 6.1 names who reads; whoever is addressed also enters what was in the box, and the answer.
    "Suggestion": "R school internal|RCEX school personal|-|RCE class personal|-|RCE to-counselor personal|-",
    "TermSummary": "RCE school internal|RCEX school internal|R school internal|-|-|-|R approved internal",
    "ImportBatch": "RC school personal|-|RC school personal|-|-|-|-",
    "ImportRow": "RC school personal|-|RC school personal|-|-|-|-",
    "ImportMapping": "RC school personal|-|RC school personal|-|-|-|-",
    "Rollover": "RC school personal|-|RC school personal|-|-|-|-",
    "Consent": "RCEX school personal|RCEX school personal|-|RCE class personal|-|-|-",
    "GuardianRequest": "RCEX school personal|RCEX school personal|-|-|-|-|-",
    "DataIncident": "RCEX school personal|RCEX school personal|-|-|-|-|-",
    # Written by `access/erasures.py` alone, from its own page.
    "Erasure": "R school internal|R school internal|-|-|-|-|-",
    "AuditLog": "R school internal|R paper-trail internal|-|-|-|-|-",
    "UserSession": _NOBODY,
    "SignInThrottle": _NOBODY,
    "ReminderRun": _NOBODY,
    "CalendarLink": _NOBODY,
    "Draft": _NOBODY,
    "FormSubmission": _NOBODY,
    "SecondFactor": _NOBODY,
    "RecoveryCode": _NOBODY,
    "AuditAnchor": _NOBODY,
    "VaultBox": _NOBODY,
    "VaultIdentity": _NOBODY,
    "VaultWrap": _NOBODY,
    "VaultLastResort": _NOBODY,
    "VaultOpening": _NOBODY,
    "VaultBreaking": _NOBODY,
}

_COMMON = frozenset(
    {"id", "school_id", "created_at", "created_by_id", "updated_at", "archived_at", "version"}
)
#: Columns that must stand at least at a level, whatever the entities say of themselves.
_AT_LEAST: dict[Level, dict[str, str]] = {
    Level.PERSONAL: {
        "Student": "birth_date student_no home_address personality health_note is_only_child",
        "Caregiver": "*", "ParentAbsence": "*", "StudentCaregiver": "*", "StudentSpecialStatus": "*",
        "ContactRecord": "*", "GuardianReport": "*", "CareDelegation": "*", "HandOver": "*",
        "CareService": "*", "GrowthRecord": "*", "ExamScore": "*", "TrainingAttendance": "*", "OpeningAttendance": "*",
        "RideRegistration": "*", "Vehicle": "driver_phone", "SafetyPledge": "caregiver_id",
        "Incident": "*", "IncidentStudent": "*", "IncidentNotice": "*", "IncidentAttempt": "*", "IncidentBrief": "*",
        "DisclosureNotice": "*",
        "LegalAidCase": "part matter result reason_unaided",
        "AidGrant": "*", "Sponsorship": "*", "Sponsor": "contact_name phone address", "Suggestion": "sender",
        "Rollover": "made changed postponed", "Consent": "*", "GuardianRequest": "*", "DataIncident": "*",
        "CareRegistration": "absence_kind guardianship_kind current_residence family_economy override_reason is_key_target"
        " key_reason vaccination_complete study_category leave_reason",
        "IndividualPlan": "content expected_effect result triggers",
        "PlanStage": "goal effect",
        "ImportRow": "made changed findings",
    },
    Level.IDENTITY: {"Student": "id_card_no"},
    Level.CONFIDENTIAL: {
        "CounselingCase": "*", "CounselingSession": "*", "Disclosure": "*", "CaseAttachment": "*", "ScreeningResult": "*", "MailboxLetter": "*",
        "CaseRelease": "case_id draft_title draft seat checklist",
        "CrisisReport": "case_id danger facts measures seat",
        "CounselingReferral": "student_id reason received_by_id received_at box_id seat",
        "User": "password_hash",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Right:
    """What one role may do with one entity."""

    letters: frozenset[str]
    scope: str
    level: Level | None


_NOTHING = Right(frozenset(), "", None)


def right(role: Role, entity: str) -> Right:
    """The cell of the matrix; KeyError for an entity nobody has decided about."""
    cell = MATRIX[entity].split("|")[_ROLES.index(role)]
    if cell == "-":
        return _NOTHING
    letters, scope, level = cell.split()
    return Right(frozenset(letters), scope, Level[level.upper()])


def sensitivity(entity: type[Entity], column: str) -> Level:
    """How sensitive a column is: what the entity says, and never less than the requirement says."""
    least = [
        level for level, entities in _AT_LEAST.items() if _names(entities.get(entity.__name__, ""), column)
    ]
    return max([level_of(entity, column), *least])


def _names(columns: str, column: str) -> bool:
    return column in columns.split() or (columns == "*" and column not in _COMMON)


def may_read(role: Role, entity: str, column: str) -> bool:
    """Whether the role reads this column in the rows it reaches."""
    limit = right(role, entity).level
    return limit is not None and sensitivity(entity_named(entity), column) <= limit
