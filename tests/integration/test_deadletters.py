"""An operator sees what a service could not handle and has it handled again, through the command that operators use."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime

from sqlalchemy import insert, select

from deploy.services import migrations
from services.funding.policy.tables import policies
from shared.contracts.envelope import Envelope
from shared.contracts.registry import PolicyPublished
from shared.database.engine import Database
from shared.database.migrations import upgrade
from shared.messaging.inbox import dead_letters


def command(url: str, *arguments: str) -> str:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "deploy.deadletters", *arguments],
        env={**os.environ, "SHEGONG_FUNDING_DATABASE_URL": url},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


async def test_a_dead_letter_is_listed_and_takes_effect_when_replayed(fresh_database: str) -> None:
    await asyncio.to_thread(upgrade, migrations("funding"), fresh_database)
    published = PolicyPublished.model_validate(PolicyPublished.example)
    envelope = Envelope.wrap(
        published, subject="policy", partitionkey="city", sequence=1, time=datetime(2021, 1, 1, tzinfo=UTC)
    )
    database = Database(fresh_database)
    async with database.transaction("test") as tx:
        row = {"id": envelope.id, "type": envelope.type, "body": envelope.to_json(), "error": "KeyError", "attempts": 5}
        await tx.execute(insert(dead_letters).values(row))
    listed = await asyncio.to_thread(command, fresh_database, "list", "funding")
    assert str(envelope.id) in listed
    assert "KeyError x5" in listed
    assert "parameters" not in listed
    assert "1 took effect" in await asyncio.to_thread(command, fresh_database, "replay", "funding", str(envelope.id))
    async with database.read() as tx:
        assert [row["version"] for row in await tx.all(select(policies))] == [published.version]
        assert await tx.all(select(dead_letters)) == []
    await database.close()
