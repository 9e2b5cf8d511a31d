"""Two schools of two and three classes in which every entity has own and foreign rows for each role.

On purpose some rows of one school point into the other: what a slip, an import or an attacker would leave.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select

from app import clock
from app.models.care.contact_record import Channel, ContactRecord, Parties
from app.models.care.individual_plan import PlanKind, PlanTrigger
from app.models.counseling.counseling_referral import ReferralStatus
from app.models.law.erasure import Erasure, ErasureReason
from app.models.management.term_summary import SummaryStatus, TermSummary
from app.models.people.student_caregiver import GuardRole, Relation
from app.models.school.class_headcount import ClassHeadcount
from app.models.school.contact_channel import ChannelKind, ContactChannel
from app.models.school.leading_group import GroupLevel, LeadingGroup
from app.models.school.leading_group_member import GroupPost, LeadingGroupMember
from app.models.school.term_break import TermBreak
from app.models.school.village import Village
from app.models.system.audit_log import AuditAction, AuditLog
from app.models.system.import_batch import ImportBatch
from app.models.system.import_mapping import ImportMapping
from app.models.system.import_row import ImportOutcome, ImportRow
from app.models.system.sign_in_throttle import SignInThrottle
from app.reports.printing import frozen
from app.selftest.canaries import Canaries, Cell, plant, texts_of
from tests import factories as make
from tests.proofs.people import PEOPLE, TODAY, Campus, Person, World
from tests.proofs.registers import keep_registers, make_release
from tests.reports.summary_sample import term_summary

DAY = dt.timedelta(days=1)


def build(session: Any) -> World:
    """Fill an empty database; the session is a system one, the clock stands at TODAY."""
    world = World()
    one, two = _campus(session, 3), _campus(session, 2)
    _work(session, one)
    _work(session, two)
    _counseling(session, one, world)
    _counseling(session, two, World())
    for at in (one, two):
        keep_registers(session, at)
    _across(session, one, two)
    _system_rows(session, one, two, world)
    plant(session, world.canaries)
    _people(session, one, two, world)
    return world


def _campus(session: Any, classes: int) -> Campus:
    school = make.make_school(session)
    year = make.make_school_year(session, school)
    term = make.make_term(session, school, year)
    made = [make.make_class(session, year, number=n + 1) for n in range(classes)]
    village = Village(school_id=school.id, name="柳林村", township="平安镇")
    session.add_all(
        [
            village,
            TermBreak(
                school_id=school.id,
                term_id=term.id,
                name="国庆节",
                starts_on=dt.date(2025, 10, 1),
                ends_on=dt.date(2025, 10, 7),
            ),
        ]
    )
    session.flush()
    children = [
        make.make_student(session, school_class=c, village_id=village.id)
        for c in made for _ in range(2)
    ]  # fmt: skip
    staff = {name: make.make_staff(session, school) for name in PEOPLE}
    return Campus(school, year, term, made, children, staff)


def _work(session: Any, at: Campus) -> None:
    heads = ("homeroom", "homeroom+mentor", "homeroom+it-admin")
    for head, school_class in zip(heads, at.classes, strict=False):
        make.make_homeroom(session, at.staff[head], school_class)
    _pairs(session, at)
    for number, child in enumerate(at.children):
        _about(session, at, number, child)
    _school_work(session, at)


def _pairs(session: Any, at: Campus) -> None:
    mentor, staff, children = at.staff["mentor"], at.staff, at.children
    make.make_mentoring(session, mentor, children[0])
    make.make_mentoring(session, mentor, children[2], ends_on=TODAY - DAY)
    make.make_mentoring(session, mentor, children[3], starts_on=TODAY + DAY)
    make.make_mentoring(session, staff["homeroom+mentor"], children[0])
    make.make_mentoring(session, staff["mentor+counselor"], children[1])
    make.make_mentoring(session, staff["mentor+counselor"], children[2])
    make.make_peer_pairing(session, children[0], children[2], mentor)
    make.make_peer_pairing(session, children[1], children[0], staff["homeroom"])
    make.make_peer_pairing(session, children[3], children[2], mentor)


def _about(session: Any, at: Campus, number: int, child: Any) -> None:
    """Family, registration and care of one child; authors go round."""
    staff = at.staff
    author = [
        staff["homeroom"],
        staff["mentor"],
        staff["homeroom+mentor"],
        staff["mentor"],
        staff["office"],
        staff["counselor"],
    ][number]
    father = make.make_caregiver(session, child, Relation.FATHER)
    make.make_caregiver(session, child, guard_role=GuardRole.CURRENT, phone2=make.phone())
    make.make_absence(session, father, employer="x", work_address="x", work_phone=make.phone())
    make.make_registration(session, child, at.term)
    if number == 0:
        category = make.make_category(session, at.school)
        at.staff["category"] = category
    make.make_special_status(session, child, at.staff["category"], author)
    make.make_contact(session, child, author)
    make.make_contact(session, child, staff["mentor"], archived_at=clock.now())
    make.make_contact(
        session, child, None, parties=Parties.CHILD_PARENT, channel=Channel.PHONE, caregiver_id=father.id
    )
    plan = make.make_plan(session, child, at.term, author)
    make.make_stage(session, plan)
    special = make.make_plan(
        session,
        child,
        at.term,
        staff["homeroom"],
        kind=PlanKind.INDIVIDUAL_EDUCATION,
        triggers=frozenset({PlanTrigger.STUDY}),
    )
    make.make_stage(session, special)
    make.make_guardian_report(session, child, at.term, author, received_by_id=father.id)


def _school_work(session: Any, at: Campus) -> None:
    own = {"school_id": at.school.id}
    for school_class in at.classes:
        session.add(
            ClassHeadcount(
                **own,
                school_class_id=school_class.id,
                term_id=at.term.id,
                enrolled_total=20,
                boys=10,
                girls=10,
            )
        )
        session.add(
            ContactChannel(
                **own, kind=ChannelKind.EMAIL, number=f"x{school_class.id}", school_class_id=school_class.id
            )
        )
        group = LeadingGroup(
            **own, level=GroupLevel.CLASS, term_id=at.term.id, school_class_id=school_class.id, name="小组"
        )
        session.add(group)
        session.flush()
        session.add(
            LeadingGroupMember(**own, leading_group_id=group.id, outside_name="刘小组", post=GroupPost.LEADER)
        )
    session.add(LeadingGroup(**own, level=GroupLevel.SCHOOL, term_id=at.term.id, name="小组"))
    session.flush()


def _counseling(session: Any, at: Campus, world: World) -> None:
    """Cases of four counselors: own, covered now, covered until yesterday, somebody else's."""
    staff, children, now = at.staff, at.children, clock.now()
    for name in ("covered", "covered before", "another"):
        staff[name] = make.make_staff(session, at.school)
    owners = ["counselor", "mentor+counselor", "principal+counselor", "covered", "covered before", "another"]
    for number, (child, owner) in enumerate(zip((children * 2)[:6], owners, strict=False)):
        case = make.make_case(session, child, staff[owner], opened_on=TODAY - 9 * DAY, closing="x")
        make.make_session(session, case, started_at=now - 5 * DAY, process="x", assessment="x", advice="x")
        alert = {"alerted_principal_at": now, "alert_text": "x"} if number % 2 else {}
        make.make_crisis(session, case, **alert)
        world.rows[f"case of {owner}"] = case.id
    make.make_recusal(
        session, staff["covered"], starts_at=now - DAY, ends_at=now + DAY, cover_id=staff["counselor"].id
    )
    make.make_recusal(
        session,
        staff["covered before"],
        starts_at=now - 3 * DAY,
        ends_at=now - DAY,
        cover_id=staff["counselor"].id,
    )
    make.make_recusal(session, staff["counselor"], starts_at=now + 9 * DAY)
    make_release(session, at, world.rows["case of counselor"], "counselor")
    make_release(session, at, world.rows["case of counselor"], "counselor", "principal")
    make_release(session, at, world.rows["case of mentor+counselor"], "mentor+counselor")
    make.make_referral(session, children[0], staff["homeroom"])
    make.make_referral(
        session,
        children[0],
        staff["mentor"],
        status=ReferralStatus.ACCEPTED,
        received_by_id=staff["counselor"].id,
    )
    make.make_referral(session, children[2], staff["homeroom+mentor"])


def _across(session: Any, one: Campus, two: Campus) -> None:
    """Rows of one school that point into the other."""
    far_child, far_staff = two.children[0], two.staff["mentor"]
    make.make_contact(session, one.children[0], far_staff)
    make.make_contact(session, far_child, one.staff["mentor"])
    make.make_mentoring(session, one.staff["mentor"], far_child)
    make.make_mentoring(session, far_staff, one.children[5])
    make.make_peer_pairing(session, one.children[0], far_child, one.staff["mentor"])
    make.make_peer_pairing(session, far_child, one.children[0], two.staff["mentor"])
    make.make_homeroom(session, one.staff["homeroom"], make.make_class(session, two.year, number=9))
    make.make_case(session, far_child, one.staff["counselor"], closing="x")
    make.make_referral(session, far_child, one.staff["homeroom"])
    adult = make.make_caregiver(session, far_child, Relation.UNCLE_OR_AUNT)
    make.tie(session, one.children[0], adult, Relation.OTHER)


def _system_rows(session: Any, one: Campus, two: Campus, world: World) -> None:
    for at in (one, two):
        own = {"school_id": at.school.id}
        batch = ImportBatch(
            **own,
            file_name=world.canaries.text(),
            file_digest="0" * 64,
            term_id=at.term.id,
            asked=1,
            new=1,
            changed=0,
            unchanged=0,
            skipped=0,
            refused=0,
        )
        session.add(batch)
        session.flush()
        session.add(
            ImportRow(
                **own,
                batch_id=batch.id,
                sheet=world.canaries.text(),
                row_number=1,
                outcome=ImportOutcome.NEW,
                made=[],
                changed=[],
                findings=[{"cell": world.canaries.text(), "reason": "NO_SUCH_MENTOR", "said": {}}],
            )
        )
        session.add(ImportMapping(**own, signature=f"{at.school.id:064d}", kind="x", meanings={}))
        session.add(SignInThrottle(key=f"x{at.school.id}", failed_at=None, blocked_until=None))
    session.flush()


def _log_line(session: Any, canaries: Canaries, school_id: int, user_id: int, action: AuditAction) -> None:
    """A line of the log, which is written past the entities and never changed."""
    texts = {name: canaries.text() for name in ("entity", "fields", "reason", "result")}
    values = {
        "at": clock.now(),
        "user_id": user_id,
        "roles": "",
        "school_id": school_id,
        "action": action,
        "session_ref": "",
        "ip": "",
        "prev_hash": "",
        "hash": "",
        **texts,
    }
    key = session.connection().execute(insert(AuditLog.__table__).values(values)).inserted_primary_key[0]
    for name, text in texts.items():
        canaries.note(text, Cell("AuditLog", name, key))


def _people(session: Any, one: Campus, two: Campus, world: World) -> None:
    for name, roles in PEOPLE.items():
        for at in (one, two):
            user = make.make_user(
                session,
                at.staff[name],
                roles=roles,
                must_change_password=False,
                password_hash=world.canaries.text(),
            )
            world.canaries.note(user.password_hash, Cell("User", "password_hash", user.id))
            if at is one:
                world.people[name] = Person(name, user.id, at.staff[name].id, at.school.id, frozenset(roles))
    for at in (one, two):
        someone = world.people["principal"].user_id
        for status in SummaryStatus:
            _summary(session, at, world, status, someone)
        for action in (AuditAction.READ, AuditAction.EXPORT):
            _log_line(session, world.canaries, at.school.id, someone, action)
        standing = _contacts_of(at).where(ContactRecord.archived_at.is_(None)).order_by(ContactRecord.id)
        make.make_late_correction(session, session.scalars(standing).first())
        session.add(_erasure(at, someone))
    session.flush()


def _erasure(at: Campus, someone: int) -> Erasure:
    child = at.children[-1]
    return Erasure(
        school_id=at.school.id, student_number=child.id, student_made_at=child.created_at, proposed_at=clock.now(),
        reason=ErasureReason.ASKED, proposed_by_id=someone,
    )  # fmt: skip


def _contacts_of(at: Campus) -> Any:
    return select(ContactRecord).where(ContactRecord.school_id == at.school.id)


def _summary(session: Any, at: Campus, world: World, status: SummaryStatus, someone: int) -> None:
    """One paper of each status: of the school when approved, of a class otherwise."""
    paper = term_summary()
    named = replace(
        paper,
        introduction=(world.canaries.text(),),
        imprint=replace(paper.imprint, school=world.canaries.text()),
    )
    signed = (
        {"figures": frozen(named), "approved_by_id": someone, "approved_at": clock.now()}
        if status is SummaryStatus.APPROVED
        else {}
    )
    number = list(SummaryStatus).index(status)
    of_class = None if status is SummaryStatus.APPROVED else at.classes[number].id
    row = TermSummary(
        school_id=at.school.id,
        term_id=at.term.id,
        school_class_id=of_class,
        status=status,
        sections={"1": world.canaries.text()},
        **signed,
    )
    session.add(row)
    session.flush()
    for name in ("figures", "sections"):
        for text in texts_of(getattr(row, name) or {}):
            world.canaries.note(text, Cell("TermSummary", name, row.id))
