"""Towns (镇街): one row each, by division code."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Integer, Table, Text, Uuid

from services.registry.tables import metadata

towns = Table(
    "towns",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("station_target", Date),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("code ~ '^[0-9]{9}$'", name="division_code"),
    CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
    CheckConstraint("version >= 1", name="version_positive"),
)
