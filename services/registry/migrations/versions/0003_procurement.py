"""Tenders and contracts"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.database.audit import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tenders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("town_code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opening_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("panel", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("ranking", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("winning_bid_id", sa.Uuid(), nullable=True),
        sa.Column("notice_from", sa.Date(), nullable=True),
        sa.Column("notice_until", sa.Date(), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state IN ('failed', 'cancelled')) = (ended_because IS NOT NULL)",
            name=op.f("ck_tenders_ended_with_reason"),
        ),
        sa.CheckConstraint(
            "(state IN ('public_notice', 'awarded')) = (winning_bid_id IS NOT NULL) OR state = 'cancelled'",
            name=op.f("ck_tenders_winner"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'opened', 'public_notice', 'awarded', 'failed', 'cancelled')",
            name=op.f("ck_tenders_state"),
        ),
        sa.CheckConstraint("cardinality(panel) % 2 = 1", name=op.f("ck_tenders_odd_panel")),
        sa.CheckConstraint("ceiling > 0", name=op.f("ck_tenders_ceiling")),
        sa.CheckConstraint("opens_at < closes_at AND closes_at <= opening_at", name=op.f("ck_tenders_times")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_tenders_version_positive")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_tenders_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenders")),
        sa.UniqueConstraint("code", name=op.f("uq_tenders_code")),
    )
    op.create_index(op.f("ix_tenders_station_id"), "tenders", ["station_id"], unique=False)
    op.create_index(
        "uq_tenders_one_award_a_station_at_a_time",
        "tenders",
        ["station_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('published', 'opened', 'public_notice')"),
    )
    op.create_table(
        "bids",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.Text(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.CheckConstraint("(price IS NULL) = (proposal IS NULL)", name=op.f("ck_bids_opened_whole")),
        sa.CheckConstraint("price > 0", name=op.f("ck_bids_price")),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisations.credit_code"], name=op.f("fk_bids_organisation_code")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_bids_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bids")),
        sa.UniqueConstraint("tender_id", "organisation_code", name=op.f("uq_bids_tender_id_organisation_code")),
        sa.UniqueConstraint("tender_id", "received", name=op.f("uq_bids_tender_id_received")),
    )
    op.create_table(
        "contracts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("town_code", sa.Text(), nullable=False),
        sa.Column("operator_code", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("personnel", sa.BigInteger(), nullable=False),
        sa.Column("activities", sa.BigInteger(), nullable=False),
        sa.Column("management", sa.BigInteger(), nullable=False),
        sa.Column("clauses", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("town_signed_by", sa.Text(), nullable=True),
        sa.Column("operator_signed_by", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'signed') = (num_nulls(town_signed_by, operator_signed_by, signed_at) = 0)",
            name=op.f("ck_contracts_signed_by_both"),
        ),
        sa.CheckConstraint(
            "clauses @> ARRAY['regular_supervision', 'practical_training', 'team_management']",
            name=op.f("ck_contracts_mandatory_clauses"),
        ),
        sa.CheckConstraint("state IN ('draft', 'signed')", name=op.f("ck_contracts_state")),
        sa.CheckConstraint(
            "least(personnel, activities, management) >= 0", name=op.f("ck_contracts_amounts_not_negative")
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_contracts_term")),
        sa.CheckConstraint(
            "total = personnel + activities + management AND total > 0", name=op.f("ck_contracts_adds_up")
        ),
        sa.CheckConstraint("town_signed_by <> operator_signed_by", name=op.f("ck_contracts_two_people")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_contracts_version_positive")),
        sa.ForeignKeyConstraint(
            ["operator_code"], ["organisations.credit_code"], name=op.f("fk_contracts_operator_code")
        ),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_contracts_station_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_contracts_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("code", name=op.f("uq_contracts_code")),
        sa.UniqueConstraint("tender_id", name=op.f("uq_contracts_tender_id")),
    )
    op.create_index(op.f("ix_contracts_station_id"), "contracts", ["station_id"], unique=False)
    op.create_table(
        "objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(upheld IS NULL) = (answer IS NULL)", name=op.f("ck_objections_answered_whole")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_objections_tender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index(op.f("ix_objections_tender_id"), "objections", ["tender_id"], unique=False)
    op.create_table(
        "panel_declarations",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("interests", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_panel_declarations_tender_id")),
        sa.PrimaryKeyConstraint("tender_id", "member", name=op.f("pk_panel_declarations")),
    )
    op.create_table(
        "contract_instalments",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("stage IN ('inception', 'interim', 'final')", name=op.f("ck_contract_instalments_stage")),
        sa.CheckConstraint("number >= 1 AND amount >= 0", name=op.f("ck_contract_instalments_amount")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_instalments_contract_id")),
        sa.PrimaryKeyConstraint("contract_id", "number", name=op.f("pk_contract_instalments")),
        sa.UniqueConstraint("contract_id", "stage", name=op.f("uq_contract_instalments_contract_id_stage")),
    )
    op.create_table(
        "contract_projects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quotas", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "kind IN ('core', 'brand_service', 'brand_governance', 'basic_families', 'basic_elderly',"
            " 'basic_children', 'elective')",
            name=op.f("ck_contract_projects_kind"),
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_projects_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_projects")),
    )
    op.create_index(op.f("ix_contract_projects_contract_id"), "contract_projects", ["contract_id"], unique=False)
    op.create_table(
        "panel_scores",
        sa.Column("bid_id", sa.Uuid(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("scores", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bids.id"], name=op.f("fk_panel_scores_bid_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_panel_scores_tender_id")),
        sa.PrimaryKeyConstraint("bid_id", "member", name=op.f("pk_panel_scores")),
    )
    op.create_index(op.f("ix_panel_scores_tender_id"), "panel_scores", ["tender_id"], unique=False)
    for statement in append_only("panel_declarations"):
        op.execute(statement)
    for statement in append_only("panel_scores"):
        op.execute(statement)
    for statement in append_only("contract_projects"):
        op.execute(statement)
    for statement in append_only("contract_instalments"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("panel_scores")
    op.drop_table("contract_projects")
    op.drop_table("contract_instalments")
    op.drop_table("panel_declarations")
    op.drop_table("objections")
    op.drop_table("contracts")
    op.drop_table("bids")
    op.drop_table("tenders")
