"""RabbitMQ: one topic exchange, one quorum queue a consuming service, a dead-letter queue behind each.

The dead-letter queue catches only what a consumer could not even set aside in its own database: a body that is not a
message, or one redelivered more often than the delivery limit because its consumer kept dying over it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

import aio_pika
import structlog
from aio_pika.abc import (
    AbstractChannel,
    AbstractExchange,
    AbstractIncomingMessage,
    AbstractQueue,
    AbstractRobustConnection,
)

from shared.messaging.message import Message, Process, Topology

log = structlog.get_logger(__name__)

EXCHANGE = "shegong.events"
DEAD_LETTER_EXCHANGE = "shegong.dead"
DELIVERY_LIMIT = 20
BATCH = 200
CONFIRM = 15.0
"""Seconds to wait for the broker's confirm; a queue without a leader gives none, and the relay tries again."""
LINGER = 0.005
"""Seconds to wait for more messages before an incomplete batch is handled."""


class RabbitMqTransport:
    """Publishes with confirms in one window and consumes in batches with one acknowledgement each.

    Reconnects by itself. ``pause`` is the time in seconds between tries while a consumer's database is out of reach;
    meanwhile the batch stays unacknowledged here, which does not count against the delivery limit.
    """

    def __init__(self, url: str, topology: Topology | None = None, *, pause: float = 1.0) -> None:
        self._url = url
        self._topology = topology or {}
        self._pause = pause
        self._connection: AbstractRobustConnection | None = None
        self._events: AbstractExchange | None = None
        self._opening = asyncio.Lock()
        self._pumps: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()

    async def publish(self, messages: Sequence[Message]) -> None:
        exchange = await self._exchange()
        await asyncio.gather(
            *(
                exchange.publish(
                    aio_pika.Message(
                        message.body,
                        message_id=str(message.id),
                        type=message.type,
                        content_type="application/cloudevents+json",
                        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                    ),
                    routing_key=message.type,
                    timeout=CONFIRM,
                )
                for message in messages
            )
        )

    async def subscribe(self, queue: str, types: Sequence[str], process: Process) -> None:
        connection = await self._connect()
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=2 * BATCH)
        own = await _declare(channel, queue, types)
        arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        await own.consume(arrived.put)
        self._pumps.append(asyncio.create_task(self._pump(queue, arrived, process)))

    async def drain(self) -> None:
        self._stopping.set()
        await asyncio.gather(*self._pumps, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()

    async def _connect(self) -> AbstractRobustConnection:
        async with self._opening:
            if self._connection is None:
                self._connection = await aio_pika.connect_robust(self._url)
            return self._connection

    async def _exchange(self) -> AbstractExchange:
        connection = await self._connect()
        async with self._opening:
            if self._events is None:
                channel = await connection.channel(publisher_confirms=True)
                for queue, types in self._topology.items():
                    if types:
                        await _declare(channel, queue, types)
                self._events = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
            return self._events

    async def _pump(self, queue: str, arrived: asyncio.Queue[AbstractIncomingMessage], process: Process) -> None:
        while not self._stopping.is_set():
            batch = await self._gather(arrived)
            if batch:
                await self._settle(queue, batch, process)

    async def _gather(self, arrived: asyncio.Queue[AbstractIncomingMessage]) -> list[AbstractIncomingMessage]:
        getting = asyncio.create_task(arrived.get())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({getting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not getting.done():
            getting.cancel()
            return []
        batch = [getting.result()]
        if arrived.empty():
            await asyncio.sleep(LINGER)
        while len(batch) < BATCH and not arrived.empty():
            batch.append(arrived.get_nowait())
        return batch

    async def _settle(self, queue: str, batch: list[AbstractIncomingMessage], process: Process) -> None:
        messages: list[Message] = []
        last: AbstractIncomingMessage | None = None
        for incoming in batch:
            try:
                messages.append(Message(UUID(incoming.message_id), incoming.type or "", incoming.body))
                last = incoming
            except (ValueError, AttributeError, TypeError):
                log.error("event_unreadable", queue=queue)
                await incoming.reject(requeue=False)
        while messages and not self._stopping.is_set():
            try:
                await process(messages)
            except Exception as error:
                log.warning("event_consumer_waits", queue=queue, error=type(error).__name__)
                await asyncio.sleep(self._pause)
            else:
                break
        else:
            return  # nothing readable, or stopping unsettled: the broker keeps those and redelivers
        try:
            if last is not None:
                await last.ack(multiple=True)
        except Exception as error:
            # The channel was lost after the commit: the broker redelivers and the inbox recognises each message.
            log.warning("event_ack_lost", queue=queue, error=type(error).__name__)


async def _declare(channel: AbstractChannel, queue: str, types: Sequence[str]) -> AbstractQueue:
    """The queue with its bindings and its dead-letter queue; declaring what is there changes nothing."""
    events = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
    dead = await channel.declare_exchange(DEAD_LETTER_EXCHANGE, aio_pika.ExchangeType.DIRECT, durable=True)
    dead_queue = await channel.declare_queue(f"{queue}.dead", durable=True, arguments={"x-queue-type": "quorum"})
    await dead_queue.bind(dead, routing_key=queue)
    own = await channel.declare_queue(
        queue,
        durable=True,
        arguments={
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD_LETTER_EXCHANGE,
            "x-dead-letter-routing-key": queue,
        },
    )
    for event_type in types:
        await own.bind(events, routing_key=event_type)
    return own
