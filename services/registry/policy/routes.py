"""HTTP of the policy versions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from services.registry.access import ACCESS
from services.registry.policy import commands
from services.registry.policy.schemas import BusinessDay, PolicyIn, PolicyOut
from services.registry.policy.tables import policies
from shared.security.actors import Actor
from shared.web.pages import Page, PageQuery
from shared.web.problems import documented
from shared.web.work import Work

router = APIRouter(tags=["policy"])
Reader = Annotated[Actor, Depends(ACCESS.allow("policies.read"))]


@router.post(
    "/policies",
    status_code=201,
    response_model=PolicyOut,
    summary="Publish a policy version",
    responses=documented(400, 401, 403, 409, 413, 422, 503),
)
async def publish_policy(
    order: PolicyIn,
    actor: Annotated[Actor, Depends(ACCESS.allow("policies.publish"))],
    work: Annotated[Work, Depends()],
) -> Response:
    """Publishes the next version of the city's parameters; it is immutable and the other services hear of it."""
    return await work.answer(actor, lambda tx: commands.publish_policy(tx, order), PolicyOut, status=201)


@router.get("/policies", summary="List the policy versions", responses=documented(401, 403, 422, 503))
async def list_policies(
    actor: Reader, work: Annotated[Work, Depends()], query: Annotated[PageQuery, Depends()]
) -> Page[PolicyOut]:
    """Every published version, oldest first."""
    async with work.database.read() as tx:
        return await query.page(tx, select(policies), policies.c.id, PolicyOut)


@router.get(
    "/policies/in-force/{day}", summary="Read the policy of a day", responses=documented(401, 403, 404, 422, 503)
)
async def read_policy_in_force(day: BusinessDay, actor: Reader, work: Annotated[Work, Depends()]) -> PolicyOut:
    """The version in force on a business day, past or future."""
    async with work.database.read() as tx:
        return PolicyOut.model_validate(dict(await commands.policy_in_force(tx, day)))
