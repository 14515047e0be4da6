"""What funding tells the other services: decided claims, actual spending, payments, subsidies. Amounts are in yuan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.envelope import Event
from shared.contracts.terms import ByCategory, Grade, TownCode, Year
from shared.values.money import Fen

STATION = "01890a5d-ac96-774b-bcce-b302099a8057"
CONTRACT = "01890a5d-ac96-774b-bcce-b302099a8058"
CONCLUSION = "01890a5d-ac96-774b-bcce-b302099a8301"
TOWN = "330481004"


class ClaimDecided(Event):
    """The town decided an operator's claim (报销申请) line by line (FND-8)."""

    type: ClassVar[str] = "cn.shegong.funding.claim.decided.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "claim_id": "01890a5d-ac96-774b-bcce-b302099a8201",
        "contract_id": CONTRACT,
        "station_id": STATION,
        "town_code": TOWN,
        "outcome": "accepted_in_part",
        "claimed": {"personnel": "40000.00", "activities": "12000.00", "management": "5000.00"},
        "accepted": {"personnel": "40000.00", "activities": "11250.50", "management": "5000.00"},
        "decided_on": "2021-04-02",
    }

    claim_id: UUID
    contract_id: UUID
    station_id: UUID
    town_code: TownCode
    outcome: Literal["accepted", "accepted_in_part", "rejected", "returned"]
    claimed: ByCategory
    accepted: ByCategory
    """Sum of the accepted lines; only these are actual spending."""
    decided_on: date


class SpendingChanged(Event):
    """Actual spending (实际支出) under a contract changed (FND-1, FND-8). A snapshot of the totals to date."""

    type: ClassVar[str] = "cn.shegong.funding.spending.changed.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "contract_id": CONTRACT,
        "station_id": STATION,
        "town_code": TOWN,
        "budget": {"personnel": "480000.00", "activities": "150000.00", "management": "70000.00"},
        "actual": {"personnel": "468000.00", "activities": "141250.50", "management": "68320.25"},
    }

    contract_id: UUID
    station_id: UUID
    town_code: TownCode
    budget: ByCategory
    actual: ByCategory


class InstalmentPaid(Event):
    """The town paid an instalment (分期款) to the operator (FND-5)."""

    type: ClassVar[str] = "cn.shegong.funding.instalment.paid.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "contract_id": CONTRACT,
        "station_id": STATION,
        "town_code": TOWN,
        "number": 1,
        "amount": "280000.00",
        "conclusion_id": CONCLUSION,
        "paid_on": "2021-02-10",
    }

    contract_id: UUID
    station_id: UUID
    town_code: TownCode
    number: Annotated[int, Field(ge=1)]
    amount: Fen
    conclusion_id: UUID
    """The evaluation conclusion that released the payment."""
    paid_on: date


class SubsidyGranted(Event):
    """The city granted its subsidy (市级补助) for a contract's actual spending (FND-1)."""

    type: ClassVar[str] = "cn.shegong.funding.subsidy.granted.v1"
    example: ClassVar[Mapping[str, Any]] = {
        "contract_id": CONTRACT,
        "station_id": STATION,
        "town_code": TOWN,
        "year": 2021,
        "grade": "good",
        "eligible": "677570.75",
        "matched": "271028.30",
        "granted": "271028.30",
        "conclusion_id": CONCLUSION,
        "granted_on": "2022-01-20",
    }

    contract_id: UUID
    station_id: UUID
    town_code: TownCode
    year: Year
    """The year whose cap applies to the town."""
    grade: Grade
    eligible: Fen
    """Actual spending that counts."""
    matched: Fen
    """The share of it before the yearly cap."""
    granted: Fen
    """What the cap leaves of ``matched``."""
    conclusion_id: UUID
    granted_on: date
