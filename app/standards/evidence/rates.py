"""Evidence of the rates of the whole school (R100-R107): the figure of that name against its target, compared unrounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.figures._registry import Figure, Reading
from app.figures.mentoring import staff_taking_part
from app.figures.registers import archives_complete, at_school, graduated, retained, vaccinated
from app.figures.safety import legal_aid
from app.figures.training import families_trained
from app.models.management.care_standard_item import RuleAction, RuleSubject
from app.standards.as_of import AsOf
from app.standards.evidence._lines import cases_of_school
from app.standards.evidence._registry import evidence
from app.standards.evidence.shapes import Case, Evidence
from app.standards.rules import Rule

#: What `kinds` of a rule name: the figures that are judged as rates.
RATES: Mapping[str, Figure] = {
    figure.name: figure
    for figure in (
        archives_complete,
        at_school,
        retained,
        graduated,
        vaccinated,
        families_trained,
        legal_aid,
        staff_taking_part,
    )
}


def figure_of(rule: Rule) -> Figure | None:
    """The figure behind a rule about a rate: its reading is the fraction to print, its rows open the figure."""
    return next((RATES[kind] for kind in rule.filters.get("kinds") or () if kind in RATES), None)


@evidence(RuleAction.RATE, RuleSubject.SCHOOL)
def rate(session: Any, at: AsOf, rule: Rule) -> Mapping[int, Evidence]:
    """One case of the school, due on the term's last day; before that only what is reached already is said.

    Nothing out of nothing (no case for legal aid, nobody in the leaving grade) is no rate and owes nothing.
    """
    figure = figure_of(rule)
    reading = figure.read(session, at) if figure else Reading(0)
    if not reading.out_of:
        return cases_of_school(at, ())
    is_reached = reading.reaches(float(rule.count_min or 0))
    is_done = True if is_reached else False if at.day >= at.ends_on else None
    return cases_of_school(at, [Case(at.school_id, at.ends_on, is_done)])
