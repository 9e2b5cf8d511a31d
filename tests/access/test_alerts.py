"""What stands out in the log (security L-09): each sign at its threshold and one below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from app import clock
from app.access import alerts
from app.access.alerts import Sign
from app.access.audit import Entry, record_read
from app.access.guard import Actor
from app.models.system.audit_log import AuditAction
from tests.access.conftest import TODAY, World

NOON = dt.datetime.combine(TODAY, dt.time(12), clock.CHINA)
SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)


def signs(world: World) -> dict[Sign, int]:
    """What the principal is shown of the day before and the day: sign -> how often."""
    found = alerts.alerts(world.principal, NOON - dt.timedelta(days=1))
    assert len({each.what for each in found}) == len(found), "a stretch was told twice"
    return {each.what: each.count for each in found}


def opens(actor: Actor, children: Iterable[int], every: dt.timedelta) -> None:
    for place, child in enumerate(children):
        with clock.set_to(NOON + place * every):
            record_read(actor, Entry(AuditAction.READ, "Student", child, child))


@pytest.mark.parametrize(("children", "stands_out"), [(30, False), (31, True)])
def test_more_than_thirty_children_opened_in_ten_minutes_stand_out(
    world: World, children: int, stands_out: bool
) -> None:
    opens(world.mentor, range(1, children + 1), 10 * SECOND)
    assert signs(world) == ({Sign.MANY_CHILDREN: 31} if stands_out else {})


def test_thirty_one_children_opened_over_an_afternoon_do_not(world: World) -> None:
    opens(world.mentor, range(1, 32), 5 * MINUTE)
    assert signs(world) == {}


def test_one_child_opened_forty_times_is_one_child(world: World) -> None:
    opens(world.mentor, [7] * 40, SECOND)
    assert signs(world) == {}


@pytest.mark.parametrize(("children", "stands_out"), [(100, False), (101, True)])
def test_a_hundred_children_opened_slowly_within_the_hour_stand_out(
    world: World, children: int, stands_out: bool
) -> None:
    opens(world.mentor, range(1, children + 1), 35 * SECOND)
    assert signs(world) == ({Sign.MANY_IN_AN_HOUR: 101} if stands_out else {})


@pytest.mark.parametrize(("last", "stands_out"), [(500, False), (501, True)])
def test_lists_gone_through_stand_out_when_they_hold_more_than_one_export_may(
    world: World, last: int, stands_out: bool
) -> None:
    for begin in range(1, last + 1, 50):
        shown = ",".join(map(str, range(begin, min(begin + 50, last + 1))))
        with clock.set_to(NOON):
            record_read(world.mentor, Entry(AuditAction.READ, "Student", fields=f"list: {shown}"))
            record_read(world.mentor, Entry(AuditAction.READ, "ContactRecord", fields=f"list: {shown}000"))
    assert signs(world) == ({Sign.MANY_LISTED: 501} if stands_out else {})


@pytest.mark.parametrize(("times", "stands_out"), [(5, False), (6, True)])
def test_more_than_five_whole_numbers_in_an_hour_stand_out(
    world: World, times: int, stands_out: bool
) -> None:
    for place in range(times):
        with clock.set_to(NOON + 10 * place * MINUTE):
            record_read(world.mentor, Entry(AuditAction.REVEAL, "Caregiver", 5, fields="phone"))
    assert signs(world) == ({Sign.MANY_REVEALS: 6} if stands_out else {})


@pytest.mark.parametrize(
    ("hour", "minute", "stands_out"),
    [(21, 59, False), (22, 0, True), (23, 59, True), (0, 0, True), (4, 59, True), (5, 0, False)],
)
def test_a_read_between_ten_at_night_and_five_stands_out(
    world: World, hour: int, minute: int, stands_out: bool
) -> None:
    with clock.set_to(NOON.replace(hour=hour, minute=minute)):
        record_read(world.mentor, Entry(AuditAction.READ, "Student", 7, 7))
        record_read(world.mentor, Entry(AuditAction.LOGIN, "User", 7))
    assert signs(world) == ({Sign.NIGHT: 1} if stands_out else {})


def test_one_night_is_told_once_though_a_midnight_lies_in_it(world: World) -> None:
    for hours in (11, 13):
        with clock.set_to(NOON + dt.timedelta(hours=hours)):
            record_read(world.mentor, Entry(AuditAction.READ, "Student", 7, 7))
    assert signs(world) == {Sign.NIGHT: 2}


@pytest.mark.parametrize(
    ("entry", "sign"),
    [
        (Entry(AuditAction.REFUSE, "Student", 7, result="refused"), Sign.OUT_OF_SCOPE),
        (Entry(AuditAction.REFUSE, "Student", 7, result="missing"), None),
        (Entry(AuditAction.EXPORT, "Student", fields="xlsx: 3 rows; "), Sign.EXPORT),
        (Entry(AuditAction.GRANT, "VaultBreaking", 1, fields="papers"), Sign.GLASS),
        (Entry(AuditAction.GRANT, "VaultBreaking", fields="papers", result="refused"), Sign.GLASS_REFUSED),
        (Entry(AuditAction.GRANT, "UserRole", 1), None),
        (Entry(AuditAction.LOGOUT, "VaultBreaking", fields="close"), None),
    ],
)
def test_one_refusal_one_export_and_one_broken_glass_stand_out(
    world: World, entry: Entry, sign: Sign | None
) -> None:
    with clock.set_to(NOON):
        record_read(world.mentor, entry)
    assert signs(world) == ({sign: 1} if sign else {})


def test_two_people_are_not_added_up(world: World) -> None:
    opens(world.mentor, range(1, 21), SECOND)
    opens(world.teacher, range(21, 41), SECOND)
    assert signs(world) == {}


def test_what_another_school_does_is_not_told(world: World) -> None:
    with clock.set_to(NOON):
        stranger = replace(world.mentor, school_id=world.mentor.school_id + 1)
        record_read(stranger, Entry(AuditAction.EXPORT, "Student"))
    assert signs(world) == {}


@pytest.fixture(autouse=True)
def _at_noon(world: World) -> Iterator[None]:
    with clock.set_to(NOON):
        yield
