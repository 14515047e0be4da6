"""The services in one process on one port: each mounted under its name, with a landing page in front."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from html import escape

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi_offline import FastAPIOffline

from deploy.openapi import merged
from shared.contracts.asyncapi import document
from shared.messaging.message import Transport
from shared.security.tokens import TokenVerifier
from shared.web import problems
from shared.web.app import Service, create_app

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Shegong 社工</title><style>
body{{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}}
</style><h1>Shegong 社工</h1><p>社会工作站平台 · The platform of the township social work stations.</p><ul>{items}
<li><a href="/docs">All operations 全部接口</a> · <a href="/openapi.json">OpenAPI</a></li>
<li><a href="/asyncapi.json">Events 事件 (AsyncAPI 3)</a></li></ul></html>"""
ITEM = '<li><a href="/{name}/docs">{title}</a> · <a href="/{name}/openapi.json">OpenAPI</a></li>'


def combined(
    services: Sequence[Service], database_urls: Mapping[str, str], verifier: TokenVerifier, transport: Transport
) -> FastAPI:
    """Services as one ASGI application; ``database_urls`` by service name. It drains ``transport`` at its end."""
    apps = {
        service.name: create_app(
            service, database_url=database_urls[service.name], verifier=verifier, transport=transport
        )
        for service in services
    }

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            # Consumers end first, so that no batch is handled by a service whose database is closed.
            for app in apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            stack.push_async_callback(transport.drain)
            yield

    platform = FastAPIOffline(title="Shegong 社工", lifespan=lifespan, redirect_slashes=False)
    whole = cache(lambda: merged(apps))
    platform.openapi = whole
    problems.install(platform)
    items = "".join(ITEM.format(name=service.name, title=escape(service.title)) for service in services)

    @platform.get("/")
    async def landing() -> HTMLResponse:
        return HTMLResponse(PAGE.format(items=items))

    @platform.get("/asyncapi.json")
    async def events() -> dict[str, object]:
        return document()

    _ = landing, events
    for name, app in apps.items():
        platform.mount(f"/{name}", app)
    return platform
