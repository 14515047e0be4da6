"""Stations (社会工作站), the waivers granted to them, and what their compliance was last found to be."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.tables import metadata

stations = Table(
    "stations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("town_code", Text, ForeignKey("towns.code"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("premises", Text),
    Column("operating_mode", Text),
    Column("status", Text, nullable=False, server_default="planned"),
    Column("operator_code", Text, ForeignKey("organisations.credit_code")),
    Column("supervisor_code", Text, ForeignKey("organisations.credit_code")),
    Column("evaluator_code", Text, ForeignKey("organisations.credit_code")),
    Column("contract_id", Uuid),
    Column("contract_starts_on", Date),
    Column("contract_ends_on", Date),
    Column("operating_from", Date),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("status IN ('planned', 'preparing', 'operating', 'suspended', 'closed')", name="status"),
    CheckConstraint(
        "operator_code <> supervisor_code AND operator_code <> evaluator_code AND supervisor_code <> evaluator_code",
        name="three_parties",
    ),
    CheckConstraint(
        "num_nulls(contract_id, operator_code, contract_starts_on, contract_ends_on) IN (0, 4)", name="whole_contract"
    ),
    CheckConstraint("contract_starts_on <= contract_ends_on", name="term"),
    CheckConstraint(
        "status <> 'operating' OR num_nulls(premises, operating_mode, contract_id, supervisor_code) = 0",
        name="ready_to_operate",
    ),
    CheckConstraint("version >= 1", name="version_positive"),
)

waivers = Table(
    "waivers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("station_id", Uuid, ForeignKey("stations.id"), nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("granted_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    CheckConstraint("rule IN ('STF-2', 'STF-4', 'STF-5')", name="rule"),
    CheckConstraint("granted_on <= expires_on", name="term"),
    CheckConstraint("length(btrim(reason)) > 0", name="reason"),
)
"""Exceptions (豁免) from rules that hold in principle; never changed."""

compliance_states = Table(
    "compliance_states",
    metadata,
    Column("station_id", Uuid, ForeignKey("stations.id"), primary_key=True),
    Column("findings", JSONB, nullable=False),
    Column("since", Date, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)
"""What the other services were last told about a station; an event follows only when it changes."""
