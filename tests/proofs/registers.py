"""The registers of a school in the proofs' world: for each role rows in reach and rows beside them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app import clock
from app.models._base import entity_named, facts_of
from app.models._columns import Kind
from app.models.counseling.case_release import CaseRelease, Hidden, ReleasePurpose
from app.models.people.caregiver import Caregiver
from app.models.people.student_caregiver import StudentCaregiver
from tests import factories as make
from tests.proofs.people import TODAY, Campus

DAY = dt.timedelta(days=1)
_HELD = TODAY - 2 * DAY


def keep_registers(session: Any, at: Campus) -> None:
    """Rows of every register; authors and classes go round, so that each role has own and foreign ones."""
    registers = _Registers(session, at)
    for keep in (
        registers.settings, registers.care, registers.counseling, registers.events, registers.training,
        registers.home, registers.library, registers.rides, registers.incidents, registers.aid,
        registers.management, registers.plans, registers.guardianship, registers.law,
    ):  # fmt: skip
        keep()


def make_release(session: Any, at: Campus, case_id: int, preparer: str, checker: str | None = None) -> None:
    """A case told without names; released when somebody has checked it."""
    checked: dict[str, Any] = {}
    if checker is not None:
        checked = {
            "checklist": frozenset(Hidden), "checked_by_id": at.staff[checker].id, "released_on": TODAY,
        }  # fmt: skip
    row = CaseRelease(
        school_id=at.school.id, draft_title="x", purpose=ReleasePurpose.TEACHING, case_id=case_id, draft="x",
        prepared_by_id=at.staff[preparer].id, **checked,
    )  # fmt: skip
    session.add(row)
    session.flush()


class _Registers:
    """Adds rows of one school; choices may be given by their stored value."""

    def __init__(self, session: Any, at: Campus) -> None:
        self._session = session
        self._at = at
        self._staff = at.staff

    def _add(self, register: str, /, **values: Any) -> Any:
        entity = entity_named(register)
        for column, facts in facts_of(entity).items():
            if facts.choices and isinstance(values.get(column), str):
                values[column] = facts.choices(values[column])
            if facts.choices and facts.kind is Kind.CHOICES and isinstance(values.get(column), set):
                values[column] = frozenset(facts.choices(value) for value in values[column])
        row = entity(school_id=self._at.school.id, **values)
        self._session.add(row)
        self._session.flush()
        return row

    def _adult(self, child: Any, *, is_parent: bool = True) -> Any:
        tied = select(StudentCaregiver.caregiver_id).where(
            StudentCaregiver.student_id == child.id, StudentCaregiver.is_parent.is_(is_parent)
        )
        found = select(Caregiver).where(Caregiver.id.in_(tied)).order_by(Caregiver.id)
        return self._session.scalars(found).first()

    def settings(self) -> None:
        standard = self._add("CareStandard", name="x", source="x", starts_on=TODAY + 200 * DAY)
        self._add(
            "CareStandardItem", care_standard_id=standard.id, rule_code="x", subject="child",
            action="contact", count_min=Decimal(1), per="month", role="anybody", filters={}, condition={}, season={},
        )  # fmt: skip
        make.make_incident_limit(self._session, self._at.school)
        self._add("AidProgram", code="x", name="x", kind="books", period="term")

    def care(self) -> None:
        writers = ("homeroom", "mentor", "homeroom+mentor", "mentor+counselor")
        for number, child in enumerate(self._at.children[:4]):
            writer = self._staff[writers[number]].id
            self._add(
                "CareService", student_id=child.id, done_on=_HELD, domain="study", kind="after-class",
                staff_id=writer, note="x",
            )  # fmt: skip
            self._add(
                "GrowthRecord",
                student_id=child.id,
                recorded_on=_HELD,
                kind="deed",
                author_id=writer,
                text="x",
            )
            self._add(
                "ReadingRecord", student_id=child.id, month=TODAY.replace(day=1), title="x", guide_id=writer
            )
            self._add(
                "ExamScore", student_id=child.id, term_id=self._at.term.id, subject="x", exam="final",
                score=Decimal(80), full_score=Decimal(100),
            )  # fmt: skip
        for school_class in self._at.classes:
            self._add(
                "ClassCarePlan", school_class_id=school_class.id, term_id=self._at.term.id,
                author_id=self._staff["homeroom"].id, plan_on=_HELD, plan_text="x",
            )  # fmt: skip

    def counseling(self) -> None:
        owners = ("counselor", "mentor+counselor", "principal+counselor", "counselor")
        for owner, child in zip(owners, self._at.children, strict=False):
            counselor = self._staff[owner].id
            self._add(
                "ScreeningResult", student_id=child.id, term_id=self._at.term.id, counselor_id=counselor,
                tool="x", result="x",
             finding="attention")  # fmt: skip
            self._add(
                "MailboxLetter",
                received_at=clock.now() - DAY,
                answered_at=clock.now(),
                counselor_id=counselor,
                student_id=child.id,
                text="x",
            )

        self._disclosures()

    def _disclosures(self) -> None:
        """Own and covered cases, told to each who may be told."""
        found = select(entity_named("CounselingCase")).where(
            entity_named("CounselingCase").__table__.c.school_id == self._at.school.id
        )
        receivers = ("principal", "office", "homeroom", "mentor", "homeroom+mentor", "mentor+counselor")
        for case, name in zip(self._session.scalars(found.order_by("id")), receivers, strict=False):
            make.make_disclosure(self._session, case, self._staff[name])

    def events(self) -> None:
        when = clock.now() - 2 * DAY
        hosts = (("homeroom", 0), ("mentor", 1), ("counselor", None), ("principal", 1), ("principal", None))
        for number, (host, place) in enumerate(hosts):
            school_class = None if place is None else self._at.classes[place].id
            event = self._add(
                "Event", kind="festival", title="x", starts_at=when, school_class_id=school_class,
                organiser_id=self._staff[host].id, plan="x", minutes="x",
            )  # fmt: skip
            child = self._at.children[number % len(self._at.children)]
            self._add("EventStudent", event_id=event.id, student_id=child.id, result="x")
            self._add("EventAdult", event_id=event.id, outside_name="x")
            self._add("EventAdult", event_id=event.id, staff_id=self._staff["office"].id)
            self._add(
                "Photo", event_id=event.id, caption="x", stored_name="x", has_consent=True, consent_by="x"
            )
        for number, school_class in enumerate(self._at.classes):
            teacher = self._staff[("homeroom", "mentor", "counselor")[number]].id
            self._add(
                "Lesson", school_class_id=school_class.id, held_on=_HELD, subject="health", hours=Decimal(1),
                teacher_id=teacher, topic="x",
            )  # fmt: skip

    def training(self) -> None:
        training = self._add("ParentTraining", session_no=1, held_on=_HELD, topic="x", lecturer_name="x")
        for child in self._at.children[:4]:
            self._add(
                "TrainingAttendance", training_id=training.id, student_id=child.id,
                caregiver_id=self._adult(child).id, is_present=True, opinion="x",
            )  # fmt: skip

    def home(self) -> None:
        facility = self._add("CareFacility", kind="home", name="x", rules_text="x")
        self._add(
            "OpeningSlot", facility_id=facility.id, weekday="1", starts=dt.time(16), ends=dt.time(17),
            activity="x", valid_from=_HELD,
        )  # fmt: skip
        self._add("FacilityEquipment", facility_id=facility.id, item="tv", quantity=1, state="x")
        for number, on_duty in enumerate(("homeroom", "mentor", "office")):
            opened = self._add(
                "OpeningSession", facility_id=facility.id, held_on=_HELD - number * DAY, starts=dt.time(16),
                first_duty_id=self._staff[on_duty].id, second_duty_id=self._staff["it-admin"].id, content="x",
            )  # fmt: skip
            for child in self._at.children[number : number + 2]:
                self._add(
                    "OpeningAttendance", opening_session_id=opened.id, student_id=child.id, is_present=True,
                    brought_by="x",
                )  # fmt: skip

    def library(self) -> None:
        for number, child in enumerate(self._at.children[:3]):
            child.library_card_no = f"x{number}"
            book = self._add(
                "Book",
                accession_no=f"x{number}",
                title="x",
                category="x",
                price=Decimal(9),
                registered_on=_HELD,
            )
            self._add(
                "BookLoan", book_id=book.id, student_id=child.id, borrowed_on=_HELD, due_on=_HELD + 7 * DAY,
                lent_by_id=self._staff["office"].id,
            )  # fmt: skip
            other = self._add(
                "Book",
                accession_no=f"y{number}",
                title="x",
                category="x",
                price=Decimal(9),
                registered_on=_HELD,
            )
            self._add(
                "BookIncident",
                book_id=other.id,
                kind="damaged",
                cause="x",
                found_on=_HELD,
                student_id=child.id,
            )

    def rides(self) -> None:
        vehicle = self._add(
            "Vehicle", plate="x", driver_name="x", driver_phone=make.phone(), direction="x", seats=9
        )
        for child in self._at.children[:4]:
            self._add(
                "RideRegistration",
                student_id=child.id,
                vehicle_id=vehicle.id,
                term_id=self._at.term.id,
                stop="x",
            )
        self._add(
            "SafetyPledge",
            school_year_id=self._at.year.id,
            layer="school-driver",
            vehicle_id=vehicle.id,
            file_no="x",
        )

    def incidents(self) -> None:
        openers = ("homeroom", "mentor", "office", "counselor", "principal")
        for number, opener in enumerate(openers):
            child = self._at.children[number % len(self._at.children)]
            staff, adult = self._staff[opener], self._adult(child)
            incident = make.make_incident(self._session, staff, child)
            notices = select(entity_named("IncidentNotice")).where(
                entity_named("IncidentNotice").incident_id == incident.id  # type: ignore[attr-defined]
            )
            notice = self._session.scalars(notices).first()
            self._add(
                "IncidentAttempt", incident_id=incident.id, notice_id=notice.id, at=clock.now(), by_id=staff.id,
                caregiver_id=adult.id if notice.student_id == child.id else None, result="no-answer", note="x",
            )  # fmt: skip
            make.make_incident_brief(self._session, incident, staff)

    def aid(self) -> None:
        program = self._add("AidProgram", code="y", name="x", kind="living", period="term")
        sponsor = self._add(
            "Sponsor", name="x", kind="society", contact_name="x", phone=make.phone(), address="x"
        )
        for number, child in enumerate(self._at.children[:4]):
            applicant = self._staff[("homeroom", "homeroom+mentor")[number % 2]].id
            self._add(
                "AidGrant", student_id=child.id, aid_program_id=program.id, term_id=self._at.term.id,
                amount=Decimal(100), applied_on=_HELD, applied_by_id=applicant, note="x",
            )  # fmt: skip
            self._add("Sponsorship", sponsor_id=sponsor.id, student_id=child.id, starts_on=_HELD, via="x")
        self._add(
            "AidNotice", title="x", term_id=self._at.term.id, text="x", rows=[], posted_on=TODAY,
            expires_on=TODAY + 7 * DAY,
        )  # fmt: skip
        self._add(
            "Donation",
            received_on=_HELD,
            sponsor_id=sponsor.id,
            item="x",
            quantity=Decimal(60),
            unit="x",
            note="x",
        )

    def management(self) -> None:
        for number, assessed in enumerate(("homeroom", "mentor", "counselor")):
            staff = self._staff[assessed].id
            assessment = self._add(
                "Assessment", school_year_id=self._at.year.id, target="teacher", staff_id=staff,
                assessed_by_id=self._staff["principal"].id, assessed_on=_HELD,
            )  # fmt: skip
            self._add(
                "AssessmentItem",
                assessment_id=assessment.id,
                name="x",
                full=Decimal(10),
                score=Decimal(9),
                basis="x",
            )
            self._add(
                "Award", title="x", awarded_on=_HELD, student_id=self._at.children[number].id, reason="x", body="x",
                certificate_no=f"x{number}", proposed_by_id=staff,
            )  # fmt: skip
            self._add("WorkDocument", written_on=_HELD, kind="paper", title="x", author_id=staff, place="x")
            self._suggestion(number)
        self._add(
            "SituationReport", reported_on=_HELD, title="x", kind="widespread", addressees={"authority"},
            content="x", reported_by_id=self._staff["principal"].id,
        )  # fmt: skip
        self._add("Inspection", inspected_on=_HELD, kind="care-cards", target="x", finding="x")
        self._add("TermFigure", term_id=self._at.term.id, code="leaving-grade", value=Decimal(9), source="x")

    def _suggestion(self, number: int) -> None:
        addressed = ("principal", "homeroom", "counselor")[number]
        of_class = self._at.classes[number - 1].id if addressed == "homeroom" else None
        self._add(
            "Suggestion", made_on=_HELD, from_kind="child", sender="x", addressed_to=addressed,
            school_class_id=of_class, content="x",
        )  # fmt: skip

    def plans(self) -> None:
        for school_class in (None, *self._at.classes):
            place = (
                {"scope": "school"}
                if school_class is None
                else {"scope": "class", "school_class_id": school_class.id}
            )
            plan = self._add("WorkPlan", title="x", term_id=self._at.term.id, guiding="x", **place)
            self._add("WorkPlanItem", work_plan_id=plan.id, month=10, no=1, task="x", owner_office="x")

    def guardianship(self) -> None:
        for child in self._at.children[:4]:
            make.make_care_delegation(self._session, child, self._adult(child, is_parent=False), note="x")
            make.make_legal_aid_case(self._session, child)
        for child in self._at.children[:2]:
            make.make_hand_over(self._session, child, self._staff["office"], note="x")
        make.make_rollover(self._session, self._at.school)

    def law(self) -> None:
        for child in self._at.children[:4]:
            self._add(
                "Consent",
                student_id=child.id,
                given_by_id=self._adult(child, is_parent=False).id,
                uses={"file"},
                given_on=_HELD,
                note="x",
            )
            self._add("GuardianRequest", student_id=child.id, wish="read", asked_on=_HELD, content="x")
        self._add(
            "DataIncident",
            kind="lost",
            known_at=clock.now() - DAY,
            what="x",
            data="x",
            harm="x",
            measures="x",
        )
