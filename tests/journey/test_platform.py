"""The platform as ``deploy/up`` starts it, used over HTTP as the portal would: policy published, subsidy explained."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.security.actors import Role
from tests.broker import free_port, rabbitmq
from tests.platform import Platform, running, until

G1 = {"personnel": "468000.00", "activities": "141250.50", "management": "68320.25"}


def spending(personnel: str, activities: str = "0", management: str = "0") -> dict[str, str]:
    return {"personnel": personnel, "activities": activities, "management": management}


GOLDEN = [
    pytest.param("700000", G1, "good", "0", ("271028.30", "406542.45", "0.00", "0.00"), id="G1"),
    pytest.param(
        "930000",
        spending("640000", "182000", "88000"),
        "excellent",
        "0",
        ("300000.00", "610000.00", "0.00", "0.00"),
        id="G2",
    ),
    pytest.param("700000", G1, "pass", "0", ("216822.64", "460748.11", "0.00", "0.00"), id="G3"),
    pytest.param(
        "700000",
        spending("505000", "120000", "60000"),
        "good",
        "0",
        ("268000.00", "402000.00", "0.00", "15000.00"),
        id="G4",
    ),
    pytest.param("700000", spending("375000"), "good", "200000", ("100000.00", "275000.00", "0.00", "0.00"), id="G5"),
    pytest.param("700000", G1, "fail", "0", ("0.00", "0.00", "677570.75", "0.00"), id="G6"),
    pytest.param("700000", spending("123456.79"), "good", "0", ("49382.71", "74074.08", "0.00", "0.00"), id="G7"),
]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with running(tmp_path_factory.mktemp("platform")) as started:
        yield started


def calculate(client: httpx.Client, **question: Any) -> httpx.Response:
    return client.post("/funding/subsidy-calculations", json={"day": "2021-12-31", **question})


@pytest.mark.parametrize(("approved", "actual", "grade", "before", "expected"), GOLDEN)
def test_golden_values_over_http_under_the_policy_that_the_registry_published(
    platform: Platform, approved: str, actual: dict[str, str], grade: str, before: str, expected: tuple[str, ...]
) -> None:
    with platform.client(Role.TOWN_OFFICER) as town:
        question = {"approved_total": approved, "actual": actual, "grade": grade, "granted_before": before}
        # The policy reaches funding as an event, shortly after the registry has committed it.
        until(lambda: calculate(town, **question).status_code == 200)
        answer = calculate(town, **question).json()
    assert tuple(answer[part] for part in ("city", "town", "held", "operator")) == expected
    assert answer["explanation"]["because"][0]["because"][0]["rule"] == "FND-2"


def test_the_pages_lead_everywhere_and_need_no_network(platform: Platform) -> None:
    with httpx.Client(base_url=platform.base) as visitor:
        landing = visitor.get("/").text
        for service in ("registry", "funding"):
            assert f"/{service}/docs" in landing
            docs = visitor.get(f"/{service}/docs").text
            assert "http://" not in docs
            assert "https://" not in docs
            script = docs.partition('src="')[2].partition('"')[0]
            assert visitor.get(script).status_code == 200
            assert visitor.get(f"/{service}/readyz").json() == {"failed": []}
        whole = visitor.get("/openapi.json").json()
        assert "/registry/towns" in whole["paths"]
        assert "/funding/subsidy-calculations" in whole["paths"]
        assert "https://" not in visitor.get("/docs").text
        assert visitor.get("/asyncapi.json").json()["asyncapi"].startswith("3.")


def test_wrong_input_and_forbidden_actors_change_nothing(platform: Platform) -> None:
    with platform.client(Role.TOWN_OFFICER) as town, platform.client(Role.CITY_OFFICER) as city:
        before = city.get("/registry/towns").json()
        order = {"code": "330481101", "name": "测试镇"}
        refused = town.post("/registry/towns", json=order, headers={"Idempotency-Key": "j-1"})
        malformed = city.post("/registry/towns", json={"code": 1}, headers={"Idempotency-Key": "j-2"})
        again = city.post("/registry/towns", json={**order, "code": "330481004"}, headers={"Idempotency-Key": "j-3"})
        unknown = city.get("/registry/towns/01890a5d-ac96-774b-bcce-b302099a8057")
        assert [answer.status_code for answer in (refused, malformed, again, unknown)] == [403, 422, 409, 404]
        assert {error["pointer"] for error in malformed.json()["errors"]} == {"/body/code", "/body/name"}
        assert again.json()["rule"] == "COV-1"
        assert city.get("/registry/towns").json() == before


def test_data_survives_a_restart_and_a_second_start_repeats_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as first, first.client(Role.AUDITOR) as auditor:
        towns = auditor.get("/registry/towns").json()
    with running(tmp_path) as second, second.client(Role.AUDITOR) as auditor:
        assert auditor.get("/registry/towns").json() == towns
        assert len(auditor.get("/registry/policies").json()["items"]) == 1


def test_the_same_over_rabbitmq(tmp_path: Path) -> None:
    with (
        rabbitmq() as url,
        running(tmp_path, "--rabbitmq", url) as platform,
        platform.client(Role.TOWN_OFFICER) as town,
    ):
        question = {"approved_total": "700000", "actual": G1, "grade": "good"}
        until(lambda: calculate(town, **question).status_code == 200)
        assert calculate(town, **question).json()["city"] == "271028.30"


def test_a_busy_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "deploy.up", "--port", port, "--data", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert f"Port {port} is in use" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_broken_data_folder_is_said_in_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "postgresql"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("nonsense")
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "deploy.up", "--port", str(free_port()), "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "PostgreSQL does not start on" in ended.stderr
    assert "Traceback" not in ended.stderr
