"""Rows, events and audit entries commit together; encrypted and money columns keep what they are given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, bindparam, func, insert, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from shared.contracts.envelope import Envelope
from shared.database.audit import append_only, audit_trail
from shared.database.audit import metadata as audit_metadata
from shared.database.columns import EncryptedText, EncryptionKeys, Undecryptable, money, use_encryption_keys
from shared.database.engine import Database
from shared.database.hot import HotStatement
from shared.database.transaction import Tx, check_version
from shared.messaging.outbox import metadata as outbox_metadata
from shared.messaging.outbox import outbox, to_message
from shared.values.errors import StaleVersion
from shared.values.money import Fen

metadata = MetaData()
things = Table(
    "things",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("amount", money()),
    Column("secret", EncryptedText),
    Column("secret_index", LargeBinary),
    Column("extra", JSONB),
)
ADD = HotStatement(
    insert(things)
    .values({name: bindparam(name) for name in ("id", "amount", "secret", "extra")})
    .returning(things.c.amount, things.c.secret, things.c.extra)
)
OLD, NEW = b"o" * 32, b"n" * 32
NUMBER = "11010519491231002X"


@pytest.fixture
async def database(fresh_database: str) -> AsyncIterator[Database]:
    use_encryption_keys(EncryptionKeys([OLD]))
    opened = Database(fresh_database)
    async with opened.engine.begin() as connection:
        for tables in (metadata, outbox_metadata, audit_metadata):
            await connection.run_sync(tables.create_all)
        for statement in append_only("audit_trail"):
            await connection.execute(sql(statement))
    yield opened
    await opened.close()


async def count(database: Database, table: Table) -> Any:
    async with database.read() as tx:
        return await tx.scalar(select(func.count()).select_from(table))


async def change(tx: Tx) -> None:
    await tx.execute(insert(things).values(id=1))
    await tx.run(ADD, id=2, amount=Fen(5), secret=None, extra=None)
    await tx.audit("create", "thing", "1", {"名称": "新"})
    for sequence in (1, 2):
        tx.emit(
            type="cn.shegong.registry.thing.made.v1",
            subject="1",
            sequence=sequence,
            partitionkey="330481004",
            data={"n": sequence},
        )


async def test_rows_events_and_audit_commit_together(database: Database) -> None:
    woken: list[bool] = []
    database.after_events(lambda: woken.append(True))
    async with database.transaction("user:1") as tx:
        await change(tx)
        assert woken == []
    assert woken == [True]
    assert [await count(database, table) for table in (things, outbox, audit_trail)] == [2, 2, 1]
    async with database.read() as tx:
        rows = await tx.all(select(outbox).order_by(outbox.c.position))
    events = [Envelope.from_json(to_message(row).body) for row in rows]
    assert [(event.sequence, event.data) for event in events] == [(1, {"n": 1}), (2, {"n": 2})]
    assert events[0].id == rows[0]["id"]


async def test_an_exception_rolls_back_core_and_hot_statements_alike(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction("user:1") as tx:
            await change(tx)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert [await count(database, table) for table in (things, outbox, audit_trail)] == [0, 0, 0]


async def test_a_failed_flush_rolls_back_the_rows(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(outbox.drop)
    with pytest.raises(Exception, match="outbox"):
        async with database.transaction("user:1") as tx:
            await change(tx)
    assert await count(database, things) == 0


async def test_reads_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only"):
        async with database.read() as tx:
            await tx.execute(insert(things).values(id=1))


@pytest.mark.parametrize("statement", ["UPDATE audit_trail SET actor = 'x'", "DELETE FROM audit_trail"])
async def test_the_audit_trail_is_append_only(database: Database, statement: str) -> None:
    async with database.transaction("user:1") as tx:
        await tx.audit("create", "thing", "1", {})
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.transaction("user:1") as tx:
            await tx.execute(sql(statement))


async def test_hot_statements_use_the_column_types(database: Database) -> None:
    async with database.transaction("user:1") as tx:
        (row,) = await tx.run(ADD, id=1, amount=Fen(27102830), secret=NUMBER, extra={"a": [1]})
        stored = await tx.scalar(sql("SELECT secret FROM things"))
        same = await tx.one(select(things.c.amount, things.c.secret, things.c.extra))
    assert row == dict(same) == {"amount": Fen(27102830), "secret": NUMBER, "extra": {"a": [1]}}
    assert isinstance(row["amount"], Fen)
    assert NUMBER not in stored


def test_hot_statements_refuse_wrong_parameters() -> None:
    with pytest.raises(TypeError, match="missing"):
        ADD.arguments({"id": 1})
    with pytest.raises(TypeError, match="unknown"):
        ADD.arguments({"id": 1, "other": 1})
    with pytest.raises(ValueError, match="ANY"):
        HotStatement(select(things).where(things.c.id.in_([1, 2])))


async def test_rotation_reads_old_values_and_finds_them(database: Database) -> None:
    old, both, new = EncryptionKeys([OLD]), EncryptionKeys([NEW, OLD]), EncryptionKeys([NEW])
    async with database.transaction("user:1") as tx:
        await tx.execute(insert(things).values(id=1, secret=NUMBER, secret_index=old.blind_index(NUMBER)))
        stored = await tx.scalar(sql("SELECT secret FROM things"))
        use_encryption_keys(both)
        found = await tx.one(select(things).where(things.c.secret_index.in_(both.blind_indexes(NUMBER))))
        assert found["secret"] == NUMBER
        assert not both.is_current(stored)
        await tx.execute(things.update().values(secret=found["secret"], secret_index=both.blind_index(NUMBER)))
        use_encryption_keys(new)
        again = await tx.one(select(things).where(things.c.secret_index.in_(new.blind_indexes(NUMBER))))
        assert again["secret"] == NUMBER
    with pytest.raises(Undecryptable):
        new.decrypt(stored)
    with pytest.raises(Undecryptable):
        old.decrypt(stored[:-4] + "AAA=")


async def test_money_is_whole_fen_in_a_bigint(database: Database) -> None:
    assert isinstance(things.c.amount.type.dialect_impl(database.engine.dialect).impl, BigInteger)
    with pytest.raises(Exception, match="whole fen"):
        async with database.transaction("user:1") as tx:
            await tx.execute(insert(things).values(id=1, amount=1.5))


def test_a_stale_version_is_refused() -> None:
    check_version(3, 3)
    with pytest.raises(StaleVersion):
        check_version(4, 3)
