"""The panel: interests declared, bids scored, the ranking with its reasons (TEN-1)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from services.registry.procurement import errors
from services.registry.procurement.rules import (
    REASON_TEXTS,
    Bid,
    ScoresNotValid,
    State,
    TenderMove,
    check_may_score,
    rank,
    weighted_score,
)
from services.registry.procurement.schemas import Place, ScoresIn
from services.registry.procurement.tables import bids, declarations, scores, tenders
from shared.database.records import Records
from shared.database.transaction import Tx
from shared.security.actors import Actor
from shared.values.errors import NotFound

RECORDS = Records(tenders, "招标", "tender")


async def declare(tx: Tx, actor: Actor, tender_id: UUID, interests: list[str]) -> RowMapping:
    """A member declares interests before scoring (利益申报, TEN-1).

    Raises ``NotFound``, ``MayNotScore`` for somebody outside the panel, ``TenderMove`` and ``AlreadyDeclared``.
    """
    row = await RECORDS.lock(tx, tender_id)
    check_may_score(actor.id, row["panel"], {actor.id: ()}, ())
    if row["state"] not in {State.PUBLISHED, State.OPENED}:
        raise TenderMove(state=row["state"], move="declare")
    values = {"tender_id": tender_id, "member": actor.id, "interests": interests, "at": tx.now}
    declared = await tx.one_or_none(
        insert(declarations).values(values).on_conflict_do_nothing().returning(declarations)
    )
    if declared is None:
        raise errors.AlreadyDeclared
    await tx.audit("declare", "tender", tender_id, {"interests": len(interests)})
    return declared


async def score(tx: Tx, actor: Actor, tender_id: UUID, order: ScoresIn) -> RowMapping:
    """A member scores a bid, once (评分, TEN-1).

    Raises ``NotFound``, ``TenderMove``, ``MayNotScore``, ``ScoresNotValid`` and ``AlreadyScored``.
    """
    row = await RECORDS.lock(tx, tender_id)
    if row["state"] != State.OPENED:
        raise TenderMove(state=row["state"], move="score")
    received = await tx.all(select(bids.c.id, bids.c.organisation_code).where(bids.c.tender_id == tender_id))
    declared = await tx.all(select(declarations).where(declarations.c.tender_id == tender_id))
    bidders = [each["organisation_code"] for each in received]
    interests = {each["member"]: each["interests"] for each in declared}
    check_may_score(actor.id, row["panel"], interests, bidders)
    if order.bid_id not in {each["id"] for each in received}:
        raise NotFound("/body/bid_id", id=order.bid_id, kind_zh="标书", kind_en="bid")
    weighted_score(_weights(row), {actor.id: order.scores}, str(order.bid_id))
    values: dict[str, Any] = {
        "bid_id": order.bid_id,
        "member": actor.id,
        "tender_id": tender_id,
        "scores": {criterion: str(points) for criterion, points in order.scores.items()},
        "at": tx.now,
    }
    given = await tx.one_or_none(insert(scores).values(values).on_conflict_do_nothing().returning(scores))
    if given is None:
        raise errors.AlreadyScored("/body/bid_id")
    await tx.audit("score", "tender", tender_id, {"bid": str(order.bid_id)})
    return given


async def ranking(tx: Tx, tender: RowMapping) -> list[Place]:
    """The bids in order (TEN-1). Raises ``ScoresNotValid`` while a member's score is missing."""
    received = {row["id"]: row for row in await tx.all(select(bids).where(bids.c.tender_id == tender["id"]))}
    given: dict[str, dict[str, dict[str, Decimal]]] = {}
    for row in await tx.all(select(scores).where(scores.c.tender_id == tender["id"])):
        points = {criterion: Decimal(value) for criterion, value in row["scores"].items()}
        given.setdefault(str(row["bid_id"]), {})[row["member"]] = points
    valid = [Bid(str(row["id"]), row["price"], row["received"]) for row in received.values()]
    if not valid:
        raise ScoresNotValid(bid="-")
    places: list[Place] = []
    for ranked in rank(valid, _weights(tender), tender["panel"], given):
        reason = (None, None) if ranked.ahead_by is None else REASON_TEXTS[ranked.ahead_by]
        exact = Decimal(ranked.score.numerator) / Decimal(ranked.score.denominator)
        places.append(
            Place(
                place=ranked.place,
                bid_id=UUID(ranked.bid.id),
                organisation_code=received[UUID(ranked.bid.id)]["organisation_code"],
                price=ranked.bid.price,
                score=exact.quantize(Decimal("0.01"), ROUND_HALF_UP),
                reason_zh=reason[0],
                reason_en=reason[1],
            )
        )
    return places


def _weights(tender: RowMapping) -> dict[str, Decimal]:
    return {criterion["code"]: Decimal(criterion["weight"]) for criterion in tender["criteria"]}
