"""Changes to stations: lifecycle, parties, waivers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.registry.organisations.commands import active_organisation, lock_independence, related_parties
from services.registry.organisations.rules import Role, check_independence
from services.registry.staffing.rules import Waiver, check_waiver
from services.registry.stations.compliance import check_compliant, refresh
from services.registry.stations.rules import Equipment, Move, Status, move_station
from services.registry.stations.schemas import StationIn, WaiverIn
from services.registry.stations.tables import stations, waivers
from services.registry.towns.tables import towns
from shared.contracts.registry import StationChanged
from shared.database.records import Records
from shared.database.transaction import Tx
from shared.security.actors import Actor
from shared.values.calendar import business_date
from shared.values.errors import DomainError, InvalidInput, NotFound
from shared.values.identifiers import new_id

RECORDS = Records(stations, "站点", "station")
PARTIES = {Role.OPERATOR: "operator_code", Role.SUPERVISOR: "supervisor_code", Role.EVALUATOR: "evaluator_code"}


class StationCodeTaken(DomainError):
    """Another station has this code (STA-1)."""

    code = "station-code-taken"
    rule = "STA-1"
    title_zh = "站点编号已被使用"
    title_en = "The station's code is taken"
    detail_zh = "编号 {station} 已存在。"
    detail_en = "Code {station} is on record."


class InTheFuture(InvalidInput):
    """What is recorded has happened: its day is not after today in Asia/Shanghai."""

    code = "day-in-the-future"
    title_zh = "日期不得晚于今天"
    title_en = "The day is in the future"
    detail_zh = "今天是 {today}。"
    detail_en = "Today is {today}."


def check_happened(tx: Tx, day: date, pointer: str) -> None:
    """Raises ``InTheFuture``."""
    today = business_date(tx.now)
    if day > today:
        raise InTheFuture(pointer, today=today.isoformat())


async def plan_station(tx: Tx, actor: Actor, order: StationIn) -> RowMapping:
    """Plan a station (STA-1). Raises ``OutsideTown``, ``NotFound`` for the town, ``StationCodeTaken``."""
    actor.require_town(order.town_code)
    if await tx.one_or_none(select(towns.c.id).where(towns.c.code == order.town_code)) is None:
        raise NotFound("/body/town_code", id=order.town_code, kind_zh="镇街", kind_en="town")
    statement = upsert(stations).values(id=new_id(), **order.model_dump())
    row = await tx.one_or_none(statement.on_conflict_do_nothing(index_elements=["code"]).returning(stations))
    if row is None:
        raise StationCodeTaken("/body/code", station=order.code)
    await tx.audit("plan", "station", row["id"], order.model_dump(mode="json"))
    tell_station(tx, row, business_date(tx.now))
    return row


async def move(tx: Tx, actor: Actor, station_id: UUID, expected: int, move: Move, day: date) -> RowMapping:
    """Move a station in its lifecycle (STA-1); it opens and resumes only when it is compliant on that day.

    Raises ``OutsideTown``, ``NotFound``, ``StaleVersion``, ``InTheFuture``, ``StationMove``, ``StationNotReady`` and
    ``StationNotCompliant``.
    """
    check_happened(tx, day, "/body/day")
    row = await RECORDS.lock(tx, station_id, expected)
    actor.require_town(row["town_code"])
    in_term = row["contract_id"] is not None and row["contract_starts_on"] <= day <= row["contract_ends_on"]
    equipment = Equipment(bool(row["premises"]), bool(row["operating_mode"]), in_term, bool(row["supervisor_code"]))
    after = move_station(Status(row["status"]), move, equipment)
    values: dict[str, Any] = {"status": after.value}
    if after is Status.OPERATING:
        await check_compliant(tx, row, day)
        values["operating_from"] = row["operating_from"] or day
    changed = await RECORDS.change(tx, row, **values)
    await tx.audit(move.value, "station", station_id, {"from": row["status"], "to": after.value, "day": str(day)})
    tell_station(tx, changed, day)
    await refresh(tx, changed)
    return changed


async def assign_supervisor(tx: Tx, actor: Actor, station_id: UUID, expected: int, credit_code: str) -> RowMapping:
    """Put an organisation on the support track (督导方), IND-1.

    Raises ``OutsideTown``, ``NotFound``, ``StaleVersion``, ``NotIndependent`` and what ``active_organisation`` does.
    """
    actor.require_town((await RECORDS.find(tx, station_id))["town_code"])
    return await _assign(tx, station_id, Role.SUPERVISOR, credit_code, expected=expected)


async def assign_evaluator(tx: Tx, station_id: UUID, credit_code: str) -> RowMapping:
    """Record who evaluates the station (第三方评估机构), IND-1. Raises as ``assign_supervisor``."""
    return await _assign(tx, station_id, Role.EVALUATOR, credit_code)


async def take_contract(
    tx: Tx, station_id: UUID, contract_id: UUID, operator_code: str, starts_on: date, ends_on: date
) -> RowMapping:
    """The station gets its operator by a signed contract (TEN-2, IND-1). Raises as ``assign_supervisor``."""
    return await _assign(
        tx,
        station_id,
        Role.OPERATOR,
        operator_code,
        contract_id=contract_id,
        contract_starts_on=starts_on,
        contract_ends_on=ends_on,
    )


async def _assign(
    tx: Tx, station_id: UUID, role: Role, credit_code: str, *, expected: int | None = None, **values: Any
) -> RowMapping:
    await lock_independence(tx)
    row = await RECORDS.lock(tx, station_id, expected)
    await active_organisation(tx, credit_code)
    assigned = {each: row[column] for each, column in PARTIES.items() if row[column]} | {role: credit_code}
    check_independence(assigned, await related_parties(tx))
    changed = await RECORDS.change(tx, row, **{PARTIES[role]: credit_code}, **values)
    await tx.audit(f"assign_{role}", "station", station_id, {"credit_code": credit_code})
    tell_station(tx, changed, business_date(tx.now))
    return changed


async def waive(tx: Tx, station_id: UUID, order: WaiverIn) -> RowMapping:
    """Grant an exception from STF-2, STF-4 or STF-5 for a time. Raises ``NotFound`` and ``NotWaivable``."""
    station = await RECORDS.lock(tx, station_id)
    check_waiver(Waiver(order.rule, order.reason, order.granted_on, order.expires_on))
    values = {"id": new_id(), "station_id": station_id, **order.model_dump()}
    row = await tx.one(insert(waivers).values(values).returning(waivers))
    await tx.audit("waive", "station", station_id, order.model_dump(mode="json"))
    await refresh(tx, station)
    return row


def tell_station(tx: Tx, row: RowMapping, day: date) -> None:
    """Emit the station's snapshot."""
    event = StationChanged(
        station_id=row["id"],
        code=row["code"],
        town_code=row["town_code"],
        status=row["status"],
        contract_id=row["contract_id"],
        operator_code=row["operator_code"],
        supervisor_code=row["supervisor_code"],
        changed_on=day,
    )
    tx.tell(event, subject=row["id"], sequence=row["version"], partitionkey=row["town_code"])
