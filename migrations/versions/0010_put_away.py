"""An index of the days on which consents were withdrawn: the guard asks for them with every statement."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_consents_withdrawn_on_student_id", "consents", ["withdrawn_on", "student_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_consents_withdrawn_on_student_id", table_name="consents")
