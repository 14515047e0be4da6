"""The golden values of the funding rules, and what holds for every settlement."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funding.budgets.rules import ByCategory, PersonnelShareExceeded, check_budget
from services.funding.subsidy.rules import Policy, Step, settle
from services.funding.wages.rules import wage_floor, wage_shortfall
from shared.values.money import Fen

POLICY = Policy("2021.1", Decimal("0.40"), Fen.from_yuan(300_000), Decimal("0.70"))
SHARE = POLICY.personnel_share


def yuan(amount: str | int) -> Fen:
    return Fen.from_yuan(amount)


def by_category(personnel: str | int, activities: str | int = 0, management: str | int = 0) -> ByCategory:
    return ByCategory(yuan(personnel), yuan(activities), yuan(management))


G1_ACTUAL = by_category("468000.00", "141250.50", "68320.25")


@pytest.mark.parametrize(
    ("approved", "actual", "factor", "before", "city", "town", "held", "operator"),
    [
        pytest.param(700_000, G1_ACTUAL, "1", 0, "271028.30", "406542.45", 0, 0, id="G1 below the cap"),
        pytest.param(
            930_000, by_category(640_000, 182_000, 88_000), "1", 0, 300_000, 610_000, 0, 0, id="G2 the cap bites"
        ),
        pytest.param(700_000, G1_ACTUAL, "0.8", 0, "216822.64", "460748.11", 0, 0, id="G3 grade pass"),
        pytest.param(
            700_000,
            by_category(505_000, 120_000, 60_000),
            "1",
            0,
            268_000,
            402_000,
            0,
            15_000,
            id="G4 personnel over its share",
        ),
        pytest.param(
            700_000, by_category(375_000), "1", 200_000, 100_000, 275_000, 0, 0, id="G5 second station, same town"
        ),
        pytest.param(700_000, G1_ACTUAL, "0", 0, 0, 0, "677570.75", 0, id="G6 grade fail"),
        pytest.param(700_000, by_category("123456.79"), "1", 0, "49382.71", "74074.08", 0, 0, id="G7 odd fen"),
    ],
)
def test_fnd_1_golden_values(
    approved: int,
    actual: ByCategory,
    factor: str,
    before: int,
    city: str | int,
    town: str | int,
    held: str | int,
    operator: int,
) -> None:
    settled = settle(yuan(approved), actual, Decimal(factor), yuan(before), POLICY)
    assert (settled.city, settled.town, settled.held, settled.operator) == tuple(
        yuan(amount) for amount in (city, town, held, operator)
    )


amounts = st.integers(0, 10**12).map(Fen)


@given(amounts, st.builds(ByCategory, amounts, amounts, amounts), st.sampled_from(["0", "0.8", "1"]), amounts)
def test_fnd_1_the_shares_add_up_and_the_cap_holds(approved: Fen, actual: ByCategory, factor: str, before: Fen) -> None:
    settled = settle(approved, actual, Decimal(factor), before, POLICY)
    assert settled.city + settled.town + settled.held + settled.operator == actual.total
    assert min(settled.city, settled.town, settled.held, settled.operator) >= 0
    assert settled.city == 0 or settled.city + before <= POLICY.cap


def test_fnd_7_the_explanation_leads_from_the_grant_back_to_the_spending() -> None:
    step: Step | None = settle(yuan(700_000), G1_ACTUAL, Decimal(1), Fen(0), POLICY).explanation
    told: list[tuple[str, str]] = []
    while step is not None:
        told.append((step.rule, step.result.yuan))
        step = step.because[0] if step.because else None
    assert told == [("FND-1", "271028.30"), ("FND-1", "271028.30"), ("FND-2", "677570.75")]


def test_fnd_2_exactly_the_share_passes() -> None:
    check_budget(by_category(490_000, 140_000, 70_000), SHARE)


def test_fnd_2_one_fen_more_is_refused() -> None:
    with pytest.raises(PersonnelShareExceeded) as refusal:
        check_budget(by_category("490000.01", "139999.99", 70_000), SHARE)
    assert refusal.value.pointer == "/budget/personnel"
    assert refusal.value.facts["limit"] == "490000.00"


def test_fnd_3_a_full_year() -> None:
    floor = wage_floor(yuan("65000.00"), Decimal("1.2"), 365, 365)
    assert floor == yuan("78000.00")
    assert wage_shortfall(floor, yuan("76500.00")) == yuan("1500.00")


def test_fnd_3_part_of_a_year_is_rounded_up() -> None:
    assert wage_floor(yuan("65000.00"), Decimal("1.2"), 183, 365) == yuan("39106.85")
