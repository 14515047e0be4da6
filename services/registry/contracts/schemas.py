"""What the contracts API takes and gives."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from services.registry.catalogue.rules import ProjectKind
from services.registry.organisations.schemas import Line
from services.registry.policy.schemas import BusinessDay
from services.registry.procurement.rules import Clause
from services.registry.stations.schemas import Code
from shared.values.money import Fen

Quotas = Annotated[
    dict[Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")], Annotated[int, Field(ge=1, le=1_000_000)]],
    Field(min_length=1, max_length=30, description="Output to be reached over the term, by measure."),
]


class BudgetBody(BaseModel):
    """Amounts in yuan by category (FND-4)."""

    model_config = ConfigDict(extra="forbid")

    personnel: Fen
    activities: Fen
    management: Fen


class ProjectIn(BaseModel):
    """A project of the 123X list (SVC-1)."""

    model_config = ConfigDict(extra="forbid")

    kind: ProjectKind
    name: Line
    quotas: Quotas


PROJECTS: list[JsonValue] = [
    {"kind": "core", "name": "社工人才服务", "quotas": {"activities": 12}},
    {"kind": "brand_service", "name": "青少年成长陪伴", "quotas": {"cases_closed": 10}},
    {"kind": "brand_governance", "name": "社区议事", "quotas": {"activities": 10}},
    {"kind": "basic_families", "name": "困难家庭帮扶", "quotas": {"contacts": 120}},
    {"kind": "basic_elderly", "name": "孤寡老人关爱", "quotas": {"contacts": 240}},
    {"kind": "basic_children", "name": "困境儿童守护", "quotas": {"contacts": 120}},
]
"""The example of the documentation: a whole 123X list."""


class ContractIn(BaseModel):
    """A service contract (服务合同, TEN-2) on an awarded tender."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "tender_id": "01890a5d-ac96-774b-bcce-b302099a8060",
                "code": "MQ-2021-K-01",
                "starts_on": "2021-01-01",
                "ends_on": "2021-12-31",
                "budget": {"personnel": "480000.00", "activities": "150000.00", "management": "70000.00"},
                "projects": PROJECTS,
                "clauses": ["regular_supervision", "practical_training", "team_management"],
            }
        },
    )

    tender_id: UUID
    code: Code
    starts_on: BusinessDay
    ends_on: BusinessDay
    budget: BudgetBody
    projects: Annotated[list[ProjectIn], Field(min_length=1, max_length=100)]
    clauses: Annotated[list[Clause], Field(max_length=20)]


class ProjectOut(ProjectIn):
    """A project with its id, by which outputs are counted."""

    model_config = ConfigDict(extra="ignore")

    id: UUID


class InstalmentOut(BaseModel):
    """A planned payment (FND-5)."""

    number: int
    stage: str
    amount: Fen


class ContractOut(BaseModel):
    """A contract as it is on record."""

    id: UUID
    code: str
    tender_id: UUID
    station_id: UUID
    town_code: str
    operator_code: str
    starts_on: date
    ends_on: date
    total: Fen
    budget: BudgetBody
    clauses: list[Clause]
    state: str
    signed_at: AwareDatetime | None
    projects: list[ProjectOut]
    instalments: list[InstalmentOut]
    version: int


class SignatureIn(BaseModel):
    """A party's signature."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {}})
