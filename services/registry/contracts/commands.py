"""Contracts: drafted on an awarded tender, signed by both, told to the other services (TEN-2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.registry.contracts.rules import check_personnel_share, check_price
from services.registry.contracts.schemas import ContractIn, ContractOut
from services.registry.contracts.tables import contracts, instalments, projects
from services.registry.policy.commands import parameters_in_force
from services.registry.procurement.commands import RECORDS as TENDERS
from services.registry.procurement.rules import Budget, Contract, Project, State, check_contract
from services.registry.procurement.tables import bids
from services.registry.stations.commands import take_contract
from shared.contracts.registry import ContractInstalment, ContractProject, ContractSigned
from shared.contracts.terms import ByCategory
from shared.database.records import Records
from shared.database.transaction import Tx
from shared.security.actors import Actor
from shared.values.errors import DomainError, IllegalTransition
from shared.values.identifiers import new_id
from shared.values.money import Fen

RECORDS = Records(contracts, "服务合同", "contract")
STAGES = ("inception", "interim", "final")


class TenderNotAwarded(DomainError):
    """A contract follows an award, one each (TEN-2)."""

    code = "tender-not-awarded"
    rule = "TEN-2"
    title_zh = "招标未中标或已签合同"
    title_en = "The tender is not awarded, or has a contract, or the code is taken"


class SignedAlready(IllegalTransition):
    """A party signs once; a signed contract does not change (TEN-2)."""

    rule = "TEN-2"


async def draft_contract(tx: Tx, actor: Actor, order: ContractIn) -> ContractOut:
    """Draft the contract of an awarded tender (TEN-2, SVC-1, FND-2).

    Raises ``NotFound``, ``OutsideTown``, ``TenderNotAwarded``, ``NotTheWinningPrice``, ``ContractIncomplete``,
    ``NotA123XList`` and ``PersonnelShareTooHigh``.
    """
    tender = await TENDERS.lock(tx, order.tender_id)
    actor.require_town(tender["town_code"])
    if tender["state"] != State.AWARDED:
        raise TenderNotAwarded("/body/tender_id")
    winner = await tx.one(select(bids.c.price, bids.c.organisation_code).where(bids.c.id == tender["winning_bid_id"]))
    budget = Budget(order.budget.personnel, order.budget.activities, order.budget.management)
    total = sum((budget.personnel, budget.activities, budget.management), Fen(0))
    check_price(total, winner["price"])
    policy = await parameters_in_force(tx, order.starts_on)
    shares = [policy.instalment_inception, policy.instalment_interim, policy.instalment_final]
    amounts = total.split(shares)
    planned = [Project(project.kind, project.quotas) for project in order.projects]
    check_contract(Contract(order.starts_on, order.ends_on, total, budget, amounts, planned, frozenset(order.clauses)))
    check_personnel_share(budget, total, policy.personnel_share)
    contract_id = new_id()
    values: dict[str, Any] = {
        "id": contract_id,
        **order.model_dump(include={"tender_id", "code", "starts_on", "ends_on"}),
        "station_id": tender["station_id"],
        "town_code": tender["town_code"],
        "operator_code": winner["organisation_code"],
        "total": total,
        **order.budget.model_dump(),
        "clauses": [clause.value for clause in order.clauses],
    }
    row = await tx.one_or_none(upsert(contracts).values(values).on_conflict_do_nothing().returning(contracts))
    if row is None:
        raise TenderNotAwarded("/body/code")
    await tx.execute(
        insert(projects).values(
            [
                {"id": new_id(), "contract_id": contract_id, **project.model_dump(mode="json")}
                for project in order.projects
            ]
        )
    )
    await tx.execute(
        insert(instalments).values(
            [
                {"contract_id": contract_id, "number": number, "stage": stage, "amount": amount}
                for number, (stage, amount) in enumerate(zip(STAGES, amounts, strict=True), start=1)
            ]
        )
    )
    await tx.audit("draft", "contract", contract_id, {"code": order.code, "total": total.yuan})
    return await whole(tx, row)


async def sign_as_town(tx: Tx, actor: Actor, contract_id: UUID, expected: int) -> ContractOut:
    """The town's signature (TEN-2). Raises ``NotFound``, ``StaleVersion``, ``OutsideTown`` and ``SignedAlready``."""
    row = await RECORDS.lock(tx, contract_id, expected)
    actor.require_town(row["town_code"])
    return await _sign(tx, actor, row, "town_signed_by")


async def sign_as_operator(tx: Tx, actor: Actor, contract_id: UUID, expected: int) -> ContractOut:
    """The operator's signature (TEN-2). Raises as ``sign_as_town``, with ``OutsideOrganisation``."""
    row = await RECORDS.lock(tx, contract_id, expected)
    actor.require_organisation(row["operator_code"])
    return await _sign(tx, actor, row, "operator_signed_by")


async def whole(tx: Tx, row: RowMapping) -> ContractOut:
    """The contract with its projects and instalments."""
    listed = await tx.all(select(projects).where(projects.c.contract_id == row["id"]).order_by(projects.c.id))
    planned = select(instalments).where(instalments.c.contract_id == row["id"]).order_by(instalments.c.number)
    budget = {name: row[name] for name in ("personnel", "activities", "management")}
    return ContractOut.model_validate(
        {
            **row,
            "budget": budget,
            "projects": [dict(project) for project in listed],
            "instalments": [dict(instalment) for instalment in await tx.all(planned)],
        }
    )


async def _sign(tx: Tx, actor: Actor, row: RowMapping, column: str) -> ContractOut:
    if row[column] is not None or row["state"] != "draft":
        raise SignedAlready(state=row["state"], move="sign")
    other = {"town_signed_by": "operator_signed_by", "operator_signed_by": "town_signed_by"}[column]
    if row[other] == actor.id:
        raise SignedAlready(state="signed by the same person", move="sign")
    values: dict[str, Any] = {column: actor.id}
    complete = row[other] is not None
    if complete:
        values |= {"state": "signed", "signed_at": tx.now}
    changed = await RECORDS.change(tx, row, **values)
    await tx.audit("sign", "contract", row["id"], {"as": column.removesuffix("_signed_by")})
    contract = await whole(tx, changed)
    if complete:
        await take_contract(tx, row["station_id"], row["id"], row["operator_code"], row["starts_on"], row["ends_on"])
        _tell(tx, contract)
    return contract


def _tell(tx: Tx, contract: ContractOut) -> None:
    event = ContractSigned(
        contract_id=contract.id,
        code=contract.code,
        town_code=contract.town_code,
        station_id=contract.station_id,
        operator_code=contract.operator_code,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        total=contract.total,
        budget=ByCategory(**contract.budget.model_dump()),
        instalments=tuple(
            ContractInstalment.model_validate(instalment.model_dump()) for instalment in contract.instalments
        ),
        projects=tuple(
            ContractProject(project_id=project.id, kind=project.kind.value, name=project.name, quotas=project.quotas)
            for project in contract.projects
        ),
    )
    tx.tell(event, subject=contract.id, sequence=contract.version, partitionkey=contract.town_code)
