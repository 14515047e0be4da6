"""The inbox makes a redelivered event harmless; the dead letters keep one that cannot be handled.

Both tables live in the consuming service's own database.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from shared.database.hot import HotStatement


def inbox_table(metadata: MetaData) -> Table:
    """Ids of the events that this service has handled; inserted in the transaction of their effect."""
    return Table(
        "inbox",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("type", Text, nullable=False),
        Column("handled_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


def dead_letters_table(metadata: MetaData) -> Table:
    """Events that failed every attempt, with the last error, until an operator replays or drops them."""
    return Table(
        "dead_letters",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("type", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("error", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("failed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


inbox_metadata = MetaData()
inbox = inbox_table(inbox_metadata)
dead_letters = dead_letters_table(inbox_metadata)

take = HotStatement(
    insert(inbox)
    .from_select(
        ["id", "type"],
        select(
            func.unnest(bindparam("ids", type_=ARRAY(Uuid, dimensions=1))),
            func.unnest(bindparam("types", type_=ARRAY(Text, dimensions=1))),
        ),
    )
    .on_conflict_do_nothing()
    .returning(inbox.c.id)
)
"""Takes any number of events in one statement; gives the ids of those that were not taken before."""
