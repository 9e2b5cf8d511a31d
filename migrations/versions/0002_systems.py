"""Every register of the rules: safety, events, facilities, aid, plans, hand-overs and what else schools keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aid_programs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "tuition",
                "books",
                "living",
                "meals",
                "relief",
                "temporary",
                "allowance",
                "sponsorship",
                "donation",
                "class",
                name="aid_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "period",
            sa.Enum(
                "once",
                "month",
                "term",
                "year",
                name="aid_period",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_aid_programs_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_programs")),
    )
    op.create_index(
        "ix_aid_programs_school_id_archived_at", "aid_programs", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_aid_programs_school_id_code",
        "aid_programs",
        ["school_id", "code"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "books",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accession_no", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("price", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("shelf", sa.String(length=20), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "on-shelf",
                "lent",
                "repair",
                "lost",
                "withdrawn",
                name="book_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "withdrawn_on >= registered_on", name=op.f("ck_books_withdrawn_on_not_before_registered_on")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_books_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_books")),
    )
    op.create_index(
        "ix_books_school_id_accession_no",
        "books",
        ["school_id", "accession_no"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index("ix_books_school_id_archived_at", "books", ["school_id", "archived_at"], unique=False)
    op.create_index(
        "uq_books_school_id_accession_no",
        "books",
        ["school_id", "accession_no"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "care_standards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("preset", sa.String(length=10), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_care_standards_ends_on_not_before_starts_on")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_care_standards_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_standards")),
    )
    op.create_index(
        "ix_care_standards_school_id_archived_at",
        "care_standards",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "incident_limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "addressee",
            sa.Enum(
                "guardian",
                "parent",
                "authority",
                "government",
                name="addressee",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "injury",
                "illness",
                "missing",
                "dispute",
                "disaster",
                "traffic",
                "other",
                name="incident_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("is_owed", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_incident_limits_ends_on_not_before_starts_on")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_incident_limits_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_limits")),
    )
    op.create_index(
        "ix_incident_limits_school_id_archived_at",
        "incident_limits",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "late_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_late_corrections_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_corrections")),
    )
    op.create_index(
        "ix_late_corrections_record_row_id",
        "late_corrections",
        ["record", "row_id"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "ix_late_corrections_school_id_archived_at",
        "late_corrections",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "sponsors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "person",
                "company",
                "society",
                "office",
                name="sponsor_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("contact_name", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.String(length=120), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_sponsors_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsors")),
    )
    op.create_index(
        "ix_sponsors_school_id_archived_at", "sponsors", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "ix_sponsors_school_id_name",
        "sponsors",
        ["school_id", "name"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_sponsors_school_id_name_phone",
        "sponsors",
        ["school_id", "name", "phone"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "vehicles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plate", sa.String(length=12), nullable=False),
        sa.Column("driver_name", sa.String(length=40), nullable=False),
        sa.Column("driver_phone", sa.LargeBinary(), nullable=False),
        sa.Column("direction", sa.String(length=60), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_vehicles_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicles")),
    )
    op.create_index(
        "ix_vehicles_school_id_archived_at", "vehicles", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_vehicles_school_id_plate",
        "vehicles",
        ["school_id", "plate"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "care_facilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "home",
                "library",
                "computers",
                "activities",
                "counseling",
                "heart",
                "village-library",
                name="facility_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("set_up_on", sa.Date(), nullable=True),
        sa.Column("keeper_id", sa.Integer(), nullable=True),
        sa.Column("is_open_all_day", sa.Boolean(), nullable=False),
        sa.Column("rules_text", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["keeper_id"], ["staffs.id"], name=op.f("fk_care_facilities_keeper_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_care_facilities_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_facilities")),
    )
    op.create_index(op.f("ix_care_facilities_keeper_id"), "care_facilities", ["keeper_id"], unique=False)
    op.create_index(
        "ix_care_facilities_school_id_archived_at",
        "care_facilities",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "uq_care_facilities_school_id_kind_name",
        "care_facilities",
        ["school_id", "kind", "name"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "care_standard_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("care_standard_id", sa.Integer(), nullable=False),
        sa.Column("rule_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=True),
        sa.Column(
            "subject",
            sa.Enum(
                "child",
                "pair",
                "mentor",
                "class",
                "school",
                "household",
                "incident",
                "loan",
                name="rule_subject",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "action",
            sa.Enum(
                "contact",
                "registration",
                "guardian-report",
                "mentoring",
                "peer-pairing",
                "plan",
                "class-plan",
                "growth",
                "reading",
                "exam",
                "event",
                "lesson",
                "training",
                "opening",
                "equipment",
                "channel",
                "lending",
                "notice",
                "pledge",
                "inspection",
                "work-plan",
                "document",
                "award",
                "assessment",
                "counseling",
                "rate",
                "care-card",
                "summary",
                "closing",
                "situation-report",
                "ride",
                name="rule_action",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("filters", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("count_min", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("count_max", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column(
            "per",
            sa.Enum(
                "day",
                "week",
                "fortnight",
                "month",
                "quarter",
                "term",
                "term-part",
                "half-year",
                "year",
                "minutes",
                "once",
                "always",
                name="rule_per",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("period_n", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "anybody",
                "homeroom",
                "mentor",
                "subject-teacher",
                "counselor",
                "librarian",
                "office",
                "leading-group",
                "school",
                name="rule_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("condition", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("grace_days", sa.Integer(), nullable=True),
        sa.Column("season", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "count_min <= count_max", name=op.f("ck_care_standard_items_least_not_above_most")
        ),
        sa.ForeignKeyConstraint(
            ["care_standard_id"],
            ["care_standards.id"],
            name=op.f("fk_care_standard_items_care_standard_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_care_standard_items_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_standard_items")),
    )
    op.create_index(
        op.f("ix_care_standard_items_care_standard_id"),
        "care_standard_items",
        ["care_standard_id"],
        unique=False,
    )
    op.create_index(
        "ix_care_standard_items_school_id_archived_at",
        "care_standard_items",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "uq_care_standard_items_care_standard_id_rule_code",
        "care_standard_items",
        ["care_standard_id", "rule_code"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "injury",
                "illness",
                "missing",
                "dispute",
                "disaster",
                "traffic",
                "other",
                name="incident_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_severe", sa.Boolean(), nullable=False),
        sa.Column("is_in_school_time", sa.Boolean(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("first_aid", sa.Text(), nullable=True),
        sa.Column("hospital", sa.String(length=60), nullable=True),
        sa.Column("sent_to_hospital_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("closed_at >= known_at", name=op.f("ck_incidents_closed_at_not_before_known_at")),
        sa.CheckConstraint(
            "known_at >= occurred_at", name=op.f("ck_incidents_known_at_not_before_occurred_at")
        ),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["staffs.id"], name=op.f("fk_incidents_handled_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["staffs.id"], name=op.f("fk_incidents_opened_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_incidents_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_index(op.f("ix_incidents_handled_by_id"), "incidents", ["handled_by_id"], unique=False)
    op.create_index(op.f("ix_incidents_opened_by_id"), "incidents", ["opened_by_id"], unique=False)
    op.create_index(
        "ix_incidents_school_id_archived_at", "incidents", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "ix_incidents_school_id_closed_at",
        "incidents",
        ["school_id", "closed_at"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "inspections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "exemptions",
                "care-cards",
                "pairs",
                "surroundings",
                "archives",
                "self",
                "superior",
                name="inspection_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("inspected_by_id", sa.Integer(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("rectified_how", sa.String(length=200), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rectified_on >= inspected_on", name=op.f("ck_inspections_rectified_on_not_before_inspected_on")
        ),
        sa.CheckConstraint(
            "rectify_by >= inspected_on", name=op.f("ck_inspections_rectify_by_not_before_inspected_on")
        ),
        sa.ForeignKeyConstraint(
            ["inspected_by_id"],
            ["staffs.id"],
            name=op.f("fk_inspections_inspected_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_inspections_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_index(op.f("ix_inspections_inspected_by_id"), "inspections", ["inspected_by_id"], unique=False)
    op.create_index(
        "ix_inspections_school_id_archived_at", "inspections", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "ix_inspections_school_id_rectify_by",
        "inspections",
        ["school_id", "rectify_by"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "parent_trainings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_no", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "class",
                "parents-school",
                "parent-meeting",
                "home-visit",
                "online",
                name="training_mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.Enum(
                "guardians",
                "parents",
                "teachers",
                name="training_audience",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("lecturer_id", sa.Integer(), nullable=True),
        sa.Column("lecturer_name", sa.String(length=40), nullable=True),
        sa.Column("is_lesson_plan_ready", sa.Boolean(), nullable=False),
        sa.Column(
            "evaluation_form",
            sa.Enum(
                "survey",
                "test",
                "asking",
                name="evaluation_form",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("evaluation_digest", sa.Text(), nullable=True),
        sa.Column("improvement", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "coalesce(evaluation_digest, '') = '' OR evaluation_form IS NOT NULL",
            name=op.f("ck_parent_trainings_digest_names_its_form"),
        ),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["staffs.id"], name=op.f("fk_parent_trainings_lecturer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_parent_trainings_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parent_trainings")),
    )
    op.create_index(
        op.f("ix_parent_trainings_lecturer_id"), "parent_trainings", ["lecturer_id"], unique=False
    )
    op.create_index(
        "ix_parent_trainings_school_id_archived_at",
        "parent_trainings",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "ix_parent_trainings_school_id_held_on",
        "parent_trainings",
        ["school_id", "held_on"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_parent_trainings_school_id_session_no",
        "parent_trainings",
        ["school_id", "session_no"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "situation_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "widespread",
                "typical",
                "digest",
                name="report_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("addressees", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("contains_names", sa.Boolean(), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "replied_on >= reported_on", name=op.f("ck_situation_reports_replied_on_not_before_reported_on")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["staffs.id"],
            name=op.f("fk_situation_reports_approved_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"],
            ["staffs.id"],
            name=op.f("fk_situation_reports_reported_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_situation_reports_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation_reports")),
    )
    op.create_index(
        op.f("ix_situation_reports_approved_by_id"), "situation_reports", ["approved_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_situation_reports_reported_by_id"), "situation_reports", ["reported_by_id"], unique=False
    )
    op.create_index(
        "ix_situation_reports_school_id_archived_at",
        "situation_reports",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "work_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "press",
                "paper",
                "experience",
                "board",
                "rules",
                name="document_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=True),
        sa.Column("names_removed", sa.Boolean(), nullable=False),
        sa.Column("has_consent", sa.Boolean(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["staffs.id"], name=op.f("fk_work_documents_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_work_documents_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_documents")),
    )
    op.create_index(op.f("ix_work_documents_author_id"), "work_documents", ["author_id"], unique=False)
    op.create_index(
        "ix_work_documents_school_id_archived_at",
        "work_documents",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "aid_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("aid_program_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("rows", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "expires_on >= posted_on", name=op.f("ck_aid_notices_expires_on_not_before_posted_on")
        ),
        sa.ForeignKeyConstraint(
            ["aid_program_id"],
            ["aid_programs.id"],
            name=op.f("fk_aid_notices_aid_program_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["staffs.id"], name=op.f("fk_aid_notices_approved_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_aid_notices_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_aid_notices_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_notices")),
    )
    op.create_index(op.f("ix_aid_notices_aid_program_id"), "aid_notices", ["aid_program_id"], unique=False)
    op.create_index(op.f("ix_aid_notices_approved_by_id"), "aid_notices", ["approved_by_id"], unique=False)
    op.create_index(
        "ix_aid_notices_school_id_archived_at", "aid_notices", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_aid_notices_term_id"), "aid_notices", ["term_id"], unique=False)

    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_year_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.Column(
            "target",
            sa.Enum(
                "school",
                "class",
                "teacher",
                name="assessment_target",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("total", sa.Numeric(precision=7, scale=1), nullable=True),
        sa.Column(
            "grade",
            sa.Enum(
                "excellent",
                "good",
                "passed",
                "failed",
                name="assessment_grade",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("is_vetoed", sa.Boolean(), nullable=False),
        sa.Column("veto_reason", sa.Text(), nullable=True),
        sa.Column("veto_decided_by_id", sa.Integer(), nullable=True),
        sa.Column("veto_decided_on", sa.Date(), nullable=True),
        sa.Column("assessed_by_id", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lift_reason", sa.String(length=200), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(target = 'teacher') = (staff_id IS NOT NULL) AND (target = 'class') = (school_class_id IS NOT NULL)",
            name=op.f("ck_assessments_has_its_target"),
        ),
        sa.CheckConstraint(
            "NOT is_vetoed OR (veto_reason IS NOT NULL AND veto_decided_by_id IS NOT NULL AND veto_decided_on IS NOT NULL)",
            name=op.f("ck_assessments_veto_is_reasoned"),
        ),
        sa.CheckConstraint(
            "lifted_on IS NULL OR (is_vetoed AND lift_reason IS NOT NULL AND lifted_by_id IS NOT NULL)",
            name=op.f("ck_assessments_lifting_is_reasoned"),
        ),
        sa.ForeignKeyConstraint(
            ["assessed_by_id"], ["staffs.id"], name=op.f("fk_assessments_assessed_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["staffs.id"], name=op.f("fk_assessments_lifted_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_assessments_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_assessments_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_year_id"],
            ["school_years.id"],
            name=op.f("fk_assessments_school_year_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_assessments_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_assessments_term_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["veto_decided_by_id"],
            ["staffs.id"],
            name=op.f("fk_assessments_veto_decided_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index(op.f("ix_assessments_assessed_by_id"), "assessments", ["assessed_by_id"], unique=False)
    op.create_index(op.f("ix_assessments_lifted_by_id"), "assessments", ["lifted_by_id"], unique=False)
    op.create_index(op.f("ix_assessments_school_class_id"), "assessments", ["school_class_id"], unique=False)
    op.create_index(
        "ix_assessments_school_id_archived_at", "assessments", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_assessments_school_year_id"), "assessments", ["school_year_id"], unique=False)
    op.create_index(op.f("ix_assessments_staff_id"), "assessments", ["staff_id"], unique=False)
    op.create_index(op.f("ix_assessments_term_id"), "assessments", ["term_id"], unique=False)
    op.create_index(
        op.f("ix_assessments_veto_decided_by_id"), "assessments", ["veto_decided_by_id"], unique=False
    )
    op.create_index(
        "uq_assessments_school_id_school_year_id_school_class_id",
        "assessments",
        ["school_id", "school_year_id", "school_class_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND term_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND term_id IS NULL"),
    )
    op.create_index(
        "uq_assessments_school_id_school_year_id_staff_id",
        "assessments",
        ["school_id", "school_year_id", "staff_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND term_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND term_id IS NULL"),
    )
    op.create_index(
        "uq_assessments_school_id_school_year_id_term_id_school_class",
        "assessments",
        ["school_id", "school_year_id", "term_id", "school_class_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_assessments_school_id_school_year_id_term_id_staff_id",
        "assessments",
        ["school_id", "school_year_id", "term_id", "staff_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "class_care_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("plan_on", sa.Date(), nullable=False),
        sa.Column("plan_text", sa.Text(), nullable=False),
        sa.Column("summary_on", sa.Date(), nullable=True),
        sa.Column("summary_text", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(coalesce(summary_text, '') = '') = (summary_on IS NULL)",
            name=op.f("ck_class_care_plans_summary_with_its_day"),
        ),
        sa.CheckConstraint(
            "summary_on >= plan_on", name=op.f("ck_class_care_plans_summary_on_not_before_plan_on")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["staffs.id"], name=op.f("fk_class_care_plans_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_class_care_plans_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_class_care_plans_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_class_care_plans_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_care_plans")),
    )
    op.create_index(op.f("ix_class_care_plans_author_id"), "class_care_plans", ["author_id"], unique=False)
    op.create_index(
        op.f("ix_class_care_plans_school_class_id"), "class_care_plans", ["school_class_id"], unique=False
    )
    op.create_index(
        "ix_class_care_plans_school_id_archived_at",
        "class_care_plans",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_class_care_plans_term_id"), "class_care_plans", ["term_id"], unique=False)
    op.create_index(
        "uq_class_care_plans_school_class_id_term_id",
        "class_care_plans",
        ["school_class_id", "term_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_drafts_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_drafts_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_school_id_archived_at", "drafts", ["school_id", "archived_at"], unique=False)
    op.create_index(op.f("ix_drafts_user_id"), "drafts", ["user_id"], unique=False)
    op.create_index(
        "uq_drafts_user_id_form",
        "drafts",
        ["user_id", "form"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "flag",
                "class-meeting",
                "festival",
                "birthday",
                "speech",
                "contest",
                "performance",
                "sports",
                "social-practice",
                "social-service",
                "excursion",
                "film",
                "reading",
                "visit",
                "health-lecture",
                "health-publicity",
                "law-safety-psych-lecture",
                "traffic-lecture",
                "driver-meeting",
                "heart-talk",
                "forum",
                "guardian-meeting",
                "parent-meeting",
                "open-day",
                "launch",
                "leading-group-meeting",
                "staff-meeting",
                "mentor-meeting",
                "seminar",
                "exchange",
                "consolation",
                "commendation",
                "social",
                "liaison",
                "education",
                "other",
                name="event_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("for_left_behind_only", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("headcount_children", sa.Integer(), nullable=True),
        sa.Column("headcount_adults", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_events_ends_at_not_before_starts_at")),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["staffs.id"], name=op.f("fk_events_organiser_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_events_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_events_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_organiser_id"), "events", ["organiser_id"], unique=False)
    op.create_index(op.f("ix_events_school_class_id"), "events", ["school_class_id"], unique=False)
    op.create_index("ix_events_school_id_archived_at", "events", ["school_id", "archived_at"], unique=False)
    op.create_index(
        "ix_events_school_id_kind_starts_at",
        "events",
        ["school_id", "kind", "starts_at"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "ix_events_school_id_starts_at",
        "events",
        ["school_id", "starts_at"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "facility_equipments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column(
            "item",
            sa.Enum(
                "phone",
                "tv",
                "dvd",
                "computer",
                "cabinet",
                "books",
                "sports",
                "other",
                name="equipment_item",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=60), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["care_facilities.id"],
            name=op.f("fk_facility_equipments_facility_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_facility_equipments_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_equipments")),
    )
    op.create_index(
        op.f("ix_facility_equipments_facility_id"), "facility_equipments", ["facility_id"], unique=False
    )
    op.create_index(
        "ix_facility_equipments_school_id_archived_at",
        "facility_equipments",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "uq_facility_equipments_facility_id_item",
        "facility_equipments",
        ["facility_id", "item"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "incident_briefs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "first",
                "further",
                "final",
                name="brief_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_to", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["staffs.id"], name=op.f("fk_incident_briefs_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incidents.id"],
            name=op.f("fk_incident_briefs_incident_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_incident_briefs_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_briefs")),
    )
    op.create_index(op.f("ix_incident_briefs_by_id"), "incident_briefs", ["by_id"], unique=False)
    op.create_index(op.f("ix_incident_briefs_incident_id"), "incident_briefs", ["incident_id"], unique=False)
    op.create_index(
        "ix_incident_briefs_school_id_archived_at",
        "incident_briefs",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "uq_incident_briefs_incident_id",
        "incident_briefs",
        ["incident_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND kind = 'first'"),
        postgresql_where=sa.text("archived_at IS NULL AND kind = 'first'"),
    )
    op.create_index(
        "uq_incident_briefs_school_id_incident_id",
        "incident_briefs",
        ["school_id", "incident_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND kind = 'final'"),
        postgresql_where=sa.text("archived_at IS NULL AND kind = 'final'"),
    )

    op.create_table(
        "lessons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "health",
                "mind",
                "law",
                "safety",
                "other",
                name="lesson_subject",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("hours", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("is_plan_ready", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "held",
                "stopped",
                "diverted",
                name="lesson_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=120), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'held' OR coalesce(reason, '') <> ''", name=op.f("ck_lessons_dropped_with_reason")
        ),
        sa.CheckConstraint("hours > 0", name=op.f("ck_lessons_hours_are_some")),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_lessons_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_lessons_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["staffs.id"], name=op.f("fk_lessons_teacher_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
    )
    op.create_index(op.f("ix_lessons_school_class_id"), "lessons", ["school_class_id"], unique=False)
    op.create_index("ix_lessons_school_id_archived_at", "lessons", ["school_id", "archived_at"], unique=False)
    op.create_index(
        "ix_lessons_school_id_held_on",
        "lessons",
        ["school_id", "held_on"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_lessons_teacher_id"), "lessons", ["teacher_id"], unique=False)

    op.create_table(
        "opening_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("first_duty_id", sa.Integer(), nullable=False),
        sa.Column("second_duty_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.String(length=120), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("is_power_off", sa.Boolean(), nullable=False),
        sa.Column("are_windows_closed", sa.Boolean(), nullable=False),
        sa.Column("is_stock_checked", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closed_at IS NULL OR (is_power_off AND are_windows_closed)",
            name=op.f("ck_opening_sessions_checked_when_closed"),
        ),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_opening_sessions_ends_not_before_starts")),
        sa.CheckConstraint(
            "first_duty_id <> second_duty_id", name=op.f("ck_opening_sessions_two_different_on_duty")
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["care_facilities.id"],
            name=op.f("fk_opening_sessions_facility_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["first_duty_id"],
            ["staffs.id"],
            name=op.f("fk_opening_sessions_first_duty_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_opening_sessions_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["second_duty_id"],
            ["staffs.id"],
            name=op.f("fk_opening_sessions_second_duty_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_sessions")),
    )
    op.create_index(
        op.f("ix_opening_sessions_facility_id"), "opening_sessions", ["facility_id"], unique=False
    )
    op.create_index(
        op.f("ix_opening_sessions_first_duty_id"), "opening_sessions", ["first_duty_id"], unique=False
    )
    op.create_index(
        "ix_opening_sessions_school_id_archived_at",
        "opening_sessions",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "ix_opening_sessions_school_id_held_on",
        "opening_sessions",
        ["school_id", "held_on"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        op.f("ix_opening_sessions_second_duty_id"), "opening_sessions", ["second_duty_id"], unique=False
    )
    op.create_index(
        "uq_opening_sessions_facility_id_held_on_starts",
        "opening_sessions",
        ["facility_id", "held_on", "starts"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "opening_slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column(
            "weekday",
            sa.Enum(
                "0",
                "1",
                "2",
                "3",
                "4",
                "5",
                "6",
                name="weekday",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("activity", sa.String(length=60), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_opening_slots_ends_after_starts")),
        sa.CheckConstraint(
            "valid_to >= valid_from", name=op.f("ck_opening_slots_valid_to_not_before_valid_from")
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"],
            ["care_facilities.id"],
            name=op.f("fk_opening_slots_facility_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["staffs.id"], name=op.f("fk_opening_slots_leader_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_opening_slots_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_slots")),
    )
    op.create_index(op.f("ix_opening_slots_facility_id"), "opening_slots", ["facility_id"], unique=False)
    op.create_index(op.f("ix_opening_slots_leader_id"), "opening_slots", ["leader_id"], unique=False)
    op.create_index(
        "ix_opening_slots_school_id_archived_at", "opening_slots", ["school_id", "archived_at"], unique=False
    )

    op.create_table(
        "rollovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "registrations",
                "school-year",
                name="rollover_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "done", "undone", name="rollover_state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("made_count", sa.Integer(), nullable=False),
        sa.Column("changed_count", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("postponed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_rollovers_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_rollovers_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollovers")),
    )
    op.create_index(
        "ix_rollovers_school_id_archived_at", "rollovers", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_rollovers_term_id"), "rollovers", ["term_id"], unique=False)

    op.create_table(
        "safety_pledges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_year_id", sa.Integer(), nullable=False),
        sa.Column(
            "layer",
            sa.Enum(
                "township-school",
                "school-staff",
                "school-parent",
                "school-driver",
                name="pledge_layer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("caregiver_id", sa.Integer(), nullable=True),
        sa.Column("vehicle_id", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("file_no", sa.String(length=30), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["caregiver_id"],
            ["caregivers.id"],
            name=op.f("fk_safety_pledges_caregiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_safety_pledges_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_year_id"],
            ["school_years.id"],
            name=op.f("fk_safety_pledges_school_year_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_safety_pledges_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["vehicle_id"], ["vehicles.id"], name=op.f("fk_safety_pledges_vehicle_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_pledges")),
    )
    op.create_index(op.f("ix_safety_pledges_caregiver_id"), "safety_pledges", ["caregiver_id"], unique=False)
    op.create_index(
        "ix_safety_pledges_school_id_archived_at",
        "safety_pledges",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_safety_pledges_school_year_id"), "safety_pledges", ["school_year_id"], unique=False
    )
    op.create_index(op.f("ix_safety_pledges_staff_id"), "safety_pledges", ["staff_id"], unique=False)
    op.create_index(op.f("ix_safety_pledges_vehicle_id"), "safety_pledges", ["vehicle_id"], unique=False)
    op.create_index(
        "uq_safety_pledges_school_year_id_layer_caregiver_id",
        "safety_pledges",
        ["school_year_id", "layer", "caregiver_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_safety_pledges_school_year_id_layer_staff_id",
        "safety_pledges",
        ["school_year_id", "layer", "staff_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_safety_pledges_school_year_id_layer_vehicle_id",
        "safety_pledges",
        ["school_year_id", "layer", "vehicle_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column(
            "from_kind",
            sa.Enum(
                "child",
                "parent",
                "staff",
                "anonymous",
                name="suggestion_from",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sender", sa.String(length=40), nullable=True),
        sa.Column(
            "addressed_to",
            sa.Enum(
                "principal",
                "homeroom",
                "counselor",
                name="addressed_to",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("is_adopted", sa.Boolean(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(addressed_to = 'homeroom') = (school_class_id IS NOT NULL)",
            name=op.f("ck_suggestions_class_of_the_teacher"),
        ),
        sa.CheckConstraint(
            "from_kind <> 'anonymous' OR sender IS NULL OR sender = ''",
            name=op.f("ck_suggestions_anonymous_without_sender"),
        ),
        sa.CheckConstraint(
            "replied_on >= made_on", name=op.f("ck_suggestions_replied_on_not_before_made_on")
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_suggestions_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_suggestions_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_school_class_id"), "suggestions", ["school_class_id"], unique=False)
    op.create_index(
        "ix_suggestions_school_id_archived_at", "suggestions", ["school_id", "archived_at"], unique=False
    )

    op.create_table(
        "term_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "school-age-in-catchment",
                "school-age-left-behind",
                "enrolled-at-start",
                "leaving-grade",
                "graduated",
                "migrant-workers",
                "households",
                name="figure_code",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_term_figures_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_term_figures_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_figures")),
    )
    op.create_index(
        "ix_term_figures_school_id_archived_at", "term_figures", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_term_figures_term_id"), "term_figures", ["term_id"], unique=False)
    op.create_index(
        "uq_term_figures_school_id_term_id_code",
        "term_figures",
        ["school_id", "term_id", "code"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "work_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "township",
                "school",
                "grade",
                "class",
                "home",
                name="plan_scope",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("guiding", sa.Text(), nullable=True),
        sa.Column("goals", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(scope = 'class') = (school_class_id IS NOT NULL)",
            name=op.f("ck_work_plans_class_plan_names_its_class"),
        ),
        sa.CheckConstraint(
            "(scope = 'grade') = (grade IS NOT NULL)", name=op.f("ck_work_plans_grade_plan_names_its_grade")
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_work_plans_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_work_plans_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_work_plans_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_plans")),
    )
    op.create_index(op.f("ix_work_plans_school_class_id"), "work_plans", ["school_class_id"], unique=False)
    op.create_index(
        "ix_work_plans_school_id_archived_at", "work_plans", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_work_plans_term_id"), "work_plans", ["term_id"], unique=False)
    op.create_index(
        "uq_work_plans_school_id_term_id_title",
        "work_plans",
        ["school_id", "term_id", "title"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND school_class_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND school_class_id IS NULL"),
    )
    op.create_index(
        "uq_work_plans_school_id_term_id_title_school_class_id",
        "work_plans",
        ["school_id", "term_id", "title", "school_class_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "aid_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("aid_program_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("goods", sa.String(length=40), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=10), nullable=True),
        sa.Column("is_approximate", sa.Boolean(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("applied_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount IS NOT NULL OR goods IS NOT NULL", name=op.f("ck_aid_grants_gives_something")
        ),
        sa.ForeignKeyConstraint(
            ["aid_program_id"],
            ["aid_programs.id"],
            name=op.f("fk_aid_grants_aid_program_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["applied_by_id"], ["staffs.id"], name=op.f("fk_aid_grants_applied_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["staffs.id"], name=op.f("fk_aid_grants_approved_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["paid_by_id"], ["staffs.id"], name=op.f("fk_aid_grants_paid_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_aid_grants_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsors.id"], name=op.f("fk_aid_grants_sponsor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_aid_grants_student_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_aid_grants_term_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["staffs.id"], name=op.f("fk_aid_grants_verified_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_grants")),
    )
    op.create_index(op.f("ix_aid_grants_aid_program_id"), "aid_grants", ["aid_program_id"], unique=False)
    op.create_index(op.f("ix_aid_grants_applied_by_id"), "aid_grants", ["applied_by_id"], unique=False)
    op.create_index(op.f("ix_aid_grants_approved_by_id"), "aid_grants", ["approved_by_id"], unique=False)
    op.create_index(op.f("ix_aid_grants_paid_by_id"), "aid_grants", ["paid_by_id"], unique=False)
    op.create_index(
        "ix_aid_grants_school_id_archived_at", "aid_grants", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "ix_aid_grants_school_id_term_id_aid_program_id",
        "aid_grants",
        ["school_id", "term_id", "aid_program_id"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_aid_grants_sponsor_id"), "aid_grants", ["sponsor_id"], unique=False)
    op.create_index(op.f("ix_aid_grants_student_id"), "aid_grants", ["student_id"], unique=False)
    op.create_index(op.f("ix_aid_grants_term_id"), "aid_grants", ["term_id"], unique=False)
    op.create_index(op.f("ix_aid_grants_verified_by_id"), "aid_grants", ["verified_by_id"], unique=False)
    op.create_index(
        "uq_aid_grants_student_id_aid_program_id_term_id",
        "aid_grants",
        ["student_id", "aid_program_id", "term_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND paid_on IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND paid_on IS NULL"),
    )
    op.create_index(
        "uq_aid_grants_student_id_aid_program_id_term_id_paid_on",
        "aid_grants",
        ["student_id", "aid_program_id", "term_id", "paid_on"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "assessment_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("full", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            'score >= 0 AND score <= "full"', name=op.f("ck_assessment_items_score_within_full")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name=op.f("fk_assessment_items_assessment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_assessment_items_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_items")),
    )
    op.create_index(
        op.f("ix_assessment_items_assessment_id"), "assessment_items", ["assessment_id"], unique=False
    )
    op.create_index(
        "ix_assessment_items_school_id_archived_at",
        "assessment_items",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "uq_assessment_items_assessment_id_name",
        "assessment_items",
        ["assessment_id", "name"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "awards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "class",
                "school",
                "township",
                "county",
                "city",
                "province",
                "nation",
                name="award_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "occasion",
            sa.Enum(
                "labour-day",
                "childrens-day",
                "term-end",
                "year-end",
                "other",
                name="award_occasion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("body", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("caregiver_id", sa.Integer(), nullable=True),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("facility_id", sa.Integer(), nullable=True),
        sa.Column("certificate_no", sa.String(length=30), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "granted",
                "declined",
                name="award_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'granted' OR granted_on IS NOT NULL", name=op.f("ck_awards_granted_on_a_day")
        ),
        sa.CheckConstraint(
            "(CASE WHEN student_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN staff_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN caregiver_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN sponsor_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN school_class_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN facility_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_awards_one_recipient"),
        ),
        sa.ForeignKeyConstraint(
            ["caregiver_id"], ["caregivers.id"], name=op.f("fk_awards_caregiver_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["care_facilities.id"], name=op.f("fk_awards_facility_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["staffs.id"], name=op.f("fk_awards_granted_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["staffs.id"], name=op.f("fk_awards_proposed_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_awards_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_awards_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsors.id"], name=op.f("fk_awards_sponsor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_awards_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_awards_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
    )
    op.create_index(op.f("ix_awards_caregiver_id"), "awards", ["caregiver_id"], unique=False)
    op.create_index(op.f("ix_awards_facility_id"), "awards", ["facility_id"], unique=False)
    op.create_index(op.f("ix_awards_granted_by_id"), "awards", ["granted_by_id"], unique=False)
    op.create_index(op.f("ix_awards_proposed_by_id"), "awards", ["proposed_by_id"], unique=False)
    op.create_index(op.f("ix_awards_school_class_id"), "awards", ["school_class_id"], unique=False)
    op.create_index("ix_awards_school_id_archived_at", "awards", ["school_id", "archived_at"], unique=False)
    op.create_index(
        "ix_awards_school_id_awarded_on",
        "awards",
        ["school_id", "awarded_on"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_awards_sponsor_id"), "awards", ["sponsor_id"], unique=False)
    op.create_index(op.f("ix_awards_staff_id"), "awards", ["staff_id"], unique=False)
    op.create_index(op.f("ix_awards_student_id"), "awards", ["student_id"], unique=False)
    op.create_index(
        "uq_awards_school_id_certificate_no",
        "awards",
        ["school_id", "certificate_no"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "book_incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("lost", "damaged", name="harm", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column(
            "resolved",
            sa.Enum(
                "open",
                "repaired",
                "replaced",
                "compensated",
                name="resolution",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(resolved = 'open') = (resolved_on IS NULL)",
            name=op.f("ck_book_incidents_resolved_with_its_day"),
        ),
        sa.CheckConstraint(
            "NOT (kind = 'lost' AND resolved = 'repaired')",
            name=op.f("ck_book_incidents_lost_is_not_repaired"),
        ),
        sa.CheckConstraint(
            "resolved_on >= found_on", name=op.f("ck_book_incidents_resolved_on_not_before_found_on")
        ),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name=op.f("fk_book_incidents_book_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_book_incidents_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_book_incidents_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_incidents")),
    )
    op.create_index(op.f("ix_book_incidents_book_id"), "book_incidents", ["book_id"], unique=False)
    op.create_index(
        "ix_book_incidents_school_id_archived_at",
        "book_incidents",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_book_incidents_student_id"), "book_incidents", ["student_id"], unique=False)
    op.create_index(
        "uq_book_incidents_book_id_kind",
        "book_incidents",
        ["book_id", "kind"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND resolved = 'open'"),
        postgresql_where=sa.text("archived_at IS NULL AND resolved = 'open'"),
    )

    op.create_table(
        "book_loans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("borrowed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("lent_by_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("due_on >= borrowed_on", name=op.f("ck_book_loans_due_on_not_before_borrowed_on")),
        sa.CheckConstraint(
            "returned_on >= borrowed_on", name=op.f("ck_book_loans_returned_on_not_before_borrowed_on")
        ),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name=op.f("fk_book_loans_book_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["lent_by_id"], ["staffs.id"], name=op.f("fk_book_loans_lent_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_book_loans_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_book_loans_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_loans")),
    )
    op.create_index(op.f("ix_book_loans_book_id"), "book_loans", ["book_id"], unique=False)
    op.create_index(op.f("ix_book_loans_lent_by_id"), "book_loans", ["lent_by_id"], unique=False)
    op.create_index(
        "ix_book_loans_school_id_archived_at", "book_loans", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "ix_book_loans_school_id_returned_on_due_on",
        "book_loans",
        ["school_id", "returned_on", "due_on"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_book_loans_student_id"), "book_loans", ["student_id"], unique=False)
    op.create_index(
        "ix_book_loans_student_id_returned_on",
        "book_loans",
        ["student_id", "returned_on"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "uq_book_loans_book_id",
        "book_loans",
        ["book_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND returned_on IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND returned_on IS NULL"),
    )

    op.create_table(
        "care_delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("caregiver_id", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("child_was_heard", sa.Boolean(), nullable=True),
        sa.Column("document_no", sa.String(length=40), nullable=True),
        sa.Column("school_notified_on", sa.Date(), nullable=True),
        sa.Column("village_notified_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_care_delegations_ends_on_not_before_starts_on")
        ),
        sa.CheckConstraint(
            "starts_on >= agreed_on", name=op.f("ck_care_delegations_starts_on_not_before_agreed_on")
        ),
        sa.ForeignKeyConstraint(
            ["caregiver_id"],
            ["caregivers.id"],
            name=op.f("fk_care_delegations_caregiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_care_delegations_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_care_delegations_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_delegations")),
    )
    op.create_index(
        op.f("ix_care_delegations_caregiver_id"), "care_delegations", ["caregiver_id"], unique=False
    )
    op.create_index(
        "ix_care_delegations_school_id_archived_at",
        "care_delegations",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_care_delegations_student_id"), "care_delegations", ["student_id"], unique=False)

    op.create_table(
        "care_services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column(
            "domain",
            sa.Enum(
                "study",
                "life",
                "activity",
                "safety",
                name="care_domain",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "after-class",
                "noon",
                "evening",
                "doctor",
                "board",
                "self-care",
                "things",
                "invited-first",
                "safety-lesson",
                "other",
                name="care_service_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_care_services_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_care_services_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_care_services_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_services")),
    )
    op.create_index(
        "ix_care_services_school_id_archived_at", "care_services", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "ix_care_services_school_id_done_on",
        "care_services",
        ["school_id", "done_on"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_care_services_staff_id"), "care_services", ["staff_id"], unique=False)
    op.create_index(op.f("ix_care_services_student_id"), "care_services", ["student_id"], unique=False)
    op.create_index(
        "ix_care_services_student_id_done_on",
        "care_services",
        ["student_id", "done_on"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )

    op.create_table(
        "donations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("is_approximate", sa.Boolean(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_donations_quantity_above_zero")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_donations_event_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_donations_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsors.id"], name=op.f("fk_donations_sponsor_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donations")),
    )
    op.create_index(op.f("ix_donations_event_id"), "donations", ["event_id"], unique=False)
    op.create_index(
        "ix_donations_school_id_archived_at", "donations", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_donations_sponsor_id"), "donations", ["sponsor_id"], unique=False)

    op.create_table(
        "event_adults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("caregiver_id", sa.Integer(), nullable=True),
        sa.Column("outside_name", sa.String(length=40), nullable=True),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["caregiver_id"],
            ["caregivers.id"],
            name=op.f("fk_event_adults_caregiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_adults_event_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_event_adults_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_event_adults_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_event_adults_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_adults")),
    )
    op.create_index(op.f("ix_event_adults_caregiver_id"), "event_adults", ["caregiver_id"], unique=False)
    op.create_index(op.f("ix_event_adults_event_id"), "event_adults", ["event_id"], unique=False)
    op.create_index(
        op.f("ix_event_adults_school_class_id"), "event_adults", ["school_class_id"], unique=False
    )
    op.create_index(
        "ix_event_adults_school_id_archived_at", "event_adults", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_event_adults_staff_id"), "event_adults", ["staff_id"], unique=False)
    op.create_index(
        "uq_event_adults_event_id_caregiver_id",
        "event_adults",
        ["event_id", "caregiver_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_event_adults_event_id_outside_name",
        "event_adults",
        ["event_id", "outside_name"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_event_adults_event_id_staff_id",
        "event_adults",
        ["event_id", "staff_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "event_students",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "took-part",
                "performed",
                "hosted",
                "won",
                "birthday",
                name="event_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("result", sa.String(length=80), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_students_event_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_event_students_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_event_students_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_students")),
    )
    op.create_index(op.f("ix_event_students_event_id"), "event_students", ["event_id"], unique=False)
    op.create_index(
        "ix_event_students_school_id_archived_at",
        "event_students",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_event_students_student_id"), "event_students", ["student_id"], unique=False)
    op.create_index(
        "uq_event_students_event_id_student_id_role",
        "event_students",
        ["event_id", "student_id", "role"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "exam_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column(
            "exam",
            sa.Enum(
                "entrance",
                "mid-term",
                "final",
                "health",
                "other",
                name="exam",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("score", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("full_score", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "score >= 0 AND score <= full_score AND full_score > 0",
            name=op.f("ck_exam_scores_score_within_full"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_exam_scores_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_exam_scores_student_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_exam_scores_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_scores")),
    )
    op.create_index(
        "ix_exam_scores_school_id_archived_at", "exam_scores", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_exam_scores_student_id"), "exam_scores", ["student_id"], unique=False)
    op.create_index(op.f("ix_exam_scores_term_id"), "exam_scores", ["term_id"], unique=False)
    op.create_index(
        "uq_exam_scores_student_id_term_id_subject_exam",
        "exam_scores",
        ["student_id", "term_id", "subject", "exam"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("out", "in", name="direction", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "transfer",
                "with-parents",
                "dropped-out",
                "other",
                name="move_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("other_school", sa.String(length=60), nullable=True),
        sa.Column("other_person", sa.String(length=40), nullable=True),
        sa.Column("other_phone", sa.LargeBinary(), nullable=True),
        sa.Column("items", sa.Text(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reason NOT IN ('transfer', 'with-parents') OR other_school <> ''",
            name=op.f("ck_hand_overs_transfer_names_school"),
        ),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["staffs.id"], name=op.f("fk_hand_overs_handled_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_hand_overs_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_hand_overs_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
    )
    op.create_index(op.f("ix_hand_overs_handled_by_id"), "hand_overs", ["handled_by_id"], unique=False)
    op.create_index(
        "ix_hand_overs_school_id_archived_at", "hand_overs", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_hand_overs_student_id"), "hand_overs", ["student_id"], unique=False)
    op.create_index(
        "uq_hand_overs_student_id_direction_handed_on",
        "hand_overs",
        ["student_id", "direction", "handed_on"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "incident_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column(
            "addressee",
            sa.Enum(
                "guardian",
                "parent",
                "authority",
                "government",
                name="addressee",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column("caregiver_id", sa.Integer(), nullable=True),
        sa.Column("is_owed", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("given_up_reason", sa.String(length=200), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["caregiver_id"],
            ["caregivers.id"],
            name=op.f("fk_incident_notices_caregiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incidents.id"],
            name=op.f("fk_incident_notices_incident_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_incident_notices_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_incident_notices_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_notices")),
    )
    op.create_index(
        op.f("ix_incident_notices_caregiver_id"), "incident_notices", ["caregiver_id"], unique=False
    )
    op.create_index(
        op.f("ix_incident_notices_incident_id"), "incident_notices", ["incident_id"], unique=False
    )
    op.create_index(
        "ix_incident_notices_school_id_archived_at",
        "incident_notices",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_incident_notices_student_id"), "incident_notices", ["student_id"], unique=False)
    op.create_index(
        "uq_incident_notices_incident_id_addressee",
        "incident_notices",
        ["incident_id", "addressee"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND student_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND student_id IS NULL"),
    )
    op.create_index(
        "uq_incident_notices_incident_id_addressee_student_id_caregiv",
        "incident_notices",
        ["incident_id", "addressee", "student_id", "caregiver_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "incident_students",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incidents.id"],
            name=op.f("fk_incident_students_incident_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_incident_students_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_incident_students_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_students")),
    )
    op.create_index(
        op.f("ix_incident_students_incident_id"), "incident_students", ["incident_id"], unique=False
    )
    op.create_index(
        "ix_incident_students_school_id_archived_at",
        "incident_students",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_incident_students_student_id"), "incident_students", ["student_id"], unique=False
    )
    op.create_index(
        "uq_incident_students_incident_id_student_id",
        "incident_students",
        ["incident_id", "student_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "legal_aid_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "closed",
                name="legal_aid_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_qualifying", sa.Boolean(), nullable=False),
        sa.Column("is_aided", sa.Boolean(), nullable=False),
        sa.Column("agency", sa.String(length=60), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "part",
            sa.Enum(
                "victim",
                "party",
                "witness",
                "suspect",
                name="part_in_case",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("reason_unaided", sa.String(length=200), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closed_on >= opened_on", name=op.f("ck_legal_aid_cases_closed_on_not_before_opened_on")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_legal_aid_cases_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_legal_aid_cases_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_aid_cases")),
    )
    op.create_index(
        "ix_legal_aid_cases_school_id_archived_at",
        "legal_aid_cases",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_legal_aid_cases_student_id"), "legal_aid_cases", ["student_id"], unique=False)
    op.create_index(
        "uq_legal_aid_cases_student_id_opened_on",
        "legal_aid_cases",
        ["student_id", "opened_on"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "mailbox_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "answered_at >= received_at", name=op.f("ck_mailbox_letters_answered_at_not_before_received_at")
        ),
        sa.ForeignKeyConstraint(
            ["counselor_id"], ["staffs.id"], name=op.f("fk_mailbox_letters_counselor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_mailbox_letters_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_letters")),
    )
    op.create_index(
        op.f("ix_mailbox_letters_counselor_id"), "mailbox_letters", ["counselor_id"], unique=False
    )
    op.create_index(
        "ix_mailbox_letters_school_id_archived_at",
        "mailbox_letters",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_mailbox_letters_student_id"), "mailbox_letters", ["student_id"], unique=False)

    op.create_table(
        "opening_attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opening_session_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("brought_by", sa.String(length=30), nullable=True),
        sa.Column(
            "leaving",
            sa.Enum(
                "fetched",
                "escorted",
                "to-class",
                name="leaving",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_by_id", sa.Integer(), nullable=True),
        sa.Column("fetched_by_name", sa.String(length=40), nullable=True),
        sa.Column("fetch_reason", sa.String(length=120), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fetched_by_id"],
            ["caregivers.id"],
            name=op.f("fk_opening_attendances_fetched_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["opening_session_id"],
            ["opening_sessions.id"],
            name=op.f("fk_opening_attendances_opening_session_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_opening_attendances_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name=op.f("fk_opening_attendances_student_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_attendances")),
    )
    op.create_index(
        op.f("ix_opening_attendances_fetched_by_id"), "opening_attendances", ["fetched_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_opening_attendances_opening_session_id"),
        "opening_attendances",
        ["opening_session_id"],
        unique=False,
    )
    op.create_index(
        "ix_opening_attendances_school_id_archived_at",
        "opening_attendances",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_opening_attendances_student_id"), "opening_attendances", ["student_id"], unique=False
    )
    op.create_index(
        "uq_opening_attendances_opening_session_id_student_id",
        "opening_attendances",
        ["opening_session_id", "student_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=80), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("has_consent", sa.Boolean(), nullable=False),
        sa.Column("consent_by", sa.String(length=60), nullable=True),
        sa.Column("stored_name", sa.String(length=60), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT has_consent OR coalesce(consent_by, '') <> ''", name=op.f("ck_photos_consent_of_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_photos_event_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_photos_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_photos_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
    )
    op.create_index(op.f("ix_photos_event_id"), "photos", ["event_id"], unique=False)
    op.create_index(op.f("ix_photos_school_class_id"), "photos", ["school_class_id"], unique=False)
    op.create_index("ix_photos_school_id_archived_at", "photos", ["school_id", "archived_at"], unique=False)

    op.create_table(
        "reading_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("guide_id", sa.Integer(), nullable=True),
        sa.Column("response_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "response_on >= month", name=op.f("ck_reading_records_response_on_not_before_month")
        ),
        sa.ForeignKeyConstraint(
            ["guide_id"], ["staffs.id"], name=op.f("fk_reading_records_guide_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_reading_records_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_reading_records_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_records")),
    )
    op.create_index(op.f("ix_reading_records_guide_id"), "reading_records", ["guide_id"], unique=False)
    op.create_index(
        "ix_reading_records_school_id_archived_at",
        "reading_records",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "ix_reading_records_school_id_month",
        "reading_records",
        ["school_id", "month"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_reading_records_student_id"), "reading_records", ["student_id"], unique=False)
    op.create_index(
        "uq_reading_records_student_id_month_title",
        "reading_records",
        ["student_id", "month", "title"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "ride_registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("stop", sa.String(length=60), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_ride_registrations_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name=op.f("fk_ride_registrations_student_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_ride_registrations_term_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["vehicle_id"],
            ["vehicles.id"],
            name=op.f("fk_ride_registrations_vehicle_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_registrations")),
    )
    op.create_index(
        "ix_ride_registrations_school_id_archived_at",
        "ride_registrations",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_ride_registrations_student_id"), "ride_registrations", ["student_id"], unique=False
    )
    op.create_index(op.f("ix_ride_registrations_term_id"), "ride_registrations", ["term_id"], unique=False)
    op.create_index(
        op.f("ix_ride_registrations_vehicle_id"), "ride_registrations", ["vehicle_id"], unique=False
    )
    op.create_index(
        "uq_ride_registrations_student_id_term_id_vehicle_id",
        "ride_registrations",
        ["student_id", "term_id", "vehicle_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "screening_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.LargeBinary(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("tool", sa.String(length=60), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("finding", sa.LargeBinary(), nullable=False),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["counselor_id"],
            ["staffs.id"],
            name=op.f("fk_screening_results_counselor_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_screening_results_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_screening_results_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_results")),
    )
    op.create_index(
        op.f("ix_screening_results_counselor_id"), "screening_results", ["counselor_id"], unique=False
    )
    op.create_index(
        "ix_screening_results_school_id_archived_at",
        "screening_results",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_screening_results_student_id"), "screening_results", ["student_id"], unique=False
    )
    op.create_index(op.f("ix_screening_results_term_id"), "screening_results", ["term_id"], unique=False)
    op.create_index(
        "uq_screening_results_student_id_term_id_tool",
        "screening_results",
        ["student_id", "term_id", "tool"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "sponsorships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("yearly_amount", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("via", sa.String(length=40), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_sponsorships_ends_on_not_before_starts_on")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_sponsorships_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsors.id"], name=op.f("fk_sponsorships_sponsor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_sponsorships_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsorships")),
    )
    op.create_index(
        "ix_sponsorships_school_id_archived_at", "sponsorships", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_sponsorships_sponsor_id"), "sponsorships", ["sponsor_id"], unique=False)
    op.create_index(op.f("ix_sponsorships_student_id"), "sponsorships", ["student_id"], unique=False)

    op.create_table(
        "training_attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("caregiver_id", sa.Integer(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("opinion", sa.String(length=200), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "score IS NULL OR is_present", name=op.f("ck_training_attendances_score_of_the_present")
        ),
        sa.ForeignKeyConstraint(
            ["caregiver_id"],
            ["caregivers.id"],
            name=op.f("fk_training_attendances_caregiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["staffs.id"],
            name=op.f("fk_training_attendances_checked_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_training_attendances_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name=op.f("fk_training_attendances_student_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["parent_trainings.id"],
            name=op.f("fk_training_attendances_training_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_attendances")),
    )
    op.create_index(
        op.f("ix_training_attendances_caregiver_id"), "training_attendances", ["caregiver_id"], unique=False
    )
    op.create_index(
        op.f("ix_training_attendances_checked_by_id"), "training_attendances", ["checked_by_id"], unique=False
    )
    op.create_index(
        "ix_training_attendances_school_id_archived_at",
        "training_attendances",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_training_attendances_student_id"), "training_attendances", ["student_id"], unique=False
    )
    op.create_index(
        op.f("ix_training_attendances_training_id"), "training_attendances", ["training_id"], unique=False
    )
    op.create_index(
        "uq_training_attendances_training_id_caregiver_id_student_id",
        "training_attendances",
        ["training_id", "caregiver_id", "student_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "work_plan_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_plan_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=True),
        sa.Column("phase", sa.String(length=20), nullable=True),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_office", sa.String(length=40), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staffs.id"], name=op.f("fk_work_plan_items_owner_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_work_plan_items_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_work_plan_items_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_work_plan_items_term_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["work_plan_id"],
            ["work_plans.id"],
            name=op.f("fk_work_plan_items_work_plan_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_plan_items")),
    )
    op.create_index(op.f("ix_work_plan_items_owner_id"), "work_plan_items", ["owner_id"], unique=False)
    op.create_index(
        op.f("ix_work_plan_items_school_class_id"), "work_plan_items", ["school_class_id"], unique=False
    )
    op.create_index(
        "ix_work_plan_items_school_id_archived_at",
        "work_plan_items",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_work_plan_items_term_id"), "work_plan_items", ["term_id"], unique=False)
    op.create_index(
        op.f("ix_work_plan_items_work_plan_id"), "work_plan_items", ["work_plan_id"], unique=False
    )
    op.create_index(
        "ix_work_plan_items_work_plan_id_month_no",
        "work_plan_items",
        ["work_plan_id", "month", "no"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )
    op.create_index(
        "uq_work_plan_items_work_plan_id_month_no",
        "work_plan_items",
        ["work_plan_id", "month", "no"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "case_releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_title", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "teaching",
                "research",
                "writing",
                name="release_purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=False),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("checklist", sa.Text(), nullable=True),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["counseling_cases.id"], name=op.f("fk_case_releases_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["staffs.id"], name=op.f("fk_case_releases_checked_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"],
            ["staffs.id"],
            name=op.f("fk_case_releases_prepared_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_case_releases_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_releases")),
    )
    op.create_index(op.f("ix_case_releases_case_id"), "case_releases", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_releases_checked_by_id"), "case_releases", ["checked_by_id"], unique=False)
    op.create_index(
        op.f("ix_case_releases_prepared_by_id"), "case_releases", ["prepared_by_id"], unique=False
    )
    op.create_index(
        "ix_case_releases_school_id_archived_at", "case_releases", ["school_id", "archived_at"], unique=False
    )

    op.create_table(
        "growth_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "diary",
                "progress-check",
                "portfolio",
                "deed",
                "behaviour",
                name="growth_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=True),
        sa.Column("before", sa.String(length=80), nullable=True),
        sa.Column("after", sa.String(length=80), nullable=True),
        sa.Column("pairing_id", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.String(length=60), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["staffs.id"], name=op.f("fk_growth_records_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"],
            ["peer_pairings.id"],
            name=op.f("fk_growth_records_pairing_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_growth_records_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_growth_records_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_growth_records")),
    )
    op.create_index(op.f("ix_growth_records_author_id"), "growth_records", ["author_id"], unique=False)
    op.create_index(op.f("ix_growth_records_pairing_id"), "growth_records", ["pairing_id"], unique=False)
    op.create_index(
        "ix_growth_records_school_id_archived_at",
        "growth_records",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "ix_growth_records_school_id_recorded_on",
        "growth_records",
        ["school_id", "recorded_on"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_growth_records_student_id"), "growth_records", ["student_id"], unique=False)
    op.create_index(
        "ix_growth_records_student_id_recorded_on",
        "growth_records",
        ["student_id", "recorded_on"],
        unique=False,
        sqlite_where=None,
        postgresql_where=None,
    )

    op.create_table(
        "incident_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "phone",
                "message",
                "in-person",
                name="attempt_way",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("caregiver_id", sa.Integer(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "reached",
                "no-answer",
                "refused",
                "wrong-number",
                name="attempt_result",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["staffs.id"], name=op.f("fk_incident_attempts_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["caregiver_id"],
            ["caregivers.id"],
            name=op.f("fk_incident_attempts_caregiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incidents.id"],
            name=op.f("fk_incident_attempts_incident_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["incident_notices.id"],
            name=op.f("fk_incident_attempts_notice_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_incident_attempts_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_attempts")),
    )
    op.create_index(op.f("ix_incident_attempts_by_id"), "incident_attempts", ["by_id"], unique=False)
    op.create_index(
        op.f("ix_incident_attempts_caregiver_id"), "incident_attempts", ["caregiver_id"], unique=False
    )
    op.create_index(
        op.f("ix_incident_attempts_incident_id"), "incident_attempts", ["incident_id"], unique=False
    )
    op.create_index(op.f("ix_incident_attempts_notice_id"), "incident_attempts", ["notice_id"], unique=False)
    op.create_index(
        "ix_incident_attempts_school_id_archived_at",
        "incident_attempts",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "reminder_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_reminder_runs_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_runs")),
    )
    op.create_index(
        "ix_reminder_runs_school_id_archived_at", "reminder_runs", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_reminder_runs_school_id_day",
        "reminder_runs",
        ["school_id", "day"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "calendar_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_calendar_links_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_calendar_links_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_links")),
    )
    op.create_index(
        "ix_calendar_links_school_id_archived_at",
        "calendar_links",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_calendar_links_user_id"), "calendar_links", ["user_id"], unique=False)
    op.create_index(
        "uq_calendar_links_token_hash",
        "calendar_links",
        ["token_hash"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("calendar_links")
    op.drop_table("reminder_runs")
    op.drop_index("ix_incident_attempts_school_id_archived_at", table_name="incident_attempts")
    op.drop_index(op.f("ix_incident_attempts_notice_id"), table_name="incident_attempts")
    op.drop_index(op.f("ix_incident_attempts_incident_id"), table_name="incident_attempts")
    op.drop_index(op.f("ix_incident_attempts_caregiver_id"), table_name="incident_attempts")
    op.drop_index(op.f("ix_incident_attempts_by_id"), table_name="incident_attempts")

    op.drop_table("incident_attempts")
    op.drop_index(
        "ix_growth_records_student_id_recorded_on",
        table_name="growth_records",
        sqlite_where=None,
        postgresql_where=None,
    )
    op.drop_index(op.f("ix_growth_records_student_id"), table_name="growth_records")
    op.drop_index(
        "ix_growth_records_school_id_recorded_on",
        table_name="growth_records",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_growth_records_school_id_archived_at", table_name="growth_records")
    op.drop_index(op.f("ix_growth_records_pairing_id"), table_name="growth_records")
    op.drop_index(op.f("ix_growth_records_author_id"), table_name="growth_records")

    op.drop_table("growth_records")
    op.drop_index("ix_case_releases_school_id_archived_at", table_name="case_releases")
    op.drop_index(op.f("ix_case_releases_prepared_by_id"), table_name="case_releases")
    op.drop_index(op.f("ix_case_releases_checked_by_id"), table_name="case_releases")
    op.drop_index(op.f("ix_case_releases_case_id"), table_name="case_releases")

    op.drop_table("case_releases")
    op.drop_index(
        "uq_work_plan_items_work_plan_id_month_no",
        table_name="work_plan_items",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "ix_work_plan_items_work_plan_id_month_no",
        table_name="work_plan_items",
        sqlite_where=None,
        postgresql_where=None,
    )
    op.drop_index(op.f("ix_work_plan_items_work_plan_id"), table_name="work_plan_items")
    op.drop_index(op.f("ix_work_plan_items_term_id"), table_name="work_plan_items")
    op.drop_index("ix_work_plan_items_school_id_archived_at", table_name="work_plan_items")
    op.drop_index(op.f("ix_work_plan_items_school_class_id"), table_name="work_plan_items")
    op.drop_index(op.f("ix_work_plan_items_owner_id"), table_name="work_plan_items")

    op.drop_table("work_plan_items")
    op.drop_index(
        "uq_training_attendances_training_id_caregiver_id_student_id",
        table_name="training_attendances",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_training_attendances_training_id"), table_name="training_attendances")
    op.drop_index(op.f("ix_training_attendances_student_id"), table_name="training_attendances")
    op.drop_index("ix_training_attendances_school_id_archived_at", table_name="training_attendances")
    op.drop_index(op.f("ix_training_attendances_checked_by_id"), table_name="training_attendances")
    op.drop_index(op.f("ix_training_attendances_caregiver_id"), table_name="training_attendances")

    op.drop_table("training_attendances")
    op.drop_index(op.f("ix_sponsorships_student_id"), table_name="sponsorships")
    op.drop_index(op.f("ix_sponsorships_sponsor_id"), table_name="sponsorships")
    op.drop_index("ix_sponsorships_school_id_archived_at", table_name="sponsorships")

    op.drop_table("sponsorships")
    op.drop_index(
        "uq_screening_results_student_id_term_id_tool",
        table_name="screening_results",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_screening_results_term_id"), table_name="screening_results")
    op.drop_index(op.f("ix_screening_results_student_id"), table_name="screening_results")
    op.drop_index("ix_screening_results_school_id_archived_at", table_name="screening_results")
    op.drop_index(op.f("ix_screening_results_counselor_id"), table_name="screening_results")

    op.drop_table("screening_results")
    op.drop_index(
        "uq_ride_registrations_student_id_term_id_vehicle_id",
        table_name="ride_registrations",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_ride_registrations_vehicle_id"), table_name="ride_registrations")
    op.drop_index(op.f("ix_ride_registrations_term_id"), table_name="ride_registrations")
    op.drop_index(op.f("ix_ride_registrations_student_id"), table_name="ride_registrations")
    op.drop_index("ix_ride_registrations_school_id_archived_at", table_name="ride_registrations")

    op.drop_table("ride_registrations")
    op.drop_index(
        "uq_reading_records_student_id_month_title",
        table_name="reading_records",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_reading_records_student_id"), table_name="reading_records")
    op.drop_index(
        "ix_reading_records_school_id_month",
        table_name="reading_records",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_reading_records_school_id_archived_at", table_name="reading_records")
    op.drop_index(op.f("ix_reading_records_guide_id"), table_name="reading_records")

    op.drop_table("reading_records")
    op.drop_index("ix_photos_school_id_archived_at", table_name="photos")
    op.drop_index(op.f("ix_photos_school_class_id"), table_name="photos")
    op.drop_index(op.f("ix_photos_event_id"), table_name="photos")

    op.drop_table("photos")
    op.drop_index(
        "uq_opening_attendances_opening_session_id_student_id",
        table_name="opening_attendances",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_opening_attendances_student_id"), table_name="opening_attendances")
    op.drop_index("ix_opening_attendances_school_id_archived_at", table_name="opening_attendances")
    op.drop_index(op.f("ix_opening_attendances_opening_session_id"), table_name="opening_attendances")
    op.drop_index(op.f("ix_opening_attendances_fetched_by_id"), table_name="opening_attendances")

    op.drop_table("opening_attendances")
    op.drop_index(op.f("ix_mailbox_letters_student_id"), table_name="mailbox_letters")
    op.drop_index("ix_mailbox_letters_school_id_archived_at", table_name="mailbox_letters")
    op.drop_index(op.f("ix_mailbox_letters_counselor_id"), table_name="mailbox_letters")

    op.drop_table("mailbox_letters")
    op.drop_index(
        "uq_legal_aid_cases_student_id_opened_on",
        table_name="legal_aid_cases",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_legal_aid_cases_student_id"), table_name="legal_aid_cases")
    op.drop_index("ix_legal_aid_cases_school_id_archived_at", table_name="legal_aid_cases")

    op.drop_table("legal_aid_cases")
    op.drop_index(
        "uq_incident_students_incident_id_student_id",
        table_name="incident_students",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_incident_students_student_id"), table_name="incident_students")
    op.drop_index("ix_incident_students_school_id_archived_at", table_name="incident_students")
    op.drop_index(op.f("ix_incident_students_incident_id"), table_name="incident_students")

    op.drop_table("incident_students")
    op.drop_index(
        "uq_incident_notices_incident_id_addressee_student_id_caregiv",
        table_name="incident_notices",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "uq_incident_notices_incident_id_addressee",
        table_name="incident_notices",
        sqlite_where=sa.text("archived_at IS NULL AND student_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND student_id IS NULL"),
    )
    op.drop_index(op.f("ix_incident_notices_student_id"), table_name="incident_notices")
    op.drop_index("ix_incident_notices_school_id_archived_at", table_name="incident_notices")
    op.drop_index(op.f("ix_incident_notices_incident_id"), table_name="incident_notices")
    op.drop_index(op.f("ix_incident_notices_caregiver_id"), table_name="incident_notices")

    op.drop_table("incident_notices")
    op.drop_index(
        "uq_hand_overs_student_id_direction_handed_on",
        table_name="hand_overs",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_hand_overs_student_id"), table_name="hand_overs")
    op.drop_index("ix_hand_overs_school_id_archived_at", table_name="hand_overs")
    op.drop_index(op.f("ix_hand_overs_handled_by_id"), table_name="hand_overs")

    op.drop_table("hand_overs")
    op.drop_index(
        "uq_exam_scores_student_id_term_id_subject_exam",
        table_name="exam_scores",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_exam_scores_term_id"), table_name="exam_scores")
    op.drop_index(op.f("ix_exam_scores_student_id"), table_name="exam_scores")
    op.drop_index("ix_exam_scores_school_id_archived_at", table_name="exam_scores")

    op.drop_table("exam_scores")
    op.drop_index(
        "uq_event_students_event_id_student_id_role",
        table_name="event_students",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_event_students_student_id"), table_name="event_students")
    op.drop_index("ix_event_students_school_id_archived_at", table_name="event_students")
    op.drop_index(op.f("ix_event_students_event_id"), table_name="event_students")

    op.drop_table("event_students")
    op.drop_index(
        "uq_event_adults_event_id_staff_id",
        table_name="event_adults",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "uq_event_adults_event_id_outside_name",
        table_name="event_adults",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "uq_event_adults_event_id_caregiver_id",
        table_name="event_adults",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_event_adults_staff_id"), table_name="event_adults")
    op.drop_index("ix_event_adults_school_id_archived_at", table_name="event_adults")
    op.drop_index(op.f("ix_event_adults_school_class_id"), table_name="event_adults")
    op.drop_index(op.f("ix_event_adults_event_id"), table_name="event_adults")
    op.drop_index(op.f("ix_event_adults_caregiver_id"), table_name="event_adults")

    op.drop_table("event_adults")
    op.drop_index(op.f("ix_donations_sponsor_id"), table_name="donations")
    op.drop_index("ix_donations_school_id_archived_at", table_name="donations")
    op.drop_index(op.f("ix_donations_event_id"), table_name="donations")

    op.drop_table("donations")
    op.drop_index(
        "ix_care_services_student_id_done_on",
        table_name="care_services",
        sqlite_where=None,
        postgresql_where=None,
    )
    op.drop_index(op.f("ix_care_services_student_id"), table_name="care_services")
    op.drop_index(op.f("ix_care_services_staff_id"), table_name="care_services")
    op.drop_index(
        "ix_care_services_school_id_done_on",
        table_name="care_services",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_care_services_school_id_archived_at", table_name="care_services")

    op.drop_table("care_services")
    op.drop_index(op.f("ix_care_delegations_student_id"), table_name="care_delegations")
    op.drop_index("ix_care_delegations_school_id_archived_at", table_name="care_delegations")
    op.drop_index(op.f("ix_care_delegations_caregiver_id"), table_name="care_delegations")

    op.drop_table("care_delegations")
    op.drop_index(
        "uq_book_loans_book_id",
        table_name="book_loans",
        sqlite_where=sa.text("archived_at IS NULL AND returned_on IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND returned_on IS NULL"),
    )
    op.drop_index(
        "ix_book_loans_student_id_returned_on",
        table_name="book_loans",
        sqlite_where=None,
        postgresql_where=None,
    )
    op.drop_index(op.f("ix_book_loans_student_id"), table_name="book_loans")
    op.drop_index(
        "ix_book_loans_school_id_returned_on_due_on",
        table_name="book_loans",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_book_loans_school_id_archived_at", table_name="book_loans")
    op.drop_index(op.f("ix_book_loans_lent_by_id"), table_name="book_loans")
    op.drop_index(op.f("ix_book_loans_book_id"), table_name="book_loans")

    op.drop_table("book_loans")
    op.drop_index(
        "uq_book_incidents_book_id_kind",
        table_name="book_incidents",
        sqlite_where=sa.text("archived_at IS NULL AND resolved = 'open'"),
        postgresql_where=sa.text("archived_at IS NULL AND resolved = 'open'"),
    )
    op.drop_index(op.f("ix_book_incidents_student_id"), table_name="book_incidents")
    op.drop_index("ix_book_incidents_school_id_archived_at", table_name="book_incidents")
    op.drop_index(op.f("ix_book_incidents_book_id"), table_name="book_incidents")

    op.drop_table("book_incidents")
    op.drop_index(
        "uq_awards_school_id_certificate_no",
        table_name="awards",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_awards_student_id"), table_name="awards")
    op.drop_index(op.f("ix_awards_staff_id"), table_name="awards")
    op.drop_index(op.f("ix_awards_sponsor_id"), table_name="awards")
    op.drop_index(
        "ix_awards_school_id_awarded_on",
        table_name="awards",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_awards_school_id_archived_at", table_name="awards")
    op.drop_index(op.f("ix_awards_school_class_id"), table_name="awards")
    op.drop_index(op.f("ix_awards_proposed_by_id"), table_name="awards")
    op.drop_index(op.f("ix_awards_granted_by_id"), table_name="awards")
    op.drop_index(op.f("ix_awards_facility_id"), table_name="awards")
    op.drop_index(op.f("ix_awards_caregiver_id"), table_name="awards")

    op.drop_table("awards")
    op.drop_index(
        "uq_assessment_items_assessment_id_name",
        table_name="assessment_items",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_assessment_items_school_id_archived_at", table_name="assessment_items")
    op.drop_index(op.f("ix_assessment_items_assessment_id"), table_name="assessment_items")

    op.drop_table("assessment_items")
    op.drop_index(
        "uq_aid_grants_student_id_aid_program_id_term_id_paid_on",
        table_name="aid_grants",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "uq_aid_grants_student_id_aid_program_id_term_id",
        table_name="aid_grants",
        sqlite_where=sa.text("archived_at IS NULL AND paid_on IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND paid_on IS NULL"),
    )
    op.drop_index(op.f("ix_aid_grants_verified_by_id"), table_name="aid_grants")
    op.drop_index(op.f("ix_aid_grants_term_id"), table_name="aid_grants")
    op.drop_index(op.f("ix_aid_grants_student_id"), table_name="aid_grants")
    op.drop_index(op.f("ix_aid_grants_sponsor_id"), table_name="aid_grants")
    op.drop_index(
        "ix_aid_grants_school_id_term_id_aid_program_id",
        table_name="aid_grants",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_aid_grants_school_id_archived_at", table_name="aid_grants")
    op.drop_index(op.f("ix_aid_grants_paid_by_id"), table_name="aid_grants")
    op.drop_index(op.f("ix_aid_grants_approved_by_id"), table_name="aid_grants")
    op.drop_index(op.f("ix_aid_grants_applied_by_id"), table_name="aid_grants")
    op.drop_index(op.f("ix_aid_grants_aid_program_id"), table_name="aid_grants")

    op.drop_table("aid_grants")
    op.drop_index(
        "uq_work_plans_school_id_term_id_title_school_class_id",
        table_name="work_plans",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "uq_work_plans_school_id_term_id_title",
        table_name="work_plans",
        sqlite_where=sa.text("archived_at IS NULL AND school_class_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND school_class_id IS NULL"),
    )
    op.drop_index(op.f("ix_work_plans_term_id"), table_name="work_plans")
    op.drop_index("ix_work_plans_school_id_archived_at", table_name="work_plans")
    op.drop_index(op.f("ix_work_plans_school_class_id"), table_name="work_plans")

    op.drop_table("work_plans")
    op.drop_index(
        "uq_term_figures_school_id_term_id_code",
        table_name="term_figures",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_term_figures_term_id"), table_name="term_figures")
    op.drop_index("ix_term_figures_school_id_archived_at", table_name="term_figures")

    op.drop_table("term_figures")
    op.drop_index("ix_suggestions_school_id_archived_at", table_name="suggestions")
    op.drop_index(op.f("ix_suggestions_school_class_id"), table_name="suggestions")

    op.drop_table("suggestions")
    op.drop_index(
        "uq_safety_pledges_school_year_id_layer_vehicle_id",
        table_name="safety_pledges",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "uq_safety_pledges_school_year_id_layer_staff_id",
        table_name="safety_pledges",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "uq_safety_pledges_school_year_id_layer_caregiver_id",
        table_name="safety_pledges",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_safety_pledges_vehicle_id"), table_name="safety_pledges")
    op.drop_index(op.f("ix_safety_pledges_staff_id"), table_name="safety_pledges")
    op.drop_index(op.f("ix_safety_pledges_school_year_id"), table_name="safety_pledges")
    op.drop_index("ix_safety_pledges_school_id_archived_at", table_name="safety_pledges")
    op.drop_index(op.f("ix_safety_pledges_caregiver_id"), table_name="safety_pledges")

    op.drop_table("safety_pledges")
    op.drop_index(op.f("ix_rollovers_term_id"), table_name="rollovers")
    op.drop_index("ix_rollovers_school_id_archived_at", table_name="rollovers")

    op.drop_table("rollovers")
    op.drop_index("ix_opening_slots_school_id_archived_at", table_name="opening_slots")
    op.drop_index(op.f("ix_opening_slots_leader_id"), table_name="opening_slots")
    op.drop_index(op.f("ix_opening_slots_facility_id"), table_name="opening_slots")

    op.drop_table("opening_slots")
    op.drop_index(
        "uq_opening_sessions_facility_id_held_on_starts",
        table_name="opening_sessions",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_opening_sessions_second_duty_id"), table_name="opening_sessions")
    op.drop_index(
        "ix_opening_sessions_school_id_held_on",
        table_name="opening_sessions",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_opening_sessions_school_id_archived_at", table_name="opening_sessions")
    op.drop_index(op.f("ix_opening_sessions_first_duty_id"), table_name="opening_sessions")
    op.drop_index(op.f("ix_opening_sessions_facility_id"), table_name="opening_sessions")

    op.drop_table("opening_sessions")
    op.drop_index(op.f("ix_lessons_teacher_id"), table_name="lessons")
    op.drop_index(
        "ix_lessons_school_id_held_on",
        table_name="lessons",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_lessons_school_id_archived_at", table_name="lessons")
    op.drop_index(op.f("ix_lessons_school_class_id"), table_name="lessons")

    op.drop_table("lessons")
    op.drop_index(
        "uq_incident_briefs_school_id_incident_id",
        table_name="incident_briefs",
        sqlite_where=sa.text("archived_at IS NULL AND kind = 'final'"),
        postgresql_where=sa.text("archived_at IS NULL AND kind = 'final'"),
    )
    op.drop_index(
        "uq_incident_briefs_incident_id",
        table_name="incident_briefs",
        sqlite_where=sa.text("archived_at IS NULL AND kind = 'first'"),
        postgresql_where=sa.text("archived_at IS NULL AND kind = 'first'"),
    )
    op.drop_index("ix_incident_briefs_school_id_archived_at", table_name="incident_briefs")
    op.drop_index(op.f("ix_incident_briefs_incident_id"), table_name="incident_briefs")
    op.drop_index(op.f("ix_incident_briefs_by_id"), table_name="incident_briefs")

    op.drop_table("incident_briefs")
    op.drop_index(
        "uq_facility_equipments_facility_id_item",
        table_name="facility_equipments",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_facility_equipments_school_id_archived_at", table_name="facility_equipments")
    op.drop_index(op.f("ix_facility_equipments_facility_id"), table_name="facility_equipments")

    op.drop_table("facility_equipments")
    op.drop_index(
        "ix_events_school_id_starts_at",
        table_name="events",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "ix_events_school_id_kind_starts_at",
        table_name="events",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_events_school_id_archived_at", table_name="events")
    op.drop_index(op.f("ix_events_school_class_id"), table_name="events")
    op.drop_index(op.f("ix_events_organiser_id"), table_name="events")

    op.drop_table("events")
    op.drop_index(
        "uq_drafts_user_id_form",
        table_name="drafts",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_drafts_user_id"), table_name="drafts")
    op.drop_index("ix_drafts_school_id_archived_at", table_name="drafts")

    op.drop_table("drafts")
    op.drop_index(
        "uq_class_care_plans_school_class_id_term_id",
        table_name="class_care_plans",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(op.f("ix_class_care_plans_term_id"), table_name="class_care_plans")
    op.drop_index("ix_class_care_plans_school_id_archived_at", table_name="class_care_plans")
    op.drop_index(op.f("ix_class_care_plans_school_class_id"), table_name="class_care_plans")
    op.drop_index(op.f("ix_class_care_plans_author_id"), table_name="class_care_plans")

    op.drop_table("class_care_plans")
    op.drop_index(
        "uq_assessments_school_id_school_year_id_term_id_staff_id",
        table_name="assessments",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "uq_assessments_school_id_school_year_id_term_id_school_class",
        table_name="assessments",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "uq_assessments_school_id_school_year_id_staff_id",
        table_name="assessments",
        sqlite_where=sa.text("archived_at IS NULL AND term_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND term_id IS NULL"),
    )
    op.drop_index(
        "uq_assessments_school_id_school_year_id_school_class_id",
        table_name="assessments",
        sqlite_where=sa.text("archived_at IS NULL AND term_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND term_id IS NULL"),
    )
    op.drop_index(op.f("ix_assessments_veto_decided_by_id"), table_name="assessments")
    op.drop_index(op.f("ix_assessments_term_id"), table_name="assessments")
    op.drop_index(op.f("ix_assessments_staff_id"), table_name="assessments")
    op.drop_index(op.f("ix_assessments_school_year_id"), table_name="assessments")
    op.drop_index("ix_assessments_school_id_archived_at", table_name="assessments")
    op.drop_index(op.f("ix_assessments_school_class_id"), table_name="assessments")
    op.drop_index(op.f("ix_assessments_lifted_by_id"), table_name="assessments")
    op.drop_index(op.f("ix_assessments_assessed_by_id"), table_name="assessments")

    op.drop_table("assessments")
    op.drop_index(op.f("ix_aid_notices_term_id"), table_name="aid_notices")
    op.drop_index("ix_aid_notices_school_id_archived_at", table_name="aid_notices")
    op.drop_index(op.f("ix_aid_notices_approved_by_id"), table_name="aid_notices")
    op.drop_index(op.f("ix_aid_notices_aid_program_id"), table_name="aid_notices")

    op.drop_table("aid_notices")
    op.drop_index("ix_work_documents_school_id_archived_at", table_name="work_documents")
    op.drop_index(op.f("ix_work_documents_author_id"), table_name="work_documents")

    op.drop_table("work_documents")
    op.drop_index("ix_situation_reports_school_id_archived_at", table_name="situation_reports")
    op.drop_index(op.f("ix_situation_reports_reported_by_id"), table_name="situation_reports")
    op.drop_index(op.f("ix_situation_reports_approved_by_id"), table_name="situation_reports")

    op.drop_table("situation_reports")
    op.drop_index(
        "uq_parent_trainings_school_id_session_no",
        table_name="parent_trainings",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "ix_parent_trainings_school_id_held_on",
        table_name="parent_trainings",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_parent_trainings_school_id_archived_at", table_name="parent_trainings")
    op.drop_index(op.f("ix_parent_trainings_lecturer_id"), table_name="parent_trainings")

    op.drop_table("parent_trainings")
    op.drop_index(
        "ix_inspections_school_id_rectify_by",
        table_name="inspections",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_inspections_school_id_archived_at", table_name="inspections")
    op.drop_index(op.f("ix_inspections_inspected_by_id"), table_name="inspections")

    op.drop_table("inspections")
    op.drop_index(
        "ix_incidents_school_id_closed_at",
        table_name="incidents",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_incidents_school_id_archived_at", table_name="incidents")
    op.drop_index(op.f("ix_incidents_opened_by_id"), table_name="incidents")
    op.drop_index(op.f("ix_incidents_handled_by_id"), table_name="incidents")

    op.drop_table("incidents")
    op.drop_index(
        "uq_care_standard_items_care_standard_id_rule_code",
        table_name="care_standard_items",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_care_standard_items_school_id_archived_at", table_name="care_standard_items")
    op.drop_index(op.f("ix_care_standard_items_care_standard_id"), table_name="care_standard_items")

    op.drop_table("care_standard_items")
    op.drop_index(
        "uq_care_facilities_school_id_kind_name",
        table_name="care_facilities",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_care_facilities_school_id_archived_at", table_name="care_facilities")
    op.drop_index(op.f("ix_care_facilities_keeper_id"), table_name="care_facilities")

    op.drop_table("care_facilities")
    op.drop_index(
        "uq_vehicles_school_id_plate",
        table_name="vehicles",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_vehicles_school_id_archived_at", table_name="vehicles")

    op.drop_table("vehicles")
    op.drop_index(
        "uq_sponsors_school_id_name_phone",
        table_name="sponsors",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index(
        "ix_sponsors_school_id_name",
        table_name="sponsors",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_sponsors_school_id_archived_at", table_name="sponsors")

    op.drop_table("sponsors")
    op.drop_index("ix_late_corrections_school_id_archived_at", table_name="late_corrections")
    op.drop_index(
        "ix_late_corrections_record_row_id",
        table_name="late_corrections",
        sqlite_where=None,
        postgresql_where=None,
    )

    op.drop_table("late_corrections")
    op.drop_index("ix_incident_limits_school_id_archived_at", table_name="incident_limits")

    op.drop_table("incident_limits")
    op.drop_index("ix_care_standards_school_id_archived_at", table_name="care_standards")

    op.drop_table("care_standards")
    op.drop_index(
        "uq_books_school_id_accession_no",
        table_name="books",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_books_school_id_archived_at", table_name="books")
    op.drop_index(
        "ix_books_school_id_accession_no",
        table_name="books",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.drop_table("books")
    op.drop_index(
        "uq_aid_programs_school_id_code",
        table_name="aid_programs",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_aid_programs_school_id_archived_at", table_name="aid_programs")

    op.drop_table("aid_programs")
