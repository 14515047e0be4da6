from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from shared.security.actors import Role
from shared.security.tokens import InvalidToken, KeysUnavailable, RemoteKeys, TokenVerifier

ISSUER, AUDIENCE = "https://id.example", "shegong"
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})


class Jwks:
    """A real HTTP server publishing ``keys``; counts its requests."""

    def __init__(self) -> None:
        self.keys: list[Any] = [RSA]
        self.requests = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests += 1
                body = json.dumps({"keys": [key.as_dict(private=False) for key in outer.keys]}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"


@pytest.fixture
def jwks() -> Iterator[Jwks]:
    site = Jwks()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()


def claims(**changes: Any) -> dict[str, Any]:
    base = {"iss": ISSUER, "aud": AUDIENCE, "sub": "u1", "exp": int(time.time()) + 300, "roles": ["auditor", "other"]}
    return {name: value for name, value in (base | changes).items() if value is not ...}


def sign(key: Any = RSA, alg: str = "RS256", kid: str | None = "rsa", **changes: Any) -> str:
    header = {"alg": alg} | ({"kid": kid} if kid else {})
    return jwt.encode(header, claims(**changes), key, algorithms=[alg])


def encode(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def unsigned(alg: str = "none") -> str:
    return ".".join(encode(json.dumps(part).encode()) for part in ({"alg": alg, "kid": "rsa"}, claims())) + "."


def confused() -> str:
    """The key confusion attack: HMAC with the published PEM as the secret."""
    text = unsigned("HS256")
    return text + encode(hmac.digest(RSA.as_pem(private=False), text[:-1].encode(), "sha256"))


async def test_good_tokens(jwks: Jwks) -> None:
    jwks.keys = [RSA, EC]
    async with httpx.AsyncClient() as client:
        verifier = TokenVerifier(RemoteKeys(jwks.url, client), ISSUER, AUDIENCE)
        actor = await verifier.verify(sign())
        assert (actor.id, actor.roles, actor.towns) == ("u1", {Role.AUDITOR}, frozenset())
        assert (await verifier.verify(sign(EC, "ES256", "ec"))).id == "u1"
        assert (await verifier.verify(sign(exp=int(time.time()) - 5))).id == "u1", "within the leeway"
    assert jwks.requests == 1


async def test_bad_tokens_are_refused(jwks: Jwks) -> None:
    now = int(time.time())
    good = sign()
    bad = {
        "issuer": sign(iss="https://other.example"),
        "audience": sign(aud="other"),
        "no audience": sign(aud=...),
        "expired": sign(exp=now - 60),
        "no expiry": sign(exp=...),
        "not yet": sign(nbf=now + 60),
        "none": unsigned(),
        "HS256 with the public key": confused(),
        "RS512": sign(alg="RS512"),
        "unknown kid": sign(kid="other"),
        "no kid": sign(kid=None),
        "another key": sign(RSAKey.generate_key(2048)),
        "changed": good[:-8] + ("AAAAAAAA" if not good.endswith("AAAAAAAA") else "BBBBBBBB"),
        "towns": sign(towns="330481004"),
        "town": sign(towns=["33"]),
        "subject": sign(sub=7),
        "malformed": "a.b.c",
        "not ascii": "令牌",
        "nested": encode(b"[" * 20_000) + ".e30.AA",
        "empty": "",
    }
    async with httpx.AsyncClient() as client:
        verifier = TokenVerifier(RemoteKeys(jwks.url, client), ISSUER, AUDIENCE)
        for name, token in bad.items():
            try:
                await verifier.verify(token)
            except InvalidToken:
                continue
            pytest.fail(f"accepted: {name}")


async def test_rotation_and_rate_limit(jwks: Jwks) -> None:
    async with httpx.AsyncClient() as client:
        limited = TokenVerifier(RemoteKeys(jwks.url, client, min_interval=60), ISSUER, AUDIENCE)
        prompt = TokenVerifier(RemoteKeys(jwks.url, client, min_interval=0), ISSUER, AUDIENCE)
        await limited.verify(sign())
        await prompt.verify(sign())
        jwks.keys = [EC]
        assert (await prompt.verify(sign(EC, "ES256", "ec"))).id == "u1"
        with pytest.raises(InvalidToken):
            await prompt.verify(sign())
        before = jwks.requests
        for number in range(5):
            with pytest.raises(InvalidToken):
                await limited.verify(sign(EC, "ES256", f"made-up-{number}"))
        assert jwks.requests == before


async def test_unreachable_issuer_fails_closed() -> None:
    async with httpx.AsyncClient() as client:
        verifier = TokenVerifier(RemoteKeys("http://127.0.0.1:9/keys", client), ISSUER, AUDIENCE)
        for _ in range(2):
            with pytest.raises(KeysUnavailable):
                await verifier.verify(sign())
