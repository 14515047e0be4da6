"""What the stations API takes and gives."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.registry.organisations.schemas import SUPERVISOR, Line
from services.registry.staffing.rules import Verdict
from services.registry.stations.rules import Status
from services.registry.towns.schemas import TownCode
from shared.values.identity import UnifiedSocialCreditCode

Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{1,39}$", description="Readable code.")]


class StationIn(BaseModel):
    """A station to be planned (STA-1). Premises and operating mode may follow before it opens."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "code": "MQ-S-01",
                "town_code": "330481004",
                "name": "马桥街道社会工作站",
                "premises": "马桥街道党群服务中心二楼",
                "operating_mode": "政府购买服务",
            }
        },
    )

    code: Code
    town_code: TownCode
    name: Line
    premises: Line | None = None
    operating_mode: Line | None = None


class StationOut(BaseModel):
    """A station as it is on record."""

    id: UUID
    code: str
    town_code: str
    name: str
    premises: str | None
    operating_mode: str | None
    status: Status
    operator_code: str | None
    supervisor_code: str | None
    evaluator_code: str | None
    contract_id: UUID | None
    operating_from: date | None
    version: int


class MoveIn(BaseModel):
    """The business day of a move in the station's lifecycle, not in the future."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"day": "2021-01-15"}})

    day: date


class SupervisorIn(BaseModel):
    """The organisation on the support track (督导方)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"credit_code": SUPERVISOR}})

    credit_code: UnifiedSocialCreditCode


class WaiverIn(BaseModel):
    """An exception (豁免) from a rule that holds in principle."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "rule": "STF-4",
                "reason": "一名社工离职，正在补录",
                "granted_on": "2021-03-01",
                "expires_on": "2021-05-31",
            }
        },
    )

    rule: Annotated[str, Field(pattern=r"^[A-Z]{3}-[0-9]{1,2}$")]
    reason: Line
    granted_on: date
    expires_on: date


class WaiverOut(WaiverIn):
    """A waiver as it is on record."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    station_id: UUID


class FindingOut(BaseModel):
    """One rule and how the station stands to it."""

    rule: str
    verdict: Verdict
    text_zh: str
    text_en: str
    staff: Annotated[list[str], Field(description="Ids of the people whom the verdict rests on.")]
    waived_until: date | None


class ComplianceOut(BaseModel):
    """A station's compliance (合规报告) on a day, under the policy version then in force."""

    station_id: UUID
    day: date
    policy_version: int
    compliant: bool
    findings: list[FindingOut]
