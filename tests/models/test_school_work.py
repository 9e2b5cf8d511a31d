"""The rules of villages, leading groups and contact channels."""

from __future__ import annotations

from typing import Any

import pytest

from app import clock
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.models.school.leading_group import GroupLevel, LeadingGroup
from app.models.school.leading_group_member import GroupPost, LeadingGroupMember
from app.models.school.village import Village
from tests.models.conftest import Place
from tests.models.refusals import column_refused, is_refused_by_the_database


def a_group(place: Place, **values: Any) -> LeadingGroup:
    given = {"level": GroupLevel.SCHOOL, "name": "留守儿童工作领导小组"}
    return LeadingGroup(school_id=place.school.id, term_id=place.term.id, **(given | values))


@pytest.fixture
def group(system: Any, place: Place) -> LeadingGroup:
    made = a_group(place)
    system.add(made)
    system.flush()
    return made


def a_member(group: LeadingGroup, **values: Any) -> LeadingGroupMember:
    return LeadingGroupMember(school_id=group.school_id, leading_group_id=group.id, **values)


def a_channel(place: Place, **values: Any) -> ContactChannel:
    given = {"kind": ChannelKind.FAMILY_PHONE, "number": "0566-1234567"}
    return ContactChannel(school_id=place.school.id, **(given | values))


@pytest.mark.system("A02")
@pytest.mark.parametrize("township", [None, "平安镇"])
def test_a_village_is_registered_once(system: Any, place: Place, township: str | None) -> None:
    first = Village(school_id=place.school.id, name="柳树村", township=township)
    system.add(first)
    system.flush()
    again = Village(school_id=place.school.id, name="柳树村", township=township)
    assert column_refused(system, again) in ("name", "township")
    assert is_refused_by_the_database(system, first)


def test_two_townships_may_each_have_a_village_of_one_name(system: Any, place: Place) -> None:
    for township in ("平安镇", "河口镇"):
        system.add(Village(school_id=place.school.id, name="柳树村", township=township))
    system.flush()


@pytest.mark.system("A01")
def test_a_school_has_one_leading_group_a_term(system: Any, place: Place, group: LeadingGroup) -> None:
    assert column_refused(system, a_group(place)) == "term_id"
    assert is_refused_by_the_database(system, group)


def test_each_class_may_have_a_leading_group_of_its_own(
    system: Any, place: Place, group: LeadingGroup
) -> None:
    own = a_group(place, level=GroupLevel.CLASS, school_class_id=place.school_class.id)
    system.add(own)
    system.flush()
    again = a_group(place, level=GroupLevel.CLASS, school_class_id=place.school_class.id)
    assert column_refused(system, again) == "school_class_id"
    assert is_refused_by_the_database(system, own)


@pytest.mark.system("A01")
def test_a_class_group_needs_its_class(system: Any, place: Place) -> None:
    assert column_refused(system, a_group(place, level=GroupLevel.CLASS)) == "school_class_id"


def test_a_school_group_has_no_class(system: Any, place: Place, group: LeadingGroup) -> None:
    odd = a_group(place, level=GroupLevel.VILLAGE, school_class_id=place.school_class.id)
    assert column_refused(system, odd) == "school_class_id"
    assert is_refused_by_the_database(
        system, group, level=GroupLevel.VILLAGE, school_class_id=place.school_class.id
    )


@pytest.mark.system("A01", "A02")
@pytest.mark.parametrize("both", [True, False])
def test_a_member_is_of_the_staff_or_an_outsider(
    system: Any, place: Place, group: LeadingGroup, both: bool
) -> None:
    given = {"staff_id": place.teacher.id, "outside_name": "林玉兰"} if both else {"outside_name": " "}
    assert column_refused(system, a_member(group, **given)) == "staff_id"


def test_the_database_knows_that_a_member_is_one_person(
    system: Any, place: Place, group: LeadingGroup
) -> None:
    member = a_member(group, staff_id=place.teacher.id)
    system.add(member)
    system.flush()
    assert is_refused_by_the_database(system, member, outside_name="林玉兰")
    assert is_refused_by_the_database(system, member, staff_id=None)


def test_nobody_is_twice_in_a_group(system: Any, place: Place, group: LeadingGroup) -> None:
    member = a_member(group, staff_id=place.teacher.id)
    system.add(member)
    system.flush()
    assert column_refused(system, a_member(group, staff=place.teacher)) == "staff_id"
    assert is_refused_by_the_database(system, member)


def test_no_outsider_is_twice_in_a_group(system: Any, group: LeadingGroup) -> None:
    system.add(a_member(group, outside_name="林玉兰"))
    system.flush()
    assert column_refused(system, a_member(group, outside_name=" 林玉兰 ")) == "outside_name"


@pytest.mark.system("A01", "A02")
def test_a_group_has_one_leader(system: Any, place: Place, group: LeadingGroup) -> None:
    leader = a_member(group, staff_id=place.teacher.id, post=GroupPost.LEADER)
    system.add(leader)
    system.flush()
    assert column_refused(system, a_member(group, outside_name="林玉兰", post=GroupPost.LEADER)) == (
        "leading_group_id"
    )
    assert is_refused_by_the_database(system, leader, staff_id=None, outside_name="林玉兰")


def test_a_leader_can_be_replaced_in_one_go(system: Any, place: Place, group: LeadingGroup) -> None:
    leader = a_member(group, staff_id=place.teacher.id, post=GroupPost.LEADER)
    system.add(leader)
    system.flush()
    leader.archived_at = clock.now()
    system.flush()
    system.add(a_member(group, outside_name="林玉兰", post=GroupPost.LEADER))
    system.flush()


@pytest.mark.system("D13", "D14", "F07")
def test_a_channel_is_recorded_once(system: Any, place: Place) -> None:
    first = a_channel(place)
    system.add(first)
    system.flush()
    assert column_refused(system, a_channel(place)) == "number"
    assert is_refused_by_the_database(system, first)


def test_one_number_may_serve_two_purposes(system: Any, place: Place) -> None:
    system.add_all([a_channel(place), a_channel(place, kind=ChannelKind.HELP_LINE)])
    system.flush()


@pytest.mark.system("D12")
def test_a_family_phone_is_a_number_to_call(system: Any, place: Place) -> None:
    assert column_refused(system, a_channel(place, number="请到办公室")) == "number"


@pytest.mark.system("D13", "D14", "F07")
def test_a_chat_group_or_letter_box_needs_no_phone_number(system: Any, place: Place) -> None:
    system.add(a_channel(place, kind=ChannelKind.CHILDREN_GROUP, number="QQ 99990001"))
    system.add(a_channel(place, kind=ChannelKind.LETTER_BOX, number="教学楼一楼东侧"))
    system.flush()
