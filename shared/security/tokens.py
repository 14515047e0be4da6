"""Bearer tokens (访问令牌): signed JWTs (RFC 7519) checked against the issuer's published keys (RFC 7517)."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from shared.security.actors import Actor, Role
from shared.values.errors import DomainError

ALGORITHMS = ["RS256", "ES256"]
PublicKey = RSAKey | ECKey


class Unauthenticated(DomainError):
    """The request carries no bearer token (HTTP 401)."""

    status = 401
    code = "unauthenticated"
    title_zh = "请先登录"
    title_en = "Please sign in"


class InvalidToken(Unauthenticated):
    """The token is malformed, expired, or not meant for this platform; the reason is not told to the caller."""

    code = "invalid-token"
    title_zh = "登录凭证无效或已过期"
    title_en = "The token is not valid or has expired"


class KeysUnavailable(DomainError):
    """The issuer's signing keys cannot be read now (HTTP 503)."""

    status = 503
    code = "signing-keys-unavailable"
    title_zh = "暂时无法验证登录凭证"
    title_en = "Tokens cannot be verified at the moment"


class KeySource(Protocol):
    """Where signing keys come from; ``None`` when the issuer has no such key."""

    async def find(self, kid: str) -> PublicKey | None: ...


def read_keys(document: Mapping[str, Any]) -> dict[str, PublicKey]:
    """The RSA and EC signing keys of a JWK set by key id; other kinds are left out. Raises ``ValueError``."""
    entries: object = document.get("keys")
    if not isinstance(entries, list):
        raise ValueError("not a JWK set")
    keys: dict[str, PublicKey] = {}
    for entry in cast("list[dict[str, Any]]", entries):
        kid: object = entry.get("kid")
        if not isinstance(kid, str) or entry.get("use", "sig") != "sig":
            continue
        if entry.get("kty") == "RSA":
            keys[kid] = RSAKey.import_key(entry)
        elif entry.get("kty") == "EC" and entry.get("crv") == "P-256":
            keys[kid] = ECKey.import_key(entry)
    return keys


class RemoteKeys:
    """Keys from a JWKS address, kept ``max_age`` seconds and read again when a token names an unknown key.

    At most one request goes out in ``min_interval`` seconds, so that made-up key ids cannot flood the issuer.
    """

    def __init__(self, url: str, client: httpx.AsyncClient, *, max_age: float = 600, min_interval: float = 10) -> None:
        self._url, self._client = url, client
        self._max_age, self._min_interval = max_age, min_interval
        self._keys: dict[str, PublicKey] = {}
        self._read_at = self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, kid: str) -> PublicKey | None:
        """The key with this id. Raises ``KeysUnavailable`` when no fresh key set can be had."""
        if not (self._fresh and kid in self._keys):
            async with self._lock:
                due = time.monotonic() - self._tried_at >= self._min_interval
                if due and not (self._fresh and kid in self._keys):
                    await self._read()
        if not self._fresh:
            raise KeysUnavailable
        return self._keys.get(kid)

    @property
    def _fresh(self) -> bool:
        return time.monotonic() - self._read_at < self._max_age

    async def _read(self) -> None:
        self._tried_at = time.monotonic()
        try:
            response = await self._client.get(self._url, timeout=5)
            self._keys = read_keys(response.raise_for_status().json())
        except (httpx.HTTPError, JoseError, ValueError, TypeError, AttributeError, KeyError) as error:
            raise KeysUnavailable from error
        self._read_at = time.monotonic()


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """Turns a bearer token into an ``Actor``; ``leeway`` is the clock difference allowed, in seconds."""

    keys: KeySource
    issuer: str
    audience: str
    leeway: int = 30

    async def verify(self, token: str) -> Actor:
        """Check signature, issuer, audience and times. Raises ``InvalidToken`` or ``KeysUnavailable``."""
        try:
            header = jws.extract_compact(token.encode()).headers()
            kid: object = header.get("kid")
            if header.get("alg") not in ALGORITHMS or not isinstance(kid, str):
                raise InvalidToken
            key = await self.keys.find(kid)
            if key is None:
                raise InvalidToken
            claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                leeway=self.leeway,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.audience},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            raise InvalidToken from error
        return actor_from(claims)


def actor_from(claims: Mapping[str, Any]) -> Actor:
    """Read ``sub``, ``roles``, ``organisation`` and ``towns``; roles of other systems are ignored.

    Raises ``InvalidToken`` when a claim has the wrong shape.
    """
    subject: object = claims.get("sub")
    organisation: object = claims.get("organisation")
    towns = _texts(claims, "towns")
    if not isinstance(subject, str) or not subject:
        raise InvalidToken
    if organisation is not None and not (isinstance(organisation, str) and re.fullmatch("[0-9A-Z]{18}", organisation)):
        raise InvalidToken
    if not all(re.fullmatch("[0-9]{9}", town) for town in towns):
        raise InvalidToken
    named = _texts(claims, "roles")
    return Actor(subject, frozenset(role for role in Role if role in named), organisation, towns)


def _texts(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    value: object = claims.get(name, [])
    if not isinstance(value, list):
        raise InvalidToken
    items = cast("list[object]", value)
    texts = frozenset(item for item in items if isinstance(item, str))
    if not all(isinstance(item, str) for item in items):
        raise InvalidToken
    return texts
