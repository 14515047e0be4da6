"""One service over ASGI on a real, migrated database, used as its callers would use it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from deploy.services import migrations
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.envelope import Envelope, Event
from shared.database.columns import EncryptionKeys, use_encryption_keys
from shared.database.engine import Database
from shared.database.migrations import upgrade
from shared.messaging.consumer import Consumer
from shared.messaging.embedded import EmbeddedTransport
from shared.messaging.message import Message
from shared.security.actors import Role
from shared.security.development import DEVELOPMENT_ISSUER, DevelopmentIssuer
from shared.security.tokens import TokenVerifier
from shared.web.app import Service, create_app

TOWN = "330481004"


class Caller:
    """Somebody with a token. ``post`` sends an idempotency key of its own and the ETag when told one."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self._client.get(path, params=query, headers=self._headers)

    async def post(
        self, path: str, body: Any = None, *, version: int | None = None, key: str | None = None
    ) -> httpx.Response:
        headers = {**self._headers, "Idempotency-Key": key or uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return await self._client.post(path, json={} if body is None else body, headers=headers)

    async def do(self, path: str, body: Any = None, *, version: int | None = None) -> Any:
        """``post`` that must succeed; its answer."""
        answer = await self.post(path, body, version=version)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()


class Rig:
    """The running service, its database, and callers of any role."""

    def __init__(self, client: httpx.AsyncClient, issuer: DevelopmentIssuer, database: Database, service: Service):
        self._client = client
        self._issuer = issuer
        self._sequence = 0
        self._consumer = Consumer(database, service.handlers)
        self._told: list[Envelope] = []
        self._news = asyncio.Event()
        self.database = database

    def caller(
        self,
        *roles: Role,
        subject: str | None = None,
        organisation: str | None = None,
        towns: Collection[str] = (TOWN,),
    ) -> Caller:
        token = self._issuer.mint(
            subject=subject or f"test-{roles[0]}",
            audience="shegong",
            roles=[*roles],
            organisation=organisation,
            towns=[*towns],
        )
        return Caller(self._client, token)

    async def listen(self, messages: Sequence[Message]) -> None:
        """The consumer of everything that the service tells."""
        self._told += [Envelope.from_json(message.body) for message in messages]
        self._news.set()

    async def told(self, event: type[Event], count: int) -> list[Envelope]:
        """The events of this type, once there are ``count``. Raises ``TimeoutError``."""
        async with asyncio.timeout(5):
            while len(found := [each for each in self._told if each.type == event.type]) < count:
                self._news.clear()
                await self._news.wait()
        return found

    async def hear(self, event: Event, *, subject: str = "subject", sequence: int | None = None) -> None:
        """Tell the service an event, as the transport would."""
        self._sequence += 1
        envelope = Envelope.wrap(
            event,
            subject=subject,
            partitionkey=TOWN,
            sequence=sequence or self._sequence,
            time=datetime.now(UTC),
        )
        await self._consumer.process([Message(envelope.id, envelope.type, envelope.to_json())])


@asynccontextmanager
async def running(service: Service, url: str, folder: Path) -> AsyncIterator[Rig]:
    """Migrate ``url`` and run the service on it."""
    use_encryption_keys(EncryptionKeys([os.urandom(32)]))
    await asyncio.to_thread(upgrade, migrations(service.name), url)
    issuer = DevelopmentIssuer(folder / "issuer.json")
    verifier = TokenVerifier(issuer, DEVELOPMENT_ISSUER, "shegong")
    transport = EmbeddedTransport({"listener": [*CATALOGUE]})
    app = create_app(service, database_url=url, verifier=verifier, transport=transport)
    database = Database(url)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client,
    ):
        rig = Rig(client, issuer, database, service)
        await transport.subscribe("listener", [*CATALOGUE], rig.listen)
        yield rig
    await database.close()


def refused(answer: httpx.Response, status: int, code: str) -> Mapping[str, Any]:
    """The problem document of a refusal; checks its status and code."""
    problem = answer.json()
    assert (answer.status_code, problem["type"].rpartition("/")[2].rpartition(":")[2]) == (status, code), problem
    return problem
