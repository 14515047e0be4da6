"""The outbox (发件箱): events wait here, written in the transaction of their cause, until the relay moves them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    MetaData,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.database.hot import HotStatement
from shared.messaging.message import Message


def outbox_table(metadata: MetaData) -> Table:
    """Events not yet moved; ``position`` orders those of one transaction, ``envelope`` is the CloudEvents JSON."""
    return Table(
        "outbox",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("position", BigInteger, Identity(always=True), nullable=False, unique=True),
        Column("type", Text, nullable=False),
        Column("envelope", JSONB, nullable=False),
    )


metadata = MetaData()
outbox = outbox_table(metadata)

append = HotStatement(
    insert(outbox).from_select(
        ["id", "type", "envelope"],
        select(
            func.unnest(bindparam("ids", type_=ARRAY(Uuid, dimensions=1))),
            func.unnest(bindparam("types", type_=ARRAY(Text, dimensions=1))),
            func.unnest(bindparam("envelopes", type_=ARRAY(JSONB, dimensions=1))),
        ),
    )
)
"""Writes any number of events in one statement, in the order given."""

oldest = HotStatement(select(outbox).order_by(outbox.c.position).limit(bindparam("batch", type_=BigInteger)))
"""The events that have waited longest, in order."""

remove = HotStatement(delete(outbox).where(outbox.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid, dimensions=1)))))
"""Takes moved events out."""


def to_message(row: Mapping[Any, Any]) -> Message:
    """The row as it travels."""
    body = json.dumps(row["envelope"], ensure_ascii=False, separators=(",", ":")).encode()
    return Message(row["id"], row["type"], body)
