"""Both transports keep one promise: an event committed with its cause takes effect exactly once in each consumer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, func, insert, select

from shared.database.engine import Database
from shared.database.transaction import Tx
from shared.messaging.consumer import Consumer
from shared.messaging.embedded import EmbeddedTransport
from shared.messaging.inbox import dead_letters, inbox, inbox_metadata
from shared.messaging.message import Message, Transport
from shared.messaging.outbox import metadata as outbox_metadata
from shared.messaging.outbox import outbox
from shared.messaging.rabbitmq import RabbitMqTransport
from shared.messaging.relay import Relay
from shared.values.identifiers import new_id
from tests.broker import rabbitmq

TYPE = "cn.shegong.test.thing.happened.v1"

metadata = MetaData()
effects = Table("effects", metadata, Column("id", Integer, primary_key=True, autoincrement=True), Column("event", Text))


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with rabbitmq() as url:
        yield url


@pytest.fixture(params=["embedded", "rabbitmq"])
async def transport(request: pytest.FixtureRequest) -> AsyncIterator[Transport]:
    carrier: Transport = (
        EmbeddedTransport()
        if request.param == "embedded"
        else RabbitMqTransport(request.getfixturevalue("broker"), pause=0.1)
    )
    yield carrier
    await carrier.drain()


@pytest.fixture
async def database(fresh_database: str) -> AsyncIterator[Database]:
    opened = Database(fresh_database)
    async with opened.engine.begin() as connection:
        for tables in (metadata, inbox_metadata, outbox_metadata):
            await connection.run_sync(tables.create_all)
    yield opened
    await opened.close()


@pytest.fixture
def queue(request: pytest.FixtureRequest) -> str:
    return f"test.{abs(hash(request.node.nodeid))}"


async def apply(tx: Tx, message: Message) -> None:
    await tx.execute(insert(effects).values(event=str(message.id)))


async def happen(database: Database, count: int) -> None:
    async with database.transaction("test") as tx:
        for index in range(count):
            tx.emit(type=TYPE, subject=f"thing-{index}", sequence=1, partitionkey="330481004", data={"index": index})


async def count(database: Database, table: Table) -> int:
    async with database.transaction("test") as tx:
        return await tx.scalar(select(func.count()).select_from(table))


async def until(condition: Callable[[], object], tries: int = 200) -> None:
    for _ in range(tries):
        if await condition():  # type: ignore[misc]
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the condition did not come true")


async def test_each_event_takes_effect_once_and_leaves_the_outbox(
    database: Database, transport: Transport, queue: str
) -> None:
    consumer = Consumer(database, {TYPE: apply})
    await transport.subscribe(queue, consumer.types, consumer.process)
    relay = Relay(database, transport)
    relay.start()
    await happen(database, 25)
    relay.wake()

    async def all_applied() -> bool:
        return await count(database, effects) == 25

    await until(all_applied)
    await relay.stop()
    assert await count(database, outbox) == 0


async def test_a_redelivered_event_changes_nothing(database: Database, transport: Transport, queue: str) -> None:
    consumer = Consumer(database, {TYPE: apply})
    await transport.subscribe(queue, consumer.types, consumer.process)
    message = Message(new_id(), TYPE, b"{}")
    for _ in range(3):
        await transport.publish([message, message])
    marker = Message(new_id(), TYPE, b"{}")
    await transport.publish([marker])

    async def marker_handled() -> bool:
        return await count(database, inbox) == 2

    await until(marker_handled)
    assert await count(database, effects) == 2


async def test_a_poison_event_is_set_aside_and_the_others_take_effect(
    database: Database, transport: Transport, queue: str
) -> None:
    healed = False

    async def poisoned(tx: Tx, message: Message) -> None:
        await apply(tx, message)
        if message.body == b"poison" and not healed:
            raise ValueError("cannot be handled")

    consumer = Consumer(database, {TYPE: poisoned}, attempts=2, pause=0.01)
    await transport.subscribe(queue, consumer.types, consumer.process)
    poison = Message(new_id(), TYPE, b"poison")
    await transport.publish([Message(new_id(), TYPE, b"{}"), poison, Message(new_id(), TYPE, b"{}")])

    async def settled() -> bool:
        return await count(database, dead_letters) == 1 and await count(database, effects) == 2

    await until(settled)
    healed = True
    assert await consumer.replay([poison.id]) == [poison.id]
    assert await count(database, effects) == 3
    assert await count(database, dead_letters) == 0


async def test_events_stay_in_the_outbox_while_the_transport_is_out_of_reach(database: Database) -> None:
    class Unreachable(EmbeddedTransport):
        async def publish(self, messages: object) -> None:
            raise ConnectionError

    await happen(database, 3)
    with pytest.raises(ConnectionError):
        await Relay(database, Unreachable()).move()
    assert await count(database, outbox) == 3


@pytest.mark.parametrize("kind", ["embedded", "rabbitmq"])
async def test_an_event_told_before_its_consumer_listens_is_not_lost(
    database: Database, kind: str, queue: str, request: pytest.FixtureRequest
) -> None:
    topology = {queue: [TYPE]}
    carrier: Transport = (
        EmbeddedTransport(topology)
        if kind == "embedded"
        else RabbitMqTransport(request.getfixturevalue("broker"), topology)
    )
    relay = Relay(database, carrier)
    await happen(database, 1)
    relay.start()
    await asyncio.sleep(0.2)
    await carrier.subscribe(queue, [TYPE], Consumer(database, {TYPE: apply}).process)

    async def applied() -> bool:
        return await count(database, effects) == 1

    await until(applied)
    await relay.stop()
    await carrier.drain()


async def test_a_drained_embedded_transport_takes_nothing(database: Database, queue: str) -> None:
    transport = EmbeddedTransport()
    await transport.subscribe(queue, [TYPE], Consumer(database, {TYPE: apply}).process)
    await transport.drain()
    await happen(database, 1)
    with pytest.raises(ConnectionError):
        await Relay(database, transport).move()
    assert await count(database, outbox) == 1
