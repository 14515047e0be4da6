"""FND-6: what may be posted, how it is reversed, and how tampering shows."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from services.funding.ledger.rules import (
    GENESIS,
    Cause,
    CauseMissing,
    Entry,
    Posting,
    TooFewEntries,
    Unbalanced,
    ZeroEntry,
    chain_hash,
    check_posting,
    first_broken,
    reversal,
)
from shared.values.errors import DomainError
from shared.values.money import Fen

DAY = date(2022, 1, 20)
CAUSES = (Cause("conclusion", "c-1"), Cause("policy", "1"))
GRANT = Posting(
    "subsidy-1",
    DAY,
    CAUSES,
    (
        Entry("资金:市级", -Fen.from_yuan("271028.30")),
        Entry("资金:镇级", -Fen.from_yuan("406542.45")),
        Entry("operator", Fen.from_yuan("677570.75")),
    ),
)


def test_fnd_6_a_balanced_posting_passes() -> None:
    check_posting(GRANT)


@pytest.mark.parametrize(
    ("amounts", "refusal", "pointer"),
    [
        ((), TooFewEntries, "/entries"),
        ((1,), TooFewEntries, "/entries"),
        ((5, 0, -5), ZeroEntry, "/entries/1/amount"),
        ((100, -99), Unbalanced, "/entries"),
        ((1, 1), Unbalanced, "/entries"),
    ],
)
def test_fnd_6_a_posting_is_refused(amounts: tuple[int, ...], refusal: type[DomainError], pointer: str) -> None:
    entries = tuple(Entry(f"account-{index}", Fen(amount)) for index, amount in enumerate(amounts))
    with pytest.raises(refusal) as caught:
        check_posting(replace(GRANT, entries=entries))
    assert (caught.value.pointer, caught.value.rule) == (pointer, "FND-6")


def test_fnd_6_an_unbalanced_posting_says_both_sides() -> None:
    with pytest.raises(Unbalanced) as refusal:
        check_posting(replace(GRANT, entries=(Entry("a", Fen(100)), Entry("b", Fen(-99)))))
    assert refusal.value.facts == {"debit": "1.00", "credit": "0.99"}


def test_fnd_6_a_posting_names_its_cause() -> None:
    with pytest.raises(CauseMissing):
        check_posting(replace(GRANT, causes=()))


@pytest.mark.parametrize(("key", "day"), [("subsidy-1", DAY), ("subsidy-1-r", date(2022, 1, 19))])
def test_fnd_6_a_reversal_has_its_own_key_and_is_not_earlier(key: str, day: date) -> None:
    with pytest.raises(ValueError, match="own key"):
        reversal(GRANT, key, day, CAUSES)


def test_fnd_6_the_hash_is_sha_256_over_canonical_json() -> None:
    posting = Posting("k", DAY, (Cause("claim", "报1"),), (Entry("a", Fen(100)), Entry("b", Fen(-100))))
    written = (
        '{"causes":[{"id":"报1","kind":"claim"}],"entries":[{"account":"a","amount":100},{"account":"b","amount":-100}],'
        f'"key":"k","posted_on":"2022-01-20","previous":"{GENESIS}","reverses":null}}'
    )
    assert chain_hash(posting, GENESIS) == sha256(written.encode("utf-8")).hexdigest()


def chained(*postings: Posting) -> list[tuple[Posting, str]]:
    chain: list[tuple[Posting, str]] = []
    for posting in postings:
        chain.append((posting, chain_hash(posting, chain[-1][1] if chain else GENESIS)))
    return chain


CHAIN = chained(GRANT, reversal(GRANT, "subsidy-1-r", DAY, CAUSES), replace(GRANT, key="subsidy-2"))


def test_fnd_6_an_untouched_chain_holds() -> None:
    assert first_broken(CHAIN) is None
    assert first_broken(CHAIN[1:], CHAIN[0][1]) is None
    assert first_broken([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"key": "other"},
        {"posted_on": date(2022, 1, 21)},
        {"causes": CAUSES[:1]},
        {"entries": GRANT.entries[::-1]},
        {"reverses": None},
    ],
)
def test_fnd_6_a_changed_posting_shows(change: dict[str, object]) -> None:
    posting, stored = CHAIN[1]
    changed = replace(posting, **change)
    assert first_broken([CHAIN[0], (changed, stored), CHAIN[2]]) == changed.key


def test_fnd_6_a_removed_or_swapped_posting_shows() -> None:
    assert first_broken([CHAIN[0], CHAIN[2]]) == "subsidy-2"
    assert first_broken([CHAIN[1], CHAIN[0], CHAIN[2]]) == "subsidy-1-r"


def test_fnd_6_a_posting_hashed_anew_breaks_the_next() -> None:
    changed = replace(GRANT, posted_on=date(2022, 1, 1))
    assert first_broken([(changed, chain_hash(changed, GENESIS)), *CHAIN[1:]]) == "subsidy-1-r"
