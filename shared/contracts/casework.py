"""What casework tells the other services: cases without any identity, running totals, service coverage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from shared.contracts.envelope import Event, Part
from shared.contracts.terms import Count, Month, TargetGroup, TownCode

STATION = "01890a5d-ac96-774b-bcce-b302099a8057"
PROJECT = "01890a5d-ac96-774b-bcce-b302099a8059"
CASE = "01890a5d-ac96-774b-bcce-b302099a8101"
TOWN = "330481004"


class CaseOpened(Event):
    """A case (个案) or community case (社区专案) was opened (CAS-1, CAS-4). Nothing in it tells who the client is."""

    type: ClassVar[str] = "cn.shegong.casework.case.opened.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "case_id": CASE,
        "station_id": STATION,
        "town_code": TOWN,
        "project_id": PROJECT,
        "kind": "individual",
        "risk_level": "medium",
        "opened_on": "2021-02-03",
    }

    case_id: UUID
    station_id: UUID
    town_code: TownCode
    project_id: UUID | None = None
    kind: Literal["individual", "community"]
    risk_level: Literal["low", "medium", "high", "emergency"]
    """Risk level (风险等级, CAS-2)."""
    opened_on: date


class CaseClosed(Event):
    """A case was closed (结案) after its goals were evaluated (CAS-1, CAS-3)."""

    type: ClassVar[str] = "cn.shegong.casework.case.closed.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "case_id": CASE,
        "station_id": STATION,
        "town_code": TOWN,
        "project_id": PROJECT,
        "goals_set": 3,
        "goals_reached": 2,
        "closed_on": "2021-08-20",
    }

    case_id: UUID
    station_id: UUID
    town_code: TownCode
    project_id: UUID | None = None
    goals_set: Count
    goals_reached: Count
    closed_on: date


class OutputTotals(Part):
    """Running totals of one month (服务产出, STAT-1)."""

    cases_opened: Count
    cases_closed: Count
    goals_reached: Count
    contacts: Count
    contact_minutes: Count
    """Minutes."""
    groups: Count
    activities: Count
    people_served: Count
    volunteers: Count
    volunteer_minutes: Count
    """Minutes."""
    satisfaction_answers: Count
    satisfaction_sum: Count
    """Sum of the answers; divided by their number it is the mean satisfaction (满意度)."""


class OutputsChanged(Event):
    """The month's totals of a project at a station changed (STAT-1). A snapshot: the latest replaces the earlier."""

    type: ClassVar[str] = "cn.shegong.casework.outputs.changed.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "station_id": STATION,
        "town_code": TOWN,
        "project_id": PROJECT,
        "month": "2021-03",
        "totals": {
            "cases_opened": 4,
            "cases_closed": 1,
            "goals_reached": 2,
            "contacts": 37,
            "contact_minutes": 1860,
            "groups": 1,
            "activities": 3,
            "people_served": 112,
            "volunteers": 14,
            "volunteer_minutes": 2520,
            "satisfaction_answers": 40,
            "satisfaction_sum": 188,
        },
    }

    station_id: UUID
    town_code: TownCode
    project_id: UUID
    month: Month
    totals: OutputTotals


class ServiceCoverageChanged(Event):
    """Service coverage (服务覆盖) of a target group in a town and month changed (COV-1). A snapshot."""

    type: ClassVar[str] = "cn.shegong.casework.service_coverage.changed.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "town_code": TOWN,
        "month": "2021-03",
        "target_group": "lone_elderly",
        "on_record": 240,
        "served": 96,
    }

    town_code: TownCode
    month: Month
    target_group: TargetGroup
    on_record: Count
    """Residents in need who are on record."""
    served: Count
    """Of these, residents who were served in the month."""
