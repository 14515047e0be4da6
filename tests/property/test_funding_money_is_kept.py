"""No fen appears or disappears: instalments, settlements, claims and the ledger."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.funding.claims.rules import (
    Category,
    Claim,
    Line,
    Verdict,
    actual_spending,
    add_line,
    claimed,
    decide,
    judge,
    submit,
)
from services.funding.instalments.rules import plan_instalments, settle_final
from services.funding.ledger.rules import GENESIS, Cause, Entry, Posting, chain_hash, check_posting, reversal
from shared.values.money import Fen

amounts = st.integers(0, 10**12).map(Fen)
spent = st.integers(1, 10**12).map(Fen)
DAY = date(2021, 6, 30)


@given(spent, st.integers(0, 100), st.integers(0, 100))
def test_fnd_5_the_parts_add_up_to_the_contract(total: Fen, one: int, other: int) -> None:
    low, high = sorted((one, other))
    plan = plan_instalments(total, (("inception", low), ("interim", high - low), ("final", 100 - high)))
    assert sum(part.amount for part in plan) == total
    assert all(part.amount >= 0 for part in plan)


@given(amounts, amounts)
def test_fnd_5_after_settling_exactly_eligible_spending_is_paid(eligible: Fen, paid: Fen) -> None:
    settled = settle_final(eligible, paid)
    assert paid + settled.payable - settled.surplus == eligible
    assert min(settled.payable, settled.surplus) == 0


@given(st.lists(st.tuples(st.sampled_from(Category), spent, st.sampled_from(Verdict)), min_size=1, max_size=8))
def test_fnd_8_accepted_lines_and_nothing_else_count(given_lines: list[tuple[Category, Fen, Verdict]]) -> None:
    claim = Claim()
    for number, (category, amount, _) in enumerate(given_lines):
        claim = add_line(claim, Line(category, amount, f"V-{number}"))
    claim = submit(claim)
    for number, (_, _, verdict) in enumerate(given_lines, start=1):
        claim = judge(claim, number, verdict, "checked")
    claim = decide(claim)
    assert claimed(claim).total == sum(amount for _, amount, _ in given_lines)
    assert actual_spending(claim).total == sum(
        amount for _, amount, verdict in given_lines if verdict is Verdict.ACCEPTED
    )


@st.composite
def postings(draw: st.DrawFn) -> Posting:
    """A balanced posting over a few accounts."""
    moved = draw(st.lists(st.tuples(st.sampled_from("abc"), spent), min_size=1, max_size=5))
    debits = tuple(Entry(account, amount) for account, amount in moved)
    return Posting("p", DAY, (Cause("claim", "1"),), (*debits, Entry("z", -sum((a for _, a in moved), Fen(0)))))


@given(postings())
def test_fnd_6_a_reversal_balances_and_cancels_every_account(posting: Posting) -> None:
    cancelling = reversal(posting, "r", DAY, posting.causes)
    check_posting(posting)
    check_posting(cancelling)
    balances: Counter[str] = Counter()
    for entry in (*posting.entries, *cancelling.entries):
        balances[entry.account] += entry.amount
    assert set(balances.values()) == {0}
    assert cancelling.reverses == posting.key


@given(postings(), st.integers(0, 5), st.integers(-1000, 1000).filter(bool))
def test_fnd_6_any_changed_amount_changes_the_hash(posting: Posting, place: int, by: int) -> None:
    index = place % len(posting.entries)
    entries = list(posting.entries)
    entries[index] = Entry(entries[index].account, entries[index].amount + by)
    changed = Posting(posting.key, posting.posted_on, posting.causes, tuple(entries))
    assert chain_hash(changed, GENESIS) != chain_hash(posting, GENESIS)
