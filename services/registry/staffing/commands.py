"""Joint recruitment, the head's appointment, departures."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from asyncpg.exceptions import UniqueViolationError
from sqlalchemy import RowMapping, insert
from sqlalchemy.exc import IntegrityError

from services.registry.staffing.rows import APPROVED, member, recruitment
from services.registry.staffing.rules import Approver, Post, approve, sign_labour_contract, take_post
from services.registry.staffing.schemas import CandidateIn, HeadIn, LabourContractIn
from services.registry.staffing.tables import staff
from services.registry.stations.commands import RECORDS as STATIONS
from services.registry.stations.commands import check_happened
from services.registry.stations.compliance import refresh
from shared.contracts.registry import StaffLeft, StaffOnPost
from shared.database.records import Records
from shared.database.transaction import Tx
from shared.security.actors import Actor
from shared.values.errors import DomainError, InvalidInput
from shared.values.identifiers import new_id

RECORDS = Records(staff, "人员", "person")


class OnPostElsewhere(DomainError):
    """The person is on post already, or the station has a head (STF-1, STF-2)."""

    code = "on-post-already"
    rule = "STF-1"
    title_zh = "该人员已在岗或站长已任命"
    title_en = "The person is on post already, or the station has a head"
    detail_zh = "一人一岗、一站一长。"
    detail_en = "A person holds one post, a station has one head."


class NoOperator(DomainError):
    """A station without operator recruits nobody (STF-6)."""

    code = "station-without-operator"
    rule = "STF-6"
    title_zh = "站点尚无承接方"
    title_en = "The station has no operator yet"
    detail_zh = "签订服务合同后方可招聘。"
    detail_en = "Recruitment follows the service contract."


async def propose(tx: Tx, actor: Actor, station_id: UUID, order: CandidateIn) -> RowMapping:
    """Put a candidate forward (STF-6). Raises ``NotFound``, ``NoOperator`` and ``OutsideOrganisation``."""
    station = await STATIONS.find(tx, station_id)
    if station["operator_code"] is None:
        raise NoOperator
    actor.require_organisation(station["operator_code"])
    values: dict[str, Any] = {
        "id": new_id(),
        "station_id": station_id,
        **order.model_dump(exclude={"licence"}),
        "post": order.post.value,
    }
    if order.licence is not None:
        values |= {
            "licence_level": order.licence.level,
            "licence_certificate": order.licence.certificate,
            "licence_from": order.licence.valid_from,
            "licence_until": order.licence.valid_until,
        }
    row = await tx.one(insert(staff).values(values).returning(staff))
    await tx.audit("propose", "staff", row["id"], {"station": str(station_id), "post": order.post.value})
    return row


async def approve_candidate(tx: Tx, actor: Actor, staff_id: UUID, approver: Approver, day: date) -> RowMapping:
    """Town and operator approve (联合招聘, STF-6).

    Raises ``NotFound``, ``OutsideTown`` or ``OutsideOrganisation``, ``InTheFuture`` and ``RecruitmentOrder``.
    """
    check_happened(tx, day, "/body/day")
    row = await RECORDS.lock(tx, staff_id)
    station = await STATIONS.find(tx, row["station_id"])
    if approver is Approver.TOWN:
        actor.require_town(station["town_code"])
    else:
        actor.require_organisation(station["operator_code"])
    approve(recruitment(row), approver, day)
    changed = await RECORDS.change(tx, row, **{APPROVED[approver]: day})
    await tx.audit(f"{approver}_approval", "staff", staff_id, {"day": day.isoformat()})
    return changed


async def sign_contract(tx: Tx, actor: Actor, staff_id: UUID, order: LabourContractIn) -> RowMapping:
    """Record the labour contract (劳动合同, STF-6). Raises as ``approve_candidate``, and ``NotTheOperator``."""
    check_happened(tx, order.day, "/body/day")
    row = await RECORDS.lock(tx, staff_id)
    station = await STATIONS.find(tx, row["station_id"])
    actor.require_organisation(station["operator_code"])
    sign_labour_contract(recruitment(row), order.employer_code, station["operator_code"], order.day)
    changed = await RECORDS.change(tx, row, contract_on=order.day, employer_code=order.employer_code)
    await tx.audit("labour_contract", "staff", staff_id, {"day": order.day.isoformat()})
    return changed


async def put_on_post(tx: Tx, actor: Actor, staff_id: UUID, day: date) -> RowMapping:
    """The person takes the post (到岗, STF-6). Raises as ``approve_candidate``, and ``OnPostElsewhere``."""
    row = await RECORDS.lock(tx, staff_id)
    station = await STATIONS.lock(tx, row["station_id"])
    actor.require_organisation(station["operator_code"])
    check_happened(tx, day, "/body/day")
    take_post(recruitment(row), day)
    try:
        changed = await RECORDS.change(tx, row, on_post_from=day)
    except IntegrityError as error:
        raise _taken(error) from error
    await tx.audit("appointment", "staff", staff_id, {"day": day.isoformat()})
    _tell(tx, changed, station)
    await refresh(tx, station)
    return changed


async def name_head(tx: Tx, actor: Actor, station_id: UUID, order: HeadIn) -> RowMapping:
    """The town names the station's head (站长, STF-2), who never counts as staff (STF-4).

    Raises ``NotFound``, ``OutsideTown``, ``InTheFuture`` and ``OnPostElsewhere``.
    """
    station = await STATIONS.lock(tx, station_id)
    actor.require_town(station["town_code"])
    check_happened(tx, order.on_post_from, "/body/on_post_from")
    values = {
        "id": new_id(),
        "station_id": station_id,
        "account": order.account,
        "name": order.name,
        "post": Post.HEAD.value,
        "full_time": False,
        "qualified": order.leads_office,
        "on_post_from": order.on_post_from,
    }
    try:
        row = await tx.one(insert(staff).values(values).returning(staff))
    except IntegrityError as error:
        raise _taken(error) from error
    await tx.audit("name_head", "staff", row["id"], {"station": str(station_id)})
    _tell(tx, row, station)
    await refresh(tx, station)
    return row


async def leave(tx: Tx, actor: Actor, staff_id: UUID, last_day: date) -> RowMapping:
    """The person leaves the post (离岗, STF-1); the town for the head, the operator for the team.

    Raises ``NotFound``, ``OutsideTown`` or ``OutsideOrganisation``, and ``InvalidInput`` for somebody who is not on
    post or a day before the post began.
    """
    row = await RECORDS.lock(tx, staff_id)
    station = await STATIONS.lock(tx, row["station_id"])
    if row["post"] == Post.HEAD:
        actor.require_town(station["town_code"])
    else:
        actor.require_organisation(station["operator_code"])
    check_happened(tx, last_day, "/body/day")
    if row["on_post_from"] is None or row["last_day"] is not None or last_day < row["on_post_from"]:
        raise InvalidInput("/body/day")
    changed = await RECORDS.change(tx, row, last_day=last_day)
    await tx.audit("departure", "staff", staff_id, {"day": last_day.isoformat()})
    event = StaffLeft(staff_id=staff_id, station_id=station["id"], town_code=station["town_code"], last_day=last_day)
    tx.tell(event, subject=staff_id, sequence=changed["version"], partitionkey=station["town_code"])
    await refresh(tx, station)
    return changed


def _tell(tx: Tx, row: RowMapping, station: RowMapping) -> None:
    licensed = member(row).licensed(max(row["on_post_from"], row["licence_from"] or row["on_post_from"]))
    event = StaffOnPost(
        staff_id=row["id"],
        station_id=station["id"],
        town_code=station["town_code"],
        post=row["post"],
        account=row["account"],
        full_time=row["full_time"],
        licence_level=row["licence_level"] if licensed else None,
        on_post_from=row["on_post_from"],
        yearly_pay=row["yearly_pay"],
    )
    tx.tell(event, subject=row["id"], sequence=row["version"], partitionkey=station["town_code"])


def _taken(error: IntegrityError) -> Exception:
    cause = getattr(error.orig, "__cause__", None)
    return OnPostElsewhere() if isinstance(cause, UniqueViolationError) else error
