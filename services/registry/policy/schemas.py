"""What the policy API takes and gives."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.values.money import Fen

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]
Percent = Annotated[int, Field(ge=0, le=100)]
Number = Annotated[int, Field(ge=0, le=1000)]
BusinessDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class PolicyParameters(BaseModel):
    """Every number that the city may set. Shares are fractions of 1, instalments are per cent."""

    model_config = ConfigDict(extra="forbid")

    subsidy_rate: Annotated[Share, Field(description="City's share of eligible spending (FND-1).")]
    subsidy_cap: Annotated[Fen, Field(description="Most per town and calendar year (FND-1).")]
    personnel_share: Annotated[Share, Field(description="Personnel's largest share of a budget (FND-2).")]
    wage_factor: Annotated[Decimal, Field(ge=0, le=10, decimal_places=4, description="Times the average wage (FND-3).")]
    average_wage: Annotated[Fen, Field(description="City's average wage of the year before (FND-3).")]
    instalment_inception: Percent
    instalment_interim: Percent
    instalment_final: Percent
    grade_factor_excellent: Share
    grade_factor_good: Share
    grade_factor_pass: Share
    grade_factor_fail: Share
    full_time_minimum: Annotated[Number, Field(description="STF-4.")]
    licensed_minimum: Annotated[Number, Field(description="STF-5.")]
    valid_bids_minimum: Annotated[Number, Field(description="TEN-1.")]
    panel_minimum: Annotated[int, Field(ge=1, le=99, description="Members of an evaluation panel (TEN-1).")] = 3
    notice_working_days: Annotated[Number, Field(description="Public notice of an award (TEN-1).")]
    appeal_working_days: Annotated[Number, Field(description="Appeal against a conclusion (EVA-5).")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.instalment_inception + self.instalment_interim + self.instalment_final != 100:
            raise ValueError("the instalments add up to 100")
        if self.subsidy_cap < 0 or self.average_wage < 0:
            raise ValueError("the subsidy cap and the average wage are not negative")
        return self


PARAMETERS_2021 = {
    "subsidy_rate": "0.40",
    "subsidy_cap": "300000.00",
    "personnel_share": "0.70",
    "wage_factor": "1.2",
    "average_wage": "65000.00",
    "instalment_inception": 40,
    "instalment_interim": 40,
    "instalment_final": 20,
    "grade_factor_excellent": "1",
    "grade_factor_good": "1",
    "grade_factor_pass": "0.8",
    "grade_factor_fail": "0",
    "full_time_minimum": 6,
    "licensed_minimum": 4,
    "valid_bids_minimum": 3,
    "panel_minimum": 3,
    "notice_working_days": 3,
    "appeal_working_days": 5,
}
"""The example in the documentation and the demo data: the article's numbers, this project's defaults elsewhere."""


class PolicyIn(BaseModel):
    """A version to publish; it cannot be changed afterwards."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"effective_from": "2021-01-01", "parameters": PARAMETERS_2021}},
    )

    effective_from: BusinessDay
    parameters: PolicyParameters


class PolicyOut(BaseModel):
    """A published version (政策版本)."""

    id: UUID
    version: int
    effective_from: date
    parameters: PolicyParameters
