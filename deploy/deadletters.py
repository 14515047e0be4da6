"""``python -m deploy.deadletters list registry``: events that a service could not handle, and another try at them.

Reads ``SHEGONG_<SERVICE>_DATABASE_URL``. Shows ids, types and kinds of error, never an event's content.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import typer
from sqlalchemy import select

from deploy.migrate import database_url
from deploy.services import SERVICES
from shared.database.engine import Database
from shared.messaging.consumer import Consumer
from shared.messaging.inbox import dead_letters

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
SHOWN = (
    dead_letters.c.id,
    dead_letters.c.type,
    dead_letters.c.error,
    dead_letters.c.attempts,
    dead_letters.c.failed_at,
)


async def waiting(url: str) -> Sequence[Any]:
    """The dead letters of a service's database, oldest first."""
    database = Database(url)
    try:
        async with database.read() as tx:
            return await tx.all(select(*SHOWN).order_by(dead_letters.c.failed_at, dead_letters.c.id))
    finally:
        await database.close()


async def again(service: str, url: str, ids: Sequence[UUID]) -> list[UUID]:
    """Handle dead letters once more with the service's handlers; those that took effect. Raises what one raises."""
    handlers = next(known.handlers for known in SERVICES if known.name == service)
    database = Database(url)
    try:
        return await Consumer(database, handlers).replay(ids)
    finally:
        await database.close()


@app.command("list")
def list_command(service: str) -> None:
    """List a service's dead letters."""
    for row in asyncio.run(waiting(database_url(service))):
        print(f"{row['id']}  {row['failed_at']:%Y-%m-%d %H:%M:%S}  {row['type']}  {row['error']} x{row['attempts']}")


@app.command()
def replay(service: str, ids: Annotated[list[UUID], typer.Argument(help="Ids from the list.")]) -> None:
    """Handle dead letters once more; the first that fails again ends the command and stays in the list."""
    print(f"{len(asyncio.run(again(service, database_url(service), ids)))} took effect")


if __name__ == "__main__":
    app()
