"""HTTP of the service contracts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from services.registry.access import ACCESS
from services.registry.contracts import commands
from services.registry.contracts.schemas import ContractIn, ContractOut, SignatureIn
from services.registry.contracts.tables import contracts
from shared.security.actors import Actor
from shared.web.conditional import etag, expected_version
from shared.web.pages import Page, PageQuery
from shared.web.problems import documented
from shared.web.work import Work

router = APIRouter(prefix="/contracts", tags=["contracts"])
Reader = Annotated[Actor, Depends(ACCESS.allow("contracts.read"))]
Town = Annotated[Actor, Depends(ACCESS.allow("contracts.draft"))]
Working = Annotated[Work, Depends()]
Expected = Annotated[int, Depends(expected_version)]
CHANGE = documented(400, 401, 403, 404, 409, 412, 413, 422, 428, 503)


@router.post(
    "",
    status_code=201,
    response_model=ContractOut,
    summary="Draft a contract",
    responses=documented(400, 401, 403, 404, 409, 413, 422, 503),
)
async def draft_contract(order: ContractIn, actor: Town, work: Working) -> Response:
    """On an awarded tender: its price, a whole 123X list, the mandatory clauses, personnel within its share."""
    return await work.answer(
        actor,
        lambda tx: commands.draft_contract(tx, actor, order),
        ContractOut,
        status=201,
        location="/registry/contracts/{id}",
    )


@router.get("", summary="List the contracts", responses=documented(401, 403, 422, 503))
async def list_contracts(actor: Reader, work: Working, query: Annotated[PageQuery, Depends()]) -> Page[ContractOut]:
    """Every contract with its projects and instalments, in the order of drafting."""
    async with work.database.read() as tx:
        rows, following = await query.rows(tx, select(contracts), contracts.c.id)
        return Page[ContractOut](items=[await commands.whole(tx, row) for row in rows], next=following)


@router.get("/{contract_id}", summary="Read a contract", responses=documented(401, 403, 404, 422, 503))
async def read_contract(contract_id: UUID, actor: Reader, work: Working, response: Response) -> ContractOut:
    """One contract; its `ETag` names the version."""
    async with work.database.read() as tx:
        found = await commands.whole(tx, await commands.RECORDS.find(tx, contract_id))
    response.headers["ETag"] = etag(found.version)
    return found


@router.post("/{contract_id}/town-signature", response_model=ContractOut, summary="Sign as the town", responses=CHANGE)
async def sign_as_town(
    contract_id: UUID, order: SignatureIn, actor: Town, work: Working, expected: Expected
) -> Response:
    """With both signatures the station has its operator and the other services hear of the contract (TEN-2)."""
    return await work.answer(actor, lambda tx: commands.sign_as_town(tx, actor, contract_id, expected), ContractOut)


@router.post(
    "/{contract_id}/operator-signature", response_model=ContractOut, summary="Sign as the operator", responses=CHANGE
)
async def sign_as_operator(
    contract_id: UUID,
    order: SignatureIn,
    actor: Annotated[Actor, Depends(ACCESS.allow("contracts.sign"))],
    work: Working,
    expected: Expected,
) -> Response:
    """By another person than the one who signed for the town (TEN-2)."""
    return await work.answer(actor, lambda tx: commands.sign_as_operator(tx, actor, contract_id, expected), ContractOut)
