"""Breaking changes of a schema are found; additive ones pass."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from shared.contracts.compatibility import breaking_changes

OLD: dict[str, Any] = {
    "type": "object",
    "required": ["id", "part"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "count": {"type": "integer", "minimum": 0, "maximum": 10},
        "state": {"enum": ["open", "closed"], "type": "string"},
        "maybe": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "part": {"$ref": "#/$defs/Part"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
    },
    "$defs": {"Part": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Part"}, "size": {"type": "number"}}}},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    new = deepcopy(OLD)
    *above, last = path.split("/")
    node = new
    for step in above:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return new


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/count", None),
        ("properties/id", None),
        ("required", ["id", "part", "count"]),
        ("required", ["id"]),
        ("properties/count/type", "string"),
        ("properties/count/maximum", 9),
        ("properties/count/minimum", 1),
        ("properties/count/maximum", 11),
        ("properties/state/enum", ["open"]),
        ("properties/state/enum", ["open", "closed", "lost"]),
        ("properties/id/format", "date"),
        ("properties/id/pattern", "^a"),
        ("properties/maybe", {"type": "string"}),
        ("properties/id", {"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]}),
        ("$defs/Part/properties/size", None),
        ("$defs/Part/properties/size/type", "integer"),
        ("$defs/Part/required", ["size"]),
        ("properties/parts/items", {"type": "string"}),
        ("additionalProperties", False),
    ],
)
def test_breaking(path: str, value: Any) -> None:
    assert breaking_changes(OLD, changed(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/more", {"type": "string"}),
        ("$defs/Part/properties/more", {"type": "integer", "minimum": 3}),
        ("properties/count/description", "said better"),
        ("properties/count/default", 3),
        ("properties/state/enum", ["closed", "open"]),
        ("properties/part", OLD["$defs"]["Part"]),
        ("title", "Other"),
    ],
)
def test_additive(path: str, value: Any) -> None:
    assert breaking_changes(OLD, changed(path, value)) == []
