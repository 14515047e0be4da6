"""HTTP of the people at the stations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from services.registry.access import ACCESS
from services.registry.staffing import commands
from services.registry.staffing.rules import Approver
from services.registry.staffing.schemas import CandidateIn, DayIn, HeadIn, LabourContractIn, PersonOut, StaffOut
from services.registry.staffing.tables import staff
from services.registry.stations.commands import RECORDS as STATIONS
from shared.security.actors import Actor
from shared.web.pages import Page, PageQuery
from shared.web.problems import documented
from shared.web.work import Work

router = APIRouter(tags=["staffing"])
Reader = Annotated[Actor, Depends(ACCESS.allow("staff.read"))]
Operator = Annotated[Actor, Depends(ACCESS.allow("staff.employ"))]
Town = Annotated[Actor, Depends(ACCESS.allow("staff.approve"))]
Working = Annotated[Work, Depends()]
CHANGE = documented(400, 401, 403, 404, 409, 413, 422, 503)
ENCRYPTED = {"name", "licence_certificate"}


@router.post(
    "/stations/{station_id}/candidates",
    status_code=201,
    response_model=StaffOut,
    summary="Propose a candidate",
    responses=CHANGE,
)
async def propose(station_id: UUID, order: CandidateIn, actor: Operator, work: Working) -> Response:
    """The operator puts somebody forward; recruitment is joint (STF-6)."""
    return await work.answer(
        actor,
        lambda tx: commands.propose(tx, actor, station_id, order),
        StaffOut,
        status=201,
        location="/registry/staff/{id}",
    )


@router.post(
    "/stations/{station_id}/head",
    status_code=201,
    response_model=StaffOut,
    summary="Name the head of a station",
    responses=CHANGE,
)
async def name_head(station_id: UUID, order: HeadIn, actor: Town, work: Working) -> Response:
    """The town names the head, in principle the lead of its social affairs office (STF-2)."""
    return await work.answer(
        actor,
        lambda tx: commands.name_head(tx, actor, station_id, order),
        StaffOut,
        status=201,
        location="/registry/staff/{id}",
    )


@router.get(
    "/stations/{station_id}/staff",
    summary="List the people of a station",
    responses=documented(401, 403, 404, 422, 503),
)
async def list_staff(
    station_id: UUID, actor: Reader, work: Working, query: Annotated[PageQuery, Depends()]
) -> Page[StaffOut]:
    """Candidates, people on post and people who left, without names."""
    columns = [column for column in staff.c if column.name not in ENCRYPTED]
    async with work.database.read() as tx:
        await STATIONS.find(tx, station_id)
        return await query.page(tx, select(*columns).where(staff.c.station_id == station_id), staff.c.id, StaffOut)


@router.get("/staff/{staff_id}", summary="Read a person", responses=documented(401, 403, 404, 422, 503))
async def read_person(
    staff_id: UUID, actor: Annotated[Actor, Depends(ACCESS.allow("staff.name"))], work: Working
) -> PersonOut:
    """With name and certificate number, for the town and the operator of the station; the reading is audited."""
    async with work.database.transaction(actor.id) as tx:
        row = await commands.RECORDS.find(tx, staff_id)
        station = await STATIONS.find(tx, row["station_id"])
        if actor.organisation is None or actor.organisation != station["operator_code"]:
            actor.require_town(station["town_code"])
        await tx.audit("read", "staff", staff_id, {})
        return PersonOut.model_validate(dict(row))


@router.post(
    "/staff/{staff_id}/town-approval", response_model=StaffOut, summary="Approve as the town", responses=CHANGE
)
async def approve_as_town(staff_id: UUID, order: DayIn, actor: Town, work: Working) -> Response:
    """The town's approval of a candidate (STF-6)."""
    return await work.answer(
        actor, lambda tx: commands.approve_candidate(tx, actor, staff_id, Approver.TOWN, order.day), StaffOut
    )


@router.post(
    "/staff/{staff_id}/operator-approval",
    response_model=StaffOut,
    summary="Approve as the operator",
    responses=CHANGE,
)
async def approve_as_operator(staff_id: UUID, order: DayIn, actor: Operator, work: Working) -> Response:
    """The operator's approval of a candidate (STF-6)."""
    return await work.answer(
        actor, lambda tx: commands.approve_candidate(tx, actor, staff_id, Approver.OPERATOR, order.day), StaffOut
    )


@router.post(
    "/staff/{staff_id}/labour-contract",
    response_model=StaffOut,
    summary="Record the labour contract",
    responses=CHANGE,
)
async def sign_contract(staff_id: UUID, order: LabourContractIn, actor: Operator, work: Working) -> Response:
    """Follows both approvals and is with the operator (STF-6)."""
    return await work.answer(actor, lambda tx: commands.sign_contract(tx, actor, staff_id, order), StaffOut)


@router.post("/staff/{staff_id}/appointment", response_model=StaffOut, summary="Put a person on post", responses=CHANGE)
async def put_on_post(staff_id: UUID, order: DayIn, actor: Operator, work: Working) -> Response:
    """Only with a labour contract is a person on post (STF-6), and at one station only."""
    return await work.answer(actor, lambda tx: commands.put_on_post(tx, actor, staff_id, order.day), StaffOut)


@router.post("/staff/{staff_id}/departure", response_model=StaffOut, summary="Record a departure", responses=CHANGE)
async def leave(
    staff_id: UUID, order: DayIn, actor: Annotated[Actor, Depends(ACCESS.allow("staff.release"))], work: Working
) -> Response:
    """The last day on post; compliance is measured again (STF-4, STF-5)."""
    return await work.answer(actor, lambda tx: commands.leave(tx, actor, staff_id, order.day), StaffOut)
