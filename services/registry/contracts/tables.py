"""Service contracts (服务合同), their 123X projects and their instalments."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Integer, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.registry.tables import metadata
from shared.database.columns import money

contracts = Table(
    "contracts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("tender_id", Uuid, ForeignKey("tenders.id"), nullable=False, unique=True),
    Column("station_id", Uuid, ForeignKey("stations.id"), nullable=False, index=True),
    Column("town_code", Text, nullable=False),
    Column("operator_code", Text, ForeignKey("organisations.credit_code"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("total", money(), nullable=False),
    Column("personnel", money(), nullable=False),
    Column("activities", money(), nullable=False),
    Column("management", money(), nullable=False),
    Column("clauses", ARRAY(Text), nullable=False),
    Column("state", Text, nullable=False, server_default="draft"),
    Column("town_signed_by", Text),
    Column("operator_signed_by", Text),
    Column("signed_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("state IN ('draft', 'signed')", name="state"),
    CheckConstraint("starts_on <= ends_on", name="term"),
    CheckConstraint("total = personnel + activities + management AND total > 0", name="adds_up"),
    CheckConstraint("least(personnel, activities, management) >= 0", name="amounts_not_negative"),
    CheckConstraint(
        "(state = 'signed') = (num_nulls(town_signed_by, operator_signed_by, signed_at) = 0)", name="signed_by_both"
    ),
    CheckConstraint("town_signed_by <> operator_signed_by", name="two_people"),
    CheckConstraint(
        "clauses @> ARRAY['regular_supervision', 'practical_training', 'team_management']", name="mandatory_clauses"
    ),
    CheckConstraint("version >= 1", name="version_positive"),
)

projects = Table(
    "contract_projects",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("contract_id", Uuid, ForeignKey("contracts.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("quotas", JSONB, nullable=False),
    CheckConstraint(
        "kind IN ('core', 'brand_service', 'brand_governance', 'basic_families', 'basic_elderly', "
        "'basic_children', 'elective')",
        name="kind",
    ),
)

instalments = Table(
    "contract_instalments",
    metadata,
    Column("contract_id", Uuid, ForeignKey("contracts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("amount", money(), nullable=False),
    UniqueConstraint("contract_id", "stage"),
    CheckConstraint("stage IN ('inception', 'interim', 'final')", name="stage"),
    CheckConstraint("number >= 1 AND amount >= 0", name="amount"),
)
