"""HTTP of the subsidy."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from services.funding.access import ACCESS
from services.funding.subsidy.queries import calculate
from services.funding.subsidy.schemas import CalculationIn, CalculationOut
from shared.database.engine import Database
from shared.security.actors import Actor
from shared.web.problems import documented

router = APIRouter(tags=["subsidy"])


@router.post(
    "/subsidy-calculations",
    summary="Work out a subsidy",
    responses=documented(400, 401, 403, 404, 413, 422, 503),
)
async def calculate_subsidy(
    question: CalculationIn, actor: Annotated[Actor, Depends(ACCESS.allow("subsidy.calculate"))], request: Request
) -> CalculationOut:
    """What city, town and operator would bear (FND-1, FND-2), step by step (FND-7). Nothing is written."""
    database: Database = request.app.state.database
    async with database.read() as tx:
        return await calculate(tx, question)
