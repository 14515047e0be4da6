"""A service as the factory builds it: repeats are harmless, stale changes refused, bodies limited, docs offline."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel
from sqlalchemy import Column, Integer, MetaData, Table, Text, Uuid, func, insert, select, update

from shared.database.engine import Database
from shared.database.transaction import Tx, check_version
from shared.messaging.embedded import EmbeddedTransport
from shared.messaging.inbox import inbox_metadata
from shared.messaging.outbox import metadata as outbox_metadata
from shared.security.access import AccessTable, Permission
from shared.security.actors import Actor, Role
from shared.security.development import DEVELOPMENT_ISSUER, DevelopmentIssuer
from shared.security.tokens import TokenVerifier
from shared.values.errors import InvalidInput
from shared.values.identifiers import new_id
from shared.web.app import Service, create_app
from shared.web.conditional import expected_version
from shared.web.pages import Page, PageQuery
from shared.web.work import Work
from shared.web.work import metadata as keys_metadata

metadata = MetaData()
notes = Table(
    "notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
ACCESS = AccessTable({"notes.write": Permission(frozenset({Role.TOWN_OFFICER}), "写备注", "Write notes")})


class NoteIn(BaseModel):
    text: str


class NoteOut(NoteIn):
    id: UUID
    version: int


class BadNote(InvalidInput):
    code = "bad-note"


router = APIRouter()
Writer = Annotated[Actor, Depends(ACCESS.allow("notes.write"))]


@router.post("/notes", status_code=201)
async def write(order: NoteIn, actor: Writer, work: Annotated[Work, Depends()]) -> NoteOut:
    async def command(tx: Tx) -> dict[str, Any]:
        row = {"id": new_id(), "text": order.text, "version": 1}
        await tx.execute(insert(notes).values(row))
        await asyncio.sleep(0.05)
        if order.text == "bad":
            raise BadNote("/text")
        return row

    return await work.answer(actor, command, NoteOut, status=201, location="/notes/{id}")  # type: ignore[return-value]


@router.put("/notes/{note_id}")
async def rewrite(
    note_id: UUID,
    order: NoteIn,
    actor: Writer,
    work: Annotated[Work, Depends()],
    expected: Annotated[int, Depends(expected_version)],
) -> NoteOut:
    async def command(tx: Tx) -> Any:
        row = await tx.one(select(notes).where(notes.c.id == note_id).with_for_update())
        check_version(row["version"], expected)
        changed = update(notes).where(notes.c.id == note_id).values(text=order.text, version=expected + 1)
        return dict(await tx.one(changed.returning(notes)))

    return await work.answer(actor, command, NoteOut)  # type: ignore[return-value]


@router.get("/notes")
async def read(
    actor: Writer, work: Annotated[Work, Depends()], query: Annotated[PageQuery, Depends()], response: Response
) -> Page[NoteOut]:
    async with work.database.read() as tx:
        return await query.page(tx, select(notes), notes.c.id, NoteOut)


@pytest.fixture
async def client(fresh_database: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    issuer = DevelopmentIssuer(tmp_path / "key")
    verifier = TokenVerifier(issuer, DEVELOPMENT_ISSUER, "shegong")
    service = Service("registry", "Notes", "For tests.", [router])
    app = create_app(
        service, database_url=fresh_database, verifier=verifier, transport=EmbeddedTransport(), body_limit=1000
    )
    database: Database = app.state.database
    async with database.engine.begin() as connection:
        for tables in (metadata, inbox_metadata, outbox_metadata, keys_metadata):
            await connection.run_sync(tables.create_all)
    token = issuer.mint(subject="officer-1", audience="shegong", roles=[Role.TOWN_OFFICER], towns=["330481004"])
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://test",
            headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"},
        ) as opened,
    ):
        opened.database = database  # type: ignore[attr-defined]
        yield opened


async def count(client: httpx.AsyncClient) -> int:
    database: Database = client.database  # type: ignore[attr-defined]
    async with database.read() as tx:
        return await tx.scalar(select(func.count()).select_from(notes))


async def post(client: httpx.AsyncClient, text: str, key: str = "key-1") -> httpx.Response:
    return await client.post("/notes", json={"text": text}, headers={"Idempotency-Key": key})


async def test_a_repeat_gets_the_same_answer_and_changes_nothing(client: httpx.AsyncClient) -> None:
    first, second = await post(client, "a"), await post(client, "a")
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert first.headers["location"] == second.headers["location"] == f"/notes/{first.json()['id']}"
    assert first.headers["etag"] == '"1"'
    assert second.headers["idempotency-replayed"] == "true"
    assert await count(client) == 1


async def test_concurrent_repeats_take_effect_once(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(post(client, "a") for _ in range(5)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert await count(client) == 1


async def test_a_key_serves_one_content_only(client: httpx.AsyncClient) -> None:
    await post(client, "a")
    other = await post(client, "b")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert await count(client) == 1


async def test_a_refused_command_changes_nothing_and_frees_its_key(client: httpx.AsyncClient) -> None:
    refused = await post(client, "bad")
    assert refused.json()["errors"] == [{"pointer": "/text", "detail": "The input is not valid"}]
    assert await count(client) == 0
    assert (await post(client, "good")).status_code == 201


async def test_a_post_without_a_key_is_refused(client: httpx.AsyncClient) -> None:
    refused = await client.post("/notes", json={"text": "a"})
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency-key-required")


@pytest.mark.parametrize(("tag", "status"), [(None, 428), ("3", 400), ('"7"', 412), ('"1"', 200)])
async def test_a_change_names_the_version_it_is_based_on(
    client: httpx.AsyncClient, tag: str | None, status: int
) -> None:
    path = (await post(client, "a")).headers["location"]
    changed = await client.put(path, json={"text": "b"}, headers={"If-Match": tag} if tag else {})
    assert changed.status_code == status
    stored = (await client.get("/notes")).json()["items"][0]
    assert stored["text"] == ("b" if status == 200 else "a")


async def test_pages_lead_through_every_item_once(client: httpx.AsyncClient) -> None:
    for index in range(5):
        await post(client, str(index), f"key-{index}")
    seen: list[str] = []
    path: str | None = "/notes?limit=2"
    while path:
        page = await client.get(path)
        seen += [item["text"] for item in page.json()["items"]]
        link = page.headers.get("link")
        path = link.partition("<")[2].partition(">")[0] if link else None
    assert seen == ["0", "1", "2", "3", "4"]


async def test_a_foreign_cursor_is_refused(client: httpx.AsyncClient) -> None:
    refused = await client.get("/notes?cursor=%2B%2Bxx")
    assert (refused.status_code, refused.json()["code"]) == (422, "bad-cursor")


async def test_a_caller_without_token_is_refused(client: httpx.AsyncClient) -> None:
    refused = await client.get("/notes", headers={"Authorization": ""})
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"


async def test_a_large_body_is_refused_announced_or_chunked(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100

    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    announced = await client.post("/notes", content=b" " * 2000, headers=headers)
    chunked = await client.post("/notes", content=chunks(), headers=headers)
    assert [announced.status_code, chunked.status_code] == [413, 413]
    assert chunked.json()["code"] == "body-too-large"


async def test_request_ids_come_back_or_are_made(client: httpx.AsyncClient) -> None:
    given = await client.get("/livez", headers={"X-Request-Id": "portal-12345"})
    made = await client.get("/livez", headers={"X-Request-Id": "no good\t!"})
    assert given.headers["x-request-id"] == "portal-12345"
    assert UUID(made.headers["x-request-id"]).version == 7


async def test_health_and_metrics(client: httpx.AsyncClient) -> None:
    await client.get("/notes")
    assert (await client.get("/readyz")).json() == {"failed": []}
    metrics = (await client.get("/metrics")).text
    assert 'shegong_http_requests_total{method="GET",route="/notes",service="registry",status="200"}' in metrics


async def test_the_documentation_needs_no_network(client: httpx.AsyncClient) -> None:
    for path in ("/docs", "/redoc"):
        page = await client.get(path)
        assert page.status_code == 200
        assert "//cdn" not in page.text
        assert "https://" not in page.text
