"""Each service as a process of its own over real PostgreSQL and RabbitMQ: a consumer killed at once loses nothing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from deploy.demo import load
from deploy.postgres import create_databases
from deploy.services import SERVICES, migrations
from shared.database.migrations import upgrade
from shared.security.actors import Role
from shared.security.development import DevelopmentIssuer
from tests.broker import free_port, rabbitmq

QUESTION = {
    "day": "2021-12-31",
    "approved_total": "700000.00",
    "actual": {"personnel": "468000.00", "activities": "141250.50", "management": "68320.25"},
    "grade": "good",
}


@contextmanager
def service(name: str, environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A service's own process and its base URL, once it is ready; killed at the end."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "deploy.serve", name, "--port", str(port)], env=environment
    )
    base = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if httpx.get(f"{base}/{name}/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        else:
            raise AssertionError(f"{name} did not start")
        yield process, base
    finally:
        process.kill()
        process.wait()


def test_an_event_reaches_a_consumer_that_was_killed_and_started_again(postgres_url: str, tmp_path: Path) -> None:
    urls = asyncio.run(create_databases(postgres_url, [known.name for known in SERVICES]))
    for known in SERVICES:
        upgrade(migrations(known.name), urls[known.name])
    key = tmp_path / "issuer.json"
    issuer = DevelopmentIssuer(key)

    def token(role: Role) -> str:
        return issuer.mint(subject=f"faults-{role}", audience="shegong", roles=[role], towns=["330481004"])

    with rabbitmq() as broker:
        environment = {
            **os.environ,
            "SHEGONG_ENVIRONMENT": "development",
            "SHEGONG_DEVELOPMENT_KEY_FILE": str(key),
            "SHEGONG_RABBITMQ_URL": broker,
            **{f"SHEGONG_{name.upper()}_DATABASE_URL": url for name, url in urls.items()},
        }
        with service("registry", environment) as (_, registry):
            with service("funding", environment) as (funding, _):
                funding.kill()
                asyncio.run(load(registry, token(Role.CITY_OFFICER)))
            with (
                service("funding", environment) as (_, base),
                httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token(Role.AUDITOR)}"}) as auditor,
            ):
                deadline = time.monotonic() + 20
                while True:
                    answer = auditor.post("/funding/subsidy-calculations", json=QUESTION)
                    if answer.status_code == 200 or time.monotonic() > deadline:
                        break
                    time.sleep(0.1)
        assert answer.json()["city"] == "271028.30"


def test_a_production_process_refuses_to_start_without_its_settings() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHEGONG_")}
    ended = subprocess.run(
        [sys.executable, "-m", "deploy.serve", "registry"], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "development issuer" in ended.stderr
    assert "Traceback" not in ended.stderr
