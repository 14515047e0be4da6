"""Policy versions heard from the registry; the funding rules read their parameters from here."""

from sqlalchemy import Column, Date, Integer, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.funding.tables import metadata

policies = Table(
    "policies",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("policy_id", Uuid, nullable=False, unique=True),
    Column("effective_from", Date, nullable=False),
    Column("parameters", JSONB, nullable=False),
)
