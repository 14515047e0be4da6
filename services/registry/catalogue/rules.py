"""SVC-1, SVC-2 and SVC-3: projects, target groups and kinds of service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from shared.values.errors import InvalidInput


class ProjectKind(StrEnum):
    """Kinds of project of the "123X" list (123X 项目体系), SVC-1."""

    CORE = "core"
    """Talent service for social workers (社工人才服务)."""
    BRAND_SERVICE = "brand_service"
    """Brand project of professional social work (专业服务品牌项目)."""
    BRAND_GOVERNANCE = "brand_governance"
    """Brand project of community governance (社区治理品牌项目)."""
    BASIC_FAMILIES = "basic_families"
    """Families in difficulty (困难家庭)."""
    BASIC_ELDERLY = "basic_elderly"
    """Lone elderly (孤寡老人)."""
    BASIC_CHILDREN = "basic_children"
    """Children in difficulty (困境儿童)."""
    ELECTIVE = "elective"
    """Chosen by the town (自选项目), the X."""


class TargetGroup(StrEnum):
    """Whom a station serves (服务对象类别), SVC-2."""

    FAMILIES_IN_DIFFICULTY = "families_in_difficulty"
    LONE_ELDERLY = "lone_elderly"
    CHILDREN_IN_DIFFICULTY = "children_in_difficulty"
    DISABLED_PEOPLE = "disabled_people"
    NEW_RESIDENTS = "new_residents"
    YOUTH_AT_RISK = "youth_at_risk"
    OTHERS_IN_SPECIAL_DIFFICULTY = "others_in_special_difficulty"


class ServiceKind(StrEnum):
    """What a station does (服务内容), SVC-3: six kinds for residents, three for local social workers."""

    SOCIAL_CARE = "social_care"
    EMOTIONAL_SUPPORT = "emotional_support"
    RELIEF_AND_PROTECTION = "relief_and_protection"
    TUTORING = "tutoring"
    REHABILITATION = "rehabilitation"
    DAILY_LIFE_HELP = "daily_life_help"
    CAPACITY_BUILDING = "capacity_building"
    CONTINUING_EDUCATION = "continuing_education"
    PROJECT_COACHING = "project_coaching"

    @property
    def for_workers(self) -> bool:
        """Whether local social workers (本土社工) receive it; residents receive the others."""
        return self in {self.CAPACITY_BUILDING, self.CONTINUING_EDUCATION, self.PROJECT_COACHING}


class NotA123XList(InvalidInput):
    """A project list lacks or repeats one of the six kinds that "123X" wants once each (SVC-1)."""

    code = "not-a-123x-list"
    rule = "SVC-1"
    title_zh = "项目清单不符合“123X”体系"
    title_en = "The project list is not a 123X list"
    detail_zh = "缺少：{missing}；重复：{repeated}。"
    detail_en = "Missing: {missing}; repeated: {repeated}."


def check_123x(kinds: Iterable[ProjectKind]) -> None:
    """One core, two brand and three basic projects, each kind exactly once; any number of electives (SVC-1).

    Raises ``NotA123XList``.
    """
    counts = Counter(kinds)
    once = [kind for kind in ProjectKind if kind is not ProjectKind.ELECTIVE]
    missing = [kind.value for kind in once if counts[kind] == 0]
    repeated = [kind.value for kind in once if counts[kind] > 1]
    if missing or repeated:
        raise NotA123XList("/projects", missing=", ".join(missing) or "-", repeated=", ".join(repeated) or "-")
