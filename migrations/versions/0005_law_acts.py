"""Consent, requests of guardians, deletion by two persons and incidents with personal data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "leaked",
                "changed",
                "lost",
                "misused",
                name="data_incident_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("data", sa.String(length=200), nullable=False),
        sa.Column("harm", sa.String(length=200), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("advice", sa.String(length=200), nullable=True),
        sa.Column("authority_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("guardians_told_on", sa.Date(), nullable=True),
        sa.Column("why_not_told", sa.String(length=200), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_data_incidents_ended_at_not_before_began_at")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["users.id"], name=op.f("fk_data_incidents_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_data_incidents_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_incidents")),
    )
    op.create_index(op.f("ix_data_incidents_account_id"), "data_incidents", ["account_id"], unique=False)
    op.create_index(
        "ix_data_incidents_school_id_archived_at", "data_incidents", ["school_id", "archived_at"], unique=False
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_number", sa.Integer(), nullable=False),
        sa.Column("student_made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "kept-long-enough",
                "asked",
                "withdrawn",
                "wrongly-kept",
                name="erasure_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["users.id"], name=op.f("fk_erasures_confirmed_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_erasures_proposed_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_erasures_school_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_confirmed_by_id"), "erasures", ["confirmed_by_id"], unique=False)
    op.create_index(op.f("ix_erasures_proposed_by_id"), "erasures", ["proposed_by_id"], unique=False)
    op.create_index("ix_erasures_school_id_archived_at", "erasures", ["school_id", "archived_at"], unique=False)
    op.create_index(
        "ix_erasures_school_id_done_at",
        "erasures",
        ["school_id", "done_at"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "consent", "duty", "emergency", name="ground", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("uses", sa.Text(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "paper", "present", "phone", name="consent_form", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("notice_version", sa.String(length=20), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("withdrawn_on >= given_on", name=op.f("ck_consents_withdrawn_on_not_before_given_on")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["caregivers.id"], name=op.f("fk_consents_given_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_consents_school_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_consents_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_given_by_id"), "consents", ["given_by_id"], unique=False)
    op.create_index("ix_consents_school_id_archived_at", "consents", ["school_id", "archived_at"], unique=False)
    op.create_index(op.f("ix_consents_student_id"), "consents", ["student_id"], unique=False)
    op.create_table(
        "guardian_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column(
            "wish",
            sa.Enum(
                "read",
                "copy",
                "correct",
                "delete",
                "withdraw",
                "explain",
                name="wish",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "granted", "partly", "refused", name="answer", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "answered_on >= asked_on", name=op.f("ck_guardian_requests_answered_on_not_before_asked_on")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["caregivers.id"], name=op.f("fk_guardian_requests_asked_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_guardian_requests_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_guardian_requests_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_requests")),
    )
    op.create_index(op.f("ix_guardian_requests_asked_by_id"), "guardian_requests", ["asked_by_id"], unique=False)
    op.create_index(
        "ix_guardian_requests_school_id_archived_at", "guardian_requests", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "ix_guardian_requests_school_id_due_on",
        "guardian_requests",
        ["school_id", "due_on"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_guardian_requests_student_id"), "guardian_requests", ["student_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_guardian_requests_student_id"), table_name="guardian_requests")
    op.drop_index(
        "ix_guardian_requests_school_id_due_on",
        table_name="guardian_requests",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_guardian_requests_school_id_archived_at", table_name="guardian_requests")
    op.drop_index(op.f("ix_guardian_requests_asked_by_id"), table_name="guardian_requests")
    op.drop_table("guardian_requests")
    op.drop_index(op.f("ix_consents_student_id"), table_name="consents")
    op.drop_index("ix_consents_school_id_archived_at", table_name="consents")
    op.drop_index(op.f("ix_consents_given_by_id"), table_name="consents")
    op.drop_table("consents")
    op.drop_index(
        "ix_erasures_school_id_done_at",
        table_name="erasures",
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.drop_index("ix_erasures_school_id_archived_at", table_name="erasures")
    op.drop_index(op.f("ix_erasures_proposed_by_id"), table_name="erasures")
    op.drop_index(op.f("ix_erasures_confirmed_by_id"), table_name="erasures")
    op.drop_table("erasures")
    op.drop_index("ix_data_incidents_school_id_archived_at", table_name="data_incidents")
    op.drop_index(op.f("ix_data_incidents_account_id"), table_name="data_incidents")
    op.drop_table("data_incidents")
