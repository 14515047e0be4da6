"""Moves committed events from a service's outbox to the transport, in order, none lost."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import func, select

from shared.database.engine import Database
from shared.messaging.message import Transport
from shared.messaging.outbox import oldest, remove, to_message

log = structlog.get_logger(__name__)

LEADER = 0x5368_6567
"""Advisory lock of the one relay that moves this database's outbox; the lock ends with its transaction."""


class Relay:
    """One service's mouth. ``poll`` seconds is the fallback when nobody calls ``wake`` (another process committed)."""

    def __init__(self, database: Database, transport: Transport, *, batch: int = 500, poll: float = 0.5) -> None:
        self._database = database
        self._transport = transport
        self._batch = batch
        self._poll = poll
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin moving events in the background."""
        self._task = asyncio.create_task(self._run())

    def wake(self) -> None:
        """Say that a transaction with events has just committed in this process."""
        self._wake.set()

    async def stop(self) -> None:
        """Finish the batch under way and end; what is left stays in the outbox."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def move(self) -> int:
        """Publish one batch and delete it from the outbox; returns its size, 0 when empty or another relay leads.

        Raises what the transport raises; the batch then stays in the outbox.
        """
        async with self._database.transaction("system:relay") as tx:
            if not await tx.scalar(select(func.pg_try_advisory_xact_lock(LEADER))):
                return 0
            rows = await tx.run(oldest, batch=self._batch)
            if rows:
                await self._transport.publish([to_message(row) for row in rows])
                await tx.run(remove, ids=[row["id"] for row in rows])
            return len(rows)

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                while not self._stopping and await self.move():
                    pass
            except Exception as error:
                log.warning("relay_waits", error=type(error).__name__)
                await asyncio.sleep(self._poll)
            try:
                async with asyncio.timeout(self._poll):
                    await self._wake.wait()
            except TimeoutError:
                pass
