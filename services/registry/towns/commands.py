"""Changes to towns, and their reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from services.registry.towns.schemas import TownIn
from services.registry.towns.tables import towns
from shared.contracts.registry import TownRegistered
from shared.database.transaction import Tx
from shared.values.errors import DomainError, NotFound
from shared.values.identifiers import new_id


class TownAlreadyRegistered(DomainError):
    """A town with this division code is on record (COV-1)."""

    code = "town-already-registered"
    rule = "COV-1"
    title_zh = "该镇街已登记"
    title_en = "The town is already registered"
    detail_zh = "区划代码 {town} 已存在。"
    detail_en = "Division code {town} is on record."


async def register_town(tx: Tx, order: TownIn) -> RowMapping:
    """Put a town into the coverage plan (COV-1). Raises ``TownAlreadyRegistered``, also for the loser of a race."""
    values: Mapping[str, Any] = {"id": new_id(), **order.model_dump(), "registered_at": tx.now}
    statement = insert(towns).values(values).on_conflict_do_nothing(index_elements=["code"]).returning(towns)
    row = await tx.one_or_none(statement)
    if row is None:
        raise TownAlreadyRegistered("/body/code", town=order.code)
    event = TownRegistered(town_code=order.code, name=order.name)
    tx.tell(event, subject=order.code, sequence=row["version"], partitionkey=order.code)
    await tx.audit("register", "town", row["id"], order.model_dump(mode="json"))
    return row


async def find_town(tx: Tx, town_id: UUID) -> RowMapping:
    """One town. Raises ``NotFound``."""
    row = await tx.one_or_none(select(towns).where(towns.c.id == town_id))
    if row is None:
        raise NotFound(id=town_id, kind_zh="镇街", kind_en="town")
    return row
