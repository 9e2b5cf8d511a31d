"""Taking over a standard and changing a rule: from a day on, and never what was judged before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from app.models._rules import Invalid
from app.models._standard import number_of
from app.models._validation import Look
from app.models.management.care_standard import CareStandard
from app.models.management.care_standard_item import CareStandardItem
from app.models.safety._kinds import Addressee
from app.models.safety.incident_limit import IncidentLimit
from app.standards.adopting import CHANGEABLE, COPIED, adopt, change_item, items_of, standard_on, standards_of
from app.standards.incident_limits import minutes_of
from app.standards.presets import presets
from app.standards.rules import timeline_of
from app.standards.wording import refresh
from tests import factories as make
from tests.models.conftest import TODAY, Place, place, system

__all__ = ["place", "system"]

DAY = dt.timedelta(days=1)
LATER = TODAY + 20 * DAY
PS1, PS2, PS3 = (presets()[code] for code in ("ps01", "ps02", "ps03"))
pytestmark = pytest.mark.system("A04")


def _held(system: Any, place: Place, day: dt.date, code: str) -> CareStandardItem:
    standard = standard_on(system, place.school.id, day)
    assert standard is not None
    return next(item for item in items_of(system, standard) if item.rule_code == code)


@pytest.mark.parametrize("code", sorted(presets()))
def test_every_preset_can_be_adopted_and_is_read_back_as_it_is_written(
    system: Any, place: Place, code: str
) -> None:
    preset = presets()[code]
    adopt(system, place.school.id, preset, TODAY)
    held = timeline_of(system, place.school.id).on(TODAY)
    assert held is not None
    read = {rule.code: (rule.count_min, rule.count_max, rule.quote, rule.source) for rule in held.rules}
    assert read == {each.rule.code: (each.least, each.most, each.quote, each.source) for each in preset.items}


def test_a_rule_goes_by_the_name_of_the_catalogue_until_the_school_names_it(
    system: Any, place: Place
) -> None:
    standard = adopt(system, place.school.id, PS1, TODAY)
    change_item(system, standard, "R06", {"name": "亲情电话日"}, TODAY)
    held = timeline_of(system, place.school.id).on(TODAY)
    assert held is not None
    names = {rule.code: rule.name.zh for rule in held.rules}
    assert (names["R01a"], names["R06"]) == ("班主任家访", "亲情电话日")


def test_the_standard_before_ends_the_day_before(system: Any, place: Place) -> None:
    adopt(system, place.school.id, PS1, place.term.starts_on)
    adopt(system, place.school.id, PS2, TODAY)
    spans = [(each.preset, each.starts_on, each.ends_on) for each in standards_of(system, place.school.id)]
    assert spans == [("ps01", place.term.starts_on, TODAY - DAY), ("ps02", TODAY, None)]


def test_a_standard_that_has_not_begun_gives_way(system: Any, place: Place) -> None:
    adopt(system, place.school.id, PS1, LATER)
    adopt(system, place.school.id, PS2, TODAY)
    assert [each.preset for each in standards_of(system, place.school.id)] == ["ps02"]


def test_a_standard_in_force_is_never_replaced_from_a_day_before_it_began(system: Any, place: Place) -> None:
    adopt(system, place.school.id, PS1, TODAY - DAY)
    with pytest.raises(Invalid, match="起已在执行“杨疃中心学校（2012）”，请选这一天之后的日期。"):
        adopt(system, place.school.id, PS2, TODAY - DAY)


def test_an_earlier_term_keeps_its_standard(system: Any, place: Place) -> None:
    before = place.term.starts_on - 100 * DAY
    standard = adopt(system, place.school.id, PS1, before)
    with pytest.raises(Invalid, match="以前的学期仍按当时的标准统计"):
        change_item(system, standard, "R01a", {"count_min": Decimal(1)}, place.term.starts_on - DAY)
    with pytest.raises(Invalid, match="以前的学期仍按当时的标准统计"):
        adopt(system, place.school.id, PS2, place.term.starts_on - DAY)


def test_a_change_holds_from_its_day_on_and_the_days_before_keep_theirs(system: Any, place: Place) -> None:
    standard = adopt(system, place.school.id, PS1, place.term.starts_on)
    change_item(system, standard, "R01a", {"count_min": Decimal(3), "grace_days": 5}, TODAY)
    before, after = (_held(system, place, day, "R01a") for day in (TODAY - DAY, TODAY))
    assert (before.count_min, before.grace_days) == (2, None)
    assert (after.count_min, after.grace_days) == (3, 5)
    assert after.quote == before.quote


def test_a_standard_that_begins_today_is_changed_where_it_stands(system: Any, place: Place) -> None:
    standard = adopt(system, place.school.id, PS1, TODAY)
    assert change_item(system, standard, "R01a", {"count_min": Decimal(3)}, TODAY) is standard
    assert len(standards_of(system, place.school.id)) == 1


def test_a_change_is_not_made_from_the_day_a_standard_in_force_began(system: Any, place: Place) -> None:
    standard = adopt(system, place.school.id, PS1, TODAY - DAY)
    with pytest.raises(Invalid, match="起已经执行，请把生效日期改到这一天之后。"):
        change_item(system, standard, "R01a", {"count_min": Decimal(3)}, TODAY - DAY)


def test_a_standard_that_is_over_is_not_changed_after_its_end(system: Any, place: Place) -> None:
    standard = adopt(system, place.school.id, PS1, place.term.starts_on)
    adopt(system, place.school.id, PS2, TODAY)
    with pytest.raises(Invalid, match="请在之后的那套标准里修改。"):
        change_item(system, standard, "R01a", {"count_min": Decimal(3)}, LATER)


def test_a_rule_of_the_catalogue_is_added_with_its_own_numbers(system: Any, place: Place) -> None:
    standard = adopt(system, place.school.id, PS1, TODAY)
    change_item(system, standard, "R51", {}, TODAY)
    assert _held(system, place, TODAY, "R51").count_min == 1


def test_what_a_rule_counts_is_not_changed_by_the_school(system: Any, place: Place) -> None:
    standard = adopt(system, place.school.id, PS1, TODAY)
    with pytest.raises(ValueError, match="R01a: \\['subject'\\] cannot be changed"):
        change_item(system, standard, "R01a", {"subject": "pair"}, TODAY)


def test_a_copy_takes_along_every_column_of_a_rule() -> None:
    columns = {name for name in vars(CareStandardItem)["__annotations__"] if name != "spec"}
    assert set(COPIED) == columns - {"care_standard_id"}
    assert set(COPIED) >= CHANGEABLE


def test_the_numbers_the_program_reads_follow_the_standard(system: Any, place: Place) -> None:
    """R86 of the library, R82a of the emergency chain."""
    adopt(system, place.school.id, PS1, TODAY, emergency=PS3)
    look = Look(system.raw_connection())
    assert number_of(look, place.school.id, "R86", TODAY, 9) == 2
    assert number_of(look, place.school.id, "R82a", TODAY, 9) == 120


def _limits(system: Any, place: Place, day: dt.date) -> dict[Addressee, tuple[bool, int | None]]:
    rows = [
        row
        for row in system.query(IncidentLimit).filter_by(school_id=place.school.id)
        if row.archived_at is None and row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)
    ]
    return {row.addressee: (row.is_owed, row.minutes) for row in rows}


@pytest.mark.system("H01", "H02")
def test_the_limits_of_notice_are_those_of_the_paper_adopted(system: Any, place: Place) -> None:
    """V10: (a) tells the government within two hours, (b) the authority within one and the government not at all."""
    adopt(system, place.school.id, PS3, place.term.starts_on)
    adopt(system, place.school.id, PS2, TODAY)
    chain = {Addressee.GUARDIAN: (True, 30), Addressee.PARENT: (True, 60)}
    assert _limits(system, place, TODAY - DAY) == chain | {
        Addressee.AUTHORITY: (True, 120),
        Addressee.GOVERNMENT: (True, 120),
    }
    assert _limits(system, place, TODAY) == chain | {
        Addressee.AUTHORITY: (True, 60),
        Addressee.GOVERNMENT: (False, None),
    }


@pytest.mark.system("H01", "H02")
def test_a_changed_notice_changes_the_limit_that_incidents_are_judged_by(system: Any, place: Place) -> None:
    standard = adopt(system, place.school.id, PS3, place.term.starts_on)
    held = change_item(system, standard, "R80", {"count_max": Decimal(20)}, TODAY)
    assert _limits(system, place, TODAY - DAY)[Addressee.GUARDIAN] == (True, 30)
    assert _limits(system, place, TODAY)[Addressee.GUARDIAN] == (True, 20)
    change_item(system, held, "R83", {"is_enabled": False}, TODAY)
    assert _limits(system, place, TODAY)[Addressee.GOVERNMENT] == (False, None)


def test_a_standard_without_limits_of_notice_leaves_those_of_the_school(system: Any, place: Place) -> None:
    adopt(system, place.school.id, PS3, place.term.starts_on)
    before = _limits(system, place, TODAY)
    adopt(system, place.school.id, PS1, TODAY)
    assert _limits(system, place, TODAY) == before
    assert minutes_of({"R01a": None}) == {}


def test_new_wording_reaches_the_rows_and_their_numbers_stay(system: Any, place: Place) -> None:
    adopt(system, place.school.id, PS1, TODAY)
    visits, talks = (_held(system, place, TODAY, code) for code in ("R01a", "R03a"))
    visits.quote, visits.count_min = "旧的句子", Decimal(5)
    talks.quote, talks.source = "本校自己的句子", "本校制度第三条"
    system.flush()
    assert refresh(system) == 1
    assert (visits.quote, visits.count_min) == (PS1.item("R01a").quote, 5)  # type: ignore[union-attr]
    assert talks.quote == "本校自己的句子"
    assert refresh(system) == 0


def test_another_school_keeps_its_own(system: Any, place: Place) -> None:
    other = make.make_school(system)
    adopt(system, other.id, PS2, TODAY)
    adopt(system, place.school.id, PS1, TODAY)
    assert [each.preset for each in standards_of(system, other.id)] == ["ps02"]
    assert all(isinstance(each, CareStandard) for each in standards_of(system, place.school.id))
