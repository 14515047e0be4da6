"""Pure ASGI middleware: request ids, a limit on bodies, cautious response headers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import structlog
from prometheus_client import Counter, Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.values.errors import DomainError
from shared.values.identifiers import new_id

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
REQUESTS = Counter("shegong_http_requests_total", "Requests answered", ["service", "method", "route", "status"])
SECONDS = Histogram("shegong_http_request_seconds", "Time to answer", ["service", "method", "route"])


class BodyTooLarge(DomainError):
    """The request's body is above the limit."""

    status = 413
    code = "body-too-large"
    title_zh = "请求内容过大"
    title_en = "The request body is too large"
    detail_zh = "最多 {limit} 字节。"
    detail_en = "At most {limit} bytes."


class Observed:
    """Gives each request an id (taken from ``X-Request-Id`` when well-formed), counts and times it."""

    def __init__(self, app: ASGIApp, *, service: str) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        identifier = given if REQUEST_ID.fullmatch(given) else str(new_id()).encode()
        began, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", identifier),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=identifier.decode()):
            try:
                await self.app(scope, receive, answer)
            finally:
                # The template, never the path: one series a route, and no identifier in a metric.
                route = getattr(scope.get("route"), "path", "other")
                REQUESTS.labels(self.service, scope["method"], route, status).inc()
                SECONDS.labels(self.service, scope["method"], route).observe(time.perf_counter() - began)


class BodyLimit:
    """Refuses a body above ``limit`` bytes, announced or chunked; ``refuse`` makes the answer."""

    def __init__(self, app: ASGIApp, *, limit: int, refuse: Callable[[Request, BodyTooLarge], ASGIApp]) -> None:
        self.app = app
        self.limit = limit
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > self.limit:
            refusal = BodyTooLarge(limit=self.limit)
            return await self.refuse(Request(scope), refusal)(scope, receive, send)
        taken, started = 0, False

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limit:
                raise BodyTooLarge(limit=self.limit)
            return message

        async def answer(message: Message) -> None:
            nonlocal started
            # Whoever reads the body may turn the refusal into an answer of its own: that one is not sent.
            if started or taken <= self.limit:
                started = True
                await send(message)

        try:
            await self.app(scope, limited, answer)
        except BodyTooLarge:
            if started:
                raise
        if taken > self.limit and not started:
            await self.refuse(Request(scope), BodyTooLarge(limit=self.limit))(scope, receive, send)
