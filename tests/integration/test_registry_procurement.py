"""A tender from draft to signed contract over HTTP on a real database (TEN-1, TEN-2, SVC-1, FND-2)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from services.registry.contracts.schemas import PROJECTS
from services.registry.main import SERVICE
from shared.contracts.registry import ContractSigned
from shared.security.actors import Role
from tests.integration.registry_data import (
    OPERATOR,
    OTHER_RIVAL,
    PANEL,
    RIVAL,
    bid,
    city,
    contract,
    station,
    tender,
)
from tests.rig import Caller, Rig, refused, running

OPENING = {"at": "2020-12-15T09:30:00+08:00"}
PROPOSAL = {"at": "2020-12-16T10:00:00+08:00"}
PRICES = {OPERATOR: "700000.00", RIVAL: "690000.00", OTHER_RIVAL: "710000.00"}


@pytest.fixture
async def rig(fresh_database: str, tmp_path: Path) -> AsyncIterator[Rig]:
    async with running(SERVICE, fresh_database, tmp_path) as started:
        await city(started)
        yield started


@pytest.fixture
def town(rig: Rig) -> Caller:
    return rig.caller(Role.TOWN_OFFICER, subject="town-01")


async def published(rig: Rig, town: Caller, **more: Any) -> dict[str, Any]:
    drafted = await town.do("/tenders", tender((await station(rig))["id"], **more))
    return await town.do(f"/tenders/{drafted['id']}/publication", version=drafted["version"])


async def scored(rig: Rig, town: Caller) -> dict[str, Any]:
    """Three bids, opened and scored; the operator's is the best."""
    at = await published(rig, town)
    path = f"/tenders/{at['id']}"
    received = {code: await bid(rig, at["id"], code, price) for code, price in PRICES.items()}
    opened = await town.do(f"{path}/opening", OPENING, version=at["version"])
    for member in PANEL:
        caller = rig.caller(Role.EVALUATOR, subject=member)
        await caller.do(f"{path}/declarations", {"interests": []})
        for code, each in received.items():
            points = "92" if code == OPERATOR else "80"
            order = {"bid_id": each["id"], "scores": {"service": points, "team": points}}
            await caller.do(f"{path}/scores", order)
    return opened


async def awarded(rig: Rig, town: Caller) -> dict[str, Any]:
    at = await scored(rig, town)
    path = f"/tenders/{at['id']}"
    at = await town.do(f"{path}/award-proposal", PROPOSAL, version=at["version"])
    return await town.do(f"{path}/award", {"at": "2020-12-22T09:00:00+08:00"}, version=at["version"])


async def test_ten_1_a_tender_runs_from_draft_to_a_signed_contract(rig: Rig, town: Caller) -> None:
    at = await scored(rig, town)
    path = f"/tenders/{at['id']}"
    noticed = await town.do(f"{path}/award-proposal", PROPOSAL, version=at["version"])
    # Wednesday 16 December and three working days after it, over a weekend.
    assert (noticed["notice_from"], noticed["notice_until"]) == ("2020-12-16", "2020-12-21")
    ranking = (await town.get(f"{path}/ranking")).json()["places"]
    assert [(place["organisation_code"], place["score"]) for place in ranking] == [
        (OPERATOR, "92.00"), (RIVAL, "80.00"), (OTHER_RIVAL, "80.00")
    ]  # fmt: skip
    assert [place["reason_en"] for place in ranking] == ["higher score", "equal score, lower price", None]
    early = await town.post(f"{path}/award", {"at": "2020-12-21T09:00:00+08:00"}, version=noticed["version"])
    refused(early, 409, "notice-not-over")
    won = await town.do(f"{path}/award", {"at": "2020-12-22T09:00:00+08:00"}, version=noticed["version"])
    assert won["state"] == "awarded"

    drafted = await town.do("/contracts", contract(at["id"]))
    assert [each["amount"] for each in drafted["instalments"]] == ["280000.00", "280000.00", "140000.00"]
    signing = f"/contracts/{drafted['id']}"
    once = await town.do(f"{signing}/town-signature", version=drafted["version"])
    refused(await town.post(f"{signing}/town-signature", version=once["version"]), 409, "illegal-transition")
    operator = rig.caller(Role.OPERATOR_MANAGER, subject="operator-01", organisation=OPERATOR)
    signed = await operator.do(f"{signing}/operator-signature", version=once["version"])
    assert signed["state"] == "signed"
    [told] = await rig.told(ContractSigned, 1)
    assert ContractSigned.model_validate(told.data).total.yuan == "700000.00"
    held = (await town.get(f"/stations/{at['station_id']}")).json()
    assert (held["operator_code"], held["contract_id"]) == (OPERATOR, drafted["id"])


async def test_ten_1_nobody_reads_a_bid_before_the_opening(rig: Rig, town: Caller) -> None:
    at = await published(rig, town)
    receipt = await bid(rig, at["id"], OPERATOR, "699999.99")
    assert "price" not in receipt
    for role in (Role.TOWN_OFFICER, Role.CITY_OFFICER, Role.AUDITOR):
        refused(await rig.caller(role).get(f"/tenders/{at['id']}/bids"), 403, "bid-sealed")
    async with rig.database.read() as tx:
        for table in ("bids", "outbox", "audit_trail", "idempotency_keys"):
            rows = await tx.all(text(f"SELECT {table}::text AS whole FROM {table}"))
            assert not [row for row in rows if "69999999" in row["whole"] or "699999.99" in row["whole"]], table


async def test_ten_1_a_tender_under_way_keeps_to_the_clock(rig: Rig, town: Caller) -> None:
    times = {
        "recorded": False,
        "opens_at": "2099-12-01T00:00:00+08:00",
        "closes_at": "2099-12-15T09:00:00+08:00",
        "opening_at": "2099-12-15T09:30:00+08:00",
    }
    at = await published(rig, town, **times)
    assert at["state"] == "published"
    path = f"/tenders/{at['id']}"
    order = {"organisation_code": OPERATOR, "price": "700000.00", "proposal": "方案"}
    bidder = rig.caller(Role.OPERATOR_MANAGER, organisation=OPERATOR)
    refused(await bidder.post(f"{path}/bids", order), 409, "not-open-for-bids")
    backdated = await bidder.post(f"{path}/bids", {**order, "at": "2020-12-10T10:00:00+08:00"})
    refused(backdated, 422, "tender-not-recorded")
    refused(await town.post(f"{path}/opening", version=at["version"]), 403, "bid-sealed")


async def test_ten_1_with_two_bids_the_tender_has_failed_and_the_next_one_may_start(rig: Rig, town: Caller) -> None:
    at = await published(rig, town)
    for code in (OPERATOR, RIVAL):
        await bid(rig, at["id"], code, PRICES[code])
    failed = await town.do(f"/tenders/{at['id']}/opening", OPENING, version=at["version"])
    assert (failed["state"], failed["ended_because"]) == ("failed", "2 bids, 3 needed")
    again = await town.do("/tenders", tender(at["station_id"], code="MQ-2021-T-02"))
    await town.do(f"/tenders/{again['id']}/publication", version=1)


async def test_ten_1_bids_that_do_not_count(rig: Rig, town: Caller) -> None:
    at = await published(rig, town)
    path = f"/tenders/{at['id']}/bids"
    order = {
        "organisation_code": OPERATOR,
        "price": "700000.00",
        "proposal": "方案",
        "at": "2020-12-10T10:00:00+08:00",
    }
    bidder = rig.caller(Role.OPERATOR_MANAGER, organisation=OPERATOR)
    refused(await bidder.post(path, {**order, "price": "720000.01"}), 422, "price-not-acceptable")
    refused(await bidder.post(path, {**order, "organisation_code": RIVAL}), 403, "outside-organisation")
    refused(await bidder.post(path, {**order, "at": "2020-12-15T09:00:00+08:00"}), 409, "not-open-for-bids")
    answers = await asyncio.gather(*(bidder.post(path, order) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_ten_1_only_a_declared_disinterested_member_scores_and_only_once(rig: Rig, town: Caller) -> None:
    at = await published(rig, town)
    received = {code: await bid(rig, at["id"], code, price) for code, price in PRICES.items()}
    path = f"/tenders/{at['id']}"
    opened = await town.do(f"{path}/opening", OPENING, version=at["version"])
    order = {"bid_id": received[OPERATOR]["id"], "scores": {"service": "90", "team": "90"}}
    member = rig.caller(Role.EVALUATOR, subject=PANEL[0])
    refused(await member.post(f"{path}/scores", order), 403, "may-not-score")
    await member.do(f"{path}/declarations", {"interests": []})
    partial = await member.post(f"{path}/scores", {**order, "scores": {"service": "90"}})
    refused(partial, 422, "scores-not-valid")
    await member.do(f"{path}/scores", order)
    refused(await member.post(f"{path}/scores", order), 409, "already-scored")
    biased = rig.caller(Role.EVALUATOR, subject=PANEL[1])
    await biased.do(f"{path}/declarations", {"interests": [RIVAL]})
    refused(await biased.post(f"{path}/scores", order), 403, "may-not-score")
    refused(await town.post(f"{path}/scores", order), 403, "may-not-score")
    unfinished = await town.post(f"{path}/award-proposal", PROPOSAL, version=opened["version"])
    refused(unfinished, 422, "scores-not-valid")


async def test_ten_1_an_objection_stops_the_award_and_two_awards_at_once_give_one(rig: Rig, town: Caller) -> None:
    at = await scored(rig, town)
    path = f"/tenders/{at['id']}"
    at = await town.do(f"{path}/award-proposal", PROPOSAL, version=at["version"])
    raised = await rig.caller(Role.OPERATOR_MANAGER, organisation=RIVAL).do(
        f"{path}/objections", {"reason": "评分有误"}
    )
    order = {"at": "2020-12-22T09:00:00+08:00"}
    refused(await town.post(f"{path}/award", order, version=at["version"]), 409, "objection-stands")
    answer = {"upheld": False, "answer": "复核无误"}
    await town.do(f"/objections/{raised['id']}/resolution", answer, version=1)
    answers = await asyncio.gather(*(town.post(f"{path}/award", order, version=at["version"]) for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [200, 412, 412]


async def test_contracts_that_may_not_be_drafted(rig: Rig, town: Caller) -> None:
    at = await awarded(rig, town)
    order = contract(at["id"])
    over = {"personnel": "490000.01", "activities": "140000.00", "management": "69999.99"}
    exactly = {"personnel": "490000.00", "activities": "140000.00", "management": "70000.00"}
    refused(await town.post("/contracts", {**order, "budget": over}), 422, "personnel-share-exceeded")
    cheaper = {**exactly, "management": "69999.99"}
    refused(await town.post("/contracts", {**order, "budget": cheaper}), 422, "not-the-winning-price")
    refused(await town.post("/contracts", {**order, "projects": PROJECTS[1:]}), 422, "not-a-123x-list")
    refused(await town.post("/contracts", {**order, "clauses": order["clauses"][1:]}), 422, "contract-incomplete")
    await town.do("/contracts", {**order, "budget": exactly})
    again = await town.post("/contracts", {**order, "code": "MQ-2021-K-02"})
    refused(again, 409, "tender-not-awarded")
