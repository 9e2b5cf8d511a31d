"""Functions that tell a figure line by line (by kind, class or person): who uses them uses the figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.figures import (
    activities,
    basics,
    class_statistics,
    counseling,
    guardianship,
    help_given,
    honours,
    people,
    safety,
    training,
    workload,
)
from app.figures import mentoring as pairs
from app.figures import ten_ones as ones
from app.figures import ways_of_living as living
from app.figures._registry import Figure
from app.figures.contact import difficulties, late_records

_ABSENCES, _GUARDIANS = tuple(living.BY_ABSENCE.values()), tuple(living.BY_GUARDIANSHIP.values())

#: Function -> the figures whose number it splits, or whose rows it lists.
TELLERS: Mapping[Callable[..., Any], tuple[Figure, ...]] = {
    basics.by_absence: _ABSENCES,
    basics.by_guardianship: (*_GUARDIANS, basics.unguarded),
    basics.special_pupils: (living.three_special,),
    class_statistics.class_lines: (*living.BY_GENDER.values(), *_ABSENCES, *_GUARDIANS, basics.boarding),
    counseling.totals: (counseling.counseling_sessions, counseling.counseling_children),
    guardianship.unguarded: (living.nobody_in_charge,),
    guardianship.standings: (living.found_otherwise,),
    guardianship.untold: (living.care_untold,),
    people.children_in_pairs: (pairs.children_in_pairs,),
    workload.volumes: (late_records, difficulties),
    activities.events_by_kind: (activities.events,),
    help_given.aid_by_program: (help_given.children_aided, help_given.aid_money),
    help_given.gifts: (help_given.donations,),
    honours.awards_by_level: (honours.awards,),
    ones.ten_ones: (activities.ten_ones_kept,),
    safety.told_by_addressee: (safety.told_in_time,),
    safety.accidents_by_class: (safety.accidents,),
    training.trainings: (training.trainings_held, training.trainings_evaluated),
}
