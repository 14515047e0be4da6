"""What the registry tells the other services: policy, towns, organisations, contracts, stations, staff, compliance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.envelope import Event, Part
from shared.contracts.terms import ByCategory, Count, CreditCode, ProjectKind, TownCode
from shared.values.money import Fen

STATION = "01890a5d-ac96-774b-bcce-b302099a8057"
CONTRACT = "01890a5d-ac96-774b-bcce-b302099a8058"
PROJECT = "01890a5d-ac96-774b-bcce-b302099a8059"
TOWN = "330481004"
OPERATOR = "52330481MJ87654320"

Post = Literal["head", "deputy_head", "social_worker"]
"""Posts at a station (岗位, STF-1)."""


class PolicyPublished(Event):
    """The city published a version of its policy parameters (政策参数), in force from a date until the next one."""

    type: ClassVar[str] = "cn.shegong.registry.policy.published.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "policy_id": "01890a5d-ac96-774b-bcce-b302099a8001",
        "version": 1,
        "effective_from": "2021-01-01",
        "parameters": {"subsidy_rate": "0.40", "subsidy_cap": "300000.00"},
    }

    policy_id: UUID
    version: Annotated[int, Field(ge=1)]
    effective_from: date
    """First business day in force."""
    parameters: dict[str, str]
    """Value of each parameter as text: decimals and yuan keep every digit."""


class TownRegistered(Event):
    """A town or street (镇、街道) belongs to the city's coverage plan (COV-1)."""

    type: ClassVar[str] = "cn.shegong.registry.town.registered.v1"
    example: ClassVar[Mapping[str, Any]] = {"town_code": TOWN, "name": "马桥街道"}

    town_code: TownCode
    name: Annotated[str, Field(min_length=1)]
    """The town's official name."""


class OrganisationRegistered(Event):
    """An organisation (组织) is known or its data changed; consumers check independence again (ORG-1, IND-1)."""

    type: ClassVar[str] = "cn.shegong.registry.organisation.registered.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8002",
        "credit_code": OPERATOR,
        "kind": "operator",
        "status": "active",
        "related_codes": ["52330481MJ12345678"],
    }

    organisation_id: UUID
    credit_code: CreditCode
    kind: Literal["operator", "supervisor", "evaluator", "university", "other"]
    status: Literal["active", "suspended", "deregistered"]
    related_codes: tuple[CreditCode, ...]
    """Credit codes of its related parties (关联方, IND-1)."""


class ContractProject(Part):
    """A project of the "123X" list with its quotas (项目及指标, SVC-1, TEN-2)."""

    project_id: UUID
    kind: ProjectKind
    name: Annotated[str, Field(min_length=1)]
    """The project's title."""
    quotas: dict[str, Count]
    """Output to be reached over the contract's term, by measure."""


class ContractInstalment(Part):
    """A planned payment (分期付款, FND-5)."""

    number: Annotated[int, Field(ge=1)]
    stage: Literal["inception", "interim", "final"]
    """The evaluation that releases it."""
    amount: Fen
    """Yuan."""


class ContractSigned(Event):
    """The town and the operator signed a service contract (服务合同, TEN-2)."""

    type: ClassVar[str] = "cn.shegong.registry.contract.signed.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "contract_id": CONTRACT,
        "code": "MQ-2021-K-000001",
        "town_code": TOWN,
        "station_id": STATION,
        "operator_code": OPERATOR,
        "starts_on": "2021-01-01",
        "ends_on": "2021-12-31",
        "total": "700000.00",
        "budget": {"personnel": "480000.00", "activities": "150000.00", "management": "70000.00"},
        "instalments": [
            {"number": 1, "stage": "inception", "amount": "280000.00"},
            {"number": 2, "stage": "interim", "amount": "280000.00"},
            {"number": 3, "stage": "final", "amount": "140000.00"},
        ],
        "projects": [{"project_id": PROJECT, "kind": "core", "name": "社工人才服务", "quotas": {"activities": 12}}],
    }

    contract_id: UUID
    code: Annotated[str, Field(min_length=1)]
    """Readable code of the contract."""
    town_code: TownCode
    station_id: UUID
    operator_code: CreditCode
    starts_on: date
    ends_on: date
    """Last day of the term, included."""
    total: Fen
    """Yuan."""
    budget: ByCategory
    instalments: tuple[ContractInstalment, ...]
    projects: tuple[ContractProject, ...]


class StationChanged(Event):
    """A station (社会工作站) was planned, moved in its lifecycle or got another party (STA-1). A snapshot."""

    type: ClassVar[str] = "cn.shegong.registry.station.changed.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "station_id": STATION,
        "code": "MQ-S-01",
        "town_code": TOWN,
        "status": "operating",
        "contract_id": CONTRACT,
        "operator_code": OPERATOR,
        "supervisor_code": "52330481MJ12345678",
        "changed_on": "2021-01-15",
    }

    station_id: UUID
    code: Annotated[str, Field(min_length=1)]
    """Readable code of the station."""
    town_code: TownCode
    status: Literal["planned", "preparing", "operating", "suspended", "closed"]
    contract_id: UUID | None = None
    operator_code: CreditCode | None = None
    supervisor_code: CreditCode | None = None
    changed_on: date


class StaffOnPost(Event):
    """A worker is on post (在岗) at a station, or the post's terms changed (STF-1 to STF-6)."""

    type: ClassVar[str] = "cn.shegong.registry.staff.on_post.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "staff_id": "01890a5d-ac96-774b-bcce-b302099a8003",
        "station_id": STATION,
        "town_code": TOWN,
        "post": "social_worker",
        "account": "worker-000017",
        "full_time": True,
        "licence_level": "social_worker",
        "on_post_from": "2021-01-10",
        "yearly_pay": "82000.00",
    }

    staff_id: UUID
    station_id: UUID
    town_code: TownCode
    post: Post
    account: Annotated[str, Field(min_length=1)]
    """Opaque subject of the worker's access token; says nothing about the person."""
    full_time: bool
    licence_level: Literal["assistant_social_worker", "social_worker", "senior_social_worker"] | None = None
    """Level of a valid licence (STF-5); absent without one."""
    on_post_from: date
    yearly_pay: Fen | None = None
    """Yuan a year (FND-3); absent for the head, whom the government pays."""


class StaffLeft(Event):
    """A worker left the post (离岗); open cases were handed over before (WRK-1)."""

    type: ClassVar[str] = "cn.shegong.registry.staff.left.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "staff_id": "01890a5d-ac96-774b-bcce-b302099a8003",
        "station_id": STATION,
        "town_code": TOWN,
        "last_day": "2021-07-11",
    }

    staff_id: UUID
    station_id: UUID
    town_code: TownCode
    last_day: date
    """Last day on post, included."""


class ComplianceFinding(Part):
    """A rule that the station does not meet (不合规项)."""

    rule: Annotated[str, Field(pattern=r"^[A-Z]{3}-\d+$")]
    """Id of the rule, for example ``STF-4``."""
    waived_until: date | None = None
    """Last day of an authorised waiver (豁免); absent when there is none."""


class ComplianceChanged(Event):
    """The findings against a station changed (合规状态). A snapshot: an empty list means full compliance."""

    type: ClassVar[str] = "cn.shegong.registry.compliance.changed.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "station_id": STATION,
        "town_code": TOWN,
        "compliant": False,
        "findings": [{"rule": "STF-4", "waived_until": None}],
        "checked_on": "2021-03-01",
    }

    station_id: UUID
    town_code: TownCode
    compliant: bool
    """No finding is open without a waiver."""
    findings: tuple[ComplianceFinding, ...]
    checked_on: date
