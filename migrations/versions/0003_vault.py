"""The keys of the counseling room: identities, boxes, wraps and the papers of last resort (decision 0012)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vault_boxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "office",
                "own",
                "case",
                "referral",
                name="box_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("members", sa.LargeBinary(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_vault_boxes_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_boxes")),
    )
    op.create_index(
        "ix_vault_boxes_school_id_archived_at", "vault_boxes", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_vault_boxes_school_id", "vault_boxes",
        ["school_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND kind = 'office'"),
        postgresql_where=sa.text("archived_at IS NULL AND kind = 'office'"),
    )

    op.create_table(
        "vault_last_resorts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receives", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signs", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal_12", sa.LargeBinary(), nullable=False),
        sa.Column("seal_13", sa.LargeBinary(), nullable=False),
        sa.Column("seal_23", sa.LargeBinary(), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_vault_last_resorts_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_last_resorts")),
    )
    op.create_index(
        "ix_vault_last_resorts_school_id_archived_at", "vault_last_resorts", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_vault_last_resorts_school_id", "vault_last_resorts",
        ["school_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "vault_identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("receives", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signs", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("kibibytes", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("admitted_by_id", sa.Integer(), nullable=True),
        sa.Column("admission", sa.LargeBinary(length=64), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["admitted_by_id"],
            ["vault_identities.id"],
            name=op.f("fk_vault_identities_admitted_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_vault_identities_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_vault_identities_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_identities")),
    )
    op.create_index(
        "ix_vault_identities_school_id_archived_at", "vault_identities", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_vault_identities_user_id"), "vault_identities", ["user_id"], unique=False)
    op.create_index(
        "uq_vault_identities_school_id_user_id", "vault_identities",
        ["school_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "vault_wraps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=True),
        sa.Column("last_resort_id", sa.Integer(), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(identity_id IS NULL) <> (last_resort_id IS NULL)", name=op.f("ck_vault_wraps_one_holder")
        ),
        sa.ForeignKeyConstraint(
            ["box_id"], ["vault_boxes.id"], name=op.f("fk_vault_wraps_box_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"],
            ["vault_identities.id"],
            name=op.f("fk_vault_wraps_granted_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["vault_identities.id"],
            name=op.f("fk_vault_wraps_identity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["last_resort_id"],
            ["vault_last_resorts.id"],
            name=op.f("fk_vault_wraps_last_resort_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_vault_wraps_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_wraps")),
    )
    op.create_index(op.f("ix_vault_wraps_box_id"), "vault_wraps", ["box_id"], unique=False)
    op.create_index(op.f("ix_vault_wraps_identity_id"), "vault_wraps", ["identity_id"], unique=False)
    op.create_index(op.f("ix_vault_wraps_last_resort_id"), "vault_wraps", ["last_resort_id"], unique=False)
    op.create_index(
        "ix_vault_wraps_school_id_archived_at", "vault_wraps", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_vault_wraps_box_id_identity_id", "vault_wraps",
        ["box_id", "identity_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_vault_wraps_box_id_last_resort_id", "vault_wraps",
        ["box_id", "last_resort_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "vault_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_session_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["vault_identities.id"],
            name=op.f("fk_vault_openings_identity_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_vault_openings_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_session_id"],
            ["user_sessions.id"],
            name=op.f("fk_vault_openings_user_session_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_openings")),
    )
    op.create_index(op.f("ix_vault_openings_identity_id"), "vault_openings", ["identity_id"], unique=False)
    op.create_index(
        "ix_vault_openings_school_id_archived_at",
        "vault_openings",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_vault_openings_user_session_id"), "vault_openings", ["user_session_id"], unique=False
    )
    op.create_index(
        "uq_vault_openings_user_session_id",
        "vault_openings",
        ["user_session_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )


def downgrade() -> None:
    for table in ("vault_openings", "vault_wraps", "vault_identities", "vault_last_resorts", "vault_boxes"):
        op.drop_table(table)
