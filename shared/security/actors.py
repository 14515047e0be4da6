"""Who is asking: roles (角色), and the towns (镇街) and organisation (承接方) an actor acts for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from shared.values.errors import Forbidden


class Role(StrEnum):
    """What a person does on the platform; a person may have several."""

    CITY_OFFICER = "city_officer"
    """市民政局"""
    TOWN_OFFICER = "town_officer"
    """镇街"""
    OPERATOR_MANAGER = "operator_manager"
    """承接方"""
    SOCIAL_WORKER = "social_worker"
    """社工"""
    SUPERVISOR = "supervisor"
    """督导方"""
    EVALUATOR = "evaluator"
    """第三方评估"""
    AUDITOR = "auditor"
    """审计"""
    OPERATIONS = "operations"
    """运维"""


class OutsideTown(Forbidden):
    """The actor does not act for this town (镇街)."""

    code = "outside-town"
    detail_zh = "您不负责镇街 {town}。"
    detail_en = "You do not act for town {town}."


class OutsideOrganisation(Forbidden):
    """The actor does not act for this organisation (社会组织)."""

    code = "outside-organisation"
    detail_zh = "您不属于机构 {organisation}。"
    detail_en = "You do not act for organisation {organisation}."


@dataclass(frozen=True, slots=True)
class Actor:
    """An authenticated person; ``organisation`` is a unified social credit code (统一社会信用代码).

    ``towns`` are division codes (GB/T 10114): nine digits for a town, six for every town of a county-level city.
    Scope is what the token lists: no role widens it.
    """

    id: str
    roles: frozenset[Role]
    organisation: str | None = None
    towns: frozenset[str] = field(default_factory=frozenset[str])

    def require_town(self, code: str) -> None:
        """Raise ``OutsideTown`` unless the token lists this town (镇街) or its city (县级市)."""
        if code not in self.towns and code[:6] not in self.towns:
            raise OutsideTown(town=code)

    def require_organisation(self, code: str) -> None:
        """Raise ``OutsideOrganisation`` unless the actor belongs to the organisation with this credit code."""
        if self.organisation != code:
            raise OutsideOrganisation(organisation=code)
