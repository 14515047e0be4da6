"""A command over HTTP: one transaction that holds its rows, its events and the answer kept for its Idempotency-Key."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from fastapi import Header, Request, Response
from pydantic import BaseModel, RootModel
from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from shared.database.engine import Database
from shared.database.hot import HotStatement
from shared.database.transaction import Tx
from shared.security.actors import Actor
from shared.values.errors import DomainError, InvalidInput
from shared.web.conditional import etag

Answered = TypeVar("Answered", bound=BaseModel)


class IdempotencyKeyRequired(DomainError):
    """A POST that creates or moves money carries a key, so that a repeat is harmless."""

    status = 400
    code = "idempotency-key-required"
    title_zh = "缺少 Idempotency-Key"
    title_en = "Idempotency-Key is required"
    detail_zh = "请为每次提交生成一个唯一的 Idempotency-Key；重试时使用同一个。"
    detail_en = "Send a unique Idempotency-Key with each submission, and the same one when you retry it."


class IdempotencyKeyReused(InvalidInput):
    """The key was used before for another request."""

    code = "idempotency-key-reused"
    title_zh = "Idempotency-Key 已用于另一请求"
    title_en = "The Idempotency-Key was used for another request"
    detail_zh = "内容不同的请求须使用新的 Idempotency-Key。"
    detail_en = "A request with other content needs a new Idempotency-Key."


def idempotency_table(metadata: MetaData) -> Table:
    """Answers kept by actor and key. A row is written in the transaction of the effect, so both exist or neither."""
    return Table(
        "idempotency_keys",
        metadata,
        Column("actor", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("fingerprint", LargeBinary, nullable=False),
        Column("status", Integer, nullable=False, server_default="0"),
        Column("headers", JSONB, nullable=False, server_default="{}"),
        Column("body", LargeBinary, nullable=False, server_default=""),
        Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        CheckConstraint("octet_length(fingerprint) = 32", name="sha256"),
    )


metadata = MetaData()
keys = idempotency_table(metadata)

_claim = HotStatement(
    insert(keys)
    .values(actor=bindparam("actor"), key=bindparam("key"), fingerprint=bindparam("fingerprint"))
    .on_conflict_do_nothing()
    .returning(keys.c.key)
)
_stored = HotStatement(
    select(keys.c.fingerprint, keys.c.status, keys.c.headers, keys.c.body).where(
        keys.c.actor == bindparam("actor"), keys.c.key == bindparam("key")
    )
)
_keep = HotStatement(
    update(keys)
    .where(keys.c.actor == bindparam("of_actor"), keys.c.key == bindparam("of_key"))
    .values(status=bindparam("status"), headers=bindparam("headers"), body=bindparam("body"))
)


class Work:
    """Runs commands for one request. A POST needs an ``Idempotency-Key`` (1 to 128 visible characters)."""

    def __init__(
        self,
        request: Request,
        idempotency_key: Annotated[
            str | None, Header(pattern=r"^[!-~]{1,128}$", description="Unique to this submission; the same on a retry.")
        ] = None,
    ) -> None:
        if request.method == "POST" and idempotency_key is None:
            raise IdempotencyKeyRequired
        self.database: Database = request.app.state.database
        self._request = request
        self._key = idempotency_key

    async def answer(
        self,
        actor: Actor,
        command: Callable[[Tx], Awaitable[Any]],
        schema: type[Answered],
        *,
        status: int = 200,
        location: str | None = None,
    ) -> Response:
        """Run ``command`` in one transaction and answer with its result as ``schema``.

        The same key and content give the stored answer, also to a second request that arrives while the first runs:
        it waits on the row's unique key. ``location`` is a path with placeholders for the result's members.
        Raises ``IdempotencyKeyReused`` and what the command raises; then nothing is changed and the key stays free.
        """
        fingerprint = await self._fingerprint()
        async with self.database.transaction(actor.id) as tx:
            key = None if self._key is None else {"actor": actor.id, "key": self._key}
            if key and not await tx.run(_claim, **key, fingerprint=fingerprint):
                return _repeat((await tx.run(_stored, **key))[0], fingerprint)
            result = schema.model_validate(await command(tx), from_attributes=True)
            body = result.model_dump_json().encode()
            headers = _headers(result, location)
            if key:
                await tx.run(_keep, of_actor=actor.id, of_key=self._key, status=status, headers=headers, body=body)
        return Response(body, status, headers, "application/json")

    async def _fingerprint(self) -> bytes:
        digest = hashlib.sha256(f"{self._request.method} {self._request.url.path}\n".encode())
        digest.update(self._request.headers.get("if-match", "").encode() + b"\n")
        digest.update(await self._request.body())
        return digest.digest()


def _repeat(stored: dict[str, Any], fingerprint: bytes) -> Response:
    if stored["fingerprint"] != fingerprint:
        raise IdempotencyKeyReused
    headers = {**stored["headers"], "Idempotency-Replayed": "true"}
    return Response(stored["body"], stored["status"], headers, "application/json")


def _headers(result: BaseModel, location: str | None) -> dict[str, str]:
    headers: dict[str, str] = {}
    version = getattr(result, "version", None)
    if isinstance(version, int) and not isinstance(result, RootModel):
        headers["ETag"] = etag(version)
    if location is not None:
        headers["Location"] = location.format(**result.model_dump(mode="json"))
    return headers
