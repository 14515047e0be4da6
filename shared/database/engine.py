"""The connection pool of one service's database."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.database.transaction import Tx


class Database:
    """One service's own database; ``url`` starts with ``postgresql+asyncpg://``.

    SQLAlchemy runs in AUTOCOMMIT and the transaction is begun and ended on the asyncpg connection itself, so Core
    statements and hot statements share it. Statements run on ``engine`` directly commit one by one.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine: AsyncEngine = create_async_engine(url, isolation_level="AUTOCOMMIT", pool_size=pool_size)
        self._listeners: list[Callable[[], None]] = []

    def after_events(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each commit that wrote to the outbox (the relay's ``wake``)."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def transaction(self, actor: str) -> AsyncGenerator[Tx]:
        """Commits at the end with its events and audit entries; any exception rolls all of it back."""
        async with self._begin(actor, readonly=False) as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[Tx]:
        """One snapshot for several reads; PostgreSQL refuses writes in it."""
        async with self._begin("system:read", readonly=True) as tx:
            yield tx

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    @asynccontextmanager
    async def _begin(self, actor: str, *, readonly: bool) -> AsyncGenerator[Tx]:
        emitted = False
        async with self.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection
            isolation = "repeatable_read" if readonly else "read_committed"
            transaction = driver.transaction(isolation=isolation, readonly=readonly)
            try:
                await transaction.start()
                tx = Tx(connection, driver, actor)
                yield tx
                emitted = await tx.flush()
                await transaction.commit()
            except BaseException:
                # A connection that may still be inside a transaction must never return to the pool.
                try:
                    if driver.is_in_transaction():
                        await transaction.rollback()
                except BaseException:
                    await connection.invalidate()
                    raise
                raise
        if emitted:
            for listener in self._listeners:
                listener()
