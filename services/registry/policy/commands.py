"""Publishing policy versions, and reading them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import RowMapping, func, insert, select

from services.registry.policy.rules import Version, check_succession
from services.registry.policy.schemas import PolicyIn, PolicyParameters
from services.registry.policy.tables import policies
from shared.contracts.registry import PolicyPublished
from shared.database.transaction import Tx
from shared.values.errors import NotFound
from shared.values.identifiers import new_id

SUCCESSION = 0x506F_6C69
"""Advisory lock: versions are published one after the other."""


async def publish_policy(tx: Tx, order: PolicyIn) -> RowMapping:
    """Publish the next version. Raises ``PolicyBackdated``."""
    await tx.execute(select(func.pg_advisory_xact_lock(SUCCESSION)))
    row = await tx.one_or_none(select(policies).order_by(policies.c.version.desc()).limit(1))
    newest = None if row is None else Version(row["version"], row["effective_from"])
    published = await tx.one(
        insert(policies)
        .values(
            id=new_id(),
            version=check_succession(newest, order.effective_from),
            effective_from=order.effective_from,
            parameters=order.parameters.model_dump(mode="json"),
            published_at=tx.now,
        )
        .returning(policies)
    )
    event = PolicyPublished(
        policy_id=published["id"],
        version=published["version"],
        effective_from=order.effective_from,
        parameters={name: str(value) for name, value in published["parameters"].items()},
    )
    # The policy is the city's: one partition and one subject keep its versions in order.
    tx.tell(event, subject="policy", sequence=event.version, partitionkey="city")
    await tx.audit("publish", "policy", event.policy_id, {"version": event.version})
    return published


async def policy_in_force(tx: Tx, day: date) -> RowMapping:
    """The version in force on ``day``. Raises ``NotFound`` before the first."""
    row = await tx.one_or_none(
        select(policies).where(policies.c.effective_from <= day).order_by(policies.c.version.desc()).limit(1)
    )
    if row is None:
        raise NotFound(id=day.isoformat(), kind_zh="已生效政策，日期", kind_en="policy in force on")
    return row


async def parameters_in_force(tx: Tx, day: date) -> PolicyParameters:
    """As ``policy_in_force``, its parameters; one that a version is older than has its default."""
    return PolicyParameters.model_validate((await policy_in_force(tx, day))["parameters"])
