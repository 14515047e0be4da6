"""Organisations, stations and staff over HTTP on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from services.registry.main import SERVICE
from services.registry.stations.commands import take_contract
from shared.contracts.registry import ComplianceChanged
from shared.security.actors import Role
from shared.values.identifiers import new_id
from tests.integration.registry_data import (
    EVALUATOR,
    OPERATOR,
    RIVAL,
    SUPERVISOR,
    candidate,
    city,
    organisation,
    recruit,
    station,
)
from tests.rig import Rig, refused, running


@pytest.fixture
async def rig(fresh_database: str, tmp_path: Path) -> AsyncIterator[Rig]:
    async with running(SERVICE, fresh_database, tmp_path) as started:
        await city(started)
        yield started


async def contracted(rig: Rig, code: str = "MQ-S-01") -> dict[str, Any]:
    planned = await station(rig, code)
    async with rig.database.transaction("test") as tx:
        await take_contract(tx, UUID(planned["id"]), new_id(), OPERATOR, date(2021, 1, 1), date(2021, 12, 31))
    return (await rig.caller(Role.AUDITOR).get(f"/stations/{planned['id']}")).json()


async def team(rig: Rig, station_id: str) -> list[dict[str, Any]]:
    await rig.caller(Role.TOWN_OFFICER).do(
        f"/stations/{station_id}/head",
        {"account": "officer-01", "name": "站长甲", "leads_office": True, "on_post_from": "2021-01-10"},
    )
    posts = ["deputy_head", *["social_worker"] * 5]
    return [
        await recruit(rig, station_id, candidate(number, licensed=number < 5, post=post))
        for number, post in enumerate(posts)
    ]


async def test_a_station_opens_when_everything_is_there_and_says_what_is_missing_before(rig: Rig) -> None:
    town = rig.caller(Role.TOWN_OFFICER)
    planned = await contracted(rig)
    path = f"/stations/{planned['id']}"
    preparing = await town.do(f"{path}/preparation", {"day": "2021-01-02"}, version=planned["version"])
    early = await town.post(f"{path}/opening", {"day": "2021-01-15"}, version=preparing["version"])
    assert refused(early, 409, "station-not-ready")["missing"] == "supervisor"
    assigned = await town.do(f"{path}/supervisor", {"credit_code": SUPERVISOR}, version=preparing["version"])
    unstaffed = await town.post(f"{path}/opening", {"day": "2021-01-15"}, version=assigned["version"])
    assert refused(unstaffed, 409, "station-not-compliant")["breached"] == "STF-2, STF-3, STF-4, STF-5"
    await team(rig, planned["id"])
    opened = await town.do(f"{path}/opening", {"day": "2021-01-15"}, version=assigned["version"])
    assert (opened["status"], opened["operating_from"]) == ("operating", "2021-01-15")
    report = (await town.get(f"{path}/compliance", on="2021-01-15")).json()
    assert report["compliant"]
    assert {finding["rule"] for finding in report["findings"]} == {
        "STF-2", "STF-3", "STF-4", "STF-5", "STF-6", "IND-1"
    }  # fmt: skip
    assert refused(
        await town.post(f"{path}/preparation", {"day": "2021-01-16"}, version=opened["version"]),
        409,
        "illegal-transition",
    )


async def test_stf_4_a_departure_is_a_finding_until_it_is_waived_or_cured(rig: Rig) -> None:
    town, operator = rig.caller(Role.TOWN_OFFICER), rig.caller(Role.OPERATOR_MANAGER, organisation=OPERATOR)
    planned = await contracted(rig)
    path = f"/stations/{planned['id']}"
    people = await team(rig, planned["id"])
    at = await town.do(f"{path}/preparation", {"day": "2021-01-02"}, version=planned["version"])
    at = await town.do(f"{path}/supervisor", {"credit_code": SUPERVISOR}, version=at["version"])
    await town.do(f"{path}/opening", {"day": "2021-01-15"}, version=at["version"])
    await operator.do(f"/staff/{people[5]['id']}/departure", {"day": "2021-06-30"})
    verdicts = await _verdicts(rig, path)
    assert verdicts["STF-4"] == "breached"
    waiver = {"rule": "STF-4", "reason": "正在补录", "granted_on": "2021-07-01", "expires_on": "2021-12-31"}
    hard = await rig.caller(Role.CITY_OFFICER).post(f"{path}/waivers", {**waiver, "rule": "STF-6"})
    refused(hard, 422, "not-waivable")
    await rig.caller(Role.CITY_OFFICER).do(f"{path}/waivers", waiver)
    assert (await _verdicts(rig, path))["STF-4"] == "waived"
    told = await rig.told(ComplianceChanged, 3)
    assert [(each.data["compliant"], each.sequence) for each in told] == [(True, 1), (False, 2), (True, 3)]


async def _verdicts(rig: Rig, path: str) -> dict[str, str]:
    report = (await rig.caller(Role.AUDITOR).get(f"{path}/compliance", on="2021-07-02")).json()
    return {finding["rule"]: finding["verdict"] for finding in report["findings"]}


async def test_stf_6_no_step_of_recruitment_comes_before_its_time(rig: Rig) -> None:
    town, operator = rig.caller(Role.TOWN_OFFICER), rig.caller(Role.OPERATOR_MANAGER, organisation=OPERATOR)
    planned = await contracted(rig)
    person = await operator.do(f"/stations/{planned['id']}/candidates", candidate(1, licensed=True))
    path = f"/staff/{person['id']}"
    contract = {"day": "2021-01-08", "employer_code": OPERATOR}
    refused(await operator.post(f"{path}/appointment", {"day": "2021-01-10"}), 409, "recruitment-order")
    await town.do(f"{path}/town-approval", {"day": "2021-01-05"})
    refused(await operator.post(f"{path}/labour-contract", contract), 409, "recruitment-order")
    refused(await town.post(f"{path}/town-approval", {"day": "2021-01-06"}), 409, "recruitment-order")
    await operator.do(f"{path}/operator-approval", {"day": "2021-01-06"})
    other = await operator.post(f"{path}/labour-contract", {**contract, "employer_code": RIVAL})
    refused(other, 422, "not-the-operator")
    await operator.do(f"{path}/labour-contract", contract)
    await operator.do(f"{path}/appointment", {"day": "2021-01-10"})
    rival = rig.caller(Role.OPERATOR_MANAGER, organisation=RIVAL)
    refused(await rival.post(f"{path}/departure", {"day": "2021-02-01"}), 403, "outside-organisation")


async def test_stf_1_one_person_takes_one_post_even_when_two_stations_hire_at_once(rig: Rig) -> None:
    town, operator = rig.caller(Role.TOWN_OFFICER), rig.caller(Role.OPERATOR_MANAGER, organisation=OPERATOR)
    paths: list[str] = []
    for code in ("MQ-S-01", "MQ-S-02"):
        planned = await contracted(rig, code)
        person = await operator.do(f"/stations/{planned['id']}/candidates", candidate(1, licensed=True))
        paths.append(f"/staff/{person['id']}")
        await town.do(f"{paths[-1]}/town-approval", {"day": "2021-01-05"})
        await operator.do(f"{paths[-1]}/operator-approval", {"day": "2021-01-05"})
        await operator.do(f"{paths[-1]}/labour-contract", {"day": "2021-01-08", "employer_code": OPERATOR})
    answers = await asyncio.gather(*(operator.post(f"{path}/appointment", {"day": "2021-01-10"}) for path in paths))
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_ind_1_an_organisation_cannot_hold_two_roles_and_the_refusal_names_the_path(rig: Rig) -> None:
    town, officer = rig.caller(Role.TOWN_OFFICER), rig.caller(Role.CITY_OFFICER)
    planned = await contracted(rig)
    path = f"/stations/{planned['id']}/supervisor"
    same = await town.post(path, {"credit_code": OPERATOR}, version=planned["version"])
    refused(same, 409, "not-independent")
    interest = {"one_code": SUPERVISOR, "other_code": RIVAL, "reason": "理事兼任"}
    await officer.do("/declared-interests", interest)
    await officer.do("/declared-interests", {**interest, "one_code": OPERATOR})
    chained = await town.post(path, {"credit_code": SUPERVISOR}, version=planned["version"])
    assert RIVAL in refused(chained, 409, "not-independent")["path_en"]
    assert (await officer.get(f"/stations/{planned['id']}")).json()["supervisor_code"] is None


async def test_org_1_duplicates_and_wrong_codes_are_refused_and_change_nothing(rig: Rig) -> None:
    officer = rig.caller(Role.CITY_OFFICER)
    before = (await officer.get("/organisations")).json()
    again = await officer.post("/organisations", organisation(OPERATOR, "operator", "己"))
    refused(again, 409, "organisation-already-registered")
    wrong = await officer.post("/organisations", organisation("52330481MJ87654321", "operator", "己"))
    assert refused(wrong, 422, "invalid-input")["errors"][0]["pointer"] == "/body/credit_code"
    refused(await rig.caller(Role.TOWN_OFFICER).post("/organisations", {}), 403, "missing-permission")
    assert (await officer.get("/organisations")).json() == before


async def test_a_stale_change_and_a_foreign_town_are_refused(rig: Rig) -> None:
    planned = await station(rig)
    path = f"/stations/{planned['id']}/preparation"
    town = rig.caller(Role.TOWN_OFFICER)
    refused(await town.post(path, {"day": "2021-01-02"}, version=7), 412, "stale-version")
    refused(await town.post(path, {"day": "2021-01-02"}), 428, "if-match-required")
    foreign = rig.caller(Role.TOWN_OFFICER, towns=["330481101"])
    refused(await foreign.post(path, {"day": "2021-01-02"}, version=1), 403, "outside-town")
    refused(await town.post(path, {"day": "2999-01-02"}, version=1), 422, "day-in-the-future")


async def test_names_are_encrypted_at_rest_and_in_no_event_or_audit_entry(rig: Rig) -> None:
    planned = await contracted(rig)
    person = await recruit(rig, planned["id"], candidate(1, licensed=True))
    reader = rig.caller(Role.OPERATOR_MANAGER, organisation=OPERATOR)
    read = (await reader.get(f"/staff/{person['id']}")).json()
    assert (read["name"], read["licence_certificate"]) == ("社工1", "2019-0001")
    listed = (await reader.get(f"/stations/{planned['id']}/staff")).json()["items"][0]
    assert "name" not in listed
    async with rig.database.read() as tx:
        for table in ("staff", "outbox", "audit_trail", "idempotency_keys"):
            rows = await tx.all(text(f"SELECT {table}::text AS whole FROM {table}"))
            assert not [row for row in rows if "社工1" in row["whole"] or "2019-0001" in row["whole"]], table


@pytest.mark.parametrize("kind", ["supervisor", "evaluator"])
async def test_a_suspended_organisation_is_not_assigned(rig: Rig, kind: str) -> None:
    officer, town = rig.caller(Role.CITY_OFFICER), rig.caller(Role.TOWN_OFFICER)
    found = (await officer.get("/organisations")).json()["items"]
    code = {"supervisor": SUPERVISOR, "evaluator": EVALUATOR}[kind]
    one = next(each for each in found if each["credit_code"] == code)
    await officer.do(f"/organisations/{one['id']}/status", {"status": "suspended"}, version=one["version"])
    planned = await station(rig)
    answer = await town.post(f"/stations/{planned['id']}/supervisor", {"credit_code": code}, version=1)
    refused(answer, 409, "organisation-suspended")
