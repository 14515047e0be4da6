"""Business dates in Asia/Shanghai and the Chinese working calendar, holidays and make-up days (调休) included."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar  # pyright: ignore[reportMissingTypeStubs]

from shared.values.errors import InvalidInput

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")
"""Dates and years of contracts, subsidies and notices are read in this zone."""


class CalendarNotPublished(InvalidInput):
    """The State Council's holiday notice for that year is not known here yet."""

    code = "calendar-not-published"
    title_zh = "该年度的节假日安排尚未发布"
    title_en = "That year's holiday calendar is not published yet"
    detail_zh = "无法计算 {year} 年的工作日。"
    detail_en = "Working days of {year} cannot be counted."


def business_date(moment: datetime) -> date:
    """The date in Asia/Shanghai. Raises ``ValueError`` for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment carries its time zone")
    return moment.astimezone(BUSINESS_ZONE).date()


def business_year(moment: datetime) -> int:
    """The calendar year in Asia/Shanghai, as the subsidy cap counts it (FND-1)."""
    return business_date(moment).year


def is_working_day(day: date) -> bool:
    """Whether offices work on that day (工作日). Raises ``CalendarNotPublished``."""
    try:
        return chinese_calendar.is_workday(day)  # pyright: ignore[reportUnknownMemberType]
    except NotImplementedError as error:
        raise CalendarNotPublished(year=day.year) from error


def add_working_days(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``, which itself is not counted (TEN-1, EVA-5).

    ``count`` 0 gives ``start``. Raises ``CalendarNotPublished``, and ``ValueError`` for a negative count.
    """
    if count < 0:
        raise ValueError("the count of working days is not negative")
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
