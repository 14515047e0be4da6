"""No route of any service is open by accident, and every operation documents itself."""

from pathlib import Path
from typing import Any

import pytest

from deploy.services import SERVICES
from shared.messaging.embedded import EmbeddedTransport
from shared.security.access import routes_without_permission
from shared.security.development import DevelopmentIssuer
from shared.security.tokens import TokenVerifier
from shared.web.app import Service, create_app

PUBLIC = {"/livez", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"}
EVERY = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


@pytest.fixture
def app(service: Service, tmp_path: Path) -> Any:
    verifier = TokenVerifier(DevelopmentIssuer(tmp_path / "key"), "issuer", "shegong")
    url = "postgresql+asyncpg://nobody@localhost/nothing"
    return create_app(service, database_url=url, verifier=verifier, transport=EmbeddedTransport())


@EVERY
def test_every_route_names_its_permission(service: Service, app: Any) -> None:
    open_routes = routes_without_permission(app, PUBLIC | {"/static-offline-docs"})
    assert open_routes == []


@EVERY
def test_every_operation_documents_itself(service: Service, app: Any) -> None:
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary"), f"{method} {path}"
            assert operation.get("description"), f"{method} {path}"
            assert "422" not in operation["responses"] or "application/problem+json" in str(operation["responses"])
            assert {"401", "403"} <= operation["responses"].keys(), f"{method} {path}"
