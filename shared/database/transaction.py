"""One transaction: rows, events and audit entries that are committed together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Executable, RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from shared.contracts.envelope import Envelope, Event
from shared.database import audit
from shared.database.hot import HotStatement
from shared.messaging import outbox
from shared.values.errors import StaleVersion


class Tx:
    """A transaction under way. ``now`` is its one moment, in UTC; ``actor`` is who acts, as the audit trail says it."""

    def __init__(self, connection: AsyncConnection, driver: Any, actor: str) -> None:
        self.actor = actor
        self.now = datetime.now(UTC)
        self._connection = connection
        self._driver = driver
        self._events: list[Envelope] = []

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a Core statement; ``parameters`` as SQLAlchemy takes them."""
        return await self._connection.execute(statement, parameters)

    async def one(self, statement: Executable) -> RowMapping:
        """The only row. Raises SQLAlchemy's ``NoResultFound`` or ``MultipleResultsFound``."""
        return (await self._connection.execute(statement)).mappings().one()

    async def one_or_none(self, statement: Executable) -> RowMapping | None:
        """The only row, or ``None``. Raises SQLAlchemy's ``MultipleResultsFound``."""
        return (await self._connection.execute(statement)).mappings().one_or_none()

    async def all(self, statement: Executable) -> list[RowMapping]:
        """Every row."""
        return list((await self._connection.execute(statement)).mappings().all())

    async def scalar(self, statement: Executable) -> Any:
        """The first column of the first row, ``None`` without rows."""
        return await self._connection.scalar(statement)

    async def run(self, hot: HotStatement, **params: Any) -> list[dict[str, Any]]:
        """Run a hot statement in this transaction; its rows, if it gives any. Raises asyncpg's errors as they are."""
        return [hot.row(record) for record in await self._driver.fetch(hot.sql, *hot.arguments(params))]

    def emit(self, *, type: str, subject: str, sequence: int, partitionkey: str, data: Mapping[str, Any]) -> None:
        """Tell the other services, if this transaction commits; ``data`` is JSON without personal data.

        Raises ``pydantic.ValidationError`` when the envelope is not valid.
        """
        parts = type.split(".")
        self._events.append(
            Envelope(
                id=uuid7(),
                source=f"/{parts[2] if len(parts) > 2 else ''}",
                type=type,
                subject=subject,
                time=self.now,
                data=dict(data),
                partitionkey=partitionkey,
                sequence=sequence,
            )
        )

    def tell(self, event: Event, *, subject: UUID | str, sequence: int, partitionkey: str) -> None:
        """``emit`` for an event model: ``subject`` is its aggregate's id, ``sequence`` the aggregate's version."""
        self.emit(
            type=event.type,
            subject=str(subject),
            sequence=sequence,
            partitionkey=partitionkey,
            data=event.model_dump(mode="json"),
        )

    async def audit(self, action: str, entity: str, id: UUID | str, changes: Mapping[str, Any]) -> None:
        """Record in the audit trail (审计记录) that the actor did this; ``changes`` is JSON without personal data."""
        await self.run(
            audit.append,
            at=self.now,
            actor=self.actor,
            action=action,
            entity=entity,
            entity_id=str(id),
            changes=dict(changes),
        )

    async def flush(self) -> bool:
        """Write the emitted events to the outbox in one statement; whether there were any. Called before commit."""
        events, self._events = self._events, []
        if events:
            await self.run(
                outbox.append,
                ids=[event.id for event in events],
                types=[event.type for event in events],
                envelopes=[event.model_dump(mode="json", exclude_none=True) for event in events],
            )
        return bool(events)


def check_version(row_version: int, expected: int) -> None:
    """Raises ``StaleVersion`` unless the caller read the row's present version (optimistic concurrency, 乐观锁)."""
    if row_version != expected:
        raise StaleVersion(current=row_version, expected=expected)
