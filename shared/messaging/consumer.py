"""Handles events in batches: one transaction a batch, each event once, a poison event set aside."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from shared.database.engine import Database
from shared.database.transaction import Tx
from shared.messaging.inbox import dead_letters, take
from shared.messaging.message import Message

log = structlog.get_logger(__name__)

Handler = Callable[[Tx, Message], Awaitable[None]]
"""Applies one event inside the batch's transaction. Must tolerate gaps and reordering by ``sequence``."""


class Consumer:
    """One service's ear. ``handlers`` maps an event type to what the service does on hearing it.

    A batch whose transaction fails is retried message by message, ``attempts`` times each with doubling pauses that
    start at ``pause`` seconds; what still fails becomes a dead letter and the others go on.
    """

    def __init__(
        self, database: Database, handlers: Mapping[str, Handler], *, attempts: int = 5, pause: float = 0.1
    ) -> None:
        self.types = sorted(handlers)
        self._database = database
        self._handlers = handlers
        self._attempts = attempts
        self._pause = pause

    async def process(self, messages: Sequence[Message]) -> None:
        """Return when every message has taken effect or is a dead letter. Raises when the database is out of reach."""
        try:
            await self._handle(messages)
        except Exception as error:
            log.warning("event_batch_failed", size=len(messages), error=type(error).__name__)
            for message in messages:
                await self._handle_alone(message)

    async def replay(self, ids: Sequence[UUID]) -> list[UUID]:
        """Handle dead letters again; returns those that took effect and left the list."""
        replayed: list[UUID] = []
        for identifier in ids:
            async with self._database.transaction("system:replay") as tx:
                row = await tx.one_or_none(
                    select(dead_letters).where(dead_letters.c.id == identifier).with_for_update()
                )
                if row is None:
                    continue
                await self._apply(tx, [Message(row["id"], row["type"], row["body"])])
                await tx.execute(delete(dead_letters).where(dead_letters.c.id == identifier))
            replayed.append(identifier)
        return replayed

    async def _handle(self, messages: Sequence[Message]) -> None:
        async with self._database.transaction("system:events") as tx:
            await self._apply(tx, messages)

    async def _apply(self, tx: Tx, messages: Sequence[Message]) -> None:
        unique = {message.id: message for message in messages}
        # Sorted by id, so that two consumers with overlapping batches cannot wait for each other in a circle.
        ordered = sorted(unique.values(), key=lambda message: message.id)
        fresh = await tx.run(take, ids=[message.id for message in ordered], types=[message.type for message in ordered])
        new = {row["id"] for row in fresh}
        for message in unique.values():
            if message.id in new:
                await self._handlers[message.type](tx, message)

    async def _handle_alone(self, message: Message) -> None:
        failure: Exception | None = None
        for attempt in range(self._attempts):
            if attempt:
                await asyncio.sleep(self._pause * 2 ** (attempt - 1))
            try:
                return await self._handle([message])
            except Exception as error:
                failure = error
        # Only the error's kind is logged; its text may quote the row that failed.
        log.error("event_dead_lettered", id=str(message.id), type=message.type, error=type(failure).__name__)
        async with self._database.transaction("system:events") as tx:
            await tx.execute(
                insert(dead_letters)
                .values(
                    id=message.id,
                    type=message.type,
                    body=message.body,
                    error=type(failure).__name__,
                    attempts=self._attempts,
                )
                .on_conflict_do_nothing()
            )
        return None
