"""What the organisations API takes and gives."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.registry.organisations.rules import Incubation, Status
from shared.values.identity import UnifiedSocialCreditCode

Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*[^\x00-\x20][^\x00-\x1f]*$")]
"""One line of text with something in it."""

OPERATOR = "52330481MJ8765432X"
SUPERVISOR = "52330481MJ1234567F"


class OrganisationIn(BaseModel):
    """A registered legal entity (登记法人, ORG-1)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "credit_code": OPERATOR,
                "name": "海宁市知行社会工作服务中心",
                "kind": "operator",
                "registered_on": "2018-05-20",
                "registry_authority": "海宁市民政局",
                "legal_representative": "法定代表人甲",
            }
        },
    )

    credit_code: UnifiedSocialCreditCode
    name: Line
    kind: Literal["operator", "supervisor", "evaluator", "university", "other"]
    registered_on: date
    registry_authority: Line
    legal_representative: Annotated[Line, Field(description="As the public register names the person.")]
    parent_code: UnifiedSocialCreditCode | None = None
    incubation: Annotated[Incubation | None, Field(description="Absent when brought in from outside (ORG-2).")] = None


class OrganisationOut(BaseModel):
    """An organisation as it is on record."""

    id: UUID
    credit_code: str
    name: str
    kind: str
    status: Status
    registered_on: date
    registry_authority: str
    legal_representative: str
    parent_code: str | None
    incubation: Incubation | None
    version: int


class StatusIn(BaseModel):
    """A new registration status (登记状态)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"status": "suspended"}})

    status: Status


class IncubationIn(BaseModel):
    """The next state of incubation (孵化, ORG-2)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"state": "graduated"}})

    state: Incubation


class InterestIn(BaseModel):
    """A declared interest between two organisations (利益关系, IND-1)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"one_code": OPERATOR, "other_code": SUPERVISOR, "reason": "理事兼任"}},
    )

    one_code: UnifiedSocialCreditCode
    other_code: UnifiedSocialCreditCode
    reason: Line


class InterestOut(BaseModel):
    """A declared interest as it is on record."""

    id: UUID
    one_code: str
    other_code: str
    reason: str
