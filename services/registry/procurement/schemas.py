"""What the tender API takes and gives."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.registry.organisations.schemas import OPERATOR, Line
from services.registry.procurement.rules import State
from services.registry.staffing.schemas import Account
from services.registry.stations.schemas import Code
from shared.values.identity import UnifiedSocialCreditCode
from shared.values.money import Fen

Points = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Text = Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]
At = Annotated[
    AwareDatetime | None,
    Field(description="When it happened, only for a tender that was held on paper and is recorded here (补录)."),
]


class Criterion(BaseModel):
    """What the panel scores (评分标准), with its weight of 100."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    name: Line
    weight: Points


class TenderIn(BaseModel):
    """A tender for the right to operate a station (承接运营权招标, TEN-1)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "code": "MQ-2021-T-01",
                "station_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "title": "马桥街道社会工作站运营服务",
                "recorded": False,
                "ceiling": "720000.00",
                "opens_at": "2020-12-01T00:00:00+08:00",
                "closes_at": "2020-12-15T09:00:00+08:00",
                "opening_at": "2020-12-15T09:30:00+08:00",
                "criteria": [
                    {"code": "service", "name": "服务方案", "weight": "60"},
                    {"code": "team", "name": "团队", "weight": "30"},
                    {"code": "price", "name": "报价", "weight": "10"},
                ],
                "panel": ["panel-01", "panel-02", "panel-03"],
            }
        },
    )

    code: Code
    station_id: UUID
    title: Line
    recorded: Annotated[bool, Field(description="Held on paper earlier and recorded here (补录); shown as such.")] = (
        False
    )
    ceiling: Annotated[Fen, Field(description="Highest price in yuan.")]
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    opening_at: AwareDatetime
    criteria: Annotated[list[Criterion], Field(min_length=1, max_length=50)]
    panel: Annotated[list[Account], Field(min_length=1, max_length=99, description="Accounts of the members.")]


class TenderOut(BaseModel):
    """A tender as it is on record. Nothing in it tells what a bid says."""

    id: UUID
    code: str
    station_id: UUID
    town_code: str
    title: str
    state: State
    recorded: bool
    ceiling: Fen
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    opening_at: AwareDatetime
    criteria: list[Criterion]
    panel: list[str]
    winning_bid_id: UUID | None
    notice_from: date | None
    notice_until: date | None
    ended_because: str | None
    version: int


class StepIn(BaseModel):
    """One step of a tender."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {}})

    at: At = None


class PanelIn(BaseModel):
    """The accounts of another panel."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"panel": ["panel-01", "panel-02", "panel-04"]}}
    )

    panel: Annotated[list[Account], Field(min_length=1, max_length=99)]


class ReasonIn(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"reason": "采购需求变更"}})

    reason: Line


class BidIn(BaseModel):
    """A bid (投标). It is sealed: nobody reads it before the opening."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"organisation_code": OPERATOR, "price": "700000.00", "proposal": "服务方案……"}},
    )

    organisation_code: UnifiedSocialCreditCode
    price: Annotated[Fen, Field(description="Yuan.")]
    proposal: Text
    at: At = None


class BidReceipt(BaseModel):
    """That a bid was received, and when; not what it says."""

    id: UUID
    tender_id: UUID
    organisation_code: str
    received: Annotated[int, Field(description="Its number in the order of receipt.")]
    received_at: AwareDatetime


class BidOut(BidReceipt):
    """A bid after the opening."""

    price: Fen
    proposal: str


class DeclarationIn(BaseModel):
    """A panel member's interests (利益申报), empty for none."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"interests": []}})

    interests: Annotated[list[UnifiedSocialCreditCode], Field(max_length=50)]


class DeclarationOut(BaseModel):
    """A declaration as it is on record."""

    tender_id: UUID
    member: str
    interests: list[str]


class ScoresIn(BaseModel):
    """One member's points for one bid, by criterion."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "bid_id": "01890a5d-ac96-774b-bcce-b302099a8061",
                "scores": {"service": "92", "team": "88", "price": "80"},
            }
        },
    )

    bid_id: UUID
    scores: Annotated[dict[str, Points], Field(max_length=50)]


class ScoresOut(BaseModel):
    """Scores as they are on record."""

    bid_id: UUID
    member: str
    scores: dict[str, Points]


class Place(BaseModel):
    """A bid's place in the ranking, and what puts it before the next."""

    place: int
    bid_id: UUID
    organisation_code: str
    price: Fen
    score: Annotated[Decimal, Field(description="Of 100, half up to two decimals; the ranking itself is exact.")]
    reason_zh: str | None
    reason_en: str | None


class RankingOut(BaseModel):
    """The ranking (评标排序) with its reasons."""

    tender_id: UUID
    places: list[Place]


class ObjectionOut(BaseModel):
    """An objection to an award in public notice (异议)."""

    id: UUID
    tender_id: UUID
    reason: str
    upheld: bool | None
    answer: str | None
    version: int


class ResolutionIn(BaseModel):
    """The town's answer to an objection."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"upheld": False, "answer": "经复核，评分程序合规。"}}
    )

    upheld: bool
    answer: Line
