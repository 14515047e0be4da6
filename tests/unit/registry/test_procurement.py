"""TEN-1 and TEN-2."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from services.registry.catalogue.rules import NotA123XList, ProjectKind
from services.registry.procurement.rules import (
    FINISHED,
    WAY,
    Bid,
    BidSealed,
    Budget,
    Clause,
    Contract,
    ContractIncomplete,
    MayNotScore,
    NoticeNotOver,
    NotOpenForBids,
    PanelNotValid,
    Project,
    Reason,
    ScoresNotValid,
    State,
    TenderMove,
    TooFewBids,
    WeightsNotHundred,
    check_bid_in_time,
    check_contract,
    check_enough_bids,
    check_may_score,
    check_notice_over,
    check_panel,
    check_unsealed,
    check_weights,
    move_tender,
    notice_ends,
    rank,
)
from shared.values.money import Fen

NOON = datetime(2021, 1, 4, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WEIGHTS = {"quality": Decimal(70), "price": Decimal(30)}
PANEL = ("m1", "m2", "m3")


def everybody(quality: str, price: str) -> dict[str, dict[str, Decimal]]:
    return {member: {"quality": Decimal(quality), "price": Decimal(price)} for member in PANEL}


def test_ten_1_a_tender_goes_its_way_step_by_step() -> None:
    for state, to in pairwise(WAY):
        assert move_tender(state, to) is to
    assert (WAY[0], WAY[-1]) == (State.DRAFT, State.AWARDED)


def test_ten_1_no_step_is_skipped_taken_back_or_taken_after_the_end() -> None:
    onward = set(pairwise(WAY))
    for state in State:
        for to in WAY:
            if (state, to) not in onward:
                with pytest.raises(TenderMove):
                    move_tender(state, to)
        if state in FINISHED:
            for to in (State.CANCELLED, State.FAILED):
                with pytest.raises(TenderMove):
                    move_tender(state, to)
        else:
            assert move_tender(state, State.CANCELLED) is State.CANCELLED


@pytest.mark.parametrize("state", [state for state in State if state not in FINISHED])
def test_ten_1_a_tender_fails_between_closing_and_proposal(state: State) -> None:
    if state in {State.CLOSED, State.OPENED, State.SCORED}:
        assert move_tender(state, State.FAILED) is State.FAILED
        return
    with pytest.raises(TenderMove):
        move_tender(state, State.FAILED)


def test_ten_1_bids_are_accepted_from_opening_until_before_closing() -> None:
    closes = NOON + timedelta(hours=1)
    check_bid_in_time(NOON, closes, NOON)
    check_bid_in_time(NOON, closes, closes - SECOND)
    for moment in (NOON - SECOND, closes):
        with pytest.raises(NotOpenForBids):
            check_bid_in_time(NOON, closes, moment)


def test_ten_1_a_bid_is_sealed_until_the_opening_time() -> None:
    check_unsealed(NOON, NOON)
    with pytest.raises(BidSealed):
        check_unsealed(NOON, NOON - SECOND)


def test_ten_1_the_minimum_of_valid_bids_is_a_parameter() -> None:
    check_enough_bids(3, 3)
    with pytest.raises(TooFewBids):
        check_enough_bids(2, 3)
    check_enough_bids(2, 2)


def test_ten_1_a_panel_is_odd_large_enough_and_of_different_members() -> None:
    check_panel(PANEL, 3)
    for members, minimum in ((PANEL[:2], 1), (PANEL, 5), (("m1", "m1", "m2"), 1), ((*PANEL, "m3"), 3), ((), 0)):
        with pytest.raises(PanelNotValid):
            check_panel(members, minimum)


def test_ten_1_interests_are_declared_before_scoring() -> None:
    declared = {"m1": frozenset[str](), "m2": frozenset({"B"})}
    check_may_score("m1", PANEL, declared, {"A", "B"})
    check_may_score("m2", PANEL, declared, {"A"})
    for member in ("m2", "m3", "stranger"):
        with pytest.raises(MayNotScore):
            check_may_score(member, PANEL, declared, {"A", "B"})


@pytest.mark.parametrize("weights", [{}, {"a": "99.99"}, {"a": "60", "b": "40.01"}, {"a": "110", "b": "-10"}])
def test_ten_1_weights_are_positive_and_add_up_to_100(weights: dict[str, str]) -> None:
    check_weights(WEIGHTS)
    with pytest.raises(WeightsNotHundred):
        check_weights({key: Decimal(weight) for key, weight in weights.items()})


def test_ten_1_ranking_by_score_then_price_then_receipt_with_reasons() -> None:
    bids = [Bid("late", Fen(500), 4), Bid("early", Fen(500), 2), Bid("dear", Fen(600), 1), Bid("best", Fen(900), 3)]
    scores = {bid.id: everybody("80", "80") for bid in bids} | {"best": everybody("90", "60")}
    ranked = rank(bids, WEIGHTS, PANEL, scores)
    assert [(each.place, each.bid.id, each.score, each.ahead_by) for each in ranked] == [
        (1, "best", Fraction(81), Reason.HIGHER_SCORE),
        (2, "early", Fraction(80), Reason.EARLIER_BID),
        (3, "late", Fraction(80), Reason.LOWER_PRICE),
        (4, "dear", Fraction(80), None),
    ]


def test_ten_1_a_mean_of_thirds_is_exact_so_that_equal_scores_are_a_tie() -> None:
    def by_quality(*values: int) -> dict[str, dict[str, Decimal]]:
        pairs = zip(PANEL, values, strict=True)
        return {member: {"quality": Decimal(value), "price": Decimal(0)} for member, value in pairs}

    bids = [Bid("a", Fen(2), 1), Bid("b", Fen(1), 2)]
    ranked = rank(bids, WEIGHTS, PANEL, {"a": by_quality(33, 33, 34), "b": by_quality(34, 33, 33)})
    assert [each.bid.id for each in ranked] == ["b", "a"]
    assert ranked[0].score == ranked[1].score == Fraction(70, 3)
    assert ranked[0].ahead_by is Reason.LOWER_PRICE


@pytest.mark.parametrize(
    "by_member",
    [
        {},
        {member: everybody("1", "1")[member] for member in PANEL[:2]},
        everybody("1", "1") | {"stranger": {"quality": Decimal(1), "price": Decimal(1)}},
        everybody("1", "1") | {"m1": {"quality": Decimal(1)}},
        everybody("100.01", "1"),
        everybody("1", "-0.01"),
        everybody("NaN", "1"),
    ],
)
def test_ten_1_every_member_scores_every_criterion_within_range(by_member: dict[str, dict[str, Decimal]]) -> None:
    with pytest.raises(ScoresNotValid):
        rank([Bid("a", Fen(1), 1)], WEIGHTS, PANEL, {"a": by_member})


def test_ten_1_two_bids_with_one_number_or_id_are_a_mistake() -> None:
    for bids in ([Bid("a", Fen(1), 1), Bid("b", Fen(1), 1)], [Bid("a", Fen(1), 1), Bid("a", Fen(1), 2)]):
        with pytest.raises(ValueError, match="its own"):
            rank(bids, WEIGHTS, PANEL, {})


def test_ten_1_the_notice_counts_working_days_with_make_up_days() -> None:
    # Wednesday 28 April 2021: Labour Day is 1 to 5 May, Sunday 25 April and Saturday 8 May are worked.
    assert notice_ends(date(2021, 4, 28), 3) == date(2021, 5, 6)
    assert notice_ends(date(2021, 5, 6), 3) == date(2021, 5, 10)
    check_notice_over(date(2021, 5, 6), date(2021, 5, 7))
    with pytest.raises(NoticeNotOver):
        check_notice_over(date(2021, 5, 6), date(2021, 5, 6))


CONTRACT = Contract(
    starts_on=date(2021, 1, 1),
    ends_on=date(2021, 12, 31),
    total=Fen.from_yuan(700_000),
    budget=Budget(Fen.from_yuan(480_000), Fen.from_yuan(150_000), Fen.from_yuan(70_000)),
    instalments=[Fen.from_yuan(amount) for amount in (280_000, 280_000, 140_000)],
    projects=[Project(kind, {"activities": 12}) for kind in ProjectKind],
    clauses=frozenset(Clause),
)


def test_ten_2_the_contract_of_the_journey_is_complete() -> None:
    check_contract(CONTRACT)


@pytest.mark.parametrize(
    ("contract", "pointer"),
    [
        (replace(CONTRACT, ends_on=date(2020, 12, 31)), "/ends_on"),
        (replace(CONTRACT, total=Fen(0)), "/total"),
        (replace(CONTRACT, budget=replace(CONTRACT.budget, management=Fen(7_000_001))), "/budget"),
        (replace(CONTRACT, budget=Budget(Fen(70_000_001), Fen(-1), Fen(0))), "/budget"),
        (replace(CONTRACT, instalments=CONTRACT.instalments[:2]), "/instalments"),
        (replace(CONTRACT, clauses=frozenset({Clause.PRACTICAL_TRAINING})), "/clauses"),
        (replace(CONTRACT, projects=[Project(kind, {}) for kind in ProjectKind]), "/projects/0/quotas"),
        (replace(CONTRACT, projects=[Project(kind, {"hours": 0}) for kind in ProjectKind]), "/projects/0/quotas"),
    ],
)
def test_ten_2_what_is_missing_or_does_not_add_up_is_refused(contract: Contract, pointer: str) -> None:
    with pytest.raises(ContractIncomplete) as refused:
        check_contract(contract)
    assert refused.value.pointer == pointer


def test_ten_2_the_projects_are_a_123x_list() -> None:
    with pytest.raises(NotA123XList):
        check_contract(replace(CONTRACT, projects=CONTRACT.projects[1:]))
