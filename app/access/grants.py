"""The one table of who may do what: role x group -> actions, whose rows, and columns up to which level (domain 6.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial

from app.access.vocabulary import Action, Group, Level, Role, Scope
from app.models._base import Entity, facts_of, level_of

_A = Action
_LETTERS = {
    "R": _A.READ, "C": _A.CREATE, "E": _A.EDIT, "A": _A.ARCHIVE, "X": _A.EXPORT, "P": _A.PRINT,
    "F": _A.SEE_FULL, "I": _A.SEE_IDENTITY, "V": _A.APPROVE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grant:
    """One cell of the matrix.

    Rows read are those of `rows`; rows written must lie in `writes` before and after the change.
    Columns read go up to `level`, columns written up to `write_level` (a referral is written, not read back).
    `only` narrows the cell to some entities of the group.
    """

    role: Role
    group: Group
    actions: frozenset[Action]
    rows: Scope
    level: Level
    writes: Scope
    write_level: Level
    only: frozenset[str]

    def covers(self, entity: type[Entity]) -> bool:
        return entity.spec.group is self.group and (not self.only or entity.__name__ in self.only)


def _grant(
    role: Role,
    group: Group,
    letters: str,
    rows: Scope = Scope.SCHOOL,
    level: Level = Level.INTERNAL,
    *,
    writes: Scope | None = None,
    write_level: Level | None = None,
    only: Iterable[str] = (),
) -> Grant:
    actions = frozenset(_LETTERS[letter] for letter in letters)
    return Grant(role, group, actions, rows, level, writes or rows, write_level or level, frozenset(only))


_G, _S, _L = Group, Scope, Level


def _it_admin() -> tuple[Grant, ...]:
    to, personal = partial(_grant, Role.IT_ADMIN), _L.PERSONAL
    return (
        to(_G.SETTINGS, "RCEAX"),
        to(_G.ORGANISATION, "RCEAXFP"),
        to(_G.ACCOUNTS, "RCEA"),
        to(_G.SCHOOL_WORK, "RCEAXP"),
        to(_G.CHILDREN, "RCEAXPFI", level=_L.IDENTITY),
        to(_G.PAIRS, "RCEAXP"),
        to(_G.CONTACTS, "RAX", level=personal),
        to(_G.PLANS, "RX"),
        to(_G.CLASS_PLANS, "R"),
        to(_G.CARE_LOG, "RX", level=personal),
        to(_G.GUARDIAN_REPORTS, "RX", level=personal),
        to(_G.EVENTS, "RCEAXP"),
        to(_G.TRAINING, "RCEAXP", level=personal),
        to(_G.HOME, "RCEAXP", level=personal),
        to(_G.LIBRARY, "RCEAXP"),
        to(_G.RIDES, "RCEAXPF", level=personal),
        to(_G.INCIDENTS, "RCEXP", level=personal),
        to(_G.LEGAL_AID, "R"),
        to(_G.AID, "RCEAXP", level=personal),
        to(_G.SPONSORS, "RCEAXPF", level=personal),
        to(_G.AWARDS, "RCEAXP"),
        to(_G.ASSESSMENTS, "R"),
        to(_G.OFFICE_WORK, "RCEAXP", level=personal),
        to(_G.SUGGESTIONS, "R"),
        to(_G.RELEASES, "R", _S.RELEASED),
        to(_G.SUMMARIES, "RCEP"),
        to(_G.IMPORTS, "RC", level=personal),
        to(_G.AUDIT, "R"),
    )


def _principal() -> tuple[Grant, ...]:
    to, personal = partial(_grant, Role.PRINCIPAL), _L.PERSONAL
    return (
        to(_G.SETTINGS, "RX"),
        to(_G.SETTINGS, "E", only=("School", "Term")),
        # Domain 6.1: the choice of the care standard. Choosing makes rows, and puts away what has not begun.
        to(_G.SETTINGS, "CEA", only=("CareStandard", "IncidentLimit")),
        to(_G.SETTINGS, "CE", only=("CareStandardItem",)),
        to(_G.SETTINGS, "C", only=("LateCorrection",)),
        to(_G.ORGANISATION, "RXFP"),
        to(_G.ACCOUNTS, "R"),
        to(_G.SCHOOL_WORK, "RCEXP"),
        to(_G.CHILDREN, "RXPFI", level=_L.IDENTITY),
        to(_G.PAIRS, "RCEXP"),
        to(_G.CONTACTS, "RXP", level=personal),
        to(_G.PLANS, "RXP", level=personal),
        to(_G.CLASS_PLANS, "RXP"),
        to(_G.CARE_LOG, "RXP", level=personal),
        to(_G.GUARDIAN_REPORTS, "RXP", level=personal),
        to(_G.EVENTS, "RCEXP"),
        to(_G.TRAINING, "RXP", level=personal),
        to(_G.HOME, "RXP", level=personal),
        to(_G.LIBRARY, "RXP"),
        to(_G.RIDES, "RXPF", level=personal),
        to(_G.INCIDENTS, "RCEXP", level=personal),
        to(_G.LEGAL_AID, "RCEXP", level=personal),
        to(_G.AID, "REXPV", level=personal),
        to(_G.SPONSORS, "RXPF", level=personal),
        to(_G.AWARDS, "RCEXPV"),
        to(_G.ASSESSMENTS, "RCEXPV"),
        to(_G.OFFICE_WORK, "RCEXPV", level=personal),
        to(_G.SUGGESTIONS, "RCEX", level=personal),
        to(_G.RELEASES, "R", _S.RELEASED),
        to(_G.CRISES, "R", _S.ALERTED),
        to(_G.RECUSALS, "R"),
        to(_G.SUMMARIES, "RCEXPV"),
        to(_G.AUDIT, "R", _S.PAPER_TRAIL),
    )


def _office() -> tuple[Grant, ...]:
    to, personal = partial(_grant, Role.OFFICE), _L.PERSONAL
    return (
        to(_G.SETTINGS, "R"),
        to(_G.ORGANISATION, "RF"),
        to(_G.SCHOOL_WORK, "RP"),
        to(_G.CHILDREN, "RXPF", level=_L.IDENTITY),
        to(_G.CHILDREN, "CE", level=_L.IDENTITY, only=("Student", "Enrollment", "CareRegistration")),
        to(_G.CHILDREN, "CE", level=_L.IDENTITY, only=("HandOver",)),
        to(_G.PAIRS, "R"),
        to(_G.CONTACTS, "RCE", _S.CHILD_PARENT, personal),
        to(_G.CARE_LOG, "RCE", level=personal, only=("ReadingRecord",)),
        to(_G.EVENTS, "R"),
        to(_G.TRAINING, "R", only=("EventAdult",)),
        to(_G.HOME, "RCEP", level=personal),
        to(_G.LIBRARY, "RCEP"),
        to(_G.INCIDENTS, "RCE", _S.OWN, personal),
        to(_G.AWARDS, "R"),
        to(_G.RELEASES, "R", _S.RELEASED),
        to(_G.SUMMARIES, "R"),
        to(_G.IMPORTS, "RC", level=personal),
    )


def _homeroom() -> tuple[Grant, ...]:
    to, mine, personal = partial(_grant, Role.HOMEROOM), _S.CLASS, _L.PERSONAL
    return (
        to(_G.SETTINGS, "R"),
        to(_G.ORGANISATION, "RF"),
        to(_G.ORGANISATION, "CE", writes=mine, only=("ClassHeadcount",)),
        to(_G.SCHOOL_WORK, "RP"),
        to(_G.SCHOOL_WORK, "CE", writes=mine, only=("LeadingGroup", "ContactChannel")),
        to(_G.SCHOOL_WORK, "CE", writes=mine, only=("WorkPlan", "WorkPlanItem")),
        to(_G.SCHOOL_WORK, "E", writes=_S.OWN, only=("WorkPlanItem",)),
        to(_G.CHILDREN, "RCEXPF", mine, _L.IDENTITY),
        to(_G.PAIRS, "RCEXP", mine),
        to(_G.CONTACTS, "RCEXP", mine, personal, writes=_S.OWN),
        to(_G.PLANS, "RCEP", mine, personal),
        to(_G.CLASS_PLANS, "RCEXP", mine),
        to(_G.CARE_LOG, "RCEXP", mine, personal),
        to(_G.GUARDIAN_REPORTS, "RCEXP", mine, personal),
        to(_G.REFERRALS, "RC", _S.OWN, write_level=_L.CONFIDENTIAL),
        to(_G.EVENTS, "RCEP", _S.CLASS_AND_OWN),
        to(_G.TRAINING, "R", only=("ParentTraining",)),
        to(_G.TRAINING, "RCEP", mine, personal, only=("TrainingAttendance",)),
        to(_G.TRAINING, "RCE", _S.CLASS_AND_OWN, only=("EventAdult",)),
        to(_G.HOME, "RCE", _S.SCHOOL, personal, writes=_S.OWN, only=("OpeningSession",)),
        to(_G.HOME, "RCE", _S.CLASS_AND_OWN, personal, writes=_S.OWN, only=("OpeningAttendance",)),
        to(_G.LIBRARY, "R", only=("Book",)),
        to(_G.LIBRARY, "R", mine, only=("BookLoan", "BookIncident")),
        to(_G.RIDES, "RF", level=personal, only=("Vehicle",)),
        to(_G.RIDES, "RCEP", mine, personal, only=("RideRegistration",)),
        to(_G.INCIDENTS, "RCEP", _S.CLASS_AND_OWN, personal),
        to(_G.LEGAL_AID, "R", mine),
        to(_G.AID, "RCXP", mine, personal, only=("AidGrant",)),
        to(_G.AID, "R", mine, personal, only=("Sponsorship",)),
        to(_G.SPONSORS, "R"),
        to(_G.AWARDS, "RC", writes=_S.OWN),
        to(_G.ASSESSMENTS, "R", _S.OWN),
        to(_G.OFFICE_WORK, "R"),
        to(_G.OFFICE_WORK, "C", writes=_S.OWN, only=("SituationReport", "WorkDocument")),
        to(_G.SUGGESTIONS, "RCE", mine, personal),
        to(_G.RELEASES, "R", _S.RELEASED),
    )


def _mentor() -> tuple[Grant, ...]:
    to, mine, personal = partial(_grant, Role.MENTOR), _S.MENTEES, _L.PERSONAL
    return (
        to(_G.SETTINGS, "R"),
        to(_G.ORGANISATION, "RF"),
        to(_G.SCHOOL_WORK, "RP"),
        to(_G.CHILDREN, "RPF", mine, personal),
        to(_G.CHILDREN, "E", mine, personal, only=("Caregiver",)),
        to(_G.PAIRS, "R", _S.MENTEES_AND_OWN),
        to(_G.PAIRS, "C", _S.MENTEES_AND_OWN, writes=mine, only=("PeerPairing",)),
        to(_G.CONTACTS, "RCEXP", _S.MENTEES_AND_OWN, personal, writes=_S.OWN),
        to(_G.PLANS, "RCE", mine, personal, writes=_S.OWN),
        to(_G.CLASS_PLANS, "R", _S.MENTEE_CLASSES),
        to(_G.CARE_LOG, "RCEP", mine, personal),
        to(_G.GUARDIAN_REPORTS, "RC", mine, personal, writes=_S.OWN),
        to(_G.REFERRALS, "RC", _S.OWN, write_level=_L.CONFIDENTIAL),
        to(_G.EVENTS, "RCE", _S.OWN),
        to(_G.TRAINING, "R", only=("ParentTraining",)),
        to(_G.TRAINING, "R", _S.OWN, only=("EventAdult",)),
        to(_G.TRAINING, "R", mine, personal, only=("TrainingAttendance",)),
        to(_G.HOME, "RCE", _S.OWN, personal),
        to(_G.RIDES, "R", mine, personal, only=("RideRegistration",)),
        to(_G.INCIDENTS, "RCEP", _S.MENTEES_AND_OWN, personal, writes=_S.MENTEES_AND_OWN),
        to(_G.AID, "R", mine, personal, only=("AidGrant", "Sponsorship")),
        to(_G.AWARDS, "R"),
        to(_G.AWARDS, "C", writes=_S.OWN),
        to(_G.ASSESSMENTS, "R", _S.OWN),
        to(_G.OFFICE_WORK, "R"),
        to(_G.RELEASES, "R", _S.RELEASED),
    )


def _counselor() -> tuple[Grant, ...]:
    to, secret, personal = partial(_grant, Role.COUNSELOR), _L.CONFIDENTIAL, _L.PERSONAL
    care_log = ("CareService", "GrowthRecord", "ReadingRecord")
    return (
        to(_G.SETTINGS, "R"),
        to(_G.ORGANISATION, "R"),
        to(_G.SCHOOL_WORK, "RP"),
        to(_G.CHILDREN, "RF", _S.CASES, personal),
        to(_G.PAIRS, "R", _S.CASES),
        to(_G.CONTACTS, "RCE", _S.OWN, personal),
        to(_G.PLANS, "R", _S.CASE_CHILDREN, personal),
        to(_G.CARE_LOG, "R", _S.CASE_CHILDREN, personal, only=care_log),
        to(_G.REFERRALS, "RCE", _S.SCHOOL, secret),
        to(_G.COUNSELING, "RCEP", _S.OWN_CASES, secret, only=("CounselingCase", "CounselingSession")),
        to(_G.COUNSELING, "RCEP", _S.OWN, secret, only=("ScreeningResult", "MailboxLetter")),
        to(_G.COUNSELING, "R", _S.OWN_CASES, secret, only=("Disclosure", "CaseAttachment")),
        to(_G.CRISES, "RCE", _S.OWN_CASES, secret),
        to(_G.RECUSALS, "RCE", _S.OWN),
        to(_G.RELEASES, "RCE", _S.OWN_CASES, secret),
        to(_G.EVENTS, "RCE", _S.OWN),
        to(_G.TRAINING, "R", only=("ParentTraining", "EventAdult")),
        to(_G.TRAINING, "R", _S.CASES, personal, only=("TrainingAttendance",)),
        to(_G.HOME, "R", only=("OpeningSession",)),
        to(_G.LIBRARY, "R", only=("Book",)),
        to(_G.INCIDENTS, "RC", _S.OWN, personal),
        to(_G.AWARDS, "R"),
        to(_G.ASSESSMENTS, "R", _S.OWN),
        to(_G.OFFICE_WORK, "R"),
        to(_G.SUGGESTIONS, "RCE", _S.TO_COUNSELOR, personal),
    )


def _township() -> tuple[Grant, ...]:
    to = partial(_grant, Role.TOWNSHIP)
    return (
        to(_G.SETTINGS, "R", _S.EVERYWHERE, only=("School", "SchoolYear", "Term", "TermBreak")),
        # What its schools ask of themselves names nobody.
        to(_G.SETTINGS, "R", _S.EVERYWHERE, only=("CareStandard", "CareStandardItem")),
        to(_G.SUMMARIES, "RP", _S.APPROVED),
    )


#: Whom a counselor may tell; the administrator of the machine is nobody's confidant.
_TOLD = (Role.PRINCIPAL, Role.OFFICE, Role.HOMEROOM, Role.MENTOR, Role.COUNSELOR)
#: Protection of personal data: what a family agreed to is asked by whom it knows.
_LAW = (
    _grant(Role.IT_ADMIN, _G.LAW, "RCEXP", level=_L.PERSONAL),
    _grant(Role.IT_ADMIN, _G.ERASURES, "RP"),
    _grant(Role.PRINCIPAL, _G.LAW, "RCEXPV", level=_L.PERSONAL),
    _grant(Role.PRINCIPAL, _G.ERASURES, "RP"),
    _grant(Role.HOMEROOM, _G.LAW, "RCEP", _S.CLASS, _L.PERSONAL, only=("Consent",)),
)

GRANTS: tuple[Grant, ...] = (
    *_it_admin(), *_principal(), *_office(), *_homeroom(), *_mentor(), *_counselor(), *_township(), *_LAW,
    *(_grant(role, _G.DISCLOSURES, "R", _S.OWN, _L.PERSONAL) for role in _TOLD),
)  # fmt: skip

Roles = frozenset[Role]


@cache
def grants_of(roles: Roles, entity: type[Entity]) -> tuple[Grant, ...]:
    """The cells that speak for these roles about this entity: those of each role that reads it.

    Roles add up and each keeps its own rows and its own columns (decision 0003): what a person sees of a row
    is what the cells that hold this row let him see.
    """
    cells = [grant for grant in GRANTS if grant.role in roles and grant.covers(entity)]
    readers = {grant.role for grant in cells if Action.READ in grant.actions}
    return tuple(grant for grant in cells if grant.role in readers)


@cache
def allowed(roles: Roles, entity: type[Entity], action: Action) -> bool:
    """Whether any of the roles may do this with rows of the entity at all."""
    return any(action in grant.actions for grant in grants_of(roles, entity))


@cache
def level(roles: Roles, entity: type[Entity]) -> Level | None:
    """Columns up to this level can be read in some rows; None when the entity is closed to the roles."""
    return max((grant.level for grant in _reading(roles, entity)), default=None)


@cache
def sure_level(roles: Roles, entity: type[Entity]) -> Level | None:
    """Columns up to this level can be read in every row the roles see: the same as `level` for one role."""
    cells = _reading(roles, entity)
    return min((g.level for g in cells if not any(_outdoes(other, g) for other in cells)), default=None)


def _reading(roles: Roles, entity: type[Entity]) -> list[Grant]:
    return [grant for grant in grants_of(roles, entity) if Action.READ in grant.actions]


def _outdoes(other: Grant, grant: Grant) -> bool:
    """Whether the other cell shows more columns of at least the same rows."""
    return other.level > grant.level and holds_all(other.rows, grant.rows)


def holds_all(wide: Scope, narrow: Scope) -> bool:
    """Whether the one scope holds every row of the other, as far as that is sure from their names."""
    beyond_the_school = {Scope.EVERYWHERE, Scope.APPROVED}
    return wide in (narrow, Scope.EVERYWHERE) or (wide is Scope.SCHOOL and narrow not in beyond_the_school)


@cache
def readable_columns(roles: Roles, entity: type[Entity]) -> tuple[str, ...]:
    """The columns these roles read in every row they see, in the entity's order."""
    return _up_to(entity, sure_level(roles, entity))


@cache
def seen_columns(roles: Roles, entity: type[Entity]) -> tuple[str, ...]:
    """The columns these roles read in some rows at least; select them by `narrowing.readable_value` only."""
    return _up_to(entity, level(roles, entity))


def _up_to(entity: type[Entity], limit: Level | None) -> tuple[str, ...]:
    return tuple(name for name in facts_of(entity) if limit is not None and level_of(entity, name) <= limit)


@cache
def writable_columns(roles: Roles, entity: type[Entity]) -> tuple[str, ...]:
    """The columns these roles may type into in some rows at least; derived ones never."""
    cells = [grant for grant in grants_of(roles, entity) if grant.actions & {Action.CREATE, Action.EDIT}]
    limit = max((grant.write_level for grant in cells), default=None)
    return tuple(name for name in _up_to(entity, limit) if not facts_of(entity)[name].derived)
