"""The tables that every service's database has: outbox, inbox, dead letters, idempotency keys, audit trail."""

from __future__ import annotations

from sqlalchemy import MetaData

from shared.database.audit import audit_table
from shared.messaging.inbox import dead_letters_table, inbox_table
from shared.messaging.outbox import outbox_table
from shared.web.work import idempotency_table

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints, so that a migration can speak of each."""


def service_metadata() -> MetaData:
    """New metadata with the common tables, for a service to add its own."""
    metadata = MetaData(naming_convention=NAMES)
    for table in (outbox_table, inbox_table, dead_letters_table, idempotency_table, audit_table):
        table(metadata)
    return metadata
