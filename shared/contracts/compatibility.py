"""Does a changed event schema break anyone? Compares two JSON Schemas as pydantic writes them.

A change is safe when both directions hold: the new reader takes every old message (outbox, dead letters, replays) and
the old reader takes every new message (services are upgraded one after another). A new optional property is safe;
so are titles, descriptions, defaults and examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

Schema = dict[str, Any]

LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
SAME = ("format", "pattern", "uniqueItems", "multipleOf")
NESTED = ("items", "additionalProperties")


@dataclass(frozen=True, slots=True)
class Break:
    """A breaking change: where (path of properties, ``$`` is the data itself), what, and who can no longer read."""

    where: str
    what: str
    reader: Literal["new reader", "old reader"]

    def __str__(self) -> str:
        return f"{self.where}: {self.what} (breaks the {self.reader})"


def breaking_changes(old: Schema, new: Schema) -> list[Break]:
    """All breaking changes from ``old`` to ``new``; empty when the change is compatible."""
    forward = [Break(where, what, "new reader") for where, what in _Reading(old, new).refusals(old, new, "$")]
    backward = [Break(where, what, "old reader") for where, what in _Reading(new, old).refusals(new, old, "$")]
    removed = [Break(where, "property removed", "old reader") for where in sorted(_paths(old) - _paths(new))]
    return forward + backward + removed


class _Reading:
    """Reasons why a message that fits the writer's schema may not fit the reader's."""

    def __init__(self, writer: Schema, reader: Schema) -> None:
        self.writer_root = writer
        self.reader_root = reader
        self.under_way: set[tuple[str, str]] = set()

    def refusals(self, writer: Schema, reader: Schema, where: str) -> Iterator[tuple[str, str]]:
        pair = (str(writer.get("$ref")), str(reader.get("$ref")))
        if pair in self.under_way:
            return
        both_named = "$ref" in writer and "$ref" in reader
        if both_named:
            self.under_way.add(pair)
        try:
            yield from self._compare(_resolve(writer, self.writer_root), _resolve(reader, self.reader_root), where)
        finally:
            if both_named:
                self.under_way.discard(pair)

    def _compare(self, writer: Schema, reader: Schema, where: str) -> Iterator[tuple[str, str]]:
        given, taken = _alternatives(writer), _alternatives(reader)
        if len(given) > 1 or len(taken) > 1:
            for option in given:
                if all(any(self.refusals(option, other, where)) for other in taken):
                    yield where, f"{_kind(option)} is not among the accepted types"
            return
        yield from self._values(writer, reader, where)
        yield from _limits(writer, reader, where)
        yield from self._object(writer, reader, where)
        for word in NESTED:
            inner = reader.get(word)
            if inner is False and writer.get(word) is not False:
                yield where, f"{word} is now refused"
            elif isinstance(inner, dict):
                outer = writer.get(word)
                known = cast("Schema", outer) if isinstance(outer, dict) else {}
                yield from self.refusals(known, cast("Schema", inner), f"{where}[]")

    def _values(self, writer: Schema, reader: Schema, where: str) -> Iterator[tuple[str, str]]:
        given, taken = _types(writer), _types(reader)
        if taken and (not given or not given <= taken):
            yield where, f"type {_listed(given) or 'any'} is not within {_listed(taken)}"
        allowed, sent = _enum(reader), _enum(writer)
        if allowed is not None and (sent is None or not sent <= allowed):
            extra = "any value" if sent is None else _listed(sent - allowed)
            yield where, f"{extra} is not among the values {_listed(allowed)}"

    def _object(self, writer: Schema, reader: Schema, where: str) -> Iterator[tuple[str, str]]:
        missing = set(cast("list[str]", reader.get("required", []))) - set(
            cast("list[str]", writer.get("required", []))
        )
        for name in sorted(missing):
            yield f"{where}.{name}", "required, but may be missing"
        known = cast("dict[str, Schema]", writer.get("properties", {}))
        for name, inner in cast("dict[str, Schema]", reader.get("properties", {})).items():
            if name in known:
                yield from self.refusals(known[name], inner, f"{where}.{name}")


def _limits(writer: Schema, reader: Schema, where: str) -> Iterator[tuple[str, str]]:
    for words, sign in ((LOWER, 1), (UPPER, -1)):
        for word in words:
            bound, reached = reader.get(word), writer.get(word)
            if bound is not None and (reached is None or reached * sign < bound * sign):
                yield where, f"{word} {bound} is tighter than {reached}"
    for word in SAME:
        if reader.get(word) and reader.get(word) != writer.get(word):
            yield where, f"{word} {reader[word]!r} differs from {writer.get(word)!r}"


def _resolve(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = root
        for step in str(schema["$ref"]).removeprefix("#/").split("/"):
            found = found[step]
        schema = cast("Schema", found)
    return schema


def _alternatives(schema: Schema) -> list[Schema]:
    return cast("list[Schema]", schema.get("anyOf") or schema.get("oneOf") or [schema])


def _types(schema: Schema) -> set[str]:
    named = schema.get("type", [])
    types = {named} if isinstance(named, str) else set(cast("list[str]", named))
    return types | {"integer"} if "number" in types else types


def _enum(schema: Schema) -> set[str] | None:
    if "const" in schema:
        return {repr(schema["const"])}
    return {repr(value) for value in cast("list[Any]", schema["enum"])} if "enum" in schema else None


def _kind(schema: Schema) -> str:
    return str(schema.get("$ref") or schema.get("type") or "any value")


def _listed(words: set[str]) -> str:
    return ", ".join(sorted(words))


def _paths(root: Schema) -> set[str]:
    """Paths of all properties, at any depth; a definition that contains itself is entered once."""
    found: set[str] = set()

    def walk(schema: Schema, where: str, entered: frozenset[str]) -> None:
        reference = str(schema.get("$ref", ""))
        if reference and reference in entered:
            return
        inside = _resolve(schema, root)
        below = entered | {reference}
        for option in _alternatives(inside):
            if option is not inside:
                walk(option, where, below)
        for name, inner in cast("dict[str, Schema]", inside.get("properties", {})).items():
            found.add(f"{where}.{name}")
            walk(inner, f"{where}.{name}", below)
        for word in NESTED:
            if isinstance(inside.get(word), dict):
                walk(cast("Schema", inside[word]), f"{where}[]", below)

    walk(root, "$", frozenset())
    return found
