"""HTTP of the organisations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from services.registry.access import ACCESS
from services.registry.organisations import commands
from services.registry.organisations.schemas import (
    IncubationIn,
    InterestIn,
    InterestOut,
    OrganisationIn,
    OrganisationOut,
    StatusIn,
)
from services.registry.organisations.tables import organisations
from shared.security.actors import Actor
from shared.web.conditional import etag, expected_version
from shared.web.pages import Page, PageQuery
from shared.web.problems import documented
from shared.web.work import Work

router = APIRouter(tags=["organisations"])
Reader = Annotated[Actor, Depends(ACCESS.allow("organisations.read"))]
Writer = Annotated[Actor, Depends(ACCESS.allow("organisations.write"))]
Working = Annotated[Work, Depends()]
Expected = Annotated[int, Depends(expected_version)]


@router.post(
    "/organisations",
    status_code=201,
    response_model=OrganisationOut,
    summary="Register an organisation",
    responses=documented(400, 401, 403, 409, 413, 422, 503),
)
async def register_organisation(order: OrganisationIn, actor: Writer, work: Working) -> Response:
    """Puts a legal entity on record by its unified social credit code (ORG-1); a second one is refused."""
    return await work.answer(
        actor,
        lambda tx: commands.register_organisation(tx, order),
        OrganisationOut,
        status=201,
        location="/registry/organisations/{id}",
    )


@router.get("/organisations", summary="List the organisations", responses=documented(401, 403, 422, 503))
async def list_organisations(
    actor: Reader, work: Working, query: Annotated[PageQuery, Depends()]
) -> Page[OrganisationOut]:
    """Every organisation on record, in the order of registration here."""
    async with work.database.read() as tx:
        return await query.page(tx, select(organisations), organisations.c.id, OrganisationOut)


@router.get(
    "/organisations/{organisation_id}",
    summary="Read an organisation",
    responses=documented(401, 403, 404, 422, 503),
)
async def read_organisation(organisation_id: UUID, actor: Reader, work: Working, response: Response) -> OrganisationOut:
    """One organisation; its `ETag` names the version."""
    async with work.database.read() as tx:
        found = OrganisationOut.model_validate(dict(await commands.RECORDS.find(tx, organisation_id)))
    response.headers["ETag"] = etag(found.version)
    return found


@router.post(
    "/organisations/{organisation_id}/status",
    response_model=OrganisationOut,
    summary="Suspend, reinstate or deregister an organisation",
    responses=documented(400, 401, 403, 404, 409, 412, 413, 422, 428, 503),
)
async def set_status(
    organisation_id: UUID, order: StatusIn, actor: Writer, work: Working, expected: Expected
) -> Response:
    """Only an active organisation bids or is assigned to a station (ORG-1)."""
    return await work.answer(
        actor, lambda tx: commands.set_status(tx, organisation_id, expected, order.status), OrganisationOut
    )


@router.post(
    "/organisations/{organisation_id}/incubation",
    response_model=OrganisationOut,
    summary="Move an incubated organisation on",
    responses=documented(400, 401, 403, 404, 409, 412, 413, 422, 428, 503),
)
async def incubate(
    organisation_id: UUID,
    order: IncubationIn,
    actor: Annotated[Actor, Depends(ACCESS.allow("organisations.incubate"))],
    work: Working,
    expected: Expected,
) -> Response:
    """Applied, incubating, graduated or left (ORG-2); a graduated one may bid."""
    return await work.answer(
        actor, lambda tx: commands.incubate(tx, organisation_id, expected, order.state), OrganisationOut
    )


@router.post(
    "/declared-interests",
    status_code=201,
    response_model=InterestOut,
    summary="Declare an interest between two organisations",
    responses=documented(400, 401, 403, 409, 413, 422, 503),
)
async def declare_interest(order: InterestIn, actor: Writer, work: Working) -> Response:
    """Makes the two related parties (IND-1): they cannot both serve one station in different roles."""
    return await work.answer(actor, lambda tx: commands.declare_interest(tx, order), InterestOut, status=201)
