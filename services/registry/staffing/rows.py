"""Rows of people as the rules take them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select

from services.registry.staffing.rules import Approver, Licence, Member, Post, Recruitment
from services.registry.staffing.tables import staff
from shared.database.transaction import Tx

APPROVED = {Approver.TOWN: "town_approved_on", Approver.OPERATOR: "operator_approved_on"}


def recruitment(row: RowMapping) -> Recruitment:
    """How far this candidate is (STF-6)."""
    approvals = {approver: row[column] for approver, column in APPROVED.items() if row[column] is not None}
    return Recruitment(approvals, row["contract_on"], row["on_post_from"])


def member(row: RowMapping) -> Member:
    """A person on post, without name and certificate: the rules need neither."""
    licence: Any = None
    if row["licence_level"] is not None:
        licence = Licence("", row["licence_from"], row["licence_until"])
    return Member(
        str(row["id"]),
        Post(row["post"]),
        row["on_post_from"],
        row["last_day"],
        row["full_time"],
        row["qualified"],
        licence,
        None if row["post"] == Post.HEAD else recruitment(row),
    )


async def members_of(tx: Tx, station_id: UUID) -> list[Member]:
    """Everybody who is or was on post at the station."""
    # Without the encrypted columns: nobody needs to decrypt a name in order to count.
    columns = [column for column in staff.c if column.name not in {"name", "licence_certificate"}]
    rows = await tx.all(select(*columns).where(staff.c.station_id == station_id, staff.c.on_post_from.is_not(None)))
    return [member(row) for row in rows]
