"""The published language: pinned promises, examples, envelope, personal data, the AsyncAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from shared.contracts.asyncapi import document
from shared.contracts.catalogue import CATALOGUE, Entry, UnknownEvent, heard_by, open_envelope
from shared.contracts.compatibility import breaking_changes
from shared.contracts.envelope import Envelope
from shared.contracts.schemas import PINNED, main, pin, pinned_schema, schema_of

EVERY = pytest.mark.parametrize("entry", CATALOGUE.values(), ids=list(CATALOGUE))
DENIED = [
    "name",
    "phone",
    "mobile",
    "email",
    "address",
    "birth",
    "gender",
    "sex",
    "identity",
    "id_number",
    "id_card",
    "passport",
    "resident",
    "household",
    "guardian",
    "photo",
    "wechat",
    "diagnosis",
    "nationality",
    "bank_account",
    "person",
    "contact_name",
    "legal_representative",
]
NAMES_OF_THINGS = {"TownRegistered.name", "ContractProject.name", "ByCategory.personnel"}


def wrapped(entry: Entry, **changes: Any) -> Envelope:
    given: dict[str, Any] = {
        "subject": "s",
        "partitionkey": "330481004",
        "sequence": 1,
        "time": datetime(2021, 3, 1, 10, tzinfo=timezone(timedelta(hours=8))),
    }
    return Envelope.wrap(entry.event.model_validate(entry.example), **(given | changes))


def objects(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from ((part["title"], name) for name in part.get("properties", {}))


@EVERY
def test_promise_is_kept(entry: Entry) -> None:
    promised = pinned_schema(entry.event.type)
    assert promised is not None, "run: python -m shared.contracts.schemas pin"
    assert breaking_changes(promised, schema_of(entry.event)) == []


def test_no_promise_is_dropped() -> None:
    assert {file.stem for file in PINNED.glob("*.json")} <= set(CATALOGUE)


@EVERY
def test_example_validates_and_round_trips(entry: Entry) -> None:
    schema = schema_of(entry.event)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(dict(entry.example), schema, cls=jsonschema.Draft202012Validator)
    event = entry.event.model_validate(entry.example)
    assert json.loads(event.model_dump_json()) == entry.example
    again = Envelope.from_json(wrapped(entry).to_json())
    assert open_envelope(again) == event
    assert again.source == f"/{entry.producer}"
    assert entry.producer not in entry.consumers


@EVERY
def test_no_personal_data(entry: Entry) -> None:
    for owner, field in objects(schema_of(entry.event)):
        if f"{owner}.{field}" not in NAMES_OF_THINGS:
            assert not any(word in field for word in DENIED), f"{owner}.{field}"


def test_envelope_is_cloudevents_in_utc() -> None:
    entry = CATALOGUE["cn.shegong.registry.town.registered.v1"]
    envelope = wrapped(entry)
    written = json.loads(envelope.to_json())
    assert envelope.id.version == 7
    assert envelope.time == datetime(2021, 3, 1, 2, tzinfo=UTC)
    assert written["time"] == "2021-03-01T02:00:00Z"
    assert "traceparent" not in written
    assert Envelope.from_json(json.dumps(written | {"unknown": 1})) == envelope


@pytest.mark.parametrize(
    "wrong",
    [{"sequence": 0}, {"time": datetime(2021, 3, 1)}, {"traceparent": "x"}, {"subject": ""}],  # noqa: DTZ001
)
def test_envelope_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        wrapped(CATALOGUE["cn.shegong.registry.town.registered.v1"], **wrong)


def test_unknown_type_and_bindings() -> None:
    envelope = wrapped(CATALOGUE["cn.shegong.registry.town.registered.v1"])
    with pytest.raises(UnknownEvent):
        open_envelope(envelope.model_copy(update={"type": "cn.shegong.registry.town.sunk.v1"}))
    assert "cn.shegong.evaluation.conclusion.published.v1" in heard_by("funding")


def test_pin_refuses_to_break_a_promise(tmp_path: Path) -> None:
    assert pin(tmp_path) == []
    file = tmp_path / "cn.shegong.registry.staff.left.v1.json"
    before = json.loads(file.read_text("utf-8"))
    before["properties"]["gone"] = {"type": "string"}
    file.write_text(json.dumps(before), "utf-8")
    assert any("$.gone: property removed" in line for line in pin(tmp_path))
    assert json.loads(file.read_text("utf-8")) == before
    assert main([]) == 2


def test_asyncapi_references_resolve() -> None:
    whole = document()

    def references(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            node = list(node.values())
        if isinstance(node, list):
            for inner in node:
                yield from references(inner)

    for reference in references(whole):
        found: Any = whole
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    assert {channel["address"] for channel in whole["channels"].values()} == set(CATALOGUE)
    sends = [operation for operation in whole["operations"].values() if operation["action"] == "send"]
    assert len(sends) == len(CATALOGUE)
    for message in whole["components"]["messages"].values():
        schema = message["payload"] | {"components": whole["components"]}
        for example in message["examples"]:
            jsonschema.validate(example["payload"], schema, cls=jsonschema.Draft202012Validator)
            Envelope.model_validate(example["payload"])
