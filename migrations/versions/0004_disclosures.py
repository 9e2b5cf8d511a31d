"""What left the counseling room, and the breaking of its glass."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disclosure_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ground", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_id"], ["staffs.id"], name=op.f("fk_disclosure_notices_from_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"],
            ["staffs.id"],
            name=op.f("fk_disclosure_notices_receiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_disclosure_notices_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_notices")),
    )
    op.create_index(op.f("ix_disclosure_notices_from_id"), "disclosure_notices", ["from_id"], unique=False)
    op.create_index(
        op.f("ix_disclosure_notices_receiver_id"), "disclosure_notices", ["receiver_id"], unique=False
    )
    op.create_index(
        "ix_disclosure_notices_receiver_id_read_at",
        "disclosure_notices",
        ["receiver_id", "read_at"],
        unique=False,
    )
    op.create_index(
        "ix_disclosure_notices_school_id_archived_at",
        "disclosure_notices",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receiver", sa.LargeBinary(), nullable=False),
        sa.Column("ground", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["counseling_cases.id"], name=op.f("fk_disclosures_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["counselor_id"], ["staffs.id"], name=op.f("fk_disclosures_counselor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["disclosure_notices.id"],
            name=op.f("fk_disclosures_notice_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_disclosures_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_index(op.f("ix_disclosures_case_id"), "disclosures", ["case_id"], unique=False)
    op.create_index(op.f("ix_disclosures_counselor_id"), "disclosures", ["counselor_id"], unique=False)
    op.create_index(op.f("ix_disclosures_notice_id"), "disclosures", ["notice_id"], unique=False)
    op.create_index(
        "ix_disclosures_school_id_archived_at", "disclosures", ["school_id", "archived_at"], unique=False
    )
    op.create_table(
        "vault_breakings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["counseling_cases.id"], name=op.f("fk_vault_breakings_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["users.id"], name=op.f("fk_vault_breakings_opened_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_vault_breakings_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_breakings")),
    )
    op.create_index(op.f("ix_vault_breakings_case_id"), "vault_breakings", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_vault_breakings_opened_by_id"), "vault_breakings", ["opened_by_id"], unique=False
    )
    op.create_index(
        "ix_vault_breakings_school_id_archived_at",
        "vault_breakings",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "ix_vault_breakings_school_id_ends_at",
        "vault_breakings",
        ["school_id", "ends_at"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )


    op.create_table(
        "case_attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("counseling_session_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["staffs.id"], name=op.f("fk_case_attachments_added_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["counseling_cases.id"], name=op.f("fk_case_attachments_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["counseling_session_id"], ["counseling_sessions.id"],
            name=op.f("fk_case_attachments_counseling_session_id"), ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_case_attachments_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_attachments")),
    )
    for column in ("added_by_id", "case_id", "counseling_session_id"):
        op.create_index(op.f(f"ix_case_attachments_{column}"), "case_attachments", [column], unique=False)
    op.create_index(
        "ix_case_attachments_school_id_archived_at",
        "case_attachments",
        ["school_id", "archived_at"],
        unique=False,
    )


def downgrade() -> None:
    for table in ("case_attachments", "vault_breakings", "disclosures", "disclosure_notices"):
        op.drop_table(table)
