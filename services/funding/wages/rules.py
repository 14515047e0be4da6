"""FND-3: the least that a full-time social worker is paid in a year."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from shared.values.money import Fen


def wage_floor(average: Fen, factor: Decimal, days_on_post: int, days_of_year: int) -> Fen:
    """The floor (最低年薪) in fen, pro rata by days on post and rounded up to the fen (FND-3).

    ``average`` is the city's average wage of the previous year. Raises ``ValueError`` when the days
    do not fit the year.
    """
    if days_of_year not in (365, 366) or not 0 <= days_on_post <= days_of_year:
        raise ValueError("days on post lie between 0 and the days of the year")
    return average.times_ceil(Fraction(factor) * Fraction(days_on_post, days_of_year))


def wage_shortfall(floor: Fen, paid: Fen) -> Fen:
    """How much pay is below the floor, in fen; 0 when it is not (FND-3)."""
    return max(Fen(0), floor - paid)
