"""Health for whoever runs the service: alive, ready, and figures in Prometheus' text format."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

Check = Callable[[], Awaitable[object]]
TIMEOUT = 2.0
"""Seconds after which a readiness check counts as failed."""


class Health(BaseModel):
    """``failed`` names the parts that are out of reach; empty when all are well."""

    failed: list[str]


def health_router(checks: Mapping[str, Check]) -> APIRouter:
    """``/livez``, ``/readyz`` (503 while a check fails) and ``/metrics``; open to the network that may reach them."""
    router = APIRouter(tags=["health"], include_in_schema=False)

    @router.get("/livez")
    async def alive() -> Health:
        return Health(failed=[])

    @router.get("/readyz")
    async def ready(response: Response) -> Health:
        results = await asyncio.gather(*(_passes(check) for check in checks.values()))
        failed = [name for name, passed in zip(checks, results, strict=True) if not passed]
        response.status_code = 503 if failed else 200
        return Health(failed=failed)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    _ = alive, ready, metrics
    return router


async def _passes(check: Check) -> bool:
    try:
        async with asyncio.timeout(TIMEOUT):
            await check()
    except Exception:
        return False
    return True
