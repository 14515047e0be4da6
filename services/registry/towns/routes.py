"""HTTP of the towns."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from services.registry.access import ACCESS
from services.registry.towns import commands
from services.registry.towns.schemas import TownIn, TownOut
from services.registry.towns.tables import towns
from shared.security.actors import Actor
from shared.web.conditional import etag
from shared.web.pages import Page, PageQuery
from shared.web.problems import documented
from shared.web.work import Work

router = APIRouter(prefix="/towns", tags=["towns"])
Reader = Annotated[Actor, Depends(ACCESS.allow("towns.read"))]


@router.post(
    "",
    status_code=201,
    response_model=TownOut,
    summary="Register a town",
    responses=documented(400, 401, 403, 409, 413, 422, 503),
)
async def register_town(
    order: TownIn,
    actor: Annotated[Actor, Depends(ACCESS.allow("towns.register"))],
    work: Annotated[Work, Depends()],
) -> Response:
    """Puts a town or street into the city's coverage plan (COV-1) and tells the other services."""
    return await work.answer(
        actor, lambda tx: commands.register_town(tx, order), TownOut, status=201, location="/registry/towns/{id}"
    )


@router.get("", summary="List the towns", responses=documented(401, 403, 422, 503))
async def list_towns(
    actor: Reader, work: Annotated[Work, Depends()], query: Annotated[PageQuery, Depends()]
) -> Page[TownOut]:
    """Every town of the coverage plan, in the order of registration."""
    async with work.database.read() as tx:
        return await query.page(tx, select(towns), towns.c.id, TownOut)


@router.get("/{town_id}", summary="Read a town", responses=documented(401, 403, 404, 422, 503))
async def read_town(town_id: UUID, actor: Reader, work: Annotated[Work, Depends()], response: Response) -> TownOut:
    """One town; its `ETag` names the version."""
    async with work.database.read() as tx:
        town = TownOut.model_validate(dict(await commands.find_town(tx, town_id)))
    response.headers["ETag"] = etag(town.version)
    return town
