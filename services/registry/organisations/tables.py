"""Organisations (社会组织) by credit code, and the interests that were declared between them."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, Table, Text, UniqueConstraint, Uuid

from services.registry.tables import metadata

organisations = Table(
    "organisations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("credit_code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="active"),
    Column("registered_on", Date, nullable=False),
    Column("registry_authority", Text, nullable=False),
    Column("legal_representative", Text, nullable=False),
    Column("parent_code", Text),
    Column("incubation", Text),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'", name="credit_code"),
    CheckConstraint("kind IN ('operator', 'supervisor', 'evaluator', 'university', 'other')", name="kind"),
    CheckConstraint("status IN ('active', 'suspended', 'deregistered')", name="status"),
    CheckConstraint("incubation IN ('applied', 'incubating', 'graduated', 'left')", name="incubation"),
    CheckConstraint("parent_code <> credit_code", name="not_its_own_parent"),
    CheckConstraint("version >= 1", name="version_positive"),
)

declared_interests = Table(
    "declared_interests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("one_code", Text, ForeignKey("organisations.credit_code"), nullable=False),
    Column("other_code", Text, ForeignKey("organisations.credit_code"), nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("one_code", "other_code"),
    CheckConstraint("one_code < other_code", name="ordered_pair"),
)
"""It holds in both directions, so a pair is kept once with the smaller code first (IND-1)."""
