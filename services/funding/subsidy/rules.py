"""FND-1, FND-2 and FND-7: who bears actual spending, and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from services.funding.budgets.rules import ByCategory, personnel_limit
from shared.values.money import Fen


@dataclass(frozen=True)
class Policy:
    """The parameters in force (FND-1, FND-2). ``cap`` is in fen for one town and calendar year."""

    version: str
    rate: Decimal
    cap: Fen
    personnel_share: Decimal


@dataclass(frozen=True)
class Step:
    """One step of an explanation (FND-7): the rule, its inputs as written, its result in fen and what it says."""

    rule: str
    result: Fen
    inputs: tuple[tuple[str, str], ...]
    text_zh: str
    text_en: str
    because: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Settlement:
    """The shares of actual spending, in fen; they always add up to it.

    ``held`` is what waits for the town's decision after a failed evaluation; ``operator`` is ineligible spending.
    """

    eligible: Fen
    matched: Fen
    city: Fen
    town: Fen
    held: Fen
    operator: Fen
    explanation: Step


def settle(
    approved_total: Fen, actual: ByCategory, grade_factor: Decimal, granted_before: Fen, policy: Policy
) -> Settlement:
    """Share actual spending between city (市), town (镇街) and operator (承接方), FND-1.

    ``granted_before`` is what the town already has of this year's cap; with ``grade_factor`` 0 (grade fail) the town's
    part is held until it decides. Raises ``ValueError`` for a factor below 0 or a negative amount.
    """
    if grade_factor < 0 or granted_before < 0 or min(actual.personnel, actual.activities, actual.management) < 0:
        raise ValueError("amounts and the grade factor are not negative")
    limit = personnel_limit(approved_total, policy.personnel_share)
    operator = max(Fen(0), actual.personnel - limit)
    eligible = actual.total - operator
    matched = eligible.times_floor(policy.rate * grade_factor)
    room = max(Fen(0), policy.cap - granted_before)
    city = min(matched, room)
    rest = eligible - city
    held, town = (rest, Fen(0)) if grade_factor == 0 else (Fen(0), rest)
    first = Step(
        "FND-2",
        eligible,
        (("actual", actual.total.yuan), ("personnel", actual.personnel.yuan), ("personnel_limit", limit.yuan)),
        f"实际支出 {actual.total.yuan} 元，其中超出人员经费限额的 {operator.yuan} 元不予认定。",
        f"Of {actual.total.yuan} yuan spent, {operator.yuan} yuan is personnel above its limit and not eligible.",
    )
    second = Step(
        "FND-1",
        matched,
        (("eligible", eligible.yuan), ("rate", str(policy.rate)), ("grade_factor", str(grade_factor))),
        f"{eligible.yuan} 元 × {policy.rate} × {grade_factor}，向下取整到分，为 {matched.yuan} 元。",
        f"{eligible.yuan} yuan × {policy.rate} × {grade_factor}, rounded down to the fen, is {matched.yuan} yuan.",
        (first,),
    )
    third = Step(
        "FND-1",
        city,
        (
            ("matched", matched.yuan),
            ("cap", policy.cap.yuan),
            ("granted_before", granted_before.yuan),
            ("policy", policy.version),
        ),
        f"本年度该镇（街道）补助上限尚余 {room.yuan} 元，市级补助为 {city.yuan} 元。",
        f"{room.yuan} yuan of the town's cap for the year is left; the city grants {city.yuan} yuan.",
        (second,),
    )
    return Settlement(eligible, matched, city, town, held, operator, third)
