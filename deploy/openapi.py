"""One OpenAPI document over all services, for the combined page: paths under each service's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

REFERENCE = "#/components/schemas/"


def merged(apps: Mapping[str, FastAPI]) -> dict[str, Any]:
    """The services' documents as one; a schema whose name means something else elsewhere gets its service's name."""
    documents = {name: app.openapi() for name, app in apps.items()}
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    security: dict[str, Any] = {}
    for name, document in documents.items():
        components = document.get("components", {})
        own = _renamed(name, components.get("schemas", {}), documents)
        schemas.update({own[schema]: _point(body, own) for schema, body in components.get("schemas", {}).items()})
        security.update(components.get("securitySchemes", {}))
        for path, operations in document["paths"].items():
            paths[f"/{name}{path}"] = {
                method: _of_service(name, _point(operation, own)) for method, operation in operations.items()
            }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Shegong 社工",
            "version": "1",
            "description": "社会工作站平台 · Every operation of every service.",
        },
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security},
    }


def _renamed(name: str, schemas: Mapping[str, Any], documents: Mapping[str, Any]) -> dict[str, str]:
    others = [
        document.get("components", {}).get("schemas", {}) for other, document in documents.items() if other != name
    ]
    return {
        schema: schema if all(other.get(schema, body) == body for other in others) else f"{name}_{schema}"
        for schema, body in schemas.items()
    }


def _point(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _point(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [_point(value, names) for value in node]
    if isinstance(node, str) and node.startswith(REFERENCE):
        return REFERENCE + names.get(node.removeprefix(REFERENCE), node.removeprefix(REFERENCE))
    return node


def _of_service(name: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        **operation,
        "operationId": f"{name}_{operation['operationId']}",
        "tags": [f"{name}: {tag}" for tag in operation.get("tags", ["operations"])],
    }
