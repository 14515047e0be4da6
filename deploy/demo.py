"""Demo data, put in through the API as a portal would. Fixed idempotency keys make a second run harmless."""

from __future__ import annotations

import httpx

from services.registry.policy.schemas import PARAMETERS_2021

DEMO: tuple[tuple[str, str, dict[str, object]], ...] = (
    (
        "demo-town-maqiao",
        "/registry/towns",
        {"code": "330481004", "name": "马桥街道", "station_target": "2020-10-31"},
    ),
    ("demo-policy-2021", "/registry/policies", {"effective_from": "2020-12-01", "parameters": PARAMETERS_2021}),
)


async def load(base_url: str, token: str) -> None:
    """Register Maqiao and publish policy 2021 as a city officer. Raises ``httpx.HTTPStatusError`` when refused."""
    async with httpx.AsyncClient(base_url=base_url, headers={"Authorization": f"Bearer {token}"}) as client:
        for key, path, body in DEMO:
            answer = await client.post(path, json=body, headers={"Idempotency-Key": key})
            if answer.status_code != httpx.codes.CONFLICT:
                answer.raise_for_status()
