"""Every refusal is a problem document in the caller's language, names the field, and tells no more than it should."""

from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import Body, FastAPI

from services.funding.budgets.rules import PersonnelShareExceeded
from shared.values.money import Fen
from shared.web import problems
from shared.web.language import preferred


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)

    @app.post("/budgets")
    async def check(total: Annotated[Fen, Body()], note: Annotated[str, Body()]) -> str:
        if note == "broken":
            raise RuntimeError("secret")
        raise PersonnelShareExceeded("/total", personnel="2.00", total=total.yuan, limit="1.00")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


async def test_a_domain_error_carries_rule_facts_and_chinese_text(client: httpx.AsyncClient) -> None:
    response = await client.post("/budgets", json={"total": "3.00", "note": ""})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-language"] == "zh"
    assert response.json() == {
        "type": "urn:shegong:problem:personnel-share-exceeded",
        "title": "人员经费超过规定比例",
        "status": 422,
        "detail": "人员经费 2.00 元，总额 3.00 元时不得超过 1.00 元。",
        "instance": "/budgets",
        "code": "personnel-share-exceeded",
        "rule": "FND-2",
        "errors": [{"pointer": "/total", "detail": "人员经费超过规定比例"}],
        "personnel": "2.00",
        "total": "3.00",
        "limit": "1.00",
    }


async def test_a_wrong_field_is_named_and_its_value_is_not_repeated(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/budgets", json={"total": "330481-secret"}, headers={"Accept-Language": "en-GB, zh;q=0.5"}
    )
    assert response.status_code == 422
    assert {error["pointer"] for error in response.json()["errors"]} == {"/body/total", "/body/note"}
    assert "secret" not in response.text


async def test_an_unexpected_failure_tells_nothing(client: httpx.AsyncClient) -> None:
    response = await client.post("/budgets", json={"total": "3.00", "note": "broken"})
    assert response.status_code == 500
    assert response.json()["code"] == "internal-error"
    assert "secret" not in response.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("PUT", "/budgets", 405)])
async def test_the_router_refuses_with_problems_too(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("en", "en"),
        ("zh-CN,en;q=0.8", "zh"),
        ("fr, en;q=0.3", "en"),
        ("en;q=0.2, *;q=0.9", "zh"),
        ("en;q=nonsense", "zh"),
    ],
)
def test_the_language_follows_the_quality_values(header: str | None, language: str) -> None:
    assert preferred(header) == language


def test_a_pointer_escapes_as_rfc_6901_says() -> None:
    assert problems.pointer(("body", "a/b~c", 0)) == "/body/a~1b~0c/0"
