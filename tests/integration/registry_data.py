"""The organisations, the station and the team that the registry's tests start from."""

from __future__ import annotations

from typing import Any

from services.registry.contracts.schemas import PROJECTS
from services.registry.policy.schemas import PARAMETERS_2021
from shared.security.actors import Role
from tests.rig import TOWN, Rig

OPERATOR = "52330481MJ8765432X"
SUPERVISOR = "52330481MJ1234567F"
EVALUATOR = "52330481MJ11111119"
RIVAL = "52330481MJ2222222T"
OTHER_RIVAL = "52330481MJ3333333C"


def organisation(code: str, kind: str, person: str, **more: Any) -> dict[str, Any]:
    return {
        "credit_code": code,
        "name": f"机构{code[-4:]}",
        "kind": kind,
        "registered_on": "2015-05-20",
        "registry_authority": "海宁市民政局",
        "legal_representative": person,
        **more,
    }


async def city(rig: Rig) -> None:
    """A town, the policy of 2021 and five organisations."""
    officer = rig.caller(Role.CITY_OFFICER)
    await officer.do("/towns", {"code": TOWN, "name": "马桥街道"})
    await officer.do("/policies", {"effective_from": "2020-12-01", "parameters": PARAMETERS_2021})
    for code, kind, person in (
        (OPERATOR, "operator", "甲"),
        (SUPERVISOR, "supervisor", "乙"),
        (EVALUATOR, "evaluator", "丙"),
        (RIVAL, "operator", "丁"),
        (OTHER_RIVAL, "operator", "戊"),
    ):
        await officer.do("/organisations", organisation(code, kind, person))


async def station(rig: Rig, code: str = "MQ-S-01") -> dict[str, Any]:
    """A planned station with premises."""
    return await rig.caller(Role.TOWN_OFFICER).do(
        "/stations",
        {"code": code, "town_code": TOWN, "name": "马桥街道社工站", "premises": "二楼", "operating_mode": "购买服务"},
    )


def candidate(number: int, *, licensed: bool, post: str = "social_worker") -> dict[str, Any]:
    licence = {
        "level": "social_worker",
        "certificate": f"2019-{number:04}",
        "valid_from": "2019-09-01",
        "valid_until": "2029-08-31",
    }
    return {
        "account": f"worker-{number:02}",
        "name": f"社工{number}",
        "post": post,
        "full_time": True,
        "qualified": post == "deputy_head",
        "yearly_pay": "82000.00",
        "licence": licence if licensed else None,
    }


async def recruit(rig: Rig, station_id: str, order: dict[str, Any], day: str = "2021-01-10") -> dict[str, Any]:
    """Through every step of joint recruitment."""
    town, operator = rig.caller(Role.TOWN_OFFICER), rig.caller(Role.OPERATOR_MANAGER, organisation=OPERATOR)
    person = await operator.do(f"/stations/{station_id}/candidates", order)
    path = f"/staff/{person['id']}"
    await town.do(f"{path}/town-approval", {"day": "2021-01-05"})
    await operator.do(f"{path}/operator-approval", {"day": "2021-01-06"})
    await operator.do(f"{path}/labour-contract", {"day": "2021-01-08", "employer_code": OPERATOR})
    return await operator.do(f"{path}/appointment", {"day": day})


CRITERIA = [
    {"code": "service", "name": "服务方案", "weight": "70"},
    {"code": "team", "name": "团队", "weight": "30"},
]
PANEL = ["panel-01", "panel-02", "panel-03"]


def tender(station_id: str, **more: Any) -> dict[str, Any]:
    """Held on paper in December 2020 and recorded here."""
    return {
        "code": "MQ-2021-T-01",
        "station_id": station_id,
        "title": "马桥街道社会工作站运营服务",
        "recorded": True,
        "ceiling": "720000.00",
        "opens_at": "2020-12-01T00:00:00+08:00",
        "closes_at": "2020-12-15T09:00:00+08:00",
        "opening_at": "2020-12-15T09:30:00+08:00",
        "criteria": CRITERIA,
        "panel": PANEL,
        **more,
    }


async def bid(rig: Rig, tender_id: str, code: str, price: str, at: str = "2020-12-10T10:00:00+08:00") -> dict[str, Any]:
    bidder = rig.caller(Role.OPERATOR_MANAGER, organisation=code)
    order = {"organisation_code": code, "price": price, "proposal": f"方案 {code}", "at": at}
    return await bidder.do(f"/tenders/{tender_id}/bids", order)


def contract(tender_id: str, **more: Any) -> dict[str, Any]:
    """Over 700,000 yuan, with the budget of golden value G1."""
    return {
        "tender_id": tender_id,
        "code": "MQ-2021-K-01",
        "starts_on": "2021-01-01",
        "ends_on": "2021-12-31",
        "budget": {"personnel": "480000.00", "activities": "150000.00", "management": "70000.00"},
        "projects": PROJECTS,
        "clauses": ["regular_supervision", "practical_training", "team_management"],
        **more,
    }
