"""Published policy versions; the database refuses any change to one."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Integer, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.tables import metadata

policies = Table(
    "policies",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False, unique=True),
    Column("effective_from", Date, nullable=False),
    Column("parameters", JSONB, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("version >= 1", name="version_positive"),
)
