"""Changes to organisations, and the graph of their relations that IND-1 reads."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from sqlalchemy import RowMapping, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from services.registry.organisations.rules import (
    Incubation,
    Party,
    Registration,
    RelatedParties,
    Status,
    check_may_bid,
    move_incubation,
)
from services.registry.organisations.schemas import InterestIn, OrganisationIn
from services.registry.organisations.tables import declared_interests, organisations
from shared.contracts.registry import OrganisationRegistered
from shared.database.records import Records
from shared.database.transaction import Tx
from shared.values.errors import DomainError, InvalidInput
from shared.values.identifiers import new_id

RECORDS = Records(organisations, "社会组织", "organisation")
INDEPENDENCE = 0x4944_4E31
"""Advisory lock: what IND-1 looks at is assigned and changed one after the other."""


class OrganisationAlreadyRegistered(DomainError):
    """An organisation with this credit code is on record (ORG-1)."""

    code = "organisation-already-registered"
    rule = "ORG-1"
    title_zh = "该组织已登记"
    title_en = "The organisation is already registered"
    detail_zh = "统一社会信用代码 {credit_code} 已存在。"
    detail_en = "Credit code {credit_code} is on record."


class OrganisationUnknown(InvalidInput):
    """No organisation with this credit code is on record (ORG-1)."""

    code = "organisation-unknown"
    rule = "ORG-1"
    title_zh = "未登记的组织"
    title_en = "The organisation is not on record"
    detail_zh = "没有统一社会信用代码为 {credit_code} 的组织。"
    detail_en = "No organisation has the credit code {credit_code}."


class OrganisationSuspended(DomainError):
    """A suspended or deregistered organisation is not assigned to anything (ORG-1)."""

    code = "organisation-suspended"
    rule = "ORG-1"
    title_zh = "该组织登记状态非正常"
    title_en = "The organisation's registration is not active"
    detail_zh = "组织 {credit_code} 的状态为 {state}。"
    detail_en = "Organisation {credit_code} is {state}."


async def register_organisation(tx: Tx, order: OrganisationIn) -> RowMapping:
    """Put a legal entity on record (ORG-1). Raises ``OrganisationAlreadyRegistered``, also for the loser of a race."""
    await lock_independence(tx)
    statement = insert(organisations).values(id=new_id(), **order.model_dump())
    row = await tx.one_or_none(
        statement.on_conflict_do_nothing(index_elements=["credit_code"]).returning(organisations)
    )
    if row is None:
        raise OrganisationAlreadyRegistered("/body/credit_code", credit_code=order.credit_code)
    await tx.audit("register", "organisation", row["id"], {"credit_code": order.credit_code, "kind": order.kind})
    await _tell(tx, row)
    return row


async def set_status(tx: Tx, organisation_id: UUID, expected: int, status: Status) -> RowMapping:
    """Suspend, reinstate or deregister (ORG-1). Raises ``NotFound`` and ``StaleVersion``."""
    row = await RECORDS.lock(tx, organisation_id, expected)
    changed = await RECORDS.change(tx, row, status=status.value)
    await tx.audit("set_status", "organisation", organisation_id, {"from": row["status"], "to": status.value})
    await _tell(tx, changed)
    return changed


async def incubate(tx: Tx, organisation_id: UUID, expected: int, state: Incubation) -> RowMapping:
    """Move an incubated organisation on (ORG-2). Raises ``NotFound``, ``StaleVersion`` and ``IncubationMove``."""
    row = await RECORDS.lock(tx, organisation_id, expected)
    after = move_incubation(Incubation(row["incubation"]), state) if row["incubation"] else state
    changed = await RECORDS.change(tx, row, incubation=after.value)
    await tx.audit("incubate", "organisation", organisation_id, {"from": row["incubation"], "to": after.value})
    return changed


async def declare_interest(tx: Tx, order: InterestIn) -> RowMapping:
    """Record an interest between two organisations (IND-1); declaring it again changes nothing.

    Raises ``OrganisationUnknown``, and ``InvalidInput`` for an organisation with itself.
    """
    await lock_independence(tx)
    one, other = sorted((order.one_code, order.other_code))
    if one == other:
        raise InvalidInput("/body/other_code")
    rows = [
        await known_organisation(tx, one, "/body/one_code"),
        await known_organisation(tx, other, "/body/other_code"),
    ]
    statement = insert(declared_interests).values(id=new_id(), one_code=one, other_code=other, reason=order.reason)
    again = statement.on_conflict_do_update(index_elements=["one_code", "other_code"], set_={"reason": order.reason})
    declared = await tx.one(again.returning(declared_interests))
    await tx.audit("declare_interest", "organisation", rows[0]["id"], {"one": one, "other": other})
    for row in rows:
        await _tell(tx, await RECORDS.change(tx, row))
    return declared


async def known_organisation(tx: Tx, credit_code: str, pointer: str) -> RowMapping:
    """The organisation with this credit code. Raises ``OrganisationUnknown``."""
    row = await tx.one_or_none(select(organisations).where(organisations.c.credit_code == credit_code))
    if row is None:
        raise OrganisationUnknown(pointer, credit_code=credit_code)
    return row


async def active_organisation(tx: Tx, credit_code: str, pointer: str = "/body/credit_code") -> RowMapping:
    """As ``known_organisation``, of active status. Raises ``OrganisationUnknown`` and ``OrganisationSuspended``."""
    row = await known_organisation(tx, credit_code, pointer)
    if row["status"] != Status.ACTIVE:
        raise OrganisationSuspended(pointer, credit_code=credit_code, state=row["status"])
    return row


async def organisation_that_may_bid(tx: Tx, credit_code: str, day: date) -> RowMapping:
    """As ``known_organisation``, allowed to bid on ``day`` (ORG-1, ORG-2). Raises ``MayNotBid`` as well."""
    row = await known_organisation(tx, credit_code, "/body/credit_code")
    registration = Registration(
        credit_code,
        row["registry_authority"],
        row["registered_on"],
        Status(row["status"]),
        Incubation(row["incubation"]) if row["incubation"] else None,
    )
    check_may_bid(registration, day)
    return row


async def lock_independence(tx: Tx) -> None:
    """Wait for every other transaction that assigns parties or changes their relations (IND-1)."""
    await tx.execute(select(func.pg_advisory_xact_lock(INDEPENDENCE)))


async def related_parties(tx: Tx) -> RelatedParties:
    """The graph of related parties (关联方图) as it is on record (IND-1)."""
    columns = organisations.c
    rows = await tx.all(select(columns.credit_code, columns.legal_representative, columns.parent_code))
    interests: dict[str, set[str]] = defaultdict(set)
    for pair in await tx.all(select(declared_interests)):
        interests[pair["one_code"]].add(pair["other_code"])
    return RelatedParties(
        Party(
            row["credit_code"],
            row["legal_representative"],
            row["parent_code"],
            interests=frozenset(interests[row["credit_code"]]),
        )
        for row in rows
    )


async def _tell(tx: Tx, row: RowMapping) -> None:
    code = row["credit_code"]
    # Everything that ties two organisations directly; consumers follow the graph themselves.
    same_person = select(organisations.c.credit_code).where(
        organisations.c.credit_code != code,
        or_(
            organisations.c.legal_representative == row["legal_representative"],
            organisations.c.parent_code == code,
            organisations.c.credit_code == row["parent_code"],
        ),
    )
    pairs = await tx.all(
        select(declared_interests).where(
            or_(declared_interests.c.one_code == code, declared_interests.c.other_code == code)
        )
    )
    related = {found["credit_code"] for found in await tx.all(same_person)}
    related |= {pair["one_code"] if pair["other_code"] == code else pair["other_code"] for pair in pairs}
    event = OrganisationRegistered(
        organisation_id=row["id"],
        credit_code=code,
        kind=row["kind"],
        status=row["status"],
        related_codes=tuple(sorted(related)),
    )
    tx.tell(event, subject=row["id"], sequence=row["version"], partitionkey="city")
