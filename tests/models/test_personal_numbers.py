"""ID and phone numbers stand sealed in the database, and are still unique and found by the whole or their ending."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.access.server_key import ServerKey
from app.crypto.boxes import CannotOpen
from app.models._base import all_entities, facts_of
from app.models._columns import Kind
from app.models._sealed import UNDER_SERVER_KEY, Enciphered, EncipheredNumber, SealedText, ends_with
from app.models.people.caregiver import Caregiver
from app.models.school.staff import Staff, StaffCategory

PHONE = "10093271234"


def _adult(school_id: int, name: str, phone: str) -> Caregiver:
    return Caregiver(school_id=school_id, name=name, phone=phone)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> ServerKey:
    return ServerKey(tmp_path_factory.mktemp("key") / "server.key")


@pytest.mark.security("T-12")
def test_every_id_and_phone_number_of_an_entity_stands_sealed_for_its_own_column() -> None:
    numbers = [
        (entity.__table__.c[name].type, f"{entity.__tablename__}.{name}")
        for entity in all_entities()
        for name, facts in facts_of(entity).items()
        if facts.kind in (Kind.PHONE, Kind.ID_NUMBER, Kind.STUDENT_NO)
    ]
    assert len(numbers) >= 10
    for type_, place in numbers:
        assert isinstance(type_, EncipheredNumber)
        assert type_.place == place


@pytest.mark.security("T-12")
def test_every_detailed_address_stands_sealed_for_its_own_column() -> None:
    addresses = [
        (entity.__table__.c[name].type, f"{entity.__tablename__}.{name}")
        for entity in all_entities()
        for name, facts in facts_of(entity).items()
        if facts.kind is Kind.ADDRESS
    ]
    assert len(addresses) == 7
    for type_, place in addresses:
        assert isinstance(type_, (Enciphered, EncipheredNumber)) and type_.place == place


#: What its name or label takes for a number or an address, and why it may stand in the clear.
_IN_THE_CLEAR = {
    "Award.certificate_no": "the school's own number of a paper on the wall",
    "Award.title": "the name of the honour",
    "AuditLog.ip": "compared when somebody signs in; nobody's home",
    "Book.accession_no": "a number of a book",
    "CareDelegation.document_no": "the school's own number of a paper",
    "CareRegistration.archive_no": "the school's own number of a paper",
    "CareStandardItem.rule_code": "a number of a rule",
    "ContactRecord.place": "a room or a village, in free words",
    "CounselingCase.case_no": "the school's own number of a case",
    "CounselingSession.place": "a room of the school",
    "Event.place": "a room or a village",
    "Incident.place": "where it happened, told to everybody who helps",
    "ParentAbsence.work_place": "a city: lists and reports go by it; the address is sealed",
    "SafetyPledge.file_no": "the school's own number of a paper",
    "School.address": "on the school's own gate",
    "School.complaint_place": "an office, printed on the notice",
    "School.privacy_phone": "printed on the notice for guardians",
    "School.superior_edu_phone": "printed on the wall",
    "School.township_gov_phone": "printed on the wall",
    "Staff.staff_no": "the school's own number of a member of staff",
    "Student.library_card_no": "the school's own number of a card",
    "UserSession.ip": "compared with the next request; nobody's home",
    "Vehicle.plate": "painted on the car",
    "VaultOpening.ip": "shown to the counselor; nobody's home",
    "WorkDocument.place": "a shelf or a newspaper",
}
_SOUNDS_LIKE_ONE = re.compile(
    "phone|mobile|account|mail|address|residence|place|_no$|^number$|^ip$|号|电话|地址|住"
)


@pytest.mark.security("T-12")
def test_no_column_that_sounds_like_a_number_or_an_address_stands_in_the_clear_without_a_reason() -> None:
    """Derived: a new column for a WeChat account is sealed, or somebody says here why not."""
    clear = {
        f"{entity.__name__}.{name}"
        for entity in all_entities()
        for name, facts in facts_of(entity).items()
        if facts.kind in (Kind.TEXT, Kind.LONG_TEXT)
        and not isinstance(entity.__table__.c[name].type, (*UNDER_SERVER_KEY, SealedText))
        and _SOUNDS_LIKE_ONE.search(f"{name} {facts.label.zh}")
    }
    assert clear == set(_IN_THE_CLEAR)


@pytest.mark.security("T-12")
@given(number=st.text(max_size=30))
def test_a_sealed_number_opens_again_and_only_in_its_own_place(key: ServerKey, number: str) -> None:
    sealed = key.seal_number(number, "t.c")
    assert key.unseal_number(sealed, "t.c") == number
    assert key.seal_number(number, "t.c") == sealed
    with pytest.raises(CannotOpen):
        key.unseal_number(sealed, "t.d")


@pytest.mark.security("T-12")
def test_no_byte_of_a_sealed_number_can_be_changed(key: ServerKey) -> None:
    sealed = key.seal_number(PHONE, "t.c")
    for at in range(len(sealed)):
        bent = bytearray(sealed)
        bent[at] ^= 1
        with pytest.raises(CannotOpen):
            key.unseal_number(bytes(bent), "t.c")


@pytest.mark.security("T-12")
def test_the_key_of_another_school_opens_no_number(key: ServerKey, tmp_path: Path) -> None:
    with pytest.raises(CannotOpen):
        ServerKey(tmp_path / "other.key").unseal_number(key.seal_number(PHONE, "t.c"), "t.c")


@pytest.mark.security("T-13")
def test_the_database_holds_no_digit_of_a_phone(system: Any, place: Any) -> None:
    system.add(_adult(place.school.id, "王奶奶", PHONE))
    system.flush()
    stored = bytes(system.raw_connection().execute(text("SELECT phone FROM caregivers")).scalar_one())
    for form in (
        PHONE.encode(),
        PHONE.encode("utf-16-le"),
        PHONE.encode("gbk"),
        base64.b64encode(PHONE.encode()),
    ):
        assert form not in stored
    assert PHONE[-4:].encode() not in stored


def test_a_phone_is_found_by_the_whole_and_by_its_last_four_and_by_nothing_else(
    system: Any, place: Any
) -> None:
    system.add_all([_adult(place.school.id, "甲", PHONE), _adult(place.school.id, "乙", "10093275678")])
    system.flush()
    assert system.scalars(select(Caregiver.name).where(Caregiver.phone == PHONE)).all() == ["甲"]
    assert system.scalars(select(Caregiver.name).where(ends_with(Caregiver.phone, "5678"))).all() == ["乙"]
    assert system.scalars(select(Caregiver.name).where(ends_with(Caregiver.phone, "0932"))).all() == []


@pytest.mark.security("T-24")
def test_the_database_refuses_a_second_person_of_the_same_name_and_phone(system: Any, place: Any) -> None:
    table: Any = Staff.__table__
    first = Staff(
        school_id=place.school.id, name="李老师", phone=PHONE, category=StaffCategory.ADMINISTRATION
    )
    system.add(first)
    system.flush()
    row = system.raw_connection().execute(select(table).where(table.c.id == first.id)).one()._mapping
    twin = {name: value for name, value in row.items() if name not in ("id", "staff_no")}
    with pytest.raises(IntegrityError, match=r"(?i)unique"), system.raw_connection().begin_nested():
        system.raw_connection().execute(table.insert(), twin)
