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
_NOBODY = "-|-|-|-|-|-|-"

MATRIX = {
    "School": f"{_SETTINGS}|R everywhere internal".replace("|R school", "|RE school", 1),
    "SchoolYear": f"{_SETTINGS}|R everywhere internal",
    "Term": f"{_SETTINGS}|R everywhere internal".replace("|R school", "|RE school", 1),
    "TermBreak": f"{_SETTINGS}|R everywhere internal",
    "Village": f"{_SETTINGS}|-",
    "SpecialCategory": f"{_SETTINGS}|-",
    "SchoolClass": "RCEAX school internal|RX school internal|R school internal|R school internal|R school internal|R school internal|-",
    "Staff": "RCEAX school internal|RX school internal|R school internal|R school internal|R school internal|R school internal|-",
    "TeachingAssignment": "RCEAX school internal|RX school internal|R school internal|R school internal|R school internal|R school internal|-",
    "ClassHeadcount": "RCEAX school internal|RX school internal|R school internal|RCE school internal|R school internal|R school internal|-",
    "User": "RCEA school internal|R school internal|-|-|-|-|-",
    "UserRole": "RCEA school internal|R school internal|-|-|-|-|-",
    "LeadingGroup": _WORK,
    "LeadingGroupMember": _WORK.replace("|RCE school", "|R school"),
    "ContactChannel": _WORK,
    "Student": _ENTERED_BY_OFFICE,
    "Enrollment": _ENTERED_BY_OFFICE,
    "CareRegistration": _ENTERED_BY_OFFICE,
    "Caregiver": _FAMILY.replace("|R mentees", "|RE mentees"),
    "StudentCaregiver": _FAMILY,
    "ParentAbsence": _FAMILY,
    "StudentSpecialStatus": _FAMILY,
    "Mentoring": "RCEAX school internal|RCEX school internal|R school internal|RCEX class internal|R mentees-and-own internal|R cases internal|-",
    "PeerPairing": "RCEAX school internal|RCEX school internal|R school internal|RCEX class internal|RC mentees-and-own internal|R cases internal|-",
    "ContactRecord": "RAX school personal|RX school personal|RCE child-parent personal|RCEX class personal|RCEX mentees-and-own personal|RCE own personal|-",
    "IndividualPlan": _PLANS,
    "PlanStage": _PLANS,
    "GuardianReport": "RX school personal|RX school personal|-|RCEX class personal|RC mentees personal|-|-",
    "CounselingReferral": "-|-|-|RC own internal|RC own internal|RCE school confidential|-",
    "CounselingCase": _ROOM,
    "CounselingSession": _ROOM,
    "CrisisReport": _ROOM.replace("-|-", "-|R alerted internal", 1),
    "CounselorRecusal": "-|R school internal|-|-|-|RCE own internal|-",
    "TermSummary": "RCE school internal|RCEX school internal|R school internal|-|-|-|R approved internal",
    "ImportBatch": "RC school personal|-|RC school personal|-|-|-|-",
    "ImportRow": "RC school personal|-|RC school personal|-|-|-|-",
    "ImportMapping": "RC school personal|-|RC school personal|-|-|-|-",
    "AuditLog": "R school internal|R school internal|-|-|-|-|-",
    "UserSession": _NOBODY,
    "SignInThrottle": _NOBODY,
}

_COMMON = frozenset(
    {"id", "school_id", "created_at", "created_by_id", "updated_at", "archived_at", "version"}
)
#: Columns that must stand at least at a level, whatever the entities say of themselves.
_AT_LEAST: dict[Level, dict[str, str]] = {
    Level.PERSONAL: {
        "Student": "birth_date student_no home_address personality health_note is_only_child",
        "Caregiver": "*", "ParentAbsence": "*", "StudentCaregiver": "*", "StudentSpecialStatus": "*",
        "ContactRecord": "*", "GuardianReport": "*",
        "CareRegistration": "absence_kind guardianship_kind current_residence family_economy override_reason is_key_target"
        " key_reason vaccination_complete study_category leave_reason",
        "IndividualPlan": "content expected_effect result triggers",
        "PlanStage": "goal effect",
        "ImportRow": "made changed findings",
    },
    Level.IDENTITY: {"Student": "id_card_no"},
    Level.CONFIDENTIAL: {
        "CounselingCase": "*", "CounselingSession": "*",
        "CrisisReport": "case_id danger facts measures",
        "CounselingReferral": "reason received_by_id received_at",
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
