"""The permission table (权限表) as data, and the FastAPI dependency that enforces one line of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.security.actors import Actor, Role
from shared.security.tokens import TokenVerifier, Unauthenticated
from shared.values.errors import Forbidden

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT")


class MissingPermission(Forbidden):
    """None of the actor's roles (角色) carries this permission (HTTP 403)."""

    code = "missing-permission"
    detail_zh = "您的角色没有权限 {permission}。"
    detail_en = "None of your roles has the permission {permission}."


@dataclass(frozen=True, slots=True)
class Permission:
    """Which roles may do a thing, and what the thing is, for people who review the table."""

    roles: frozenset[Role]
    description_zh: str
    description_en: str


class Allow:
    """A FastAPI dependency: the caller as an ``Actor``, if one of their roles has ``permission``.

    Reads the ``TokenVerifier`` from ``app.state.token_verifier``. Raises ``Unauthenticated``, ``InvalidToken``,
    ``KeysUnavailable`` or ``MissingPermission``.
    """

    def __init__(self, permission: str, roles: frozenset[Role]) -> None:
        self.permission = permission
        self._roles = roles

    async def __call__(
        self, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> Actor:
        if credentials is None:
            raise Unauthenticated
        verifier: TokenVerifier = request.app.state.token_verifier
        actor = await verifier.verify(credentials.credentials)
        if self._roles.isdisjoint(actor.roles):
            raise MissingPermission(permission=self.permission)
        return actor


class AccessTable:
    """A service's whole permission table, by permission name such as ``tenders.publish``."""

    def __init__(self, permissions: Mapping[str, Permission]) -> None:
        self.permissions = dict(permissions)

    def allow(self, name: str) -> Allow:
        """The dependency for one permission. Raises ``KeyError`` while the router is imported if it is unknown."""
        return Allow(name, self.permissions[name].roles)


def routes_without_permission(app: FastAPI, public_paths: Collection[str]) -> list[str]:
    """Every route that asks for no permission and is not public, as ``"GET /path"``.

    Mounts and other routes whose dependencies cannot be seen count as unprotected.
    """
    found: list[str] = []
    for route in iter_route_contexts(app.routes):
        path = str(getattr(route, "path", ""))
        dependant: Dependant | None = getattr(route, "dependant", None)
        protected = dependant is not None and any(isinstance(each.call, Allow) for each in _tree(dependant))
        if path not in public_paths and not protected:
            methods: Collection[str] = getattr(route, "methods", None) or ()
            found.append(f"{','.join(sorted(methods))} {path}".strip())
    return found


def _tree(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for child in dependant.dependencies:
        yield from _tree(child)
