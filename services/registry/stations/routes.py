"""HTTP of the stations."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import select

from services.registry.access import ACCESS
from services.registry.stations import commands
from services.registry.stations.compliance import assess
from services.registry.stations.rules import Move
from services.registry.stations.schemas import (
    ComplianceOut,
    FindingOut,
    MoveIn,
    StationIn,
    StationOut,
    SupervisorIn,
    WaiverIn,
    WaiverOut,
)
from services.registry.stations.tables import stations
from shared.security.actors import Actor
from shared.values.calendar import business_date
from shared.web.conditional import etag, expected_version
from shared.web.pages import Page, PageQuery
from shared.web.problems import documented
from shared.web.work import Work

router = APIRouter(prefix="/stations", tags=["stations"])
Reader = Annotated[Actor, Depends(ACCESS.allow("stations.read"))]
Keeper = Annotated[Actor, Depends(ACCESS.allow("stations.keep"))]
Working = Annotated[Work, Depends()]
Expected = Annotated[int, Depends(expected_version)]
CHANGE = documented(400, 401, 403, 404, 409, 412, 413, 422, 428, 503)


@router.post(
    "",
    status_code=201,
    response_model=StationOut,
    summary="Plan a station",
    responses=documented(400, 401, 403, 404, 409, 413, 422, 503),
)
async def plan_station(order: StationIn, actor: Keeper, work: Working) -> Response:
    """Plans a station in a town of the coverage plan (STA-1)."""
    return await work.answer(
        actor,
        lambda tx: commands.plan_station(tx, actor, order),
        StationOut,
        status=201,
        location="/registry/stations/{id}",
    )


@router.get("", summary="List the stations", responses=documented(401, 403, 422, 503))
async def list_stations(
    actor: Reader,
    work: Working,
    query: Annotated[PageQuery, Depends()],
    town_code: Annotated[str | None, Query(pattern=r"^[0-9]{9}$")] = None,
) -> Page[StationOut]:
    """Every station, or those of one town."""
    found = select(stations) if town_code is None else select(stations).where(stations.c.town_code == town_code)
    async with work.database.read() as tx:
        return await query.page(tx, found, stations.c.id, StationOut)


@router.get("/{station_id}", summary="Read a station", responses=documented(401, 403, 404, 422, 503))
async def read_station(station_id: UUID, actor: Reader, work: Working, response: Response) -> StationOut:
    """One station; its `ETag` names the version."""
    async with work.database.read() as tx:
        found = StationOut.model_validate(dict(await commands.RECORDS.find(tx, station_id)))
    response.headers["ETag"] = etag(found.version)
    return found


@router.post("/{station_id}/supervisor", response_model=StationOut, summary="Assign the supervisor", responses=CHANGE)
async def assign_supervisor(
    station_id: UUID, order: SupervisorIn, actor: Keeper, work: Working, expected: Expected
) -> Response:
    """Puts an organisation on the support track; it is independent of operator and evaluator (IND-1)."""
    return await work.answer(
        actor,
        lambda tx: commands.assign_supervisor(tx, actor, station_id, expected, order.credit_code),
        StationOut,
    )


MOVES = (
    ("preparation", Move.PREPARE, "Prepare a station", "Premises, parties and staff are being put together (STA-1)."),
    ("opening", Move.OPEN, "Open a station", "It needs premises, contract, supervisor and compliant staff (STA-1)."),
    ("suspension", Move.SUSPEND, "Suspend a station", "It stops operating for a time (STA-1)."),
    ("resumption", Move.RESUME, "Resume a station", "It operates again, under the conditions of opening (STA-1)."),
    ("closure", Move.CLOSE, "Close a station", "It is closed for good (STA-1)."),
)


def _moving(move: Move) -> Callable[..., Awaitable[Response]]:
    async def endpoint(station_id: UUID, order: MoveIn, actor: Keeper, work: Working, expected: Expected) -> Response:
        return await work.answer(
            actor, lambda tx: commands.move(tx, actor, station_id, expected, move, order.day), StationOut
        )

    endpoint.__name__ = f"{move.value}_station"
    return endpoint


for path, each, summary, description in MOVES:
    router.post(
        f"/{{station_id}}/{path}",
        response_model=StationOut,
        summary=summary,
        description=description,
        responses=CHANGE,
    )(_moving(each))


@router.post(
    "/{station_id}/waivers",
    status_code=201,
    response_model=WaiverOut,
    summary="Waive a rule for a time",
    responses=documented(400, 401, 403, 404, 409, 413, 422, 503),
)
async def waive(
    station_id: UUID,
    order: WaiverIn,
    actor: Annotated[Actor, Depends(ACCESS.allow("stations.waive"))],
    work: Working,
) -> Response:
    """The city excuses a breach of a rule that holds in principle: STF-2, STF-4 or STF-5."""
    return await work.answer(actor, lambda tx: commands.waive(tx, station_id, order), WaiverOut, status=201)


@router.get(
    "/{station_id}/compliance",
    summary="Report a station's compliance",
    responses=documented(401, 403, 404, 422, 503),
)
async def report_compliance(
    station_id: UUID,
    actor: Reader,
    work: Working,
    on: Annotated[date | None, Query(description="Business day; today when absent.")] = None,
) -> ComplianceOut:
    """STF-2 to STF-6 and IND-1 on a day: each rule, its verdict and what it rests on."""
    async with work.database.read() as tx:
        day = on or business_date(tx.now)
        found, version = await assess(tx, await commands.RECORDS.find(tx, station_id), day)
    return ComplianceOut(
        station_id=station_id,
        day=day,
        policy_version=version,
        compliant=found.compliant,
        findings=[
            FindingOut(
                rule=finding.rule,
                verdict=finding.verdict,
                text_zh=finding.text_zh,
                text_en=finding.text_en,
                staff=list(finding.members),
                waived_until=None if finding.waiver is None else finding.waiver.expires_on,
            )
            for finding in found.findings
        ],
    )
