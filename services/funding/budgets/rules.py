"""FND-2 and FND-4: spending categories and the share of personnel."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shared.values.errors import InvalidInput
from shared.values.money import Fen


@dataclass(frozen=True)
class ByCategory:
    """Amounts by spending category (人员薪酬, 活动开展, 机构管理), FND-4, in fen."""

    personnel: Fen
    activities: Fen
    management: Fen

    @property
    def total(self) -> Fen:
        """The three together."""
        return self.personnel + self.activities + self.management


class PersonnelShareExceeded(InvalidInput):
    """A budget gives personnel more than its share of the total (FND-2)."""

    code = "personnel-share-exceeded"
    rule = "FND-2"
    title_zh = "人员经费超过规定比例"
    title_en = "Personnel exceeds its share of the budget"
    detail_zh = "人员经费 {personnel} 元，总额 {total} 元时不得超过 {limit} 元。"
    detail_en = "Personnel is {personnel} yuan; with a total of {total} yuan it may be at most {limit} yuan."


def personnel_limit(total: Fen, share: Decimal) -> Fen:
    """The most that personnel may cost (FND-2): ``share`` (for example 0.70) of ``total``, down to the fen."""
    return total.times_floor(share)


def check_budget(budget: ByCategory, share: Decimal) -> None:
    """Refuse a budget above the personnel limit (FND-2); exactly the limit passes.

    Raises ``PersonnelShareExceeded``.
    """
    limit = personnel_limit(budget.total, share)
    if budget.personnel > limit:
        raise PersonnelShareExceeded(
            "/budget/personnel", personnel=budget.personnel.yuan, total=budget.total.yuan, limit=limit.yuan
        )
