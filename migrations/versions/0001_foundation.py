"""The foundation: school, people, care, counseling, summaries, sessions and the sealed audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_logs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("roles", sa.String(length=100), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column(
            "action",
            sa.Enum(
                "login",
                "failed-login",
                "logout",
                "password",
                "read",
                "search",
                "create",
                "edit",
                "archive",
                "export",
                "print",
                "grant",
                "reveal",
                "refuse",
                "import",
                "report",
                "approve",
                name="audit_action",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=60), nullable=False),
        sa.Column("session_ref", sa.String(length=32), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_logs")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_logs_entity_entity_id", "audit_logs", ["entity", "entity_id"], unique=False)
    op.create_index(
        "ix_audit_logs_school_id_at",
        "audit_logs",
        ["school_id", "at"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index("ix_audit_logs_student_id", "audit_logs", ["student_id"], unique=False)

    op.create_table(
        "audit_anchors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("signs", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_anchors")),
    )
    op.create_index("ix_audit_anchors_seq", "audit_anchors", ["seq"], unique=False)

    op.create_table(
        "name_grams",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.Column("row_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "gram", "row_id", name=op.f("pk_name_grams")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_name_grams_row_id"), "name_grams", ["row_id"], unique=False)

    op.create_table(
        "schools",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "central",
                "complete",
                "point",
                "junior",
                "kindergarten",
                name="school_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cluster", sa.String(length=30), nullable=True),
        sa.Column("township", sa.String(length=30), nullable=True),
        sa.Column("address", sa.String(length=120), nullable=True),
        sa.Column("superior_edu_name", sa.String(length=60), nullable=True),
        sa.Column("superior_edu_phone", sa.String(length=20), nullable=True),
        sa.Column("township_gov_phone", sa.String(length=20), nullable=True),
        sa.Column("privacy_officer", sa.String(length=30), nullable=True),
        sa.Column("privacy_phone", sa.String(length=20), nullable=True),
        sa.Column("complaint_place", sa.String(length=60), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
    )
    op.create_index(
        "uq_schools_code",
        "schools",
        ["code"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_schools_name",
        "schools",
        ["name"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "sign_in_throttles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_throttles")),
    )
    op.create_index(
        "uq_sign_in_throttles_key",
        "sign_in_throttles",
        ["key"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "import_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("meanings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_import_mappings_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mappings")),
    )
    op.create_index(
        "ix_import_mappings_school_id_archived_at",
        "import_mappings",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "uq_import_mappings_school_id_signature",
        "import_mappings",
        ["school_id", "signature"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "school_years",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_school_years_ends_on_not_before_starts_on")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_school_years_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_years")),
    )
    op.create_index(
        "ix_school_years_school_id_archived_at", "school_years", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_school_years_school_id_label",
        "school_years",
        ["school_id", "label"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "special_categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "three-special",
                "priority",
                "other",
                name="category_group",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_special_categories_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_categories")),
    )
    op.create_index(
        "ix_special_categories_school_id_archived_at",
        "special_categories",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "uq_special_categories_school_id_code",
        "special_categories",
        ["school_id", "code"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "staffs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_no", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "gender",
            sa.Enum("male", "female", name="gender", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column(
            "category",
            sa.Enum(
                "teacher",
                "student-affairs",
                "logistics",
                "administration",
                "retired",
                "village-cadre",
                "volunteer",
                "parent",
                "outside-counsellor",
                "benefactor",
                "other",
                name="staff_category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_employee", sa.Boolean(), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("qualification", sa.String(length=60), nullable=True),
        sa.Column("is_counselor_qualified", sa.Boolean(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("left_on >= joined_on", name=op.f("ck_staffs_left_on_not_before_joined_on")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_staffs_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffs")),
    )
    op.create_index("ix_staffs_school_id_archived_at", "staffs", ["school_id", "archived_at"], unique=False)
    op.create_index(
        "ix_staffs_school_id_name",
        "staffs",
        ["school_id", "name"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_staffs_school_id_name_phone",
        "staffs",
        ["school_id", "name", "phone"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_staffs_school_id_staff_no",
        "staffs",
        ["school_id", "staff_no"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "villages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("township", sa.String(length=30), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_villages_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_villages")),
    )
    op.create_index(
        "ix_villages_school_id_archived_at", "villages", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_villages_school_id_name",
        "villages",
        ["school_id", "name"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND township IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND township IS NULL"),
    )
    op.create_index(
        "uq_villages_school_id_name_township",
        "villages",
        ["school_id", "name", "township"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "caregivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "gender",
            sa.Enum("male", "female", name="gender", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone2", sa.LargeBinary(), nullable=True),
        sa.Column("phone_verified_on", sa.Date(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("occupation", sa.String(length=40), nullable=True),
        sa.Column(
            "education",
            sa.Enum(
                "illiterate",
                "primary",
                "junior",
                "senior",
                "college",
                name="education",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("health", sa.String(length=120), nullable=True),
        sa.Column("is_unable_to_care", sa.Boolean(), nullable=False),
        sa.Column("unable_reason", sa.String(length=120), nullable=True),
        sa.Column("unable_since", sa.Date(), nullable=True),
        sa.Column("online_account", sa.String(length=60), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_caregivers_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_caregivers_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caregivers")),
    )
    op.create_index(
        "ix_caregivers_school_id_archived_at", "caregivers", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "ix_caregivers_school_id_name",
        "caregivers",
        ["school_id", "name"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "ix_caregivers_school_id_phone",
        "caregivers",
        ["school_id", "phone"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_caregivers_staff_id"), "caregivers", ["staff_id"], unique=False)

    op.create_table(
        "counselor_recusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cover_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("cover_id <> counselor_id", name=op.f("ck_counselor_recusals_cover_is_another")),
        sa.CheckConstraint(
            "ends_at >= starts_at", name=op.f("ck_counselor_recusals_ends_at_not_before_starts_at")
        ),
        sa.ForeignKeyConstraint(
            ["counselor_id"],
            ["staffs.id"],
            name=op.f("fk_counselor_recusals_counselor_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["cover_id"], ["staffs.id"], name=op.f("fk_counselor_recusals_cover_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_counselor_recusals_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counselor_recusals")),
    )
    op.create_index(
        op.f("ix_counselor_recusals_counselor_id"), "counselor_recusals", ["counselor_id"], unique=False
    )
    op.create_index(op.f("ix_counselor_recusals_cover_id"), "counselor_recusals", ["cover_id"], unique=False)
    op.create_index(
        "ix_counselor_recusals_school_id_archived_at",
        "counselor_recusals",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "school_classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_year_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_school_classes_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_year_id"],
            ["school_years.id"],
            name=op.f("fk_school_classes_school_year_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_classes")),
    )
    op.create_index(
        "ix_school_classes_school_id_archived_at",
        "school_classes",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_school_classes_school_year_id"), "school_classes", ["school_year_id"], unique=False
    )
    op.create_index(
        "uq_school_classes_school_id_school_year_id_grade_number",
        "school_classes",
        ["school_id", "school_year_id", "grade", "number"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_year_id", sa.Integer(), nullable=False),
        sa.Column(
            "half",
            sa.Enum(
                "first", "second", name="term_half", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("midterm_exam_on", sa.Date(), nullable=True),
        sa.Column("final_exam_on", sa.Date(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_terms_ends_on_not_before_starts_on")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_terms_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_year_id"], ["school_years.id"], name=op.f("fk_terms_school_year_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
    )
    op.create_index("ix_terms_school_id_archived_at", "terms", ["school_id", "archived_at"], unique=False)
    op.create_index(op.f("ix_terms_school_year_id"), "terms", ["school_year_id"], unique=False)
    op.create_index(
        "uq_terms_school_id",
        "terms",
        ["school_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND is_current"),
        postgresql_where=sa.text("archived_at IS NULL AND is_current"),
    )
    op.create_index(
        "uq_terms_school_id_label",
        "terms",
        ["school_id", "label"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_terms_school_year_id_half",
        "terms",
        ["school_year_id", "half"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column(
            "language",
            sa.Enum("zh", "en", name="language", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_users_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_users_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_index("ix_users_school_id_archived_at", "users", ["school_id", "archived_at"], unique=False)
    op.create_index(op.f("ix_users_staff_id"), "users", ["staff_id"], unique=False)
    op.create_index(
        "uq_users_staff_id",
        "users",
        ["staff_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_users_username",
        "users",
        ["username"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "class_headcounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("enrolled_total", sa.Integer(), nullable=False),
        sa.Column("boys", sa.Integer(), nullable=True),
        sa.Column("girls", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "boys + girls = enrolled_total", name=op.f("ck_class_headcounts_boys_and_girls_make_the_total")
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_class_headcounts_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_class_headcounts_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_class_headcounts_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_headcounts")),
    )
    op.create_index(
        op.f("ix_class_headcounts_school_class_id"), "class_headcounts", ["school_class_id"], unique=False
    )
    op.create_index(
        "ix_class_headcounts_school_id_archived_at",
        "class_headcounts",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_class_headcounts_term_id"), "class_headcounts", ["term_id"], unique=False)
    op.create_index(
        "uq_class_headcounts_school_class_id_term_id",
        "class_headcounts",
        ["school_class_id", "term_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "contact_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "family-phone",
                "family-video",
                "help-line",
                "family-line",
                "counseling-line",
                "letter-box",
                "email",
                "children-group",
                "parents-group",
                name="channel_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("keeper_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["keeper_id"], ["staffs.id"], name=op.f("fk_contact_channels_keeper_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_contact_channels_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_contact_channels_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_channels")),
    )
    op.create_index(op.f("ix_contact_channels_keeper_id"), "contact_channels", ["keeper_id"], unique=False)
    op.create_index(
        op.f("ix_contact_channels_school_class_id"), "contact_channels", ["school_class_id"], unique=False
    )
    op.create_index(
        "ix_contact_channels_school_id_archived_at",
        "contact_channels",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "uq_contact_channels_school_id_kind_number",
        "contact_channels",
        ["school_id", "kind", "number"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "done", "undone", name="import_state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_import_batches_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_import_batches_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    op.create_index(
        "ix_import_batches_school_id_archived_at",
        "import_batches",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_import_batches_term_id"), "import_batches", ["term_id"], unique=False)

    op.create_table(
        "leading_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "school",
                "class",
                "township",
                "village",
                name="group_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(level = 'class') = (school_class_id IS NOT NULL)",
            name=op.f("ck_leading_groups_class_level_has_its_class"),
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_leading_groups_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_leading_groups_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_leading_groups_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leading_groups")),
    )
    op.create_index(
        op.f("ix_leading_groups_school_class_id"), "leading_groups", ["school_class_id"], unique=False
    )
    op.create_index(
        "ix_leading_groups_school_id_archived_at",
        "leading_groups",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_leading_groups_term_id"), "leading_groups", ["term_id"], unique=False)
    op.create_index(
        "uq_leading_groups_school_id_level_term_id",
        "leading_groups",
        ["school_id", "level", "term_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND school_class_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND school_class_id IS NULL"),
    )
    op.create_index(
        "uq_leading_groups_school_id_level_term_id_school_class_id",
        "leading_groups",
        ["school_id", "level", "term_id", "school_class_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "parent_absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("caregiver_id", sa.Integer(), nullable=False),
        sa.Column("work_place", sa.String(length=60), nullable=False),
        sa.Column("employer", sa.String(length=60), nullable=True),
        sa.Column("work_address", sa.LargeBinary(), nullable=True),
        sa.Column("work_phone", sa.LargeBinary(), nullable=True),
        sa.Column("away_since", sa.Date(), nullable=False),
        sa.Column("expected_return_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "expected_return_on >= away_since",
            name=op.f("ck_parent_absences_expected_return_on_not_before_away_since"),
        ),
        sa.CheckConstraint(
            "returned_on >= away_since", name=op.f("ck_parent_absences_returned_on_not_before_away_since")
        ),
        sa.ForeignKeyConstraint(
            ["caregiver_id"],
            ["caregivers.id"],
            name=op.f("fk_parent_absences_caregiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_parent_absences_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parent_absences")),
    )
    op.create_index(
        op.f("ix_parent_absences_caregiver_id"), "parent_absences", ["caregiver_id"], unique=False
    )
    op.create_index(
        "ix_parent_absences_school_id_archived_at",
        "parent_absences",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "students",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "gender",
            sa.Enum("male", "female", name="gender", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column("student_no", sa.LargeBinary(), nullable=True),
        sa.Column("id_card_no", sa.LargeBinary(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("home_address", sa.LargeBinary(), nullable=True),
        sa.Column("library_card_no", sa.String(length=20), nullable=True),
        sa.Column("personality", sa.Text(), nullable=True),
        sa.Column("interests", sa.Text(), nullable=True),
        sa.Column("health_note", sa.Text(), nullable=True),
        sa.Column("is_only_child", sa.Boolean(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "enrolled",
                "not-enrolled",
                "transferred",
                "graduated",
                "dropped-out",
                name="student_status",
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
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_students_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_students_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["villages.id"], name=op.f("fk_students_village_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_students")),
    )
    op.create_index(op.f("ix_students_school_class_id"), "students", ["school_class_id"], unique=False)
    op.create_index(
        "ix_students_school_id_archived_at", "students", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "ix_students_school_id_birth_date",
        "students",
        ["school_id", "birth_date"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "ix_students_school_id_name",
        "students",
        ["school_id", "name"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_students_village_id"), "students", ["village_id"], unique=False)
    op.create_index(
        "uq_students_school_id_id_card_no",
        "students",
        ["school_id", "id_card_no"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_students_school_id_student_no",
        "students",
        ["school_id", "student_no"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "teaching_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "homeroom",
                "subject",
                "brigade",
                name="teaching_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=20), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_teaching_assignments_ends_on_not_before_starts_on")
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_teaching_assignments_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_teaching_assignments_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_teaching_assignments_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching_assignments")),
    )
    op.create_index(
        op.f("ix_teaching_assignments_school_class_id"),
        "teaching_assignments",
        ["school_class_id"],
        unique=False,
    )
    op.create_index(
        "ix_teaching_assignments_school_id_archived_at",
        "teaching_assignments",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_teaching_assignments_staff_id"), "teaching_assignments", ["staff_id"], unique=False
    )

    op.create_table(
        "term_breaks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_term_breaks_ends_on_not_before_starts_on")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_term_breaks_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_term_breaks_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_breaks")),
    )
    op.create_index(
        "ix_term_breaks_school_id_archived_at", "term_breaks", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_term_breaks_term_id"), "term_breaks", ["term_id"], unique=False)

    op.create_table(
        "term_summaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "approved",
                name="summary_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sections", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'approved' OR (approved_by_id IS NOT NULL AND approved_at IS NOT NULL AND figures IS NOT NULL)",
            name=op.f("ck_term_summaries_signed_when_approved"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["users.id"],
            name=op.f("fk_term_summaries_approved_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_term_summaries_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_term_summaries_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_term_summaries_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_summaries")),
    )
    op.create_index(
        op.f("ix_term_summaries_approved_by_id"), "term_summaries", ["approved_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_term_summaries_school_class_id"), "term_summaries", ["school_class_id"], unique=False
    )
    op.create_index(
        "ix_term_summaries_school_id_archived_at",
        "term_summaries",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_term_summaries_term_id"), "term_summaries", ["term_id"], unique=False)
    op.create_index(
        "uq_term_summaries_school_id_term_id",
        "term_summaries",
        ["school_id", "term_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND school_class_id IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND school_class_id IS NULL"),
    )
    op.create_index(
        "uq_term_summaries_school_id_term_id_school_class_id",
        "term_summaries",
        ["school_id", "term_id", "school_class_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "user_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "it-admin",
                "principal",
                "office",
                "homeroom",
                "mentor",
                "counselor",
                "township",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("for_all_schools", sa.Boolean(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confirmed_by_id <> granted_by_id AND confirmed_by_id <> user_id",
            name=op.f("ck_user_roles_confirmed_by_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["users.id"], name=op.f("fk_user_roles_confirmed_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["users.id"], name=op.f("fk_user_roles_granted_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_user_roles_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_roles")),
    )
    op.create_index(op.f("ix_user_roles_confirmed_by_id"), "user_roles", ["confirmed_by_id"], unique=False)
    op.create_index(op.f("ix_user_roles_granted_by_id"), "user_roles", ["granted_by_id"], unique=False)
    op.create_index(
        "ix_user_roles_school_id_archived_at", "user_roles", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_user_roles_user_id"), "user_roles", ["user_id"], unique=False)
    op.create_index(
        "uq_user_roles_user_id_role_school_id",
        "user_roles",
        ["user_id", "role", "school_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "user_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=60), nullable=True),
        sa.Column("ip", sa.String(length=45), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_user_sessions_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_sessions_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_sessions")),
    )
    op.create_index(
        "ix_user_sessions_school_id_archived_at", "user_sessions", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_user_sessions_user_id"), "user_sessions", ["user_id"], unique=False)
    op.create_index(
        "uq_user_sessions_token_hash",
        "user_sessions",
        ["token_hash"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "second_factors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reset_by_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reset_by_id"], ["users.id"], name=op.f("fk_second_factors_reset_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_second_factors_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
    )
    op.create_index(
        "ix_second_factors_school_id_archived_at",
        "second_factors",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_second_factors_reset_by_id"), "second_factors", ["reset_by_id"], unique=False)
    op.create_index(op.f("ix_second_factors_user_id"), "second_factors", ["user_id"], unique=False)
    op.create_index(
        "uq_second_factors_user_id",
        "second_factors",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_recovery_codes_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(
        "ix_recovery_codes_school_id_archived_at",
        "recovery_codes",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"], unique=False)
    op.create_index(
        "uq_recovery_codes_code_hash",
        "recovery_codes",
        ["code_hash"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "care_registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column(
            "absence_kind",
            sa.Enum(
                "both-parents",
                "father",
                "mother",
                "single-parent",
                "other",
                name="absence_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("meets_definition", sa.Boolean(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column(
            "guardianship_kind",
            sa.Enum(
                "grandparents",
                "relatives",
                "teacher",
                "one-parent",
                "other-care",
                "nobody",
                name="guardianship_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "survey_method",
            sa.Enum(
                "home",
                "neighbours",
                "meeting",
                "phone",
                "other",
                name="survey_method",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("surveyed_by_id", sa.Integer(), nullable=True),
        sa.Column("surveyed_on", sa.Date(), nullable=False),
        sa.Column("current_residence", sa.String(length=120), nullable=False),
        sa.Column("is_boarding", sa.Boolean(), nullable=False),
        sa.Column("boarding_wanted", sa.Boolean(), nullable=True),
        sa.Column("boarding_granted_on", sa.Date(), nullable=True),
        sa.Column("lunch_at_school", sa.Boolean(), nullable=True),
        sa.Column("family_size", sa.Integer(), nullable=True),
        sa.Column(
            "family_economy",
            sa.Enum(
                "good",
                "average",
                "poor",
                "very-poor",
                name="family_economy",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("is_key_target", sa.Boolean(), nullable=False),
        sa.Column("key_reason", sa.Text(), nullable=True),
        sa.Column("study_category", sa.String(length=40), nullable=True),
        sa.Column("vaccination_complete", sa.Boolean(), nullable=True),
        sa.Column("vaccination_checked_on", sa.Date(), nullable=True),
        sa.Column("archive_no", sa.String(length=30), nullable=True),
        sa.Column("archive_location", sa.String(length=60), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column(
            "leave_reason",
            sa.Enum(
                "parents-returned",
                "transferred",
                "graduated",
                "dropped-out",
                "other",
                name="leave_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("unconfirmed", sa.Text(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "left_on >= surveyed_on", name=op.f("ck_care_registrations_left_on_not_before_surveyed_on")
        ),
        sa.ForeignKeyConstraint(
            ["copied_from_id"],
            ["care_registrations.id"],
            name=op.f("fk_care_registrations_copied_from_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_care_registrations_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name=op.f("fk_care_registrations_student_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["surveyed_by_id"],
            ["staffs.id"],
            name=op.f("fk_care_registrations_surveyed_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_care_registrations_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_registrations")),
    )
    op.create_index(
        op.f("ix_care_registrations_copied_from_id"), "care_registrations", ["copied_from_id"], unique=False
    )
    op.create_index(
        "ix_care_registrations_school_id_archived_at",
        "care_registrations",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "ix_care_registrations_school_id_term_id",
        "care_registrations",
        ["school_id", "term_id"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        op.f("ix_care_registrations_student_id"), "care_registrations", ["student_id"], unique=False
    )
    op.create_index(
        op.f("ix_care_registrations_surveyed_by_id"), "care_registrations", ["surveyed_by_id"], unique=False
    )
    op.create_index(op.f("ix_care_registrations_term_id"), "care_registrations", ["term_id"], unique=False)
    op.create_index(
        "uq_care_registrations_student_id_term_id",
        "care_registrations",
        ["student_id", "term_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "contact_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "parties",
            sa.Enum(
                "staff-child",
                "staff-parent",
                "staff-guardian",
                "child-parent",
                name="parties",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "home-visit",
                "in-person",
                "phone",
                "video",
                "letter",
                "online",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("caregiver_id", sa.Integer(), nullable=True),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column(
            "occasion",
            sa.Enum(
                "routine",
                "term-start",
                "mid-term",
                "term-end",
                "festival",
                "homecoming",
                "great-event",
                "birthday",
                "other",
                name="occasion",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("topics", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("difficulty", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("follow_up_done_on", sa.Date(), nullable=True),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "channel <> 'home-visit' OR parties <> 'child-parent'",
            name=op.f("ck_contact_records_home_visit_by_staff"),
        ),
        sa.ForeignKeyConstraint(
            ["caregiver_id"],
            ["caregivers.id"],
            name=op.f("fk_contact_records_caregiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_contact_records_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_contact_records_staff_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_contact_records_student_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_contact_records_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_records")),
    )
    op.create_index(
        op.f("ix_contact_records_caregiver_id"), "contact_records", ["caregiver_id"], unique=False
    )
    op.create_index(
        "ix_contact_records_school_id_archived_at",
        "contact_records",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "ix_contact_records_school_id_happened_at",
        "contact_records",
        ["school_id", "happened_at"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(op.f("ix_contact_records_staff_id"), "contact_records", ["staff_id"], unique=False)
    op.create_index(
        "ix_contact_records_staff_id_happened_at",
        "contact_records",
        ["staff_id", "happened_at"],
        unique=False,
    )
    op.create_index(op.f("ix_contact_records_student_id"), "contact_records", ["student_id"], unique=False)
    op.create_index(
        "ix_contact_records_student_id_happened_at",
        "contact_records",
        ["student_id", "happened_at"],
        unique=False,
    )
    op.create_index(op.f("ix_contact_records_term_id"), "contact_records", ["term_id"], unique=False)

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
        "uq_vault_boxes_school_id",
        "vault_boxes",
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
        "ix_vault_last_resorts_school_id_archived_at",
        "vault_last_resorts",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        "uq_vault_last_resorts_school_id",
        "vault_last_resorts",
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
        "ix_vault_identities_school_id_archived_at",
        "vault_identities",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_vault_identities_admitted_by_id"), "vault_identities", ["admitted_by_id"], unique=False
    )
    op.create_index(op.f("ix_vault_identities_user_id"), "vault_identities", ["user_id"], unique=False)
    op.create_index(
        "uq_vault_identities_school_id_user_id",
        "vault_identities",
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
    op.create_index(op.f("ix_vault_wraps_granted_by_id"), "vault_wraps", ["granted_by_id"], unique=False)
    op.create_index(op.f("ix_vault_wraps_identity_id"), "vault_wraps", ["identity_id"], unique=False)
    op.create_index(op.f("ix_vault_wraps_last_resort_id"), "vault_wraps", ["last_resort_id"], unique=False)
    op.create_index(
        "ix_vault_wraps_school_id_archived_at", "vault_wraps", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_vault_wraps_box_id_identity_id",
        "vault_wraps",
        ["box_id", "identity_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_vault_wraps_box_id_last_resort_id",
        "vault_wraps",
        ["box_id", "last_resort_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "counseling_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_no", sa.String(length=30), nullable=False),
        sa.Column("student_id", sa.LargeBinary(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("issue", sa.LargeBinary(), nullable=False),
        sa.Column("risk", sa.LargeBinary(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closing", sa.LargeBinary(), nullable=True),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closed_on >= opened_on", name=op.f("ck_counseling_cases_closed_on_not_before_opened_on")
        ),
        sa.ForeignKeyConstraint(
            ["box_id"], ["vault_boxes.id"], name=op.f("fk_counseling_cases_box_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["counselor_id"],
            ["staffs.id"],
            name=op.f("fk_counseling_cases_counselor_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_counseling_cases_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counseling_cases")),
    )
    op.create_index(op.f("ix_counseling_cases_box_id"), "counseling_cases", ["box_id"], unique=False)
    op.create_index(
        op.f("ix_counseling_cases_counselor_id"), "counseling_cases", ["counselor_id"], unique=False
    )
    op.create_index(
        "ix_counseling_cases_counselor_id_closed_on",
        "counseling_cases",
        ["counselor_id", "closed_on"],
        unique=False,
    )
    op.create_index(
        "ix_counseling_cases_school_id_archived_at",
        "counseling_cases",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_counseling_cases_student_id"), "counseling_cases", ["student_id"], unique=False)
    op.create_index(
        "uq_counseling_cases_school_id_case_no",
        "counseling_cases",
        ["school_id", "case_no"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_counseling_cases_student_id_counselor_id",
        "counseling_cases",
        ["student_id", "counselor_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND closed_on IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND closed_on IS NULL"),
    )

    op.create_table(
        "counseling_referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.LargeBinary(), nullable=False),
        sa.Column("referred_by_id", sa.Integer(), nullable=False),
        sa.Column("referred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "accepted",
                "declined",
                name="referral_status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["box_id"], ["vault_boxes.id"], name=op.f("fk_counseling_referrals_box_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"],
            ["staffs.id"],
            name=op.f("fk_counseling_referrals_received_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["referred_by_id"],
            ["staffs.id"],
            name=op.f("fk_counseling_referrals_referred_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_counseling_referrals_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counseling_referrals")),
    )
    op.create_index(
        op.f("ix_counseling_referrals_received_by_id"),
        "counseling_referrals",
        ["received_by_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_counseling_referrals_referred_by_id"),
        "counseling_referrals",
        ["referred_by_id"],
        unique=False,
    )
    op.create_index(
        "ix_counseling_referrals_school_id_archived_at",
        "counseling_referrals",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_counseling_referrals_box_id"), "counseling_referrals", ["box_id"], unique=False)

    op.create_table(
        "enrollments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("school_class_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "promoted",
                "transferred",
                "graduated",
                "dropped-out",
                "other",
                name="enrollment_end",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_enrollments_ends_on_not_before_starts_on")),
        sa.ForeignKeyConstraint(
            ["school_class_id"],
            ["school_classes.id"],
            name=op.f("fk_enrollments_school_class_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_enrollments_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_enrollments_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollments")),
    )
    op.create_index(op.f("ix_enrollments_school_class_id"), "enrollments", ["school_class_id"], unique=False)
    op.create_index(
        "ix_enrollments_school_id_archived_at", "enrollments", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_enrollments_student_id"), "enrollments", ["student_id"], unique=False)
    op.create_index(
        "ix_enrollments_student_id_starts_on", "enrollments", ["student_id", "starts_on"], unique=False
    )
    op.create_index(
        "uq_enrollments_student_id",
        "enrollments",
        ["student_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND ends_on IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND ends_on IS NULL"),
    )

    op.create_table(
        "guardian_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("life", sa.Text(), nullable=False),
        sa.Column("conduct", sa.Text(), nullable=False),
        sa.Column("psych", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column(
            "sent_by",
            sa.Enum(
                "meeting",
                "home-visit",
                "phone",
                "written",
                name="sent_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["staffs.id"], name=op.f("fk_guardian_reports_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"],
            ["caregivers.id"],
            name=op.f("fk_guardian_reports_received_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_guardian_reports_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_guardian_reports_student_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_guardian_reports_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_reports")),
    )
    op.create_index(op.f("ix_guardian_reports_author_id"), "guardian_reports", ["author_id"], unique=False)
    op.create_index(
        op.f("ix_guardian_reports_received_by_id"), "guardian_reports", ["received_by_id"], unique=False
    )
    op.create_index(
        "ix_guardian_reports_school_id_archived_at",
        "guardian_reports",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_guardian_reports_student_id"), "guardian_reports", ["student_id"], unique=False)
    op.create_index(op.f("ix_guardian_reports_term_id"), "guardian_reports", ["term_id"], unique=False)
    op.create_index(
        "uq_guardian_reports_student_id_term_id",
        "guardian_reports",
        ["student_id", "term_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "import_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "new",
                "changed",
                "unchanged",
                "skipped",
                "refused",
                name="import_outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("made", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed", sa.LargeBinary(), nullable=False),
        sa.Column("findings", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_import_rows_batch_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_import_rows_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
    )
    op.create_index(op.f("ix_import_rows_batch_id"), "import_rows", ["batch_id"], unique=False)
    op.create_index(
        "ix_import_rows_school_id_archived_at", "import_rows", ["school_id", "archived_at"], unique=False
    )

    op.create_table(
        "individual_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "study-help",
                "individual-education",
                name="plan_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=30), nullable=True),
        sa.Column("triggers", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("help_time", sa.String(length=60), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("expected_effect", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closed_on >= made_on", name=op.f("ck_individual_plans_closed_on_not_before_made_on")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["staffs.id"], name=op.f("fk_individual_plans_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_individual_plans_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_individual_plans_student_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["terms.id"], name=op.f("fk_individual_plans_term_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_individual_plans")),
    )
    op.create_index(op.f("ix_individual_plans_author_id"), "individual_plans", ["author_id"], unique=False)
    op.create_index(
        "ix_individual_plans_school_id_archived_at",
        "individual_plans",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(op.f("ix_individual_plans_student_id"), "individual_plans", ["student_id"], unique=False)
    op.create_index(op.f("ix_individual_plans_term_id"), "individual_plans", ["term_id"], unique=False)

    op.create_table(
        "leading_group_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leading_group_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("outside_name", sa.String(length=40), nullable=True),
        sa.Column(
            "post",
            sa.Enum(
                "leader",
                "deputy",
                "member",
                name="group_post",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("office", sa.String(length=60), nullable=True),
        sa.Column("duty", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(staff_id IS NULL) <> (outside_name IS NULL)", name=op.f("ck_leading_group_members_one_person")
        ),
        sa.ForeignKeyConstraint(
            ["leading_group_id"],
            ["leading_groups.id"],
            name=op.f("fk_leading_group_members_leading_group_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_leading_group_members_school_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staffs.id"], name=op.f("fk_leading_group_members_staff_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leading_group_members")),
    )
    op.create_index(
        op.f("ix_leading_group_members_leading_group_id"),
        "leading_group_members",
        ["leading_group_id"],
        unique=False,
    )
    op.create_index(
        "ix_leading_group_members_school_id_archived_at",
        "leading_group_members",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_leading_group_members_staff_id"), "leading_group_members", ["staff_id"], unique=False
    )
    op.create_index(
        "uq_leading_group_members_leading_group_id",
        "leading_group_members",
        ["leading_group_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND post = 'leader'"),
        postgresql_where=sa.text("archived_at IS NULL AND post = 'leader'"),
    )
    op.create_index(
        "uq_leading_group_members_leading_group_id_outside_name",
        "leading_group_members",
        ["leading_group_id", "outside_name"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_leading_group_members_leading_group_id_staff_id",
        "leading_group_members",
        ["leading_group_id", "staff_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "mentorings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "teacher",
                "proxy-parent",
                "love-mother",
                "proxy-mother",
                "teacher-mother",
                "temporary-father",
                "social-mother",
                "outside-counsellor",
                "other",
                name="mentoring_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("focus", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=60), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_mentorings_ends_on_not_before_starts_on")),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["staffs.id"], name=op.f("fk_mentorings_mentor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_mentorings_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_mentorings_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorings")),
    )
    op.create_index(op.f("ix_mentorings_mentor_id"), "mentorings", ["mentor_id"], unique=False)
    op.create_index(
        "ix_mentorings_mentor_id_starts_on", "mentorings", ["mentor_id", "starts_on"], unique=False
    )
    op.create_index(
        "ix_mentorings_school_id_archived_at", "mentorings", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_mentorings_student_id"), "mentorings", ["student_id"], unique=False)
    op.create_index(
        "uq_mentorings_student_id",
        "mentorings",
        ["student_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND is_primary AND ends_on IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL AND is_primary AND ends_on IS NULL"),
    )

    op.create_table(
        "peer_pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "study-helper",
                "hand-in-hand",
                "little-teacher",
                "companion",
                "caring-partner",
                name="peer_pairing_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_same_desk", sa.Boolean(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_peer_pairings_ends_on_not_before_starts_on")
        ),
        sa.CheckConstraint("student_id <> helper_id", name=op.f("ck_peer_pairings_two_pupils")),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["students.id"], name=op.f("fk_peer_pairings_helper_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_peer_pairings_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["staffs.id"], name=op.f("fk_peer_pairings_set_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_peer_pairings_student_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_peer_pairings")),
    )
    op.create_index(op.f("ix_peer_pairings_helper_id"), "peer_pairings", ["helper_id"], unique=False)
    op.create_index(
        "ix_peer_pairings_school_id_archived_at", "peer_pairings", ["school_id", "archived_at"], unique=False
    )
    op.create_index(op.f("ix_peer_pairings_set_by_id"), "peer_pairings", ["set_by_id"], unique=False)
    op.create_index(op.f("ix_peer_pairings_student_id"), "peer_pairings", ["student_id"], unique=False)

    op.create_table(
        "student_caregivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("caregiver_id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "father",
                "mother",
                "grandfather",
                "grandmother",
                "maternal-grandfather",
                "maternal-grandmother",
                "uncle-or-aunt",
                "elder-sibling",
                "teacher",
                "neighbour",
                "other",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_parent", sa.Boolean(), nullable=False),
        sa.Column(
            "guard_role",
            sa.Enum(
                "none",
                "current-guardian",
                "entrusted-guardian",
                "second-guardian",
                "temporary-guardian",
                name="guard_role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("emergency_order", sa.Integer(), nullable=True),
        sa.Column("may_be_told", sa.Boolean(), nullable=False),
        sa.Column("may_fetch", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "change_reason",
            sa.Enum(
                "parent-back",
                "parent-left",
                "ill-or-old",
                "deceased",
                "family",
                "agreed",
                "roster",
                "correction",
                "other",
                name="change_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to >= valid_from", name=op.f("ck_student_caregivers_valid_to_not_before_valid_from")
        ),
        sa.ForeignKeyConstraint(
            ["caregiver_id"],
            ["caregivers.id"],
            name=op.f("fk_student_caregivers_caregiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_student_caregivers_school_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name=op.f("fk_student_caregivers_student_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student_caregivers")),
    )
    op.create_index(
        op.f("ix_student_caregivers_caregiver_id"), "student_caregivers", ["caregiver_id"], unique=False
    )
    op.create_index(
        "ix_student_caregivers_school_id_archived_at",
        "student_caregivers",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_student_caregivers_student_id"), "student_caregivers", ["student_id"], unique=False
    )
    op.create_index(
        "uq_student_caregivers_student_id",
        "student_caregivers",
        ["student_id"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL AND guard_role = 'current-guardian' AND valid_to IS NULL"),
        postgresql_where=sa.text(
            "archived_at IS NULL AND guard_role = 'current-guardian' AND valid_to IS NULL"
        ),
    )
    op.create_index(
        "uq_student_caregivers_student_id_caregiver_id_valid_from",
        "student_caregivers",
        ["student_id", "caregiver_id", "valid_from"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "student_special_statuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until >= since", name=op.f("ck_student_special_statuses_until_not_before_since")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["special_categories.id"],
            name=op.f("fk_student_special_statuses_category_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["staffs.id"],
            name=op.f("fk_student_special_statuses_recorded_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"],
            ["schools.id"],
            name=op.f("fk_student_special_statuses_school_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["students.id"],
            name=op.f("fk_student_special_statuses_student_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student_special_statuses")),
    )
    op.create_index(
        op.f("ix_student_special_statuses_category_id"),
        "student_special_statuses",
        ["category_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_student_special_statuses_recorded_by_id"),
        "student_special_statuses",
        ["recorded_by_id"],
        unique=False,
    )
    op.create_index(
        "ix_student_special_statuses_school_id_archived_at",
        "student_special_statuses",
        ["school_id", "archived_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_student_special_statuses_student_id"),
        "student_special_statuses",
        ["student_id"],
        unique=False,
    )
    op.create_index(
        "uq_student_special_statuses_student_id_category_id_since",
        "student_special_statuses",
        ["student_id", "category_id", "since"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    op.create_table(
        "counseling_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column("matter", sa.LargeBinary(), nullable=False),
        sa.Column("process", sa.LargeBinary(), nullable=True),
        sa.Column("assessment", sa.LargeBinary(), nullable=True),
        sa.Column("advice", sa.LargeBinary(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "completed_at >= started_at",
            name=op.f("ck_counseling_sessions_completed_at_not_before_started_at"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["counseling_cases.id"],
            name=op.f("fk_counseling_sessions_case_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["counselor_id"],
            ["staffs.id"],
            name=op.f("fk_counseling_sessions_counselor_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_counseling_sessions_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counseling_sessions")),
    )
    op.create_index(op.f("ix_counseling_sessions_case_id"), "counseling_sessions", ["case_id"], unique=False)
    op.create_index(
        "ix_counseling_sessions_case_id_started_at",
        "counseling_sessions",
        ["case_id", "started_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_counseling_sessions_counselor_id"), "counseling_sessions", ["counselor_id"], unique=False
    )
    op.create_index(
        "ix_counseling_sessions_school_id_archived_at",
        "counseling_sessions",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "crisis_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("danger", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("measures", sa.LargeBinary(), nullable=False),
        sa.Column("measures_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alerted_principal_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alert_text", sa.String(length=200), nullable=True),
        sa.Column("seat", sa.String(length=32), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "alerted_principal_at >= found_at",
            name=op.f("ck_crisis_reports_alerted_principal_at_not_before_found_at"),
        ),
        sa.CheckConstraint(
            "alerted_principal_at IS NULL OR alert_text IS NOT NULL",
            name=op.f("ck_crisis_reports_alert_says_something"),
        ),
        sa.CheckConstraint(
            "measures_at >= found_at", name=op.f("ck_crisis_reports_measures_at_not_before_found_at")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["counseling_cases.id"], name=op.f("fk_crisis_reports_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_crisis_reports_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_reports")),
    )
    op.create_index(op.f("ix_crisis_reports_case_id"), "crisis_reports", ["case_id"], unique=False)
    op.create_index(
        "ix_crisis_reports_school_id_archived_at",
        "crisis_reports",
        ["school_id", "archived_at"],
        unique=False,
    )

    op.create_table(
        "plan_stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["staffs.id"], name=op.f("fk_plan_stages_checked_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["individual_plans.id"], name=op.f("fk_plan_stages_plan_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_plan_stages_school_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_stages")),
    )
    op.create_index(op.f("ix_plan_stages_checked_by_id"), "plan_stages", ["checked_by_id"], unique=False)
    op.create_index(op.f("ix_plan_stages_plan_id"), "plan_stages", ["plan_id"], unique=False)
    op.create_index(
        "ix_plan_stages_school_id_archived_at", "plan_stages", ["school_id", "archived_at"], unique=False
    )
    op.create_index(
        "uq_plan_stages_plan_id_no",
        "plan_stages",
        ["plan_id", "no"],
        unique=True,
        sqlite_where=sa.text("archived_at IS NULL"),
        postgresql_where=sa.text("archived_at IS NULL"),
    )

    _seal_the_audit_log()

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
    op.drop_table("vault_openings")
    op.drop_table("plan_stages")
    op.drop_table("crisis_reports")
    op.drop_table("counseling_sessions")
    op.drop_table("student_special_statuses")
    op.drop_table("student_caregivers")
    op.drop_table("peer_pairings")
    op.drop_table("mentorings")
    op.drop_table("leading_group_members")
    op.drop_table("individual_plans")
    op.drop_table("import_rows")
    op.drop_table("guardian_reports")
    op.drop_table("enrollments")
    op.drop_table("counseling_referrals")
    op.drop_table("counseling_cases")
    op.drop_table("contact_records")
    op.drop_table("care_registrations")
    for table in ("vault_wraps", "vault_identities", "vault_last_resorts", "vault_boxes"):
        op.drop_table(table)
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_table("user_sessions")
    op.drop_table("user_roles")
    op.drop_table("term_summaries")
    op.drop_table("term_breaks")
    op.drop_table("teaching_assignments")
    op.drop_table("students")
    op.drop_table("parent_absences")
    op.drop_table("leading_groups")
    op.drop_table("import_batches")
    op.drop_table("contact_channels")
    op.drop_table("class_headcounts")
    op.drop_table("users")
    op.drop_table("terms")
    op.drop_table("school_classes")
    op.drop_table("counselor_recusals")
    op.drop_table("caregivers")
    op.drop_table("villages")
    op.drop_table("staffs")
    op.drop_table("special_categories")
    op.drop_table("school_years")
    op.drop_table("import_mappings")
    op.drop_table("sign_in_throttles")
    op.drop_table("schools")
    op.drop_table("name_grams")
    op.drop_table("audit_anchors")
    op.drop_table("audit_logs")
    _drop_the_seal()


_SEALED = ("audit_logs", "audit_anchors")


def _seal_the_audit_log() -> None:
    """Lines are only added, each to the end of the chain; whoever has a connection may try, the database refuses."""
    if op.get_context().dialect.name == "sqlite":
        _seal_in_sqlite()
    else:
        _seal_in_postgresql()


def _seal_in_sqlite() -> None:
    for table in _SEALED:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE TRIGGER audit_logs_continue BEFORE INSERT ON audit_logs "
        "WHEN NEW.prev_hash <> coalesce((SELECT hash FROM audit_logs ORDER BY id DESC LIMIT 1), '') "
        "BEGIN SELECT RAISE(ABORT, 'audit_logs: the line does not continue the chain'); END"
    )


def _seal_in_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_logs_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in _SEALED:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_logs_refuse()"
        )
    op.execute(
        "CREATE FUNCTION audit_logs_continue() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.prev_hash <> coalesce((SELECT hash FROM audit_logs ORDER BY id DESC LIMIT 1), '') THEN "
        "RAISE EXCEPTION 'audit_logs: the line does not continue the chain'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_logs_continue BEFORE INSERT ON audit_logs "
        "FOR EACH ROW EXECUTE FUNCTION audit_logs_continue()"
    )


def _drop_the_seal() -> None:
    """SQLite drops triggers with their table; PostgreSQL keeps the functions."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_logs_refuse()")
        op.execute("DROP FUNCTION audit_logs_continue()")
