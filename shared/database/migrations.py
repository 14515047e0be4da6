"""Alembic for one service: the folder ``services/<service>/migrations`` against that service's database."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

LOCK = 0x5368_6D67
"""Advisory lock held while migrating, so that several processes may start at once."""


def config(folder: Path, url: str) -> Config:
    """Alembic's configuration; ``url`` starts with ``postgresql+asyncpg://``."""
    made = Config()
    made.set_main_option("script_location", str(folder))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes["url"] = url
    return made


def upgrade(folder: Path, url: str, revision: str = "head") -> None:
    """Bring the database to ``revision``. Blocks; not for use inside a running event loop."""
    command.upgrade(config(folder, url), revision)


def run(metadata: MetaData) -> None:
    """What a service's ``env.py`` calls: migrate, or compare ``metadata`` for a new revision."""
    asyncio.run(_run(metadata, context.config.attributes["url"]))


async def _run(metadata: MetaData, url: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, metadata)
    finally:
        await engine.dispose()


def _migrate(connection: Connection, metadata: MetaData) -> None:
    options: dict[str, Any] = {"compare_type": True, "compare_server_default": False}
    context.configure(connection=connection, target_metadata=metadata, **options)
    with context.begin_transaction():
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        context.run_migrations()
