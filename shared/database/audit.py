"""The audit trail (审计记录): who changed what, when; rows are only ever added."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    MetaData,
    Table,
    Text,
    bindparam,
    insert,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.database.hot import HotStatement


def audit_table(metadata: MetaData) -> Table:
    """One row a change. ``changes`` must not repeat personal data (个人信息) in the clear."""
    return Table(
        "audit_trail",
        metadata,
        Column("position", BigInteger, Identity(always=True), primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("actor", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("entity", Text, nullable=False),
        Column("entity_id", Text, nullable=False),
        Column("changes", JSONB, nullable=False),
        Index("audit_trail_entity", "entity", "entity_id", "position"),
    )


metadata = MetaData()
audit_trail = audit_table(metadata)

append = HotStatement(
    insert(audit_trail).values(
        {name: bindparam(name) for name in ("at", "actor", "action", "entity", "entity_id", "changes")}
    )
)
"""Adds one row."""


def append_only(table: str) -> list[str]:
    """SQL for a migration, one statement an item: refuse UPDATE, DELETE and TRUNCATE on ``table`` for everyone."""
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$",
        f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
