"""The broker-free transport: the relay hands its batch straight to the consumers of the same process.

``publish`` returns only after every consumer has committed, so the outbox row, deleted afterwards, is the one durable
copy until then: a crash in between redelivers, and the inbox makes that harmless. The guarantees are RabbitMQ's: like
its queues, the queues of the topology are there before anyone listens, so publishing waits until all are subscribed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from shared.messaging.message import Message, Process, Topology


class EmbeddedTransport:
    """Carries messages inside one process; see the module for its guarantees."""

    def __init__(self, topology: Topology | None = None) -> None:
        self._queues: dict[str, tuple[frozenset[str], Process, asyncio.Lock]] = {}
        self._awaited = {queue for queue, types in (topology or {}).items() if types}
        self._complete = asyncio.Event()
        self._drained = False
        if not self._awaited:
            self._complete.set()

    async def subscribe(self, queue: str, types: Sequence[str], process: Process) -> None:
        self._queues[queue] = (frozenset(types), process, asyncio.Lock())
        if self._queues.keys() >= self._awaited:
            self._complete.set()

    async def publish(self, messages: Sequence[Message]) -> None:
        await self._complete.wait()
        if self._drained:
            # Handing the batch to nobody would lose it: the relay keeps it in the outbox.
            raise ConnectionError("the embedded transport is drained")
        await asyncio.gather(*(self._feed(*queue, messages) for queue in list(self._queues.values())))

    async def drain(self) -> None:
        self._drained = True
        self._complete.set()
        for _, _, busy in self._queues.values():
            async with busy:
                pass
        self._queues.clear()

    @staticmethod
    async def _feed(types: frozenset[str], process: Process, busy: asyncio.Lock, messages: Sequence[Message]) -> None:
        wanted = [message for message in messages if message.type in types]
        if wanted:
            # One batch at a time for a queue, in the order in which the relays hand them over.
            async with busy:
                await process(wanted)
