"""Working days follow the published calendar: National Day 2021 with its make-up days."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.values.calendar import (
    CalendarNotPublished,
    add_working_days,
    business_date,
    business_year,
    is_working_day,
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2021, 9, 26), True, id="a Sunday worked to make up"),
        pytest.param(date(2021, 10, 7), False, id="a Thursday in the holiday"),
        pytest.param(date(2021, 10, 9), True, id="a Saturday worked to make up"),
        pytest.param(date(2021, 10, 10), False, id="a Sunday"),
    ],
)
def test_working_days_know_holidays_and_make_up_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_three_working_days_over_national_day() -> None:
    assert add_working_days(date(2021, 9, 30), 3) == date(2021, 10, 11)


@given(st.dates(date(2015, 1, 1), date(2023, 1, 1)), st.integers(1, 15))
def test_the_day_reached_is_a_working_day_and_counts_add(start: date, count: int) -> None:
    reached = add_working_days(start, count)
    assert is_working_day(reached)
    assert add_working_days(add_working_days(start, count - 1), 1) == reached


def test_a_year_without_a_published_calendar_is_refused() -> None:
    with pytest.raises(CalendarNotPublished):
        add_working_days(date(2050, 1, 1), 1)


def test_the_business_day_begins_at_midnight_in_shanghai() -> None:
    moment = datetime(2021, 12, 31, 16, 0, tzinfo=UTC)
    assert business_date(moment) == date(2022, 1, 1)
    assert business_year(moment) == 2022


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        business_date(datetime(2021, 1, 1))  # noqa: DTZ001
