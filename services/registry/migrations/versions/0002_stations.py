"""Organisations, stations and staff"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.database.audit import append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registry_authority", sa.Text(), nullable=False),
        sa.Column("legal_representative", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("incubation", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'", name=op.f("ck_organisations_credit_code")),
        sa.CheckConstraint(
            "incubation IN ('applied', 'incubating', 'graduated', 'left')", name=op.f("ck_organisations_incubation")
        ),
        sa.CheckConstraint(
            "kind IN ('operator', 'supervisor', 'evaluator', 'university', 'other')", name=op.f("ck_organisations_kind")
        ),
        sa.CheckConstraint("status IN ('active', 'suspended', 'deregistered')", name=op.f("ck_organisations_status")),
        sa.CheckConstraint("parent_code <> credit_code", name=op.f("ck_organisations_not_its_own_parent")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_organisations_version_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_organisations_credit_code")),
    )
    op.create_table(
        "declared_interests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("one_code", sa.Text(), nullable=False),
        sa.Column("other_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("one_code < other_code", name=op.f("ck_declared_interests_ordered_pair")),
        sa.ForeignKeyConstraint(
            ["one_code"], ["organisations.credit_code"], name=op.f("fk_declared_interests_one_code")
        ),
        sa.ForeignKeyConstraint(
            ["other_code"], ["organisations.credit_code"], name=op.f("fk_declared_interests_other_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_interests")),
        sa.UniqueConstraint("one_code", "other_code", name=op.f("uq_declared_interests_one_code_other_code")),
    )
    op.create_table(
        "stations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("town_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("premises", sa.Text(), nullable=True),
        sa.Column("operating_mode", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), server_default="planned", nullable=False),
        sa.Column("operator_code", sa.Text(), nullable=True),
        sa.Column("supervisor_code", sa.Text(), nullable=True),
        sa.Column("evaluator_code", sa.Text(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("contract_starts_on", sa.Date(), nullable=True),
        sa.Column("contract_ends_on", sa.Date(), nullable=True),
        sa.Column("operating_from", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "status <> 'operating' OR num_nulls(premises, operating_mode, contract_id, supervisor_code) = 0",
            name=op.f("ck_stations_ready_to_operate"),
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'preparing', 'operating', 'suspended', 'closed')", name=op.f("ck_stations_status")
        ),
        sa.CheckConstraint("contract_starts_on <= contract_ends_on", name=op.f("ck_stations_term")),
        sa.CheckConstraint(
            "num_nulls(contract_id, operator_code, contract_starts_on, contract_ends_on) IN (0, 4)",
            name=op.f("ck_stations_whole_contract"),
        ),
        sa.CheckConstraint(
            "operator_code <> supervisor_code AND operator_code <> evaluator_code"
            " AND supervisor_code <> evaluator_code",
            name=op.f("ck_stations_three_parties"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_stations_version_positive")),
        sa.ForeignKeyConstraint(
            ["evaluator_code"], ["organisations.credit_code"], name=op.f("fk_stations_evaluator_code")
        ),
        sa.ForeignKeyConstraint(
            ["operator_code"], ["organisations.credit_code"], name=op.f("fk_stations_operator_code")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_code"], ["organisations.credit_code"], name=op.f("fk_stations_supervisor_code")
        ),
        sa.ForeignKeyConstraint(["town_code"], ["towns.code"], name=op.f("fk_stations_town_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("code", name=op.f("uq_stations_code")),
    )
    op.create_index(op.f("ix_stations_town_code"), "stations", ["town_code"], unique=False)
    op.create_table(
        "compliance_states",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_compliance_states_station_id")),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_compliance_states")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("employer_code", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("full_time", sa.Boolean(), nullable=False),
        sa.Column("qualified", sa.Boolean(), nullable=False),
        sa.Column("licence_level", sa.Text(), nullable=True),
        sa.Column("licence_certificate", sa.Text(), nullable=True),
        sa.Column("licence_from", sa.Date(), nullable=True),
        sa.Column("licence_until", sa.Date(), nullable=True),
        sa.Column("yearly_pay", sa.BigInteger(), nullable=True),
        sa.Column("town_approved_on", sa.Date(), nullable=True),
        sa.Column("operator_approved_on", sa.Date(), nullable=True),
        sa.Column("contract_on", sa.Date(), nullable=True),
        sa.Column("on_post_from", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(yearly_pay IS NULL) = (post = 'head') AND coalesce(yearly_pay, 1) > 0", name=op.f("ck_staff_pay")
        ),
        sa.CheckConstraint(
            "licence_level IN ('assistant_social_worker', 'social_worker', 'senior_social_worker')",
            name=op.f("ck_staff_licence_level"),
        ),
        sa.CheckConstraint(
            "on_post_from IS NULL OR post = 'head' OR (contract_on IS NOT NULL AND on_post_from >= contract_on)",
            name=op.f("ck_staff_post_after_contract"),
        ),
        sa.CheckConstraint("post IN ('head', 'deputy_head', 'social_worker')", name=op.f("ck_staff_post")),
        sa.CheckConstraint(
            "contract_on IS NULL OR contract_on >= greatest(town_approved_on, operator_approved_on)"
            " AND num_nulls(town_approved_on, operator_approved_on, employer_code) = 0",
            name=op.f("ck_staff_contract_after_approvals"),
        ),
        sa.CheckConstraint("last_day IS NULL OR last_day >= on_post_from", name=op.f("ck_staff_left_after_coming")),
        sa.CheckConstraint("licence_from <= licence_until", name=op.f("ck_staff_licence_term")),
        sa.CheckConstraint(
            "num_nulls(licence_level, licence_certificate, licence_from, licence_until) IN (0, 4)",
            name=op.f("ck_staff_whole_licence"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_staff_version_positive")),
        sa.ForeignKeyConstraint(["employer_code"], ["organisations.credit_code"], name=op.f("fk_staff_employer_code")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_staff_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_index(op.f("ix_staff_station_id"), "staff", ["station_id"], unique=False)
    op.create_index(
        "uq_staff_on_post",
        "staff",
        ["account"],
        unique=True,
        postgresql_where=sa.text("on_post_from IS NOT NULL AND last_day IS NULL"),
    )
    op.create_index(
        "uq_staff_one_head",
        "staff",
        ["station_id"],
        unique=True,
        postgresql_where=sa.text("post = 'head' AND last_day IS NULL"),
    )
    op.create_table(
        "waivers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.CheckConstraint("rule IN ('STF-2', 'STF-4', 'STF-5')", name=op.f("ck_waivers_rule")),
        sa.CheckConstraint("granted_on <= expires_on", name=op.f("ck_waivers_term")),
        sa.CheckConstraint("length(btrim(reason)) > 0", name=op.f("ck_waivers_reason")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_waivers_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index(op.f("ix_waivers_station_id"), "waivers", ["station_id"], unique=False)
    for statement in append_only("waivers"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("waivers")
    op.drop_table("staff")
    op.drop_table("compliance_states")
    op.drop_table("stations")
    op.drop_table("declared_interests")
    op.drop_table("organisations")
