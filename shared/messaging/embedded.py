"""The broker-free transport: the relay hands its batch straight to the consumers of the same process.

``publish`` returns only after every consumer has committed, so the outbox row, deleted afterwards, is the one durable
copy until then: a crash in between redelivers, and the inbox makes that harmless. The guarantees are RabbitMQ's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from shared.messaging.message import Message, Process


class EmbeddedTransport:
    """Carries messages inside one process; see the module for its guarantees."""

    def __init__(self) -> None:
        self._queues: dict[str, tuple[frozenset[str], Process, asyncio.Lock]] = {}

    async def subscribe(self, queue: str, types: Sequence[str], process: Process) -> None:
        self._queues[queue] = (frozenset(types), process, asyncio.Lock())

    async def publish(self, messages: Sequence[Message]) -> None:
        await asyncio.gather(*(self._feed(*queue, messages) for queue in list(self._queues.values())))

    async def drain(self) -> None:
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
