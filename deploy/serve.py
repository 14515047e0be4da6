"""``python -m deploy.serve registry``: one service as a process of its own, set by ``SHEGONG_…`` variables alone.

Paths are the same as in the combined process, so a gateway needs to know only the first part of each path.
"""

from __future__ import annotations

import sys
from typing import Annotated

import httpx
import typer
import uvicorn
from pydantic import SecretStr, ValidationError

from deploy.keys import configured_keys
from deploy.platform import combined
from deploy.services import SERVICES, TOPOLOGY
from shared.database.columns import use_encryption_keys
from shared.messaging.rabbitmq import RabbitMqTransport
from shared.security.development import DevelopmentIssuer
from shared.security.tokens import RemoteKeys, TokenVerifier
from shared.settings import Settings


def verifier(settings: Settings) -> TokenVerifier:
    """Checks tokens with the keys of the issuer that the settings name."""
    keys = (
        RemoteKeys(settings.oidc_jwks_url, httpx.AsyncClient(timeout=5))
        if settings.oidc_jwks_url and not settings.uses_development_issuer
        else DevelopmentIssuer(settings.development_key_file)
    )
    return TokenVerifier(keys, settings.oidc_issuer, settings.oidc_audience)


def main(
    service: Annotated[str, typer.Argument(help="One of: " + ", ".join(known.name for known in SERVICES))],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Run one service. Its database must be migrated (``python -m deploy.migrate upgrade``)."""
    chosen = [known for known in SERVICES if known.name == service]
    if not chosen:
        raise typer.BadParameter(f"there is no service {service}")
    try:
        settings = Settings()
    except ValidationError as error:
        print("\n".join(found["msg"] for found in error.errors()), file=sys.stderr)
        raise typer.Exit(2) from None
    url: SecretStr | None = getattr(settings, f"{service}_database_url")
    if url is None or settings.rabbitmq_url is None:
        print(f"SHEGONG_{service.upper()}_DATABASE_URL and SHEGONG_RABBITMQ_URL are required.", file=sys.stderr)
        raise typer.Exit(2)
    if keys := configured_keys(settings):
        use_encryption_keys(keys)
    transport = RabbitMqTransport(settings.rabbitmq_url.get_secret_value(), TOPOLOGY)
    app = combined(chosen, {service: url.get_secret_value()}, verifier(settings), transport)
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    typer.run(main)
