"""FND-8: a claim from draft to decision, and what of it counts."""

import pytest

from services.funding.budgets.rules import ByCategory
from services.funding.claims.rules import (
    Category,
    Claim,
    ClaimEmpty,
    ClaimState,
    Line,
    LineAmountNotPositive,
    LinesUndecided,
    Outcome,
    ReasonMissing,
    Verdict,
    VoucherMissing,
    VoucherTwice,
    actual_spending,
    add_line,
    claimed,
    decide,
    judge,
    outcome,
    submit,
)
from shared.values.errors import DomainError, IllegalTransition, NotFound
from shared.values.money import Fen

LINES = (
    Line(Category.PERSONNEL, Fen.from_yuan(40_000), "V-1"),
    Line(Category.ACTIVITIES, Fen.from_yuan("11250.50"), "V-2"),
    Line(Category.ACTIVITIES, Fen.from_yuan("749.50"), "V-3"),
    Line(Category.MANAGEMENT, Fen.from_yuan(5_000), "V-4"),
)
NOTHING = ByCategory(Fen(0), Fen(0), Fen(0))
ACCEPTED, REJECTED, RETURNED = Verdict.ACCEPTED, Verdict.REJECTED, Verdict.RETURNED


def draft() -> Claim:
    claim = Claim()
    for line in LINES:
        claim = add_line(claim, line)
    return claim


def judged(*verdicts: Verdict) -> Claim:
    claim = submit(draft())
    for number, verdict in enumerate(verdicts, start=1):
        claim = judge(claim, number, verdict, "" if verdict is ACCEPTED else "voucher unreadable")
    return claim


def test_fnd_4_there_are_three_categories() -> None:
    assert [category.value for category in Category] == ["personnel", "activities", "management"]


def test_fnd_8_only_accepted_lines_are_actual_spending() -> None:
    claim = decide(judged(ACCEPTED, ACCEPTED, REJECTED, RETURNED))
    assert claim.state is ClaimState.DECIDED
    assert actual_spending(claim) == ByCategory(Fen.from_yuan(40_000), Fen.from_yuan("11250.50"), Fen(0))
    assert claimed(claim) == ByCategory(Fen.from_yuan(40_000), Fen.from_yuan(12_000), Fen.from_yuan(5_000))


def test_fnd_8_nothing_counts_before_the_decision() -> None:
    assert actual_spending(judged(ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED)) == NOTHING


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED), Outcome.ACCEPTED),
        ((ACCEPTED, REJECTED, RETURNED, RETURNED), Outcome.ACCEPTED_IN_PART),
        ((REJECTED, REJECTED, REJECTED, REJECTED), Outcome.REJECTED),
        ((REJECTED, RETURNED, REJECTED, REJECTED), Outcome.RETURNED),
    ],
)
def test_fnd_8_the_outcome_follows_from_the_lines(verdicts: tuple[Verdict, ...], expected: Outcome) -> None:
    assert outcome(decide(judged(*verdicts))) is expected


def test_fnd_8_a_verdict_may_change_until_the_decision() -> None:
    claim = judge(judged(REJECTED, ACCEPTED, ACCEPTED, ACCEPTED), 1, ACCEPTED)
    assert outcome(decide(claim)) is Outcome.ACCEPTED
    assert claim.lines[0].reason == ""


def test_fnd_8_every_line_needs_a_verdict_first() -> None:
    with pytest.raises(LinesUndecided) as refusal:
        decide(judged(ACCEPTED, REJECTED))
    assert refusal.value.facts["lines"] == "3, 4"


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (Line(Category.PERSONNEL, Fen(0), "V-9"), LineAmountNotPositive),
        (Line(Category.PERSONNEL, Fen(-1), "V-9"), LineAmountNotPositive),
        (Line(Category.PERSONNEL, Fen(1), " "), VoucherMissing),
        (Line(Category.PERSONNEL, Fen(1), " V-2"), VoucherTwice),
    ],
)
def test_fnd_8_a_line_is_refused(line: Line, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as caught:
        add_line(draft(), line)
    assert caught.value.rule == "FND-8"


def test_fnd_8_the_operator_gives_no_verdict() -> None:
    with pytest.raises(ValueError, match="town"):
        add_line(Claim(), Line(Category.PERSONNEL, Fen(1), "V-9", ACCEPTED))


def test_fnd_8_an_empty_claim_is_not_submitted() -> None:
    with pytest.raises(ClaimEmpty):
        submit(Claim())


@pytest.mark.parametrize("verdict", [REJECTED, RETURNED])
def test_fnd_8_what_is_not_accepted_is_answered_with_a_reason(verdict: Verdict) -> None:
    with pytest.raises(ReasonMissing):
        judge(submit(draft()), 1, verdict, " ")


@pytest.mark.parametrize("number", [0, 5])
def test_fnd_8_a_verdict_is_on_a_line_that_exists(number: int) -> None:
    with pytest.raises(NotFound):
        judge(submit(draft()), number, ACCEPTED)


def test_fnd_8_moves_out_of_order_are_refused() -> None:
    decided = decide(judged(ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED))
    for move in (
        lambda: judge(draft(), 1, ACCEPTED),
        lambda: decide(draft()),
        lambda: outcome(submit(draft())),
        lambda: submit(submit(draft())),
        lambda: add_line(submit(draft()), Line(Category.PERSONNEL, Fen(1), "V-9")),
        lambda: submit(decided),
        lambda: judge(decided, 1, RETURNED, "late"),
        lambda: decide(decided),
    ):
        with pytest.raises(IllegalTransition):
            move()
