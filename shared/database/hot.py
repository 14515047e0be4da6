"""Statements of hot paths: declared in SQLAlchemy Core, compiled once at import, run by asyncpg."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

_DIALECT = asyncpg_dialect()

Processor = Callable[[Any], Any]


class HotStatement:
    """A Core statement as asyncpg SQL (``$1``…). Values pass the column types' processing both ways.

    Every ``bindparam`` without a default is a required parameter. Lists for ``IN`` are not possible, since they
    change the SQL; write ``= ANY(array)`` instead. Inserts name their columns with ``.values(...)``, and Python-side
    column defaults are not evaluated.
    """

    def __init__(self, statement: Executable) -> None:
        compiled = cast(SQLCompiler, cast(ClauseElement, statement).compile(dialect=_DIALECT))
        if "POSTCOMPILE" in compiled.string:
            raise ValueError("a hot statement cannot expand IN lists; use = ANY(array)")
        self.sql = compiled.string
        binds = compiled.binds
        self._order = [
            (name, binds[name].type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
            for name in compiled.positiontup or ()
        ]
        self._defaults = {name: binds[name].value for name, _ in self._order if not binds[name].required}
        self._names = {name for name, _ in self._order}
        entries = cast(Iterable[Any], compiled._result_columns)  # pyright: ignore[reportPrivateUsage]
        found = [(entry.keyname, _result_processor(entry.type)) for entry in entries]
        self._results = [(name, process) for name, process in found if process is not None]

    def arguments(self, params: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the placeholders. Raises ``TypeError`` for a missing or unknown parameter."""
        if unknown := params.keys() - self._names:
            raise TypeError(f"unknown parameters: {sorted(unknown)}")
        given = {**self._defaults, **params}
        if missing := self._names - given.keys():
            raise TypeError(f"missing parameters: {sorted(missing)}")
        return [process(given[name]) if process else given[name] for name, process in self._order]

    def row(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """A row of asyncpg with the column types' result processing done."""
        values = dict(record)
        for name, process in self._results:
            values[name] = process(values[name])
        return values


def _result_processor(kind: TypeEngine[Any]) -> Processor | None:
    return cast("Processor | None", kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None))
