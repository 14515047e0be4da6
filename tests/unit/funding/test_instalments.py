"""FND-5: the split, what releases each part, and the final settlement."""

from decimal import Decimal

import pytest

from services.funding.budgets.rules import ByCategory
from services.funding.instalments.rules import (
    Conclusion,
    EarlierInstalmentUnpaid,
    EvaluationMissing,
    FinalSettlement,
    GradeWithholds,
    InstalmentAlreadyPaid,
    WageShortfallWithholds,
    check_release,
    plan_instalments,
    settle_final,
)
from services.funding.subsidy.rules import Policy, settle
from shared.values.errors import DomainError
from shared.values.money import Fen

SHARES = (("inception", 40), ("interim", 40), ("final", 20))
RELEASING = frozenset({"excellent", "good", "pass"})
PLAN = plan_instalments(Fen.from_yuan(700_000), SHARES)
ALL_GOOD = tuple(Conclusion(stage, "good") for stage, _ in SHARES)


def test_fnd_5_the_contract_of_700_000_is_split_40_40_20() -> None:
    assert [(part.number, part.stage, part.amount.yuan) for part in PLAN] == [
        (1, "inception", "280000.00"),
        (2, "interim", "280000.00"),
        (3, "final", "140000.00"),
    ]


@pytest.mark.parametrize(
    ("total", "shares"),
    [
        (100, (("inception", 40), ("final", 59))),
        (100, (("final", 50), ("final", 50))),
        (100, (("inception", 120), ("final", -20))),
        (0, SHARES),
        (100, ()),
    ],
)
def test_fnd_5_shares_that_make_no_plan(total: int, shares: tuple[tuple[str, int], ...]) -> None:
    with pytest.raises(ValueError, match=r"add up to 100|non-negative"):
        plan_instalments(Fen(total), shares)


@pytest.mark.parametrize("grade", sorted(RELEASING))
@pytest.mark.parametrize("number", [1, 2, 3])
def test_fnd_5_a_passed_stage_releases_its_instalment(number: int, grade: str) -> None:
    part = PLAN[number - 1]
    check_release(part, range(1, number), [Conclusion(part.stage, grade)], RELEASING, Fen(0))


@pytest.mark.parametrize(
    ("number", "paid", "conclusions", "shortfall", "refusal", "rule"),
    [
        (1, (), (), 0, EvaluationMissing, "FND-5"),
        (2, (1,), (Conclusion("inception", "good"),), 0, EvaluationMissing, "FND-5"),
        (1, (), (Conclusion("inception", "fail"),), 0, GradeWithholds, "FND-5"),
        (3, (1,), ALL_GOOD, 0, EarlierInstalmentUnpaid, "FND-5"),
        (1, (1,), ALL_GOOD, 0, InstalmentAlreadyPaid, "FND-5"),
        (2, (1,), ALL_GOOD, 150_000, WageShortfallWithholds, "FND-3"),
    ],
)
def test_fnd_5_an_instalment_is_held(
    number: int,
    paid: tuple[int, ...],
    conclusions: tuple[Conclusion, ...],
    shortfall: int,
    refusal: type[DomainError],
    rule: str,
) -> None:
    with pytest.raises(refusal) as caught:
        check_release(PLAN[number - 1], paid, conclusions, RELEASING, Fen(shortfall))
    assert caught.value.rule == rule
    assert caught.value.detail_zh.format(**caught.value.facts)


def test_fnd_5_a_stage_has_one_conclusion() -> None:
    with pytest.raises(ValueError, match="one conclusion"):
        check_release(PLAN[0], (), (*ALL_GOOD, *ALL_GOOD), RELEASING, Fen(0))


@pytest.mark.parametrize(
    ("approved", "actual", "payable", "surplus"),
    [
        pytest.param(700_000, ("468000.00", "141250.50", "68320.25"), "117570.75", 0, id="G1"),
        pytest.param(930_000, (640_000, 182_000, 88_000), 166_000, 0, id="G2"),
        pytest.param(700_000, (505_000, 120_000, 60_000), 110_000, 0, id="G4"),
        pytest.param(700_000, (300_000, 100_000, 50_000), 0, 110_000, id="surplus"),
    ],
)
def test_fnd_5_the_last_instalment_settles_eligible_spending(
    approved: int, actual: tuple[str | int, str | int, str | int], payable: str | int, surplus: int
) -> None:
    policy = Policy("2021.1", Decimal("0.40"), Fen.from_yuan(300_000), Decimal("0.70"))
    total = Fen.from_yuan(approved)
    spent = ByCategory(*(Fen.from_yuan(amount) for amount in actual))
    settled = settle(total, spent, Decimal(1), Fen(0), policy)
    paid = sum((part.amount for part in plan_instalments(total, SHARES)[:2]), Fen(0))
    assert settle_final(settled.eligible, paid) == FinalSettlement(Fen.from_yuan(payable), Fen.from_yuan(surplus))


def test_fnd_5_negative_amounts_are_no_settlement() -> None:
    with pytest.raises(ValueError, match="not negative"):
        settle_final(Fen(0), Fen(-1))
