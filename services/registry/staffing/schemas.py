"""What the staffing API takes and gives."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.registry.organisations.schemas import OPERATOR, Line
from services.registry.staffing.rules import Post
from shared.values.identity import UnifiedSocialCreditCode
from shared.values.money import Fen

Account = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        description="Subject of the person's access token; it says nothing about the person.",
    ),
]


class LicenceIn(BaseModel):
    """A social work licence (社会工作者职业资格, STF-5)."""

    model_config = ConfigDict(extra="forbid")

    level: Literal["assistant_social_worker", "social_worker", "senior_social_worker"]
    certificate: Line
    valid_from: date
    valid_until: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_until < self.valid_from:
            raise ValueError("the licence ends before it begins")
        return self


class CandidateIn(BaseModel):
    """A candidate for a post with the operator (应聘人员, STF-6)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "account": "worker-01",
                "name": "社工甲",
                "post": "social_worker",
                "full_time": True,
                "qualified": False,
                "yearly_pay": "82000.00",
                "licence": {
                    "level": "social_worker",
                    "certificate": "2019-0001",
                    "valid_from": "2019-09-01",
                    "valid_until": "2024-08-31",
                },
            }
        },
    )

    account: Account
    name: Line
    post: Literal[Post.DEPUTY_HEAD, Post.SOCIAL_WORKER]
    full_time: bool
    qualified: Annotated[bool, Field(description="Of a deputy head: leads the operator or the project (STF-3).")] = (
        False
    )
    yearly_pay: Annotated[Fen, Field(description="Yuan a year (FND-3).")]
    licence: LicenceIn | None = None

    @model_validator(mode="after")
    def _paid(self) -> Self:
        if self.yearly_pay <= 0:
            raise ValueError("the yearly pay is more than zero")
        return self


class HeadIn(BaseModel):
    """The station's head (站长), a government officer whom the town names (STF-2)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"account": "officer-01", "name": "站长甲", "leads_office": True, "on_post_from": "2021-01-10"}
        },
    )

    account: Account
    name: Line
    leads_office: Annotated[bool, Field(description="Leads the town's social affairs office (社会事务办).")]
    on_post_from: date


class DayIn(BaseModel):
    """The business day on which it happened, not in the future."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"day": "2021-01-10"}})

    day: date


class LabourContractIn(DayIn):
    """A labour contract (劳动合同) with the operator (STF-6)."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"day": "2021-01-08", "employer_code": OPERATOR}}
    )

    employer_code: UnifiedSocialCreditCode


class StaffOut(BaseModel):
    """A person as the lists show it: without name and certificate number."""

    id: UUID
    station_id: UUID
    employer_code: str | None
    account: str
    post: Post
    full_time: bool
    qualified: bool
    licence_level: str | None
    licence_from: date | None
    licence_until: date | None
    yearly_pay: Fen | None
    town_approved_on: date | None
    operator_approved_on: date | None
    contract_on: date | None
    on_post_from: date | None
    last_day: date | None
    version: int


class PersonOut(StaffOut):
    """A person with name and certificate number, for those who manage the team."""

    name: str
    licence_certificate: str | None
