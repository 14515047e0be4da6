"""The AsyncAPI 3.0 document of the whole platform, made from the catalogue."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.contracts.catalogue import CATALOGUE, Entry
from shared.contracts.envelope import Envelope


def document(version: str = "1") -> dict[str, Any]:
    """Channels (one an event type; its address is the routing key), operations of every service, and schemas.

    ``send`` is the producer's operation, ``receive`` a consumer's. ``version`` is that of the published language.
    """
    entries = CATALOGUE.values()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Shegong events (社工平台事件)",
            "version": version,
            "description": "CloudEvents 1.0 in JSON. No event carries personal data (个人信息).",
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {_name(entry): _channel(entry) for entry in entries},
        "operations": {name: operation for entry in entries for name, operation in _operations(entry).items()},
        "components": {
            "messages": {_name(entry): _message(entry) for entry in entries},
            "schemas": _schemas(),
        },
    }


def _name(entry: Entry) -> str:
    return entry.event.__name__


def _channel(entry: Entry) -> dict[str, Any]:
    name = _name(entry)
    return {
        "address": entry.event.type,
        "description": entry.description,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }


def _operations(entry: Entry) -> dict[str, dict[str, Any]]:
    name = _name(entry)
    target = {
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{name}"}],
    }
    sent = {f"{entry.producer}_sends_{name}": {"action": "send", **target}}
    return sent | {f"{service}_receives_{name}": {"action": "receive", **target} for service in entry.consumers}


def _message(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.event.type,
        "title": _name(entry),
        "summary": entry.description.splitlines()[0],
        "contentType": "application/cloudevents+json",
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/Envelope"},
                {
                    "type": "object",
                    "properties": {
                        "source": {"const": f"/{entry.producer}"},
                        "type": {"const": entry.event.type},
                        "data": {"$ref": f"#/components/schemas/{_name(entry)}"},
                    },
                },
            ]
        },
        "examples": [{"name": "example", "payload": _example(entry)}],
    }


def _example(entry: Entry) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "01890a5d-ac96-774b-bcce-b302099a8000",
        "source": f"/{entry.producer}",
        "type": entry.event.type,
        "subject": str(next(iter(entry.example.values()))),
        "time": "2021-03-01T02:00:00Z",
        "datacontenttype": "application/json",
        "partitionkey": str(entry.example.get("town_code", "city")),
        "sequence": 1,
        "data": dict(entry.example),
    }


def _schemas() -> dict[str, Any]:
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Envelope, "validation")]
    models.extend((entry.event, "validation") for entry in CATALOGUE.values())
    _, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
    return definitions["$defs"]
