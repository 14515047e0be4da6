"""What evaluation tells the other services: engagements, conclusions that move money, corrective actions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from shared.contracts.envelope import Event
from shared.contracts.terms import CreditCode, Grade, Score, Stage, TownCode

STATION = "01890a5d-ac96-774b-bcce-b302099a8057"
CONTRACT = "01890a5d-ac96-774b-bcce-b302099a8058"
ENGAGEMENT = "01890a5d-ac96-774b-bcce-b302099a8302"
CONCLUSION = "01890a5d-ac96-774b-bcce-b302099a8301"
TOWN = "330481004"


class EngagementCommissioned(Event):
    """The town commissioned a third-party evaluator (第三方评估机构) for a contract (EVA-1, IND-1)."""

    type: ClassVar[str] = "cn.shegong.evaluation.engagement.commissioned.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "engagement_id": ENGAGEMENT,
        "contract_id": CONTRACT,
        "station_id": STATION,
        "town_code": TOWN,
        "evaluator_code": "52330481MJ11111111",
        "stages": ["inception", "interim", "final"],
        "commissioned_on": "2021-01-05",
    }

    engagement_id: UUID
    contract_id: UUID
    station_id: UUID
    town_code: TownCode
    evaluator_code: CreditCode
    stages: tuple[Stage, ...]
    commissioned_on: date


class ConclusionPublished(Event):
    """A final evaluation conclusion (评估结论) was published; it is immutable and funding acts on it (EVA-5, FND-5)."""

    type: ClassVar[str] = "cn.shegong.evaluation.conclusion.published.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "conclusion_id": CONCLUSION,
        "engagement_id": ENGAGEMENT,
        "contract_id": CONTRACT,
        "station_id": STATION,
        "town_code": TOWN,
        "stage": "final",
        "grade": "good",
        "score": "86.50",
        "passed": True,
        "published_on": "2022-01-10",
    }

    conclusion_id: UUID
    engagement_id: UUID
    contract_id: UUID
    station_id: UUID
    town_code: TownCode
    stage: Stage
    grade: Grade
    score: Score
    """Points of 100, two decimals (EVA-3)."""
    passed: bool
    """Whether the stage releases its instalment."""
    published_on: date


class CorrectiveActionChanged(Event):
    """A corrective action (整改措施) was set, answered or verified (EVA-5, EVA-7). A snapshot."""

    type: ClassVar[str] = "cn.shegong.evaluation.corrective_action.changed.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "action_id": "01890a5d-ac96-774b-bcce-b302099a8303",
        "engagement_id": ENGAGEMENT,
        "contract_id": CONTRACT,
        "station_id": STATION,
        "town_code": TOWN,
        "owner": "operator",
        "status": "open",
        "due_on": "2021-05-31",
    }

    action_id: UUID
    engagement_id: UUID
    contract_id: UUID
    station_id: UUID
    town_code: TownCode
    owner: Literal["town", "operator", "supervisor"]
    """The party that must act."""
    status: Literal["open", "submitted", "verified", "rejected", "withdrawn"]
    due_on: date
