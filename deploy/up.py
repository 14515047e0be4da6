"""The platform on this machine: embedded PostgreSQL, migrations, demo data, all services on one port."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from deploy.demo import load
from deploy.keys import kept_keys
from deploy.platform import combined
from deploy.postgres import DataFolderUnusable, create_databases, embedded
from deploy.services import ROOT, SERVICES, TOPOLOGY, migrations
from shared.database.columns import use_encryption_keys
from shared.database.migrations import upgrade
from shared.messaging.embedded import EmbeddedTransport
from shared.messaging.message import Transport
from shared.messaging.rabbitmq import RabbitMqTransport
from shared.security.actors import Role
from shared.security.development import DevelopmentIssuer
from shared.security.tokens import TokenVerifier
from shared.settings import DEVELOPMENT_ISSUER

AUDIENCE = "shegong"
HOST = "127.0.0.1"
DAY = 24 * 3600
"""Seconds that the printed tokens are valid."""

CURL = """
  curl -s {base}/registry/towns -H 'Authorization: Bearer {token}'"""
QUESTION = (
    '{"day":"2021-12-31","approved_total":"700000.00","grade":"good",'
    '"actual":{"personnel":"468000.00","activities":"141250.50","management":"68320.25"}}'
)


def say(text: str) -> None:
    """Progress, at once and on standard output."""
    print(text, flush=True)


def stop(text: str) -> typer.Exit:
    """End with one clear sentence."""
    print(text, file=sys.stderr)
    return typer.Exit(1)


def main(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on loopback.")] = 8000,
    data: Annotated[Path, typer.Option(help="Data folder; survives restarts.")] = ROOT / ".shegong" / "data",
    empty: Annotated[bool, typer.Option("--empty", help="Without demo data.")] = False,
    postgresql: Annotated[
        str | None, typer.Option(help="URL of an external server, instead of the embedded one.")
    ] = None,
    rabbitmq: Annotated[str | None, typer.Option(help="AMQP URL, instead of the embedded transport.")] = None,
) -> None:
    """Run the platform on this machine for development and demonstration. Ctrl-C stops all of it."""
    # Until the server listens for it: SIGTERM unwinds as Ctrl-C does, so that PostgreSQL is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with socket.socket() as listener, ExitStack() as stack:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise stop(f"Port {port} is in use. Another one can be given with --port.") from error
        try:
            say("PostgreSQL ...")
            server = postgresql or stack.enter_context(embedded(data.resolve() / "postgresql"))
            urls = asyncio.run(create_databases(server, [service.name for service in SERVICES]))
        except DataFolderUnusable as error:
            raise stop(str(error)) from error
        except OSError as error:
            raise stop(f"PostgreSQL is out of reach: {error}") from error
        for service in SERVICES:
            say(f"Migrations of {service.name} ...")
            upgrade(migrations(service.name), urls[service.name])
        use_encryption_keys(kept_keys(data.resolve() / "encryption-keys.json"))
        issuer = DevelopmentIssuer(data.resolve() / "development-issuer.json")
        transport: Transport = RabbitMqTransport(rabbitmq, TOPOLOGY) if rabbitmq else EmbeddedTransport(TOPOLOGY)
        app = combined(SERVICES, urls, TokenVerifier(issuer, DEVELOPMENT_ISSUER, AUDIENCE), transport)
        asyncio.run(_serve(app, listener, issuer, demo=not empty))
        say("Stopped.")


class Announcing(uvicorn.Server):
    """A server that says when it serves."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """End on Ctrl-C and SIGTERM; uvicorn would raise the signal once more and so skip stopping PostgreSQL."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


async def _serve(app: FastAPI, listener: socket.socket, issuer: DevelopmentIssuer, *, demo: bool) -> None:
    server = Announcing(uvicorn.Config(app, log_level="warning", access_log=False))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if server.started:
        base = f"http://{HOST}:{listener.getsockname()[1]}"
        if demo:
            say("Demo data ...")
            await load(base, _token(issuer, Role.CITY_OFFICER))
        _explain(base, issuer)
    await serving


def _token(issuer: DevelopmentIssuer, role: Role) -> str:
    return issuer.mint(subject=f"development-{role}", audience=AUDIENCE, roles=[role], towns=["330481004"], seconds=DAY)


def _explain(base: str, issuer: DevelopmentIssuer) -> None:
    say("\nA token for each role, valid for a day:")
    for role in Role:
        say(f"\n# {role}" + CURL.format(base=base, token=_token(issuer, role)))
    say(
        "\n# golden value G1, explained"
        f"\n  curl -s {base}/funding/subsidy-calculations -H 'Content-Type: application/json'"
        f" -H 'Authorization: Bearer {_token(issuer, Role.TOWN_OFFICER)}' -d '{QUESTION}'"
    )
    say(f"\nShegong is at {base}/ (Ctrl-C stops it)")


if __name__ == "__main__":
    typer.run(main)
