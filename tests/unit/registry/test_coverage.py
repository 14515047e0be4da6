"""COV-1: both levels of coverage and their targets."""

from datetime import date
from fractions import Fraction

import pytest

from services.registry.catalogue.rules import TargetGroup
from services.registry.coverage.rules import (
    Coverage,
    Standing,
    Tally,
    Target,
    service_coverage,
    standing,
    station_coverage,
)

TARGET = Target(Fraction(1), date(2020, 10, 31))
ELDERLY = TargetGroup.LONE_ELDERLY


def test_cov_1_station_coverage_is_an_exact_fraction() -> None:
    assert station_coverage({"a", "b", "c"}, {"a", "c"}).share == Fraction(2, 3)


def test_cov_1_a_station_outside_the_plan_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="coverage plan"):
        station_coverage({"a"}, {"b"})


def test_cov_1_service_coverage_by_town_and_group_and_for_the_city() -> None:
    found = service_coverage([Tally("a", None, 10, 4), Tally("b", None, 5, 5), Tally("a", ELDERLY, 3, 1)])
    assert found == {
        ("a", None): Coverage(4, 10),
        ("b", None): Coverage(5, 5),
        ("a", ELDERLY): Coverage(1, 3),
        (None, None): Coverage(9, 15),
        (None, ELDERLY): Coverage(1, 3),
    }


def test_cov_1_a_town_and_group_are_tallied_once() -> None:
    with pytest.raises(ValueError, match="one tally"):
        service_coverage([Tally("a", None, 1, 1), Tally("a", None, 1, 1)])


@pytest.mark.parametrize(("reached", "total"), [(2, 1), (-1, 1)])
def test_cov_1_more_than_all_is_a_mistake(reached: int, total: int) -> None:
    with pytest.raises(ValueError, match="between 0 and the total"):
        Coverage(reached, total)


@pytest.mark.parametrize(
    ("coverage", "day", "expected"),
    [
        (Coverage(3, 3), date(2020, 10, 1), Standing.REACHED),
        (Coverage(2, 3), date(2020, 10, 31), Standing.PENDING),
        (Coverage(2, 3), date(2020, 11, 1), Standing.MISSED),
        (Coverage(0, 0), date(2020, 11, 1), Standing.NOTHING_TO_REACH),
    ],
)
def test_cov_1_standing_against_a_dated_target(coverage: Coverage, day: date, expected: Standing) -> None:
    assert standing(coverage, TARGET, day) is expected
