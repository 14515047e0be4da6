"""JSON Schemas of the events. ``python -m shared.contracts.schemas pin`` writes them down as what is promised.

A pinned schema is the promise to consumers: a breaking change of an event is refused, a new version is added beside it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, cast

from shared.contracts.catalogue import CATALOGUE
from shared.contracts.compatibility import breaking_changes
from shared.contracts.envelope import Event

PINNED = Path(__file__).resolve().parents[2] / "tests" / "contract" / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
USAGE = "usage: python -m shared.contracts.schemas pin"


def schema_of(event: type[Event]) -> dict[str, Any]:
    """JSON Schema (2020-12) of the event's data, with its type as ``$id`` and its example."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:{event.type.replace('.', ':')}",
        **event.model_json_schema(),
        "examples": [dict(event.example)],
    }


def pinned_schema(event_type: str, folder: Path = PINNED) -> dict[str, Any] | None:
    """The schema that was promised for the type, or ``None`` before the first promise."""
    file = folder / f"{event_type}.json"
    return cast("dict[str, Any]", json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None


def pin(folder: Path = PINNED) -> list[str]:
    """Write the schema of every event, unless one breaks its promise: then write nothing and return the breaks."""
    schemas = {name: schema_of(entry.event) for name, entry in CATALOGUE.items()}
    broken = [
        f"{name}: {change}"
        for name, schema in schemas.items()
        if (before := pinned_schema(name, folder)) is not None
        for change in breaking_changes(before, schema)
    ]
    if not broken:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in schemas.items():
            text = json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True)
            (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return broken


def main(arguments: list[str]) -> int:
    """Run the command; exit code 0 when pinned, 1 when a promise would break, 2 for wrong usage."""
    if arguments != ["pin"]:
        print(USAGE, file=sys.stderr)
        return 2
    broken = pin()
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
