"""Words that the events of several services share: codes, months, categories, stages, grades."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from shared.contracts.envelope import Part
from shared.values.money import Fen

TownCode = Annotated[
    str, Field(pattern=r"^\d{9}(\d{3})?$", description="Division code of a town or street (镇街代码).")
]
CreditCode = Annotated[
    str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$", description="Unified social credit code (统一社会信用代码).")
]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="Calendar month in Asia/Shanghai (月份).")]
Year = Annotated[int, Field(ge=2000, le=9999, description="Calendar year in Asia/Shanghai (年度).")]
Count = Annotated[int, Field(ge=0)]
Score = Annotated[
    Decimal,
    Field(ge=0, le=100, decimal_places=2),
    WithJsonSchema({"type": "string", "pattern": r"^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)$"}),
]

TargetGroup = Literal[
    "families_in_difficulty",
    "lone_elderly",
    "children_in_difficulty",
    "disabled_people",
    "new_residents",
    "youth_at_risk",
    "others_in_special_difficulty",
]
"""Target groups of the service (服务对象类别, SVC-2)."""

ProjectKind = Literal[
    "core",
    "brand_service",
    "brand_governance",
    "basic_families",
    "basic_elderly",
    "basic_children",
    "elective",
]
"""Kinds of project of the "123X" list (SVC-1)."""

Stage = Literal["inception", "interim", "final", "spot_check"]
"""Stages of an evaluation (评估阶段, EVA-1)."""

Grade = Literal["excellent", "good", "pass", "fail"]
"""Grades of a conclusion (评估等级, EVA-3)."""


class ByCategory(Part):
    """Amounts in yuan by spending category (经费类别, FND-4)."""

    personnel: Fen
    """Personnel (人员经费)."""
    activities: Fen
    """Activities (活动经费)."""
    management: Fen
    """Management (管理经费)."""
