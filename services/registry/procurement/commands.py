"""A tender on its way: drafted, published, bids received and opened, proposed, awarded (TEN-1)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from services.registry.organisations.commands import organisation_that_may_bid
from services.registry.policy.commands import parameters_in_force
from services.registry.procurement import errors
from services.registry.procurement.rules import (
    State,
    TenderMove,
    check_bid_in_time,
    check_notice_over,
    check_panel,
    check_unsealed,
    check_weights,
    move_tender,
    notice_ends,
)
from services.registry.procurement.schemas import BidIn, TenderIn
from services.registry.procurement.scoring import ranking
from services.registry.procurement.tables import bids, objections, scores, tenders
from services.registry.stations.commands import RECORDS as STATIONS
from services.registry.stations.commands import InTheFuture
from shared.database.records import Records
from shared.database.transaction import Tx
from shared.security.actors import Actor
from shared.values.calendar import business_date
from shared.values.identifiers import new_id
from shared.values.money import Fen

RECORDS = Records(tenders, "招标", "tender")
OBJECTIONS = Records(objections, "异议", "objection")


def state_at(row: RowMapping, moment: datetime) -> State:
    """The state at a moment: between publication and opening the clock alone moves a tender (TEN-1)."""
    state = State(row["state"])
    if state is not State.PUBLISHED or moment < row["opens_at"]:
        return state
    return State.OPEN_FOR_BIDS if moment < row["closes_at"] else State.CLOSED


def moment_of(tx: Tx, row: RowMapping, at: datetime | None) -> datetime:
    """When a step happens: now, or as the record of a paper tender says (补录).

    Raises ``NotRecorded`` and ``InTheFuture``.
    """
    if at is None:
        return tx.now
    if not row["recorded"]:
        raise errors.NotRecorded("/body/at")
    if at > tx.now:
        raise InTheFuture("/body/at", today=business_date(tx.now).isoformat())
    return at


async def draft_tender(tx: Tx, actor: Actor, order: TenderIn) -> RowMapping:
    """Draft a tender (TEN-1).

    Raises ``NotFound`` for the station, ``OutsideTown``, ``TimesNotInOrder``, ``WeightsNotHundred``,
    ``CriterionTwice``, ``PanelNotValid`` and ``TenderCodeTaken``.
    """
    station = await STATIONS.find(tx, order.station_id)
    actor.require_town(station["town_code"])
    if not order.opens_at < order.closes_at <= order.opening_at:
        raise errors.TimesNotInOrder("/body/closes_at")
    weights = {criterion.code: criterion.weight for criterion in order.criteria}
    if len(weights) != len(order.criteria):
        raise errors.CriterionTwice("/body/criteria")
    check_weights(weights)
    policy = await parameters_in_force(tx, business_date(order.opens_at))
    check_panel(order.panel, policy.panel_minimum)
    if order.ceiling <= 0:
        raise errors.PriceNotAcceptable("/body/ceiling", ceiling=order.ceiling.yuan)
    values: dict[str, Any] = {
        **order.model_dump(exclude={"criteria"}),
        "id": new_id(),
        "town_code": station["town_code"],
        "criteria": [criterion.model_dump(mode="json") for criterion in order.criteria],
    }
    statement = upsert(tenders).values(values).on_conflict_do_nothing(index_elements=["code"]).returning(tenders)
    row = await tx.one_or_none(statement)
    if row is None:
        raise errors.TenderCodeTaken("/body/code")
    await tx.audit("draft", "tender", row["id"], {"code": order.code, "recorded": order.recorded})
    return row


async def publish(tx: Tx, actor: Actor, tender_id: UUID, expected: int) -> RowMapping:
    """Make it public (发布, TEN-1). Raises as ``_mine``, ``TenderMove`` and ``TenderCodeTaken``."""
    row = await _mine(tx, actor, tender_id, expected)
    state = move_tender(State(row["state"]), State.PUBLISHED)
    try:
        return await _changed(tx, row, "publish", state=state.value)
    except IntegrityError as error:
        raise errors.TenderCodeTaken from error


async def replace_panel(tx: Tx, actor: Actor, tender_id: UUID, expected: int, panel: list[str]) -> RowMapping:
    """Another panel (评标委员会), before anybody has scored (TEN-1).

    Raises as ``_mine``, ``PanelNotValid`` and ``TenderMove``.
    """
    row = await _mine(tx, actor, tender_id, expected)
    scored = await tx.one_or_none(select(scores.c.member).where(scores.c.tender_id == tender_id).limit(1))
    if scored is not None or row["state"] not in {State.DRAFT, State.PUBLISHED, State.OPENED}:
        raise TenderMove(state=row["state"], move="replace_panel")
    policy = await parameters_in_force(tx, business_date(row["opens_at"]))
    check_panel(panel, policy.panel_minimum)
    return await _changed(tx, row, "replace_panel", panel=panel)


async def bid(tx: Tx, actor: Actor, tender_id: UUID, order: BidIn) -> RowMapping:
    """Receive a sealed bid (投标, TEN-1); bids of one tender are received one after the other.

    Raises ``OutsideOrganisation``, ``NotFound``, ``NotOpenForBids``, ``MayNotBid``, ``PriceNotAcceptable``,
    ``BidTwice``, ``NotRecorded`` and ``InTheFuture``.
    """
    actor.require_organisation(order.organisation_code)
    row = await RECORDS.lock(tx, tender_id)
    moment = moment_of(tx, row, order.at)
    if state_at(row, moment) not in {State.PUBLISHED, State.OPEN_FOR_BIDS, State.CLOSED}:
        raise TenderMove(state=row["state"], move="bid")
    check_bid_in_time(row["opens_at"], row["closes_at"], moment)
    await organisation_that_may_bid(tx, order.organisation_code, business_date(moment))
    if not 0 < order.price <= row["ceiling"]:
        raise errors.PriceNotAcceptable("/body/price", ceiling=Fen(row["ceiling"]).yuan)
    count = await tx.scalar(select(func.count()).select_from(bids).where(bids.c.tender_id == tender_id))
    values = {
        "id": new_id(),
        "tender_id": tender_id,
        "organisation_code": order.organisation_code,
        "received": count + 1,
        "received_at": moment,
        "sealed": json.dumps({"price": int(order.price), "proposal": order.proposal}),
    }
    statement = upsert(bids).values(values)
    statement = statement.on_conflict_do_nothing(index_elements=["tender_id", "organisation_code"])
    received = await tx.one_or_none(statement.returning(bids))
    if received is None:
        raise errors.BidTwice("/body/organisation_code")
    await tx.audit("bid", "tender", tender_id, {"bid": str(received["id"])})
    return received


async def open_bids(tx: Tx, actor: Actor, tender_id: UUID, expected: int, at: datetime | None) -> RowMapping:
    """Unseal the bids (开标, TEN-1); with too few valid ones the tender has failed (流标).

    Raises as ``_mine``, ``TenderMove``, ``BidSealed``, ``NotRecorded`` and ``InTheFuture``.
    """
    row = await _mine(tx, actor, tender_id, expected)
    moment = moment_of(tx, row, at)
    state = state_at(row, moment)
    if state in {State.PUBLISHED, State.OPEN_FOR_BIDS, State.CLOSED}:
        check_unsealed(row["opening_at"], moment)
    move_tender(state, State.OPENED)
    policy = await parameters_in_force(tx, business_date(row["opens_at"]))
    received = await tx.all(select(bids).where(bids.c.tender_id == tender_id))
    if len(received) < policy.valid_bids_minimum:
        because = f"{len(received)} bids, {policy.valid_bids_minimum} needed"
        return await _changed(tx, row, "fail", state=State.FAILED.value, ended_because=because)
    for each in received:
        content = json.loads(each["sealed"])
        opened = update(bids).where(bids.c.id == each["id"])
        await tx.execute(opened.values(price=Fen(content["price"]), proposal=content["proposal"]))
    return await _changed(tx, row, "open", state=State.OPENED.value)


async def propose_award(tx: Tx, actor: Actor, tender_id: UUID, expected: int, at: datetime | None) -> RowMapping:
    """Rank the bids and give public notice of the award (中标公示, TEN-1).

    Raises as ``_mine``, ``TenderMove``, ``ScoresNotValid``, ``NotRecorded`` and ``InTheFuture``.
    """
    row = await _mine(tx, actor, tender_id, expected)
    moment = moment_of(tx, row, at)
    state = move_tender(State(row["state"]), State.SCORED)
    places = await ranking(tx, row)
    state = move_tender(move_tender(state, State.AWARD_PROPOSED), State.PUBLIC_NOTICE)
    posted = business_date(moment)
    policy = await parameters_in_force(tx, business_date(row["opens_at"]))
    return await _changed(
        tx,
        row,
        "propose_award",
        state=state.value,
        ranking=[each.model_dump(mode="json") for each in places],
        winning_bid_id=places[0].bid_id,
        notice_from=posted,
        notice_until=notice_ends(posted, policy.notice_working_days),
    )


async def award(tx: Tx, actor: Actor, tender_id: UUID, expected: int, at: datetime | None) -> RowMapping:
    """Award the right to operate (中标, TEN-1).

    Raises as ``_mine``, ``TenderMove``, ``NoticeNotOver``, ``ObjectionStands``, ``NotRecorded``, ``InTheFuture``.
    """
    row = await _mine(tx, actor, tender_id, expected)
    moment = moment_of(tx, row, at)
    state = move_tender(State(row["state"]), State.AWARDED)
    check_notice_over(row["notice_until"], business_date(moment))
    raised = await tx.all(select(objections.c.upheld).where(objections.c.tender_id == tender_id))
    open_ones = sum(each["upheld"] is None for each in raised)
    upheld = sum(each["upheld"] is True for each in raised)
    if open_ones or upheld:
        raise errors.ObjectionStands(open=open_ones, upheld=upheld)
    return await _changed(tx, row, "award", state=state.value)


async def cancel(tx: Tx, actor: Actor, tender_id: UUID, expected: int, reason: str) -> RowMapping:
    """Call it off (取消, TEN-1). Raises as ``_mine`` and ``TenderMove``."""
    row = await _mine(tx, actor, tender_id, expected)
    state = move_tender(State(row["state"]), State.CANCELLED)
    return await _changed(tx, row, "cancel", state=state.value, ended_because=reason)


async def object_to(tx: Tx, actor: Actor, tender_id: UUID, reason: str) -> RowMapping:
    """Raise an objection during the public notice (异议, TEN-1). Raises ``NotFound`` and ``TenderMove``."""
    row = await RECORDS.lock(tx, tender_id)
    if row["state"] != State.PUBLIC_NOTICE:
        raise TenderMove(state=row["state"], move="object")
    values = {"id": new_id(), "tender_id": tender_id, "reason": reason, "raised_by": actor.id}
    raised = await tx.one(insert(objections).values(values).returning(objections))
    await tx.audit("object", "tender", tender_id, {"objection": str(raised["id"])})
    return raised


async def resolve(tx: Tx, actor: Actor, objection_id: UUID, expected: int, *, upheld: bool, answer: str) -> RowMapping:
    """Answer an objection (TEN-1). Raises ``NotFound``, ``OutsideTown``, ``StaleVersion`` and ``TenderMove``."""
    row = await OBJECTIONS.lock(tx, objection_id, expected)
    actor.require_town((await RECORDS.find(tx, row["tender_id"]))["town_code"])
    if row["upheld"] is not None:
        raise TenderMove(state="answered", move="answer")
    changed = await OBJECTIONS.change(tx, row, upheld=upheld, answer=answer)
    await tx.audit("resolve_objection", "tender", row["tender_id"], {"upheld": upheld})
    return changed


async def _mine(tx: Tx, actor: Actor, tender_id: UUID, expected: int) -> RowMapping:
    """The tender of a town that the actor acts for. Raises ``NotFound``, ``StaleVersion`` and ``OutsideTown``."""
    row = await RECORDS.lock(tx, tender_id, expected)
    actor.require_town(row["town_code"])
    return row


async def _changed(tx: Tx, row: RowMapping, action: str, **values: Any) -> RowMapping:
    changed = await RECORDS.change(tx, row, **values)
    await tx.audit(action, "tender", row["id"], {"from": row["state"], "to": changed["state"]})
    return changed
