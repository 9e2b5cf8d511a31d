"""Reads one row of the roster: the left-behind child, who is away and where, who looks after it."""

from __future__ import annotations

from dataclasses import replace

from app.roster.columns import Meaning
from app.roster.findings import Parsed
from app.roster.normalise.choices import parse_absence, parse_yes_no, relation_word
from app.roster.normalise.dates import parse_day
from app.roster.normalise.people import WrittenPerson, parse_people, parse_person
from app.roster.normalise.phones import parse_phones
from app.roster.normalise.places import WorkPlace, parse_work_place
from app.roster.plan import Away, Person, RosterRow
from app.roster.reasons import Reason
from app.roster.row_kinds.cells import RowCells
from app.roster.row_kinds.children import read_child, say_remark

FATHER, MOTHER = "父亲", "母亲"
_PLACES = {
    FATHER: (Meaning.FATHER_PLACE, Meaning.FATHER_EMPLOYER),
    MOTHER: (Meaning.MOTHER_PLACE, Meaning.MOTHER_EMPLOYER),
}
_AWAY_BY_WORD = {"双亲外出": (FATHER, MOTHER), "父亲外出": (FATHER,), "母亲外出": (MOTHER,)}
_GUARDIANSHIPS = {
    "祖辈": ("爷爷", "奶奶", "外公", "外婆"),
    "亲戚": ("伯叔姑舅姨", "兄姐"),
    "教师": ("教师",),
    "父母一方": (FATHER, MOTHER),
}
_LONGEST_PLACE, _LONGEST_EMPLOYER, _LONGEST_ADDRESS = 60, 60, 120


def read_registration(cells: RowCells) -> RosterRow | None:
    """The registration; None without a usable name or without a word on who is away."""
    child = read_child(cells)
    say_remark(cells)
    father = _person(cells, Meaning.FATHER, Meaning.FATHER_PHONE)
    mother = _person(cells, Meaning.MOTHER, Meaning.MOTHER_PHONE)
    guardian, guardianship = _guardian(cells, {FATHER: father, MOTHER: mother})
    places = {parent: _place(cells, *meanings) for parent, meanings in _PLACES.items()}
    absence = _absence(cells, places)
    if child is None or absence is None:
        return None
    return RosterRow(
        child=child,
        absence=absence,
        father=father,
        mother=mother,
        guardian=guardian,
        guardianship=guardianship,
        away=_away(cells, absence, {FATHER: father, MOTHER: mother}, places),
        away_since=cells.take(Meaning.AWAY_SINCE, parse_day(cells.value(Meaning.AWAY_SINCE), cells.today)),
        residence=cells.text(Meaning.RESIDENCE, _LONGEST_ADDRESS) or child.home_address,
        is_boarding=_boarding(cells),
        mentors=_mentors(cells),
    )


def _person(cells: RowCells, who: Meaning, phone: Meaning) -> Person | None:
    written = cells.take(who, parse_person(cells.value(who)))
    phones = cells.take(phone, parse_phones(cells.value(phone))) or ()
    if written is None or written.name is None:
        return None
    return Person(
        written.name, tuple(dict.fromkeys((*written.phones, *phones))), relation_word(written.relation)
    )


def _guardian(cells: RowCells, parents: dict[str, Person | None]) -> tuple[Person | None, str]:
    """The guardian with a relation, and the kind of guardianship.

    A parent named as guardian is that parent, whatever is left out of the cell.
    """
    written = _relation_for_name(cells.take(Meaning.GUARDIAN, parse_person(cells.value(Meaning.GUARDIAN))))
    phones = cells.take(Meaning.GUARDIAN_PHONE, parse_phones(cells.value(Meaning.GUARDIAN_PHONE))) or ()
    text = cells.text(Meaning.RELATION, 20) or written.relation
    parent = parents.get(relation_word(text) or "")
    name = written.name or (parent.name if parent else "")
    if not name:
        _say_unnamed(cells, text)
        return None, _guardianship(relation_word(text) if text else None, is_somebody=bool(text))
    relation = _relation(cells, name, text)
    person = Person(name, tuple(dict.fromkeys((*written.phones, *phones))), relation)
    if parent is not None and parent.name != name:
        cells.say(Meaning.GUARDIAN, Reason.RELATION_TAKEN, name=name, relation=text, other=parent.name)
        person = replace(person, relation="其他")
    return person, _guardianship(relation)


def _say_unnamed(cells: RowCells, relation: str) -> None:
    if relation:
        cells.say(Meaning.GUARDIAN, Reason.GUARDIAN_UNNAMED, relation=relation)
    else:
        cells.say(Meaning.GUARDIAN, Reason.GUARDIAN_MISSING)


def _guardianship(relation: str | None, *, is_somebody: bool = True) -> str:
    """The kind of guardianship that goes with a relation (domain 2.9)."""
    if not is_somebody:
        return "无人监护"
    return next((kind for kind, relations in _GUARDIANSHIPS.items() if relation in relations), "其他寄养")


def _relation_for_name(written: WrittenPerson | None) -> WrittenPerson:
    """A cell that says only 奶奶 names a relation and no person."""
    if written and written.name and relation_word(written.name) and not written.relation:
        return replace(written, name=None, relation=written.name)
    return written or WrittenPerson(None)


def _relation(cells: RowCells, name: str, text: str) -> str:
    word = relation_word(text) if text else None
    if word:
        return word
    where = Meaning.RELATION if cells.has_column(Meaning.RELATION) else Meaning.GUARDIAN
    if text:
        cells.say(where, Reason.RELATION_UNREADABLE, text=text)
    else:
        cells.say(where, Reason.RELATION_MISSING, name=name)
    return "其他"


def _place(cells: RowCells, place: Meaning, employer: Meaning) -> WorkPlace | None:
    """The place of work; an employer of its own column wins over one written behind the place."""
    written = parse_work_place(cells.value(place))
    named = cells.text(employer, _LONGEST_EMPLOYER)
    return replace(written, employer=named) if written and named else written


def _absence(cells: RowCells, places: dict[str, WorkPlace | None]) -> str | None:
    parsed: Parsed[str] = parse_absence(cells.value(Meaning.ABSENCE))
    if parsed.value or parsed.remarks:
        return cells.take(Meaning.ABSENCE, parsed)
    named = tuple(parent for parent, place in places.items() if place)
    word = next((word for word, parents in _AWAY_BY_WORD.items() if parents == named), None)
    if word is None:
        cells.say(Meaning.ABSENCE, Reason.ABSENCE_MISSING)
    else:
        cells.say(Meaning.ABSENCE, Reason.ABSENCE_BY_PLACES, kind=word)
    return word


def _away(
    cells: RowCells, absence: str, parents: dict[str, Person | None], places: dict[str, WorkPlace | None]
) -> tuple[Away, ...]:
    """An absence for each parent known to be away with a name and a place; what is lacking is said."""
    shared = _place(cells, Meaning.WORK_PLACE, Meaning.EMPLOYER)
    who = _AWAY_BY_WORD.get(absence) or _single_parent_away(parents, places)
    if not who and (shared or any(places.values())):
        cells.say(Meaning.ABSENCE, Reason.WHO_IS_AWAY_UNKNOWN, kind=absence)
    found = []
    for parent in who:
        place = places[parent] or shared
        if parents[parent] is None:
            cells.say(_cell_of(parent), Reason.AWAY_PARENT_UNNAMED, kind=absence, parent=parent)
        elif place is None:
            where = _PLACES[parent][0] if cells.has_column(_PLACES[parent][0]) else Meaning.WORK_PLACE
            cells.say(where, Reason.AWAY_PLACE_UNKNOWN, kind=absence, parent=parent)
        else:
            employer = place.employer[:_LONGEST_EMPLOYER] or None
            found.append(Away(parent, place.place[:_LONGEST_PLACE], employer))
    return tuple(found)


def _single_parent_away(
    parents: dict[str, Person | None], places: dict[str, WorkPlace | None]
) -> tuple[str, ...]:
    """With 单亲且外出 the one parent who has a place of work, or else the only one who is named."""
    with_place = tuple(parent for parent, place in places.items() if place)
    named = tuple(parent for parent, person in parents.items() if person)
    return with_place or (named if len(named) == 1 else ())


def _cell_of(parent: str) -> Meaning:
    return Meaning.FATHER if parent == FATHER else Meaning.MOTHER


def _boarding(cells: RowCells) -> bool | None:
    """None where nothing can be read; a new registration then says no, and one on record keeps what it has."""
    if not cells.has_column(Meaning.BOARDING):
        return None
    parsed = parse_yes_no(cells.value(Meaning.BOARDING), Meaning.BOARDING.label.zh)
    if parsed.value is None and not parsed.remarks:
        cells.say(Meaning.BOARDING, Reason.YES_NO_MISSING, column=Meaning.BOARDING.label.zh)
    return cells.take(Meaning.BOARDING, parsed)


def _mentors(cells: RowCells) -> tuple[str, ...]:
    """The names in the cell; whether they are staff is seen when they are looked up."""
    found = parse_people(cells.value(Meaning.MENTOR))
    people = [cells.take(Meaning.MENTOR, parsed) for parsed in found]
    return tuple(person.name for person in people if person and person.name)
