"""The built-in development issuer: a key pair in a private file, and tokens for any role. Never for production.

``python -m shared.security.development mint --role town_officer --town 330481004`` prints a token.
"""

import json
import os
import time
from pathlib import Path
from typing import Annotated

import typer
from joserfc import jwt
from joserfc.jwk import RSAKey

from shared.security.actors import Role
from shared.security.tokens import PublicKey
from shared.settings import DEVELOPMENT_ISSUER, Settings


class DevelopmentIssuer:
    """Signs tokens with the key in ``path``, created with mode 0600 on first use; also a ``KeySource``.

    Raises ``PermissionError`` when other users can read an existing key file.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        if path.stat().st_mode & 0o077:
            raise PermissionError(f"{path} must be readable by its owner only (mode 0600)")
        self._key = RSAKey.import_key(json.loads(path.read_text()))
        self.kid = self._key.thumbprint()
        self._public = RSAKey.import_key(self._key.as_dict(private=False))

    async def find(self, kid: str) -> PublicKey | None:
        """The public key, when ``kid`` is its thumbprint (RFC 7638)."""
        return self._public if kid == self.kid else None

    def mint(
        self,
        *,
        subject: str,
        audience: str,
        roles: list[Role],
        towns: list[str],
        organisation: str | None = None,
        seconds: int = 3600,
    ) -> str:
        """A signed token valid for ``seconds`` from now."""
        now = int(time.time())
        claims = {
            "iss": DEVELOPMENT_ISSUER,
            "aud": audience,
            "sub": subject,
            "iat": now,
            "exp": now + seconds,
            "roles": [role.value for role in roles],
            "towns": towns,
            "organisation": organisation,
        }
        return jwt.encode({"alg": "RS256", "kid": self.kid}, claims, self._key)


def _create(path: Path) -> None:
    """Write a new key under a private name, then link it: two processes starting together share one key."""
    text = json.dumps(RSAKey.generate_key(2048).as_dict(private=True))
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


app = typer.Typer(help="The development issuer.", no_args_is_help=True)


@app.callback()
def _group() -> None:  # pyright: ignore[reportUnusedFunction]
    """Keep ``mint`` a named subcommand."""


@app.command()
def mint(
    role: Annotated[list[Role], typer.Option(help="A role; may be repeated.")],
    town: Annotated[list[str] | None, typer.Option(help="Nine-digit town code; may be repeated.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Unified social credit code.")] = None,
    subject: Annotated[str, typer.Option(help="Who the token is for.")] = "developer",
    seconds: Annotated[int, typer.Option(min=1, help="How long the token is valid.")] = 3600,
) -> None:
    """Print a token for these roles. Refused in production."""
    settings = Settings(environment="development")
    if os.environ.get("SHEGONG_ENVIRONMENT") == "production":
        raise typer.BadParameter("the development issuer does not run in production")
    issuer = DevelopmentIssuer(settings.development_key_file)
    typer.echo(
        issuer.mint(
            subject=subject,
            audience=settings.oidc_audience,
            roles=role,
            towns=town or [],
            organisation=organisation,
            seconds=seconds,
        )
    )


if __name__ == "__main__":
    app()
