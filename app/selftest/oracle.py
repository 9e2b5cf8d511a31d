"""Which cells each person may read, in plain Python over a copy of all rows: written from domain 6.1, not from `rows.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import LargeBinary, select, type_coerce

from app import clock
from app.access import sealing
from app.access.vocabulary import Role
from app.models._base import all_entities
from app.models._sealed import SealedChild, SealedKey, SealedText
from app.selftest.canaries import Cell
from app.selftest.matrix import may_read, right
from app.selftest.people import Person

Row = dict[str, Any]
Rows = dict[str, dict[int, Row]]


def copy_of(session: Any) -> Rows:
    """Every row of every entity as a dict of its columns, without sealed texts; None for keys not held here."""
    copied: Rows = {}
    for entity in all_entities():
        columns = [column for column in entity.__table__.c if not isinstance(column.type, SealedText)]
        asked = [type_coerce(c, LargeBinary).label(c.name) if _is_sealed(c) else c for c in columns]
        found = session.connection().execute(select(*asked)).mappings()
        copied[entity.__name__] = {
            row["id"]: {c.name: _opened(c, row[c.name]) if _is_sealed(c) else row[c.name] for c in columns}
            for row in found
        }
    return copied


def _is_sealed(column: Any) -> bool:
    return isinstance(column.type, (SealedChild, SealedKey))


def _opened(column: Any, stored: bytes | None) -> int | None:
    try:
        found: int | None = column.type.process_result_value(stored, None)
    except sealing.SealedRefusal:
        return None
    return None if found is None else int(found)


@dataclass(frozen=True, repr=False)
class Oracle:
    """What one person may see in a copy of the rows."""

    rows: Rows
    person: Person

    def may_see(self, cell: Cell) -> bool:
        """Whether the person may read the cell: some role of his reaches the row and reads the column."""
        return any(
            may_read(role, cell.entity, cell.column) and cell.row in self.reached(role, cell.entity)
            for role in self.person.roles
        ) or self.is_himself(cell)

    def reads(self, entity: str, column: str) -> bool:
        """Whether any role of the person reads the column at all."""
        return any(may_read(role, entity, column) for role in self.person.roles)

    def is_himself(self, cell: Cell) -> bool:
        """The names of the person and of the school he works at stand at the head of every page."""
        own = {
            ("Staff", self.person.staff_id),
            ("User", self.person.user_id),
            ("School", self.person.school_id),
        }
        return (cell.entity, cell.row) in own and cell.column in {"name", "username"}

    def reached(self, role: Role, entity: str) -> frozenset[int]:
        key = (role, entity)
        if key not in self._known:
            scope = right(role, entity).scope
            found = {
                key for key, row in self.rows[entity].items() if scope and _SCOPES[scope](self, entity, row)
            }
            if role not in _SEE_THOSE_PUT_AWAY and scope not in _OF_THE_ROOM:
                found = {key for key in found if not self.is_put_away(entity, self.rows[entity][key])}
            self._known[key] = frozenset(found)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[Role, str], frozenset[int]]:
        return {}

    def all_reached(self, entity: str) -> frozenset[int]:
        return frozenset().union(*(self.reached(role, entity) for role in self.person.roles))

    # --- whose children, today ---

    @cached_property
    def own_classes(self) -> set[int]:
        held = self.rows["TeachingAssignment"].values()
        return {
            r["school_class_id"]
            for r in held
            if r["staff_id"] == self.person.staff_id and r["role"] == "homeroom" and _lasts(r)
        }

    @cached_property
    def class_children(self) -> set[int]:
        stays = self.rows["Enrollment"].values()
        return self._here(
            r["student_id"] for r in stays if r["school_class_id"] in self.own_classes and _lasts(r)
        )

    @cached_property
    def mentees(self) -> set[int]:
        pairs = self.rows["Mentoring"].values()
        return self._here(
            r["student_id"] for r in pairs if r["mentor_id"] == self.person.staff_id and _lasts(r)
        )

    @cached_property
    def own_cases(self) -> set[int]:
        """Own cases, and a colleague's while he has stepped back and the person covers."""
        me, now = self.person.staff_id, clock.now()
        covered = {
            r["counselor_id"]
            for r in self.rows["CounselorRecusal"].values()
            if r["cover_id"] == me
            and r["archived_at"] is None
            and r["starts_at"] <= now
            and (r["ends_at"] is None or now <= r["ends_at"])
        }
        cases = self.rows["CounselingCase"].items()
        return {
            k
            for k, r in cases
            if r["counselor_id"] in {me, *covered} and r["school_id"] == self.person.school_id
        }

    @cached_property
    def case_children(self) -> set[int]:
        return self._here(self.rows["CounselingCase"][key]["student_id"] for key in self.own_cases)

    @cached_property
    def referred_children(self) -> set[int]:
        standing = [
            r
            for r in self.rows["CounselingReferral"].values()
            if r["archived_at"] is None and r["school_id"] == self.person.school_id
        ]
        mine = {None, self.person.staff_id}
        return self._here(r["student_id"] for r in standing if r["received_by_id"] in mine)

    @cached_property
    def received_children(self) -> set[int]:
        """Children of whom the counselor holds a survey or a letter himself."""
        papers = [r for name in ("ScreeningResult", "MailboxLetter") for r in self.rows[name].values()]
        mine = [r for r in papers if r["counselor_id"] == self.person.staff_id and r["archived_at"] is None]
        return self._here(r["student_id"] for r in mine if r["student_id"] is not None)

    @cached_property
    def mentee_classes(self) -> set[int]:
        stays = self.rows["Enrollment"].values()
        return {r["school_class_id"] for r in stays if r["student_id"] in self.mentees and _lasts(r)}

    @cached_property
    def put_away(self) -> set[int]:
        """Children whose consent was withdrawn, with no other ground in force today (P-01)."""
        today = clock.today()
        standing = [r for r in self.rows["Consent"].values() if r["archived_at"] is None]
        ended = {r["student_id"] for r in standing if r["withdrawn_on"] and r["withdrawn_on"] <= today}
        in_force = {
            r["student_id"]
            for r in standing
            if r["given_on"] <= today and (r["withdrawn_on"] is None or r["withdrawn_on"] > today)
        }
        return ended - in_force

    def is_put_away(self, entity: str, row: Row) -> bool:
        """Whether the row is about a child put away, or about an adult all of whose children are."""
        if entity in _NEVER_PUT_AWAY:
            return False
        if entity == "PlanStage":
            return self.rows["IndividualPlan"][row["plan_id"]]["student_id"] in self.put_away
        named = {row["id"]} if entity == "Student" else {row.get("student_id"), row.get("helper_id")}
        adult = row["id"] if entity == "Caregiver" else row.get("caregiver_id")
        is_of_an_adult = adult is not None and row.get("student_id") is None
        return bool(named & self.put_away) or (is_of_an_adult and adult in self.adults_put_away)

    @cached_property
    def adults_put_away(self) -> set[int]:
        ties = [r for r in self.rows["StudentCaregiver"].values() if r["archived_at"] is None]
        away = {r["caregiver_id"] for r in ties if r["student_id"] in self.put_away}
        return away - {r["caregiver_id"] for r in ties if r["student_id"] not in self.put_away}

    def _here(self, children: Any) -> set[int]:
        """Of these children those of the working school."""
        return {key for key in children if self.rows["Student"][key]["school_id"] == self.person.school_id}

    def about(self, children: set[int], entity: str, row: Row) -> bool:
        """Whether the row of the working school is about one of the children, or about an adult of theirs."""
        if entity == "Student":
            return row["id"] in children
        if row["school_id"] != self.person.school_id:
            return False
        if entity in ("Caregiver", "ParentAbsence"):
            adult = row["id"] if entity == "Caregiver" else row["caregiver_id"]
            ties = [r for r in self.rows["StudentCaregiver"].values() if r["caregiver_id"] == adult]
            standing = [r for r in ties if r["archived_at"] is None]
            return any(r["student_id"] in children for r in standing) or self._is_loose(adult, ties)
        if entity == "PlanStage":
            return self.rows["IndividualPlan"][row["plan_id"]]["student_id"] in children
        if entity in _OF_AN_INCIDENT:
            incident = row["id"] if entity == "Incident" else row["incident_id"]
            ties = [r for r in self.rows["IncidentStudent"].values() if r["incident_id"] == incident]
            return any(r["student_id"] in children for r in ties if r["archived_at"] is None)
        if "student_id" not in row:
            return False
        return row["student_id"] in children

    def in_classes(self, classes: set[int], entity: str, row: Row) -> bool:
        """Whether the row of the working school is about one of the classes."""
        return row["school_id"] == self.person.school_id and row.get("school_class_id") in classes

    def of_class(self, entity: str, row: Row) -> bool:
        """About an own class, or a child of one; of an event that names no class, about all."""
        if entity not in _OF_A_CLASS:
            return self.about(self.class_children, entity, row)
        is_for_all = entity in _OF_ALL_WITHOUT_CLASS and row["school_class_id"] is None
        return self.in_classes(self.own_classes, entity, row) or (
            is_for_all and _in_school(self, entity, row)
        )

    def _is_loose(self, adult: int, ties: list[Row]) -> bool:
        return not ties and self.rows["Caregiver"][adult]["created_by_id"] == self.person.user_id

    def owns(self, entity: str, row: Row) -> bool:
        if row["school_id"] != self.person.school_id:
            return False
        return self.person.staff_id in {self._owner(entity, row, path) for path in _OWNERS[entity].split()}

    def _owner(self, entity: str, row: Row, path: str) -> int | None:
        """The owner in the row, or in the row above it: "Event.event_id.organiser_id"."""
        if "." not in path:
            return row[path]
        above, column, owner = path.split(".")
        return self.rows[above][row[column]][owner]


def _lasts(row: Row) -> bool:
    today = clock.today()
    ended = row["ends_on"] is not None and row["ends_on"] < today
    return row["archived_at"] is None and row["starts_on"] <= today and not ended


def _in_school(oracle: Oracle, entity: str, row: Row) -> bool:
    return row["id" if entity == "School" else "school_id"] == oracle.person.school_id


_OWNERS = {
    "ContactRecord": "staff_id",
    "CounselingReferral": "referred_by_id",
    "CounselorRecusal": "counselor_id",
    "DisclosureNotice": "receiver_id from_id",
    "Mentoring": "mentor_id",
    "PeerPairing": "set_by_id",
    "ScreeningResult": "counselor_id",
    "MailboxLetter": "counselor_id",
    "Event": "organiser_id",
    "EventStudent": "Event.event_id.organiser_id",
    "EventAdult": "Event.event_id.organiser_id",
    "Photo": "Event.event_id.organiser_id",
    "Lesson": "teacher_id",
    "OpeningSession": "first_duty_id second_duty_id",
    "OpeningAttendance": "OpeningSession.opening_session_id.first_duty_id"
    " OpeningSession.opening_session_id.second_duty_id",
    "Incident": "handled_by_id opened_by_id",
    **dict.fromkeys(
        ("IncidentStudent", "IncidentNotice", "IncidentBrief"),
        "Incident.incident_id.handled_by_id Incident.incident_id.opened_by_id",
    ),
    "IncidentAttempt": "by_id Incident.incident_id.handled_by_id Incident.incident_id.opened_by_id",
    "Assessment": "staff_id",
    "AssessmentItem": "Assessment.assessment_id.staff_id",
}
#: They answer the guardian, and enter another ground.
_SEE_THOSE_PUT_AWAY = frozenset({Role.PRINCIPAL, Role.IT_ADMIN})
#: A case rests on a consent of its own.
_OF_THE_ROOM = frozenset({"cases", "own-case-children", "own-cases"})
#: Danger to life, the counseling room, what the log says.
_NEVER_PUT_AWAY = frozenset(
    "Incident IncidentStudent IncidentNotice IncidentAttempt IncidentBrief CrisisReport CounselingCase CounselingSession "
    "CounselingReferral ScreeningResult MailboxLetter CaseRelease CaseAttachment Disclosure DisclosureNotice Erasure "
    "AuditLog".split()
)
_OF_AN_INCIDENT = frozenset({"Incident", "IncidentNotice", "IncidentAttempt", "IncidentBrief"})
_OF_ALL_WITHOUT_CLASS = frozenset({"Event", "EventAdult", "Photo", "Lesson"})
_OF_A_CLASS = _OF_ALL_WITHOUT_CLASS | {"ClassCarePlan", "Suggestion"}

_SCOPES: dict[str, Callable[[Oracle, str, Row], bool]] = {
    "everywhere": lambda _oracle, _entity, _row: True,
    "school": _in_school,
    "class": lambda o, entity, row: (
        o.in_classes(o.own_classes, entity, row)
        if entity in _OF_A_CLASS
        else o.about(o.class_children, entity, row)
    ),
    "class-and-own": lambda o, entity, row: o.of_class(entity, row) or o.owns(entity, row),
    "mentee-classes": lambda o, entity, row: o.in_classes(o.mentee_classes, entity, row),
    "mentees": lambda o, entity, row: o.about(o.mentees, entity, row),
    "mentees-and-own": lambda o, entity, row: o.about(o.mentees, entity, row) or o.owns(entity, row),
    "own": lambda o, entity, row: o.owns(entity, row),
    "child-parent": lambda o, entity, row: _in_school(o, entity, row) and row["parties"] == "child-parent",
    "cases": lambda o, entity, row: o.about(
        o.case_children | o.referred_children | o.received_children, entity, row
    ),
    "own-case-children": lambda o, entity, row: o.about(o.case_children, entity, row),
    "to-counselor": lambda o, entity, row: _in_school(o, entity, row) and row["addressed_to"] == "counselor",
    "released": lambda o, entity, row: _in_school(o, entity, row) and row["released_on"] is not None,
    "paper-trail": lambda o, entity, row: (
        _in_school(o, entity, row) and row["action"] in ("export", "print", "grant")
    ),
    "own-cases": lambda o, _entity, row: (
        row.get("case_id", row["id"]) in o.own_cases and row["school_id"] == o.person.school_id
    ),
    "alerted": lambda o, entity, row: _in_school(o, entity, row) and row["alerted_principal_at"] is not None,
    "approved": lambda _o, _entity, row: row["status"] == "approved",
}
