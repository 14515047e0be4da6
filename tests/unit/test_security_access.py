from __future__ import annotations

import base64
import stat
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from typer.testing import CliRunner

from shared.security import development
from shared.security.access import AccessTable, Permission, routes_without_permission
from shared.security.actors import Actor, OutsideOrganisation, OutsideTown, Role
from shared.security.development import DevelopmentIssuer
from shared.security.tokens import TokenVerifier
from shared.settings import DEVELOPMENT_ISSUER, Settings
from shared.values.errors import DomainError

TABLE = AccessTable(
    {"tenders.publish": Permission(frozenset({Role.TOWN_OFFICER}), "发布招标公告", "Publish a tender notice")}
)
TOWN = "330481004"


def build() -> FastAPI:
    app, router = FastAPI(), APIRouter(prefix="/tenders")

    @router.post("/publish")
    async def publish(actor: Actor = Depends(TABLE.allow("tenders.publish"))) -> str:  # noqa: B008
        return actor.id

    @router.get("/open")
    async def unprotected() -> str:
        return "open"

    app.include_router(router, prefix="/v1")

    @app.exception_handler(DomainError)
    async def problem(_: Request, error: DomainError) -> JSONResponse:
        return JSONResponse({"code": error.code}, error.status)

    return app


def test_walk_finds_the_unprotected_route() -> None:
    public = {"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}
    assert routes_without_permission(build(), public) == ["GET /v1/tenders/open"]
    assert "GET,HEAD /docs" in routes_without_permission(build(), set())


def test_unknown_permission_fails_at_import() -> None:
    with pytest.raises(KeyError):
        TABLE.allow("tenders.publsh")


async def test_401_403_and_success(tmp_path: Path) -> None:
    issuer, app = DevelopmentIssuer(tmp_path / "key.json"), build()
    app.state.token_verifier = TokenVerifier(issuer, DEVELOPMENT_ISSUER, "shegong")

    def header(role: Role) -> dict[str, str]:
        token = issuer.mint(subject="u1", audience="shegong", roles=[role], towns=[TOWN])
        return {"Authorization": f"Bearer {token}"}

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        url = "/v1/tenders/publish"
        assert (await client.post(url)).status_code == 401
        assert (await client.post(url, headers={"Authorization": "Bearer x.y.z"})).json() == {"code": "invalid-token"}
        assert (await client.post(url, headers=header(Role.AUDITOR))).json() == {"code": "missing-permission"}
        assert (await client.post(url, headers=header(Role.TOWN_OFFICER))).json() == "u1"


def test_scope() -> None:
    actor = Actor("u1", frozenset({Role.TOWN_OFFICER}), "91330481MA2XXXXX0A", frozenset({TOWN}))
    actor.require_town(TOWN)
    actor.require_organisation("91330481MA2XXXXX0A")
    with pytest.raises(OutsideTown):
        actor.require_town("330481005")
    with pytest.raises(OutsideOrganisation):
        actor.require_organisation("91330481MA2XXXXX0B")


def test_key_file_is_private_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "key.json"
    first = DevelopmentIssuer(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert DevelopmentIssuer(path).kid == first.kid
    path.chmod(0o644)
    with pytest.raises(PermissionError):
        DevelopmentIssuer(path)


async def test_mint_command(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    arguments = ["mint", "--role", "town_officer", "--town", TOWN]
    result = CliRunner().invoke(development.app, arguments, env={"SHEGONG_DEVELOPMENT_KEY_FILE": str(path)})
    assert result.exit_code == 0, result.output
    verifier = TokenVerifier(DevelopmentIssuer(path), DEVELOPMENT_ISSUER, "shegong")
    actor = await verifier.verify(result.output.strip())
    assert (actor.roles, actor.towns) == ({Role.TOWN_OFFICER}, {TOWN})
    refused = CliRunner().invoke(development.app, arguments, env={"SHEGONG_ENVIRONMENT": "production"})
    assert refused.exit_code != 0


def test_production_settings_fail_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEGONG_ENCRYPTION_KEYS", f'["{base64.b64encode(bytes(32)).decode()}"]')
    for service in ("REGISTRY", "CASEWORK", "FUNDING", "EVALUATION"):
        monkeypatch.setenv(f"SHEGONG_{service}_DATABASE_URL", "postgresql+asyncpg://db/x")
    monkeypatch.setenv("SHEGONG_OIDC_JWKS_URL", "https://id.example/keys")
    with pytest.raises(ValidationError, match="development issuer"):
        Settings()
    monkeypatch.setenv("SHEGONG_OIDC_ISSUER", "https://id.example")
    assert Settings().environment == "production"
    monkeypatch.delenv("SHEGONG_FUNDING_DATABASE_URL")
    with pytest.raises(ValidationError, match="SHEGONG_FUNDING_DATABASE_URL"):
        Settings()
