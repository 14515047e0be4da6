"""Keeping the registry's policy versions, and finding the one in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from services.funding.policy.tables import policies
from services.funding.subsidy.rules import Policy
from shared.contracts.envelope import Envelope
from shared.contracts.registry import PolicyPublished
from shared.database.transaction import Tx
from shared.values.errors import NotFound
from shared.values.money import Fen


async def keep_policy(tx: Tx, published: PolicyPublished, _: Envelope) -> None:
    """Keep a version; versions are immutable, so hearing of one again changes nothing."""
    await tx.execute(
        insert(policies)
        .values(
            version=published.version,
            policy_id=published.policy_id,
            effective_from=published.effective_from,
            parameters=published.parameters,
        )
        .on_conflict_do_nothing()
    )


async def policy_in_force(tx: Tx, day: date) -> RowMapping:
    """The version in force on ``day``. Raises ``NotFound`` before the first."""
    row = await tx.one_or_none(
        select(policies).where(policies.c.effective_from <= day).order_by(policies.c.version.desc()).limit(1)
    )
    if row is None:
        raise NotFound(id=day.isoformat(), kind_zh="已生效政策，日期", kind_en="policy in force on")
    return row


def subsidy_policy(row: RowMapping) -> Policy:
    """The parameters of FND-1 and FND-2 as the rules take them."""
    parameters: dict[str, str] = row["parameters"]
    return Policy(
        version=str(row["version"]),
        rate=Decimal(parameters["subsidy_rate"]),
        cap=Fen.from_yuan(parameters["subsidy_cap"]),
        personnel_share=Decimal(parameters["personnel_share"]),
    )
