"""The broker goes away and comes back while events flow: each event still takes effect once."""

from __future__ import annotations

import asyncio

from sqlalchemy import Column, Integer, MetaData, Table, Text, func, insert, select

from shared.database.engine import Database
from shared.database.transaction import Tx
from shared.messaging.consumer import Consumer
from shared.messaging.inbox import inbox_metadata
from shared.messaging.message import Message
from shared.messaging.outbox import metadata as outbox_metadata
from shared.messaging.outbox import outbox
from shared.messaging.rabbitmq import RabbitMqTransport
from shared.messaging.relay import Relay
from tests.broker import rabbitmq_node

TYPE = "cn.shegong.test.thing.happened.v1"
metadata = MetaData()
effects = Table("effects", metadata, Column("id", Integer, primary_key=True), Column("event", Text))


async def apply(tx: Tx, message: Message) -> None:
    await tx.execute(insert(effects).values(event=str(message.id)))


async def happen(database: Database, count: int) -> None:
    async with database.transaction("test") as tx:
        for _ in range(count):
            tx.emit(type=TYPE, subject="thing", sequence=1, partitionkey="330481004", data={})


async def effects_of(database: Database) -> tuple[int, int]:
    async with database.read() as tx:
        total = await tx.scalar(select(func.count()).select_from(effects))
        return total, await tx.scalar(select(func.count(effects.c.event.distinct())))


async def test_events_survive_a_broker_that_goes_away_and_comes_back(fresh_database: str) -> None:
    database = Database(fresh_database)
    async with database.engine.begin() as connection:
        for tables in (metadata, inbox_metadata, outbox_metadata):
            await connection.run_sync(tables.create_all)
    with rabbitmq_node() as node:
        transport = RabbitMqTransport(node.url, {"faults": [TYPE]}, pause=0.1)
        await transport.subscribe("faults", [TYPE], Consumer(database, {TYPE: apply}).process)
        relay = Relay(database, transport, batch=20)
        relay.start()
        await happen(database, 200)
        relay.wake()
        await asyncio.sleep(0.05)
        await asyncio.to_thread(node.shut_down)
        await happen(database, 100)
        relay.wake()
        await asyncio.sleep(1)
        await asyncio.to_thread(node.start)
        for _ in range(400):
            if (await effects_of(database))[1] == 300:
                break
            await asyncio.sleep(0.1)
        assert await effects_of(database) == (300, 300)
        await relay.stop()
        await transport.drain()
    async with database.read() as tx:
        assert await tx.scalar(select(func.count()).select_from(outbox)) == 0
    await database.close()
