"""The one table of who may do what: role x group -> actions, whose rows, and columns up to which level (domain 6.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

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
    def to(group: Group, letters: str, level: Level = _L.INTERNAL, **more: Iterable[str]) -> Grant:
        return _grant(Role.IT_ADMIN, group, letters, _S.SCHOOL, level, **more)  # type: ignore[arg-type]

    return (
        to(_G.SETTINGS, "RCEAX"),
        to(_G.ORGANISATION, "RCEAXFP"),
        to(_G.ACCOUNTS, "RCEA"),
        to(_G.SCHOOL_WORK, "RCEAXP"),
        to(_G.CHILDREN, "RCEAXPFI", _L.IDENTITY),
        to(_G.PAIRS, "RCEAXP"),
        to(_G.CONTACTS, "RAX", _L.PERSONAL),
        to(_G.PLANS, "RX"),
        to(_G.GUARDIAN_REPORTS, "RX", _L.PERSONAL),
        to(_G.SUMMARIES, "RCEP"),
        to(_G.IMPORTS, "RC", _L.PERSONAL),
        to(_G.AUDIT, "R"),
    )


def _principal() -> tuple[Grant, ...]:
    def to(
        group: Group,
        letters: str,
        level: Level = _L.INTERNAL,
        rows: Scope = _S.SCHOOL,
        only: Iterable[str] = (),
    ) -> Grant:
        return _grant(Role.PRINCIPAL, group, letters, rows, level, only=only)

    return (
        to(_G.SETTINGS, "RX"),
        to(_G.SETTINGS, "E", only=("School", "Term")),
        to(_G.ORGANISATION, "RXFP"),
        to(_G.ACCOUNTS, "R"),
        to(_G.SCHOOL_WORK, "RCEXP"),
        to(_G.CHILDREN, "RXPFI", _L.IDENTITY),
        to(_G.PAIRS, "RCEXP"),
        to(_G.CONTACTS, "RXP", _L.PERSONAL),
        to(_G.PLANS, "RXP", _L.PERSONAL),
        to(_G.GUARDIAN_REPORTS, "RXP", _L.PERSONAL),
        to(_G.CRISES, "R", _L.INTERNAL, _S.ALERTED),
        to(_G.RECUSALS, "R"),
        to(_G.SUMMARIES, "RCEXPV"),
        to(_G.AUDIT, "R"),
    )


def _office() -> tuple[Grant, ...]:
    def to(
        group: Group,
        letters: str,
        level: Level = _L.INTERNAL,
        rows: Scope = _S.SCHOOL,
        only: Iterable[str] = (),
    ) -> Grant:
        return _grant(Role.OFFICE, group, letters, rows, level, only=only)

    return (
        to(_G.SETTINGS, "R"),
        to(_G.ORGANISATION, "RF"),
        to(_G.SCHOOL_WORK, "RP"),
        to(_G.CHILDREN, "RXPF", _L.IDENTITY),
        to(_G.CHILDREN, "CE", _L.IDENTITY, only=("Student", "Enrollment", "CareRegistration")),
        to(_G.PAIRS, "R"),
        to(_G.CONTACTS, "RCE", _L.PERSONAL, _S.CHILD_PARENT),
        to(_G.SUMMARIES, "R"),
        to(_G.IMPORTS, "RC", _L.PERSONAL),
    )


def _homeroom() -> tuple[Grant, ...]:
    role = Role.HOMEROOM
    return (
        _grant(role, _G.SETTINGS, "R"),
        _grant(role, _G.ORGANISATION, "RF"),
        _grant(role, _G.ORGANISATION, "CE", writes=_S.CLASS, only=("ClassHeadcount",)),
        _grant(role, _G.SCHOOL_WORK, "RP"),
        _grant(role, _G.SCHOOL_WORK, "CE", writes=_S.CLASS, only=("LeadingGroup", "ContactChannel")),
        _grant(role, _G.CHILDREN, "RCEXPF", _S.CLASS, _L.IDENTITY),
        _grant(role, _G.PAIRS, "RCEXP", _S.CLASS),
        _grant(role, _G.CONTACTS, "RCEXP", _S.CLASS, _L.PERSONAL, writes=_S.OWN),
        _grant(role, _G.PLANS, "RCEP", _S.CLASS, _L.PERSONAL),
        _grant(role, _G.GUARDIAN_REPORTS, "RCEXP", _S.CLASS, _L.PERSONAL),
        _grant(role, _G.REFERRALS, "RC", _S.OWN, write_level=_L.CONFIDENTIAL),
    )


def _mentor() -> tuple[Grant, ...]:
    role = Role.MENTOR
    return (
        _grant(role, _G.SETTINGS, "R"),
        _grant(role, _G.ORGANISATION, "RF"),
        _grant(role, _G.SCHOOL_WORK, "RP"),
        _grant(role, _G.CHILDREN, "RPF", _S.MENTEES, _L.PERSONAL),
        _grant(role, _G.CHILDREN, "E", _S.MENTEES, _L.PERSONAL, only=("Caregiver",)),
        _grant(role, _G.PAIRS, "R", _S.MENTEES_AND_OWN),
        _grant(role, _G.PAIRS, "C", _S.MENTEES_AND_OWN, writes=_S.MENTEES, only=("PeerPairing",)),
        _grant(role, _G.CONTACTS, "RCEXP", _S.MENTEES_AND_OWN, _L.PERSONAL, writes=_S.OWN),
        _grant(role, _G.PLANS, "RCE", _S.MENTEES, _L.PERSONAL, writes=_S.OWN),
        _grant(role, _G.GUARDIAN_REPORTS, "RC", _S.MENTEES, _L.PERSONAL, writes=_S.OWN),
        _grant(role, _G.REFERRALS, "RC", _S.OWN, write_level=_L.CONFIDENTIAL),
    )


def _counselor() -> tuple[Grant, ...]:
    role, secret = Role.COUNSELOR, _L.CONFIDENTIAL
    return (
        _grant(role, _G.SETTINGS, "R"),
        _grant(role, _G.ORGANISATION, "R"),
        _grant(role, _G.SCHOOL_WORK, "RP"),
        _grant(role, _G.CHILDREN, "RF", _S.CASES, _L.PERSONAL),
        _grant(role, _G.PAIRS, "R", _S.CASES),
        _grant(role, _G.CONTACTS, "RCE", _S.OWN, _L.PERSONAL),
        _grant(role, _G.PLANS, "R", _S.CASE_CHILDREN, _L.PERSONAL),
        _grant(role, _G.REFERRALS, "RCE", _S.SCHOOL, secret),
        _grant(role, _G.COUNSELING, "RCEP", _S.OWN_CASES, secret),
        _grant(role, _G.CRISES, "RCE", _S.OWN_CASES, secret),
        _grant(role, _G.RECUSALS, "RCE", _S.OWN),
    )


def _township() -> tuple[Grant, ...]:
    role = Role.TOWNSHIP
    return (
        _grant(role, _G.SETTINGS, "R", _S.EVERYWHERE, only=("School", "SchoolYear", "Term", "TermBreak")),
        _grant(role, _G.SUMMARIES, "RP", _S.APPROVED),
    )


GRANTS: tuple[Grant, ...] = (
    *_it_admin(), *_principal(), *_office(), *_homeroom(), *_mentor(), *_counselor(), *_township(),
)  # fmt: skip

Roles = frozenset[Role]


@cache
def grants_of(roles: Roles, entity: type[Entity]) -> tuple[Grant, ...]:
    """The cells that speak for these roles about this entity.

    Where roles see columns up to different levels, only those of the highest level count: each row a
    person can reach is then readable to the same level, and no role lends its columns to the rows of
    another (decision 0003).
    """
    cells = [grant for grant in GRANTS if grant.role in roles and grant.covers(entity)]
    readers = {grant.role: grant.level for grant in cells if Action.READ in grant.actions}
    if not readers:
        return ()
    highest = max(readers.values())
    return tuple(grant for grant in cells if readers.get(grant.role) == highest)


@cache
def allowed(roles: Roles, entity: type[Entity], action: Action) -> bool:
    """Whether any of the roles may do this with rows of the entity at all."""
    return any(action in grant.actions for grant in grants_of(roles, entity))


@cache
def level(roles: Roles, entity: type[Entity]) -> Level | None:
    """Columns up to this level can be read; None when the entity is closed to the roles."""
    return max((grant.level for grant in grants_of(roles, entity)), default=None)


@cache
def readable_columns(roles: Roles, entity: type[Entity]) -> tuple[str, ...]:
    """The columns these roles see, in the entity's order."""
    limit = level(roles, entity)
    return tuple(name for name in facts_of(entity) if limit is not None and level_of(entity, name) <= limit)


@cache
def writable_columns(roles: Roles, entity: type[Entity]) -> tuple[str, ...]:
    """The columns these roles may type into; derived ones never."""
    cells = [grant for grant in grants_of(roles, entity) if grant.actions & {Action.CREATE, Action.EDIT}]
    limit = max((grant.write_level for grant in cells), default=None)
    columns = facts_of(entity).items()
    return tuple(
        n for n, facts in columns if limit is not None and not facts.derived and level_of(entity, n) <= limit
    )
