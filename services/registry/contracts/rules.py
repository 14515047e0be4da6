"""FND-2 and TEN-2 at the signing of a contract: the personnel share, and the price that won."""

from __future__ import annotations

from decimal import Decimal

from services.registry.procurement.rules import Budget
from shared.values.errors import InvalidInput
from shared.values.money import Fen


class PersonnelShareTooHigh(InvalidInput):
    """Personnel takes more of the budget than the policy allows (FND-2)."""

    code = "personnel-share-exceeded"
    rule = "FND-2"
    title_zh = "人员经费占比超过上限"
    title_en = "The personnel share of the budget is too high"
    detail_zh = "人员经费 {personnel} 元，上限为 {limit} 元。"
    detail_en = "Personnel is {personnel} yuan, the limit is {limit} yuan."


class NotTheWinningPrice(InvalidInput):
    """The contract's total is the price that won the tender (TEN-2)."""

    code = "not-the-winning-price"
    rule = "TEN-2"
    title_zh = "合同总额须等于中标价"
    title_en = "The total must be the price that won"
    detail_zh = "中标价为 {price} 元，合同总额为 {total} 元。"
    detail_en = "The price that won is {price} yuan, the total is {total} yuan."


def check_personnel_share(budget: Budget, total: Fen, share: Decimal) -> None:
    """Personnel is at most ``share`` of ``total`` (FND-2); exactly the share passes.

    Raises ``PersonnelShareTooHigh``.
    """
    limit = Fen(int(share * total))
    if budget.personnel > limit:
        raise PersonnelShareTooHigh("/body/budget/personnel", personnel=budget.personnel.yuan, limit=limit.yuan)


def check_price(total: Fen, price: Fen) -> None:
    """Raises ``NotTheWinningPrice`` (TEN-2)."""
    if total != price:
        raise NotTheWinningPrice("/body/budget", price=price.yuan, total=total.yuan)
