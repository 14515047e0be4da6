"""What holds for every ranking of bids (TEN-1)."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.registry.procurement.rules import Bid, Ranked, Reason, rank
from shared.values.money import Fen

PANEL = ("m1", "m2", "m3")
SCORE = st.sampled_from([Decimal(value) for value in ("0", "33.33", "60", "99.99", "100")])
Scores = dict[str, dict[str, dict[str, Decimal]]]


@st.composite
def tenders(draw: st.DrawFn) -> tuple[list[Bid], dict[str, Decimal], Scores]:
    """Few prices and scores, so that ties are common."""
    share = draw(st.integers(1, 99))
    weights = {"quality": Decimal(share), "price": Decimal(100 - share)}
    prices = draw(st.lists(st.integers(1, 3), min_size=1, max_size=6))
    bids = [Bid(f"b{number}", Fen(price), number) for number, price in enumerate(prices)]
    scores = {bid.id: {member: {key: draw(SCORE) for key in weights} for member in PANEL} for bid in bids}
    return bids, weights, scores


def key(each: Ranked) -> tuple[object, ...]:
    return -each.score, each.bid.price, each.bid.received


@given(tenders(), st.randoms())
def test_ten_1_ranking_is_total_and_does_not_depend_on_the_order_given(
    tender: tuple[list[Bid], dict[str, Decimal], Scores], random: object
) -> None:
    bids, weights, scores = tender
    ranked = rank(bids, weights, PANEL, scores)
    shuffled = list(bids)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(shuffled, weights, PANEL, scores) == ranked
    assert [each.place for each in ranked] == list(range(1, len(bids) + 1))
    assert {each.bid for each in ranked} == set(bids)
    assert all(0 <= each.score <= 100 for each in ranked)


@given(tenders())
def test_ten_1_each_reason_is_what_separates_a_bid_from_the_next(
    tender: tuple[list[Bid], dict[str, Decimal], Scores],
) -> None:
    bids, weights, scores = tender
    ranked = rank(bids, weights, PANEL, scores)
    assert ranked[-1].ahead_by is None
    for first, second in pairwise(ranked):
        differs = [one != other for one, other in zip(key(first), key(second), strict=True)]
        assert key(first) < key(second)
        assert first.ahead_by is list(Reason)[differs.index(True)]
