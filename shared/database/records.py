"""Rows with an id and a version: find one or say that it is not there, lock it, change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Table, select, update

from shared.database.transaction import Tx, check_version
from shared.values.errors import NotFound


@dataclass(frozen=True)
class Records:
    """A table with the columns ``id`` and ``version``; the names of its kind go into error texts."""

    table: Table
    kind_zh: str
    kind_en: str

    async def find(self, tx: Tx, id: UUID) -> RowMapping:
        """The row. Raises ``NotFound``."""
        return self._there(await tx.one_or_none(select(self.table).where(self.table.c.id == id)), id)

    async def lock(self, tx: Tx, id: UUID, expected: int | None = None) -> RowMapping:
        """The row, locked until the transaction ends. Raises ``NotFound``, and ``StaleVersion`` if not ``expected``."""
        statement = select(self.table).where(self.table.c.id == id).with_for_update()
        row = self._there(await tx.one_or_none(statement), id)
        if expected is not None:
            check_version(row["version"], expected)
        return row

    async def change(self, tx: Tx, row: RowMapping, **values: Any) -> RowMapping:
        """The row with new values and the next version; the caller has locked it."""
        table = self.table
        statement = update(table).where(table.c.id == row["id"]).values(version=row["version"] + 1, **values)
        return await tx.one(statement.returning(table))

    def _there(self, row: RowMapping | None, id: UUID) -> RowMapping:
        if row is None:
            raise NotFound(id=id, kind_zh=self.kind_zh, kind_en=self.kind_en)
        return row
