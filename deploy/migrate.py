"""``python -m deploy.migrate upgrade``: every service's database to its newest revision, or one service's.

Reads the database URLs from ``SHEGONG_<SERVICE>_DATABASE_URL``.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from alembic import command

from deploy.services import SERVICES, migrations
from shared.database.migrations import config, upgrade

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
Service = Annotated[str | None, typer.Argument(help="One service; all when left out.")]


def database_url(name: str) -> str:
    """The URL that the environment gives for a service; says what is missing and exits with 2 otherwise."""
    variable = f"SHEGONG_{name.upper()}_DATABASE_URL"
    url = os.environ.get(variable)
    if not url:
        print(f"{variable} is not set.", file=sys.stderr)
        raise typer.Exit(2)
    return url


@app.command("upgrade")
def upgrade_command(service: Service = None) -> None:
    """Bring databases to their newest revision."""
    for known in SERVICES:
        if service in (None, known.name):
            upgrade(migrations(known.name), database_url(known.name))
            print(f"{known.name}: up to date")


@app.command()
def revision(service: str, message: Annotated[str, typer.Option("--message", "-m")], number: str) -> None:
    """Write a new revision NUMBER (for example 0002) of one service from the difference to its tables."""
    command.revision(config(migrations(service), database_url(service)), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    app()
