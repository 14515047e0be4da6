"""HTTP of the tenders."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from sqlalchemy import RowMapping, select

from services.registry.access import ACCESS
from services.registry.procurement import commands, scoring
from services.registry.procurement.rules import BidSealed, State
from services.registry.procurement.schemas import (
    BidIn,
    BidOut,
    BidReceipt,
    DeclarationIn,
    DeclarationOut,
    ObjectionOut,
    PanelIn,
    RankingOut,
    ReasonIn,
    ResolutionIn,
    ScoresIn,
    ScoresOut,
    StepIn,
    TenderIn,
    TenderOut,
)
from services.registry.procurement.tables import bids, tenders
from shared.database.transaction import Tx
from shared.security.actors import Actor
from shared.values.errors import NotFound
from shared.web.conditional import etag, expected_version
from shared.web.pages import Page, PageQuery
from shared.web.problems import documented
from shared.web.work import Work

router = APIRouter(tags=["tenders"])
Reader = Annotated[Actor, Depends(ACCESS.allow("tenders.read"))]
Town = Annotated[Actor, Depends(ACCESS.allow("tenders.run"))]
Member = Annotated[Actor, Depends(ACCESS.allow("tenders.score"))]
Working = Annotated[Work, Depends()]
Expected = Annotated[int, Depends(expected_version)]
NEW = documented(400, 401, 403, 404, 409, 413, 422, 503)
CHANGE = documented(400, 401, 403, 404, 409, 412, 413, 422, 428, 503)
READ = documented(401, 403, 404, 422, 503)


def _shown(tx: Tx, row: RowMapping) -> TenderOut:
    return TenderOut.model_validate({**row, "state": commands.state_at(row, tx.now)})


@router.post("/tenders", status_code=201, response_model=TenderOut, summary="Draft a tender", responses=NEW)
async def draft_tender(order: TenderIn, actor: Town, work: Working) -> Response:
    """Drafts a public tender for the right to operate a station (TEN-1)."""
    return await work.answer(
        actor,
        lambda tx: commands.draft_tender(tx, actor, order),
        TenderOut,
        status=201,
        location="/registry/tenders/{id}",
    )


@router.get("/tenders", summary="List the tenders", responses=documented(401, 403, 422, 503))
async def list_tenders(actor: Reader, work: Working, query: Annotated[PageQuery, Depends()]) -> Page[TenderOut]:
    """Every tender, in the order of drafting."""
    async with work.database.read() as tx:
        rows, following = await query.rows(tx, select(tenders), tenders.c.id)
        return Page[TenderOut](items=[_shown(tx, row) for row in rows], next=following)


@router.get("/tenders/{tender_id}", summary="Read a tender", responses=READ)
async def read_tender(tender_id: UUID, actor: Reader, work: Working, response: Response) -> TenderOut:
    """One tender; its `ETag` names the version."""
    async with work.database.read() as tx:
        found = _shown(tx, await commands.RECORDS.find(tx, tender_id))
    response.headers["ETag"] = etag(found.version)
    return found


@router.post("/tenders/{tender_id}/publication", response_model=TenderOut, summary="Publish a tender", responses=CHANGE)
async def publish(tender_id: UUID, order: StepIn, actor: Town, work: Working, expected: Expected) -> Response:
    """From now on bidding opens and closes by the clock (TEN-1)."""
    return await work.answer(actor, lambda tx: commands.publish(tx, actor, tender_id, expected), TenderOut)


@router.post("/tenders/{tender_id}/panel", response_model=TenderOut, summary="Replace the panel", responses=CHANGE)
async def replace_panel(tender_id: UUID, order: PanelIn, actor: Town, work: Working, expected: Expected) -> Response:
    """Another panel, before anybody has scored: a member with an interest in a bidder is replaced (TEN-1)."""
    return await work.answer(
        actor, lambda tx: commands.replace_panel(tx, actor, tender_id, expected, order.panel), TenderOut
    )


@router.post(
    "/tenders/{tender_id}/bids", status_code=201, response_model=BidReceipt, summary="Hand in a bid", responses=NEW
)
async def bid(
    tender_id: UUID, order: BidIn, actor: Annotated[Actor, Depends(ACCESS.allow("tenders.bid"))], work: Working
) -> Response:
    """A sealed bid of an active organisation while bidding is open; one each (TEN-1)."""
    return await work.answer(actor, lambda tx: commands.bid(tx, actor, tender_id, order), BidReceipt, status=201)


@router.get("/tenders/{tender_id}/bids", summary="Read the bids", responses=READ)
async def list_bids(
    tender_id: UUID,
    actor: Annotated[Actor, Depends(ACCESS.allow("tenders.bids"))],
    work: Working,
    query: Annotated[PageQuery, Depends()],
) -> Page[BidOut]:
    """After the opening; before it nobody reads a bid (TEN-1)."""
    columns = [column for column in bids.c if column.name != "sealed"]
    async with work.database.read() as tx:
        row = await commands.RECORDS.find(tx, tender_id)
        if row["state"] in {State.DRAFT, State.PUBLISHED}:
            # Also after the opening time, until the town has opened them before witnesses.
            raise BidSealed(opening=row["opening_at"].isoformat())
        opened = select(*columns).where(bids.c.tender_id == tender_id, bids.c.price.is_not(None))
        return await query.page(tx, opened, bids.c.id, BidOut)


@router.post("/tenders/{tender_id}/opening", response_model=TenderOut, summary="Open the bids", responses=CHANGE)
async def open_bids(tender_id: UUID, order: StepIn, actor: Town, work: Working, expected: Expected) -> Response:
    """At the opening time or later; with fewer valid bids than the policy asks for the tender has failed (TEN-1)."""
    return await work.answer(actor, lambda tx: commands.open_bids(tx, actor, tender_id, expected, order.at), TenderOut)


@router.post(
    "/tenders/{tender_id}/declarations",
    status_code=201,
    response_model=DeclarationOut,
    summary="Declare interests",
    responses=NEW,
)
async def declare(tender_id: UUID, order: DeclarationIn, actor: Member, work: Working) -> Response:
    """Each member of the panel, before scoring (TEN-1)."""
    return await work.answer(
        actor,
        lambda tx: scoring.declare(tx, actor, tender_id, [*order.interests]),
        DeclarationOut,
        status=201,
    )


@router.post(
    "/tenders/{tender_id}/scores", status_code=201, response_model=ScoresOut, summary="Score a bid", responses=NEW
)
async def score(tender_id: UUID, order: ScoresIn, actor: Member, work: Working) -> Response:
    """One member, one bid, every criterion, once (TEN-1)."""
    return await work.answer(actor, lambda tx: scoring.score(tx, actor, tender_id, order), ScoresOut, status=201)


@router.post(
    "/tenders/{tender_id}/award-proposal", response_model=TenderOut, summary="Propose the award", responses=CHANGE
)
async def propose_award(tender_id: UUID, order: StepIn, actor: Town, work: Working, expected: Expected) -> Response:
    """Ranks the bids and starts the public notice, in working days of the Chinese calendar (TEN-1)."""
    return await work.answer(
        actor, lambda tx: commands.propose_award(tx, actor, tender_id, expected, order.at), TenderOut
    )


@router.get("/tenders/{tender_id}/ranking", summary="Read the ranking", responses=READ)
async def read_ranking(tender_id: UUID, actor: Reader, work: Working) -> RankingOut:
    """The bids in order, with what puts each before the next; from the public notice on (TEN-1)."""
    async with work.database.read() as tx:
        row = await commands.RECORDS.find(tx, tender_id)
    if row["ranking"] is None:
        raise NotFound(id=tender_id, kind_zh="评标排序", kind_en="ranking of tender")
    return RankingOut.model_validate({"tender_id": tender_id, "places": row["ranking"]})


@router.post(
    "/tenders/{tender_id}/objections",
    status_code=201,
    response_model=ObjectionOut,
    summary="Object to an award",
    responses=NEW,
)
async def object_to(
    tender_id: UUID,
    order: ReasonIn,
    actor: Annotated[Actor, Depends(ACCESS.allow("tenders.object"))],
    work: Working,
) -> Response:
    """During the public notice (TEN-1)."""
    return await work.answer(
        actor, lambda tx: commands.object_to(tx, actor, tender_id, order.reason), ObjectionOut, status=201
    )


@router.post(
    "/objections/{objection_id}/resolution",
    response_model=ObjectionOut,
    summary="Answer an objection",
    responses=CHANGE,
)
async def resolve(objection_id: UUID, order: ResolutionIn, actor: Town, work: Working, expected: Expected) -> Response:
    """No award while an objection is open or after one was upheld (TEN-1)."""
    return await work.answer(
        actor,
        lambda tx: commands.resolve(tx, actor, objection_id, expected, upheld=order.upheld, answer=order.answer),
        ObjectionOut,
    )


@router.post("/tenders/{tender_id}/award", response_model=TenderOut, summary="Award", responses=CHANGE)
async def award(tender_id: UUID, order: StepIn, actor: Town, work: Working, expected: Expected) -> Response:
    """After the public notice, once (TEN-1)."""
    return await work.answer(actor, lambda tx: commands.award(tx, actor, tender_id, expected, order.at), TenderOut)


@router.post("/tenders/{tender_id}/cancellation", response_model=TenderOut, summary="Cancel a tender", responses=CHANGE)
async def cancel(tender_id: UUID, order: ReasonIn, actor: Town, work: Working, expected: Expected) -> Response:
    """Before it is finished, with a reason (TEN-1)."""
    return await work.answer(actor, lambda tx: commands.cancel(tx, actor, tender_id, expected, order.reason), TenderOut)
