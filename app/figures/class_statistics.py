"""The class statistics table (domain 4.6): a line for each class, each grade and the school, counted from the same rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app.figures._conditions import enrolled, in_force, left_behind, registered
from app.figures._registry import Reading
from app.figures.basics import pupils_by_class
from app.figures.contact import CODES, Duty
from app.figures.mentoring import helped_by_peers, pairs_in_force
from app.figures.registers import has_archive
from app.models.care.mentoring import Mentoring
from app.models.care.peer_pairing import PeerPairing, PeerPairingKind
from app.models.people.care_registration import AbsenceKind, CareRegistration, GuardianshipKind
from app.models.people.enrollment import Enrollment
from app.models.people.id_numbers import Gender
from app.models.people.special_category import SpecialCategory
from app.models.people.student import Student
from app.models.people.student_special_status import StudentSpecialStatus
from app.models.school.school_class import SchoolClass
from app.models.school.village import Village
from app.standards.as_of import AsOf
from app.standards.evaluate import evaluate


class Fact(StrEnum):
    """What is counted of a class."""

    PUPILS = "pupils"
    CHILDREN = "children"
    BOYS = "boys"
    GIRLS = "girls"
    BOTH_AWAY = "both-away"
    ONE_AWAY = "one-away"
    SINGLE_PARENT = "single-parent"
    GRANDPARENTS = "grandparents"
    RELATIVES = "relatives"
    TEACHER = "teacher"
    NOBODY = "nobody"
    BOARDING = "boarding"
    VERY_POOR = "very-poor"
    DISABLED = "disabled"
    TALENTED = "talented"
    KEY_TARGET = "key-target"
    ARCHIVED = "archived"
    MENTORED = "mentored"
    HELPED = "helped"


#: Groups too small to be printed when they are few (domain 6.3).
SENSITIVE = frozenset({Fact.VERY_POOR, Fact.DISABLED, Fact.TALENTED})
#: The special kinds by how the names of the preset categories begin: 特困生, 残障生, 特长生.
_CATEGORIES = {"特困": Fact.VERY_POOR, "残障": Fact.DISABLED, "特长": Fact.TALENTED}
_ABSENCES = {
    AbsenceKind.BOTH: Fact.BOTH_AWAY,
    AbsenceKind.FATHER: Fact.ONE_AWAY,
    AbsenceKind.MOTHER: Fact.ONE_AWAY,
    AbsenceKind.SINGLE_PARENT: Fact.SINGLE_PARENT,
}
_GUARDIANS = {
    GuardianshipKind.GRANDPARENTS: Fact.GRANDPARENTS,
    GuardianshipKind.RELATIVES: Fact.RELATIVES,
    GuardianshipKind.TEACHER: Fact.TEACHER,
    GuardianshipKind.NOBODY: Fact.NOBODY,
}
_DUTY_OF = {code: duty for duty, codes in CODES.items() for code in codes}
_Duty = tuple[Duty, str]


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One line: a class, a grade ("三年级小计") or the school ("全校")."""

    label: str
    grade: int
    counts: Counter[Fact]
    duties: Counter[_Duty]

    def of(self, fact: Fact) -> int:
        return self.counts[fact]

    def share(self, fact: Fact, whole: Fact = Fact.CHILDREN) -> Reading:
        return Reading(self.counts[fact], self.counts[whole])

    def fulfilment(self, duty: Duty) -> Reading:
        """Done out of due in the term up to the day, by pairs and children of the class."""
        return Reading(self.duties[duty, "done"], self.duties[duty, "due"])


def class_lines(session: Any, at: AsOf) -> tuple[ClassLine, ...]:
    """The classes in order of grade and number, children without a class last."""
    classes = select(SchoolClass.id, SchoolClass.label, SchoolClass.grade).where(
        SchoolClass.school_id == at.school_id
    )
    order = SchoolClass.grade, SchoolClass.number, SchoolClass.id
    pupils = pupils_by_class(session, at)
    counts, duties = _counts(session, at), _duties(session, at)
    for class_id, number in pupils.items():
        counts[class_id][Fact.PUPILS] = number
    lines = [
        ClassLine(label, grade, counts[key], duties[key])
        for key, label, grade in session.execute(classes.order_by(*order))
        if key in counts
    ]
    if None in counts:
        lines.append(ClassLine("未编班", 99, counts[None], duties[None]))
    return tuple(lines)


def village_lines(session: Any, at: AsOf) -> tuple[ClassLine, ...]:
    """The left-behind children by village, those without one last; what is due to them is counted by class only."""
    found = (
        select(Student.id, Village.name)
        .outerjoin(Village, Village.id == Student.village_id)
        .where(Student.id.in_(left_behind(at)))
    )
    village_of = {child: name or "未填村（社区）" for child, name in session.execute(found)}
    counts: dict[str, Counter[Fact]] = defaultdict(Counter)
    for child, fact in _facts(session, at):
        if child in village_of:
            counts[village_of[child]][fact] += 1
    names = sorted(counts, key=lambda name: (name.startswith("未填"), name))
    return tuple(ClassLine(name, 0, counts[name], Counter()) for name in names)


def summed(label: str, lines: Iterable[ClassLine]) -> ClassLine:
    """Several lines as one."""
    lines = tuple(lines)
    counts: Counter[Fact] = Counter()
    duties: Counter[_Duty] = Counter()
    for line in lines:
        counts.update(line.counts)
        duties.update(line.duties)
    return ClassLine(label, lines[0].grade if lines else 0, counts, duties)


def _counts(session: Any, at: AsOf) -> dict[int | None, Counter[Fact]]:
    class_of = _class_of(session, at)
    found: dict[int | None, Counter[Fact]] = defaultdict(Counter)
    for student_id, fact in _facts(session, at):
        found[class_of.get(student_id)][fact] += 1
    return found


def _duties(session: Any, at: AsOf) -> dict[int | None, Counter[_Duty]]:
    class_of = _class_of(session, at)
    found: dict[int | None, Counter[_Duty]] = defaultdict(Counter)
    for outcome in evaluate(session, at, codes=_DUTY_OF).outcomes:
        line, duty = found[class_of.get(outcome.student_id or 0)], _DUTY_OF[outcome.rule.code]
        line[duty, "due"] += int(outcome.due)
        line[duty, "done"] += int(outcome.done)
    return found


def _class_of(session: Any, at: AsOf) -> dict[int, int]:
    found = select(Enrollment.student_id, Enrollment.school_class_id).where(*enrolled(at))
    return dict(session.execute(found).all())


def _facts(session: Any, at: AsOf) -> list[tuple[int, Fact]]:
    """(child, fact) for all that is true of each left-behind child."""
    found: list[tuple[int, Fact]] = []
    columns = (
        CareRegistration.student_id,
        CareRegistration.absence_kind,
        CareRegistration.guardianship_kind,
        CareRegistration.is_boarding,
        CareRegistration.is_key_target,
        Student.gender,
    )
    rows = select(*columns).join(Student, Student.id == CareRegistration.student_id).where(*registered(at))
    for child, absence, guardian, boards, is_key, gender in session.execute(rows):
        facts = (
            Fact.CHILDREN,
            Fact.BOYS if gender == Gender.MALE else Fact.GIRLS,
            _ABSENCES.get(absence),
            _GUARDIANS.get(guardian),
            Fact.BOARDING if boards else None,
            Fact.KEY_TARGET if is_key else None,
        )
        found.extend((child, fact) for fact in facts if fact is not None)
    return [*found, *_facts_of_sets(session, at), *_special_facts(session, at)]


def _facts_of_sets(session: Any, at: AsOf) -> list[tuple[int, Fact]]:
    children = left_behind(at)
    helped = helped_by_peers(at, PeerPairingKind.STUDY_HELPER)
    sets = {
        Fact.ARCHIVED: select(CareRegistration.student_id).where(*registered(at), has_archive(at)),
        Fact.MENTORED: select(Mentoring.student_id).where(
            *pairs_in_force(at), Mentoring.student_id.in_(children)
        ),
        Fact.HELPED: select(PeerPairing.student_id).where(*helped, PeerPairing.student_id.in_(children)),
    }
    return [(child, fact) for fact, ids in sets.items() for child in session.scalars(ids.distinct())]


def _special_facts(session: Any, at: AsOf) -> set[tuple[int, Fact]]:
    found = (
        select(StudentSpecialStatus.student_id, SpecialCategory.name)
        .join(SpecialCategory, SpecialCategory.id == StudentSpecialStatus.category_id)
        .where(
            in_force(StudentSpecialStatus, at, "since", "until"),
            StudentSpecialStatus.student_id.in_(left_behind(at)),
        )
    )
    return {
        (child, fact)
        for child, name in session.execute(found)
        for beginning, fact in _CATEGORIES.items()
        if name.startswith(beginning)
    }
