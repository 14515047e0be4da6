"""The event pipeline, commit → broker → inbox commit, beside aio-pika alone with the same durability."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import aio_pika

from shared.database.engine import Database
from shared.database.transaction import Tx
from shared.messaging.consumer import Consumer
from shared.messaging.inbox import inbox_metadata
from shared.messaging.message import Message
from shared.messaging.outbox import metadata as outbox_metadata
from shared.messaging.rabbitmq import RabbitMqTransport
from shared.messaging.relay import Relay
from tests.bench.figures import best, keep
from tests.broker import rabbitmq

EVENTS = 4_000
PER_TRANSACTION = 20
WINDOW = 500
EXPECTED = 0.5
TYPE = "cn.shegong.test.thing.happened.v1"
DATA = {"station_id": "01890a5d-ac96-774b-bcce-b302099a8057", "month": "2021-03", "totals": {"contacts": 37}}


async def raw(url: str, body: bytes) -> float:
    """Events a second: persistent messages to a quorum queue with confirms, consumed with one ack a batch."""
    connection = await aio_pika.connect(url)
    async with connection:
        publishing, consuming = await connection.channel(publisher_confirms=True), await connection.channel()
        await consuming.set_qos(prefetch_count=400)
        queue = await consuming.declare_queue("raw", durable=True, arguments={"x-queue-type": "quorum"})
        arrived, finished = 0, asyncio.Event()

        async def take(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            nonlocal arrived
            arrived += 1
            if arrived % 200 == 0 or arrived == EVENTS:
                await message.ack(multiple=True)
            if arrived == EVENTS:
                finished.set()

        tag = await queue.consume(take)
        started = time.perf_counter()
        for _ in range(EVENTS // WINDOW):
            messages = [aio_pika.Message(body, delivery_mode=2) for _ in range(WINDOW)]
            await asyncio.gather(*(publishing.default_exchange.publish(each, "raw") for each in messages))
        await finished.wait()
        seconds = time.perf_counter() - started
        await queue.cancel(tag)
        return EVENTS / seconds


class Heard:
    """Counts down what the consumer has committed."""

    def __init__(self) -> None:
        self._missing = 0
        self._all = asyncio.Event()

    def expect(self, events: int) -> None:
        self._missing = events
        self._all.clear()

    def some(self, events: int) -> None:
        self._missing -= events
        if self._missing <= 0:
            self._all.set()

    async def all_of_them(self) -> None:
        await self._all.wait()


async def pipeline(database: Database, relay: Relay, heard: Heard) -> float:
    """Events a second from their first transaction to the commit of the last one in the consumer's inbox."""
    heard.expect(EVENTS)
    started = time.perf_counter()
    for _ in range(EVENTS // PER_TRANSACTION):
        async with database.transaction("bench") as tx:
            for _ in range(PER_TRANSACTION):
                tx.emit(type=TYPE, subject="thing", sequence=1, partitionkey="330481004", data=DATA)
        relay.wake()
    await heard.all_of_them()
    return EVENTS / (time.perf_counter() - started)


async def test_the_pipeline_reaches_half_of_the_bare_broker(fresh_database: str) -> None:
    database = Database(fresh_database)
    async with database.engine.begin() as connection:
        for tables in (inbox_metadata, outbox_metadata):
            await connection.run_sync(tables.create_all)
    heard = Heard()

    async def hear(_: Tx, message: Message) -> None:
        assert message.body

    consumer = Consumer(database, {TYPE: hear})

    async def process(messages: Sequence[Message]) -> None:
        await consumer.process(messages)
        heard.some(len(messages))

    with rabbitmq() as url:
        transport = RabbitMqTransport(url, {"bench": [TYPE]})
        await transport.subscribe("bench", [TYPE], process)
        relay = Relay(database, transport)
        relay.start()
        body = b"x" * 420
        limit, ours = await best(lambda: raw(url, body), lambda: pipeline(database, relay, heard))
        await relay.stop()
        await transport.drain()
    await database.close()
    keep("pipeline", events_a_second=ours, limit=limit)
    assert ours / limit >= EXPECTED
