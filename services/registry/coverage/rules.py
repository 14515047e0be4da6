"""COV-1: both levels of coverage as exact fractions, and how they stand against a dated target."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from services.registry.catalogue.rules import TargetGroup


@dataclass(frozen=True)
class Coverage:
    """``reached`` of ``total`` towns or residents (覆盖情况), COV-1."""

    reached: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.reached <= self.total:
            raise ValueError("what is reached lies between 0 and the total")

    @property
    def share(self) -> Fraction | None:
        """The exact share from 0 to 1; ``None`` when there is nobody to reach."""
        return Fraction(self.reached, self.total) if self.total else None


@dataclass(frozen=True)
class Tally:
    """Residents in need of one town, in one period, COV-1.

    ``group`` ``None`` counts every resident once; a resident of two target groups is in the tally of each, so the
    groups' tallies do not add up to it.
    """

    town: str
    group: TargetGroup | None
    on_record: int
    served: int


@dataclass(frozen=True)
class Target:
    """The ``share`` to be reached (目标覆盖率), from 0 to 1, on ``due`` at the latest."""

    share: Fraction
    due: date


class Standing(StrEnum):
    """How coverage stands against its target on a day."""

    REACHED = "reached"
    PENDING = "pending"
    """Not reached, and not yet due."""
    MISSED = "missed"
    NOTHING_TO_REACH = "nothing_to_reach"


def station_coverage(towns: AbstractSet[str], operating: AbstractSet[str]) -> Coverage:
    """Towns with an operating station of all towns (站点覆盖率), COV-1.

    Raises ``ValueError`` when a station operates in a town outside the coverage plan.
    """
    if not operating <= towns:
        raise ValueError("every operating station is in a town of the coverage plan")
    return Coverage(len(operating), len(towns))


def service_coverage(tallies: Iterable[Tally]) -> dict[tuple[str | None, TargetGroup | None], Coverage]:
    """Residents served of those on record (服务覆盖率) in one period, by town and target group, COV-1.

    The city is town ``None``: towns add up, because a resident belongs to one town. Raises ``ValueError`` for two
    tallies of the same town and group.
    """
    found: dict[tuple[str | None, TargetGroup | None], Coverage] = {}
    city: dict[TargetGroup | None, Coverage] = {}
    for tally in tallies:
        if (tally.town, tally.group) in found:
            raise ValueError("one tally for each town and group")
        found[tally.town, tally.group] = Coverage(tally.served, tally.on_record)
        before = city.get(tally.group, Coverage(0, 0))
        city[tally.group] = Coverage(before.reached + tally.served, before.total + tally.on_record)
    return found | {(None, group): coverage for group, coverage in city.items()}


def standing(coverage: Coverage, target: Target, day: date) -> Standing:
    """How coverage measured on ``day`` stands against its target, COV-1; the due date itself is still in time."""
    if coverage.share is None:
        return Standing.NOTHING_TO_REACH
    if coverage.share >= target.share:
        return Standing.REACHED
    return Standing.PENDING if day <= target.due else Standing.MISSED
