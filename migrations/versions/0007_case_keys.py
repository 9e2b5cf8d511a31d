"""Boxes that wait for a new key; files of a case that were removed and leave when, by whom and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

_OF_A_FILE = (("name", sa.LargeBinary()), ("media", sa.LargeBinary()), ("content", sa.LargeBinary()))


def upgrade() -> None:
    with op.batch_alter_table("vault_boxes") as boxes:
        boxes.add_column(sa.Column("is_stale", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("vault_boxes") as boxes:
        boxes.alter_column("is_stale", server_default=None)
    with op.batch_alter_table("case_attachments") as files:
        for name, type_ in _OF_A_FILE:
            files.alter_column(name, existing_type=type_, nullable=True)
        files.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        files.add_column(sa.Column("removed_by_id", sa.Integer(), nullable=True))
        files.add_column(sa.Column("removed_for", sa.LargeBinary(), nullable=True))
        files.create_foreign_key(
            op.f("fk_case_attachments_removed_by_id"), "staffs", ["removed_by_id"], ["id"], ondelete="RESTRICT"
        )
        files.create_index(op.f("ix_case_attachments_removed_by_id"), ["removed_by_id"], unique=False)


def downgrade() -> None:
    # What was removed has no content to go back to.
    op.execute("DELETE FROM case_attachments WHERE removed_at IS NOT NULL")
    with op.batch_alter_table("case_attachments") as files:
        files.drop_index(op.f("ix_case_attachments_removed_by_id"))
        files.drop_constraint(op.f("fk_case_attachments_removed_by_id"), type_="foreignkey")
        for name in ("removed_for", "removed_by_id", "removed_at"):
            files.drop_column(name)
        for name, type_ in _OF_A_FILE:
            files.alter_column(name, existing_type=type_, nullable=False)
    with op.batch_alter_table("vault_boxes") as boxes:
        boxes.drop_column("is_stale")
