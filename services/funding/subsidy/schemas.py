"""What the subsidy API takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.values.money import Fen


def _not_negative(amount: Fen) -> Fen:
    if amount < 0:
        raise ValueError("an amount is not negative")
    return amount


Amount = Annotated[Fen, AfterValidator(_not_negative)]
Grade = Literal["excellent", "good", "pass", "fail"]


class Spending(BaseModel):
    """Actual spending by category (FND-4)."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    personnel: Amount
    activities: Amount
    management: Amount


class CalculationIn(BaseModel):
    """What a subsidy would be for this spending and grade, under the policy in force on ``day``."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "day": "2021-12-31",
                "approved_total": "700000.00",
                "actual": {"personnel": "468000.00", "activities": "141250.50", "management": "68320.25"},
                "grade": "good",
                "granted_before": "0.00",
            }
        },
    )

    day: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
    approved_total: Amount
    actual: Spending
    grade: Grade
    granted_before: Annotated[Amount, Field(description="What the town already has of the year's cap.")] = Fen(0)


class StepOut(BaseModel):
    """One step of the explanation (FND-7), with the steps that it rests on."""

    model_config = ConfigDict(from_attributes=True)

    rule: str
    result: Fen
    inputs: dict[str, str]
    text_zh: str
    text_en: str
    because: list[StepOut]


class CalculationOut(BaseModel):
    """Who bears what; the four parts add up to actual spending."""

    model_config = ConfigDict(from_attributes=True)

    policy_version: int
    eligible: Fen
    matched: Fen
    city: Fen
    town: Fen
    held: Annotated[Fen, Field(description="Waits for the town's decision after a failed evaluation.")]
    operator: Annotated[Fen, Field(description="Not eligible: neither city nor town pays it.")]
    explanation: StepOut
