"""What the towns API takes and gives."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

TownCode = Annotated[str, Field(pattern=r"^[0-9]{9}$", description="Division code (区划代码), nine digits.")]


class TownIn(BaseModel):
    """A town or street (镇、街道) that joins the coverage plan (COV-1)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"code": "330481004", "name": "马桥街道", "station_target": "2020-10-31"}},
    )

    code: TownCode
    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
    station_target: Annotated[date | None, Field(description="A station operates by then (COV-1).")] = None


class TownOut(TownIn):
    """A town as it is on record."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    version: int
