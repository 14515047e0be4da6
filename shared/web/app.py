"""Puts a service together: its routes, what it hears, its database and the parts that every service has."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from fastapi import APIRouter, FastAPI, Request
from fastapi_offline import FastAPIOffline
from sqlalchemy import text
from starlette.responses import Response

from shared.database.engine import Database
from shared.messaging.consumer import Consumer, Handler
from shared.messaging.message import Transport
from shared.messaging.relay import Relay
from shared.security.tokens import TokenVerifier
from shared.web import problems
from shared.web.health import health_router
from shared.web.middleware import BodyLimit, BodyTooLarge, Observed

Background = Callable[[Database], AbstractAsyncContextManager[None]]
"""Work beside the requests: entered when the service has started, left before its database closes."""

BODY_LIMIT = 16 * 1024 * 1024
"""Bytes; room for a spreadsheet of 10,000 rows."""


@dataclass(frozen=True)
class Service:
    """What makes one service different from the others. ``name`` is its path, its queue and its events' source."""

    name: str
    title: str
    description: str
    routers: Sequence[APIRouter]
    handlers: Mapping[str, Handler] = field(default_factory=dict[str, Handler])
    background: Sequence[Background] = ()


def create_app(
    service: Service,
    *,
    database_url: str,
    verifier: TokenVerifier,
    transport: Transport,
    body_limit: int = BODY_LIMIT,
) -> FastAPI:
    """The service as an ASGI application; its lifespan opens the database, hears events and relays its own.

    ``transport`` belongs to the caller, who drains it after the application has ended.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        relay = Relay(database, transport)
        consumer = Consumer(database, service.handlers)
        database.after_events(relay.wake)
        if consumer.types:
            await transport.subscribe(service.name, consumer.types, consumer.process)
        relay.start()
        try:
            async with AsyncExitStack() as stack:
                for background in service.background:
                    await stack.enter_async_context(background(database))
                yield
        finally:
            await relay.stop()
            await database.close()

    async def database_answers() -> None:
        async with database.read() as tx:
            await tx.execute(text("SELECT 1"))

    database = Database(database_url)
    app = FastAPIOffline(
        title=service.title, description=service.description, version="1", lifespan=lifespan, redirect_slashes=False
    )
    app.state.database = database
    app.state.token_verifier = verifier
    problems.install(app)
    app.include_router(health_router({"database": database_answers}))
    for router in service.routers:
        app.include_router(router)
    app.add_middleware(BodyLimit, limit=body_limit, refuse=_refuse)
    app.add_middleware(Observed, service=service.name)
    return app


def _refuse(request: Request, refusal: BodyTooLarge) -> Response:
    return problems.domain_problem(request, refusal)
