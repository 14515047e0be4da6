"""Every service's migrations build exactly its tables, from empty and step by step, and keep what they hold."""

import asyncio
import os
import subprocess
import sys

import pytest
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.services import SERVICES, migrations
from shared.database.migrations import config, upgrade

EVERY = pytest.mark.parametrize("name", [service.name for service in SERVICES])


@EVERY
async def test_the_migrated_database_is_what_the_tables_say(name: str, fresh_database: str) -> None:
    await asyncio.to_thread(upgrade, migrations(name), fresh_database)
    # Raises when autogenerate would still find something to do.
    await asyncio.to_thread(command.check, config(migrations(name), fresh_database))


@EVERY
async def test_migrations_lead_down_to_empty_and_up_again(name: str, fresh_database: str) -> None:
    settings = config(migrations(name), fresh_database)
    for move, revision in ((command.upgrade, "head"), (command.downgrade, "base"), (command.upgrade, "head")):
        await asyncio.to_thread(move, settings, revision)


@EVERY
async def test_two_processes_may_migrate_at_once(name: str, fresh_database: str) -> None:
    await asyncio.gather(*(asyncio.to_thread(_in_a_process, name, fresh_database) for _ in range(2)))


@pytest.mark.parametrize(("name", "table"), [("registry", "policies"), ("funding", "policies")])
@pytest.mark.parametrize("change", ["UPDATE {} SET version = 2", "DELETE FROM {}", "TRUNCATE {}"])
async def test_a_published_policy_cannot_be_changed(name: str, table: str, change: str, fresh_database: str) -> None:
    await asyncio.to_thread(upgrade, migrations(name), fresh_database)
    engine = create_async_engine(fresh_database)
    try:
        async with engine.connect() as connection:
            with pytest.raises(Exception, match="append-only"):
                await connection.exec_driver_sql(change.format(table))
    finally:
        await engine.dispose()


def _in_a_process(name: str, url: str) -> None:
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "deploy.migrate", "upgrade", name],
        env={**os.environ, f"SHEGONG_{name.upper()}_DATABASE_URL": url},
        check=True,
        capture_output=True,
    )
