"""What holds for every graph of related parties (IND-1) and every credit code (ORG-1)."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.registry.organisations.rules import (
    Party,
    RelatedParties,
    Tie,
)

CODES = "ABCDEF"
PEOPLE = st.sampled_from("pqrst")
PARTIES = st.lists(
    st.builds(
        Party,
        code=st.sampled_from(CODES),
        legal_representative=st.none() | PEOPLE,
        parent=st.none() | st.sampled_from(CODES),
        staff=st.frozensets(PEOPLE, max_size=2),
        interests=st.frozensets(st.sampled_from(CODES), max_size=1),
    ),
    unique_by=lambda party: party.code,
    max_size=6,
)


def ties(one: Party, other: Party) -> set[Tie]:
    """The ties of two parties, read plainly from the rule."""
    found = {
        Tie.LEGAL_REPRESENTATIVE: one.legal_representative is not None
        and one.legal_representative == other.legal_representative,
        Tie.PARENT: one.parent == other.code or other.parent == one.code,
        Tie.SHARED_STAFF: bool(one.staff & other.staff),
        Tie.DECLARED_INTEREST: other.code in one.interests or one.code in other.interests,
    }
    return {tie for tie, holds in found.items() if holds}


def distances(parties: list[Party], start: str) -> dict[str, int]:
    """Steps from ``start`` to every organisation, by widening a set."""
    known = {code: Party(code) for code in CODES} | {party.code: party for party in parties}
    reached, edge, steps = {start: 0}, {start}, 0
    while edge:
        steps += 1
        edge = {code for code in CODES for near in edge if code not in reached and ties(known[near], known[code])}
        reached |= dict.fromkeys(edge, steps)
    return reached


@given(PARTIES, st.sampled_from(CODES), st.sampled_from(CODES))
def test_ind_1_a_path_exists_exactly_when_parties_are_related_and_is_shortest(
    parties: list[Party], one: str, other: str
) -> None:
    path = RelatedParties(parties).path(one, other)
    steps = distances(parties, one).get(other)
    assert (None if path is None else len(path)) == steps


@given(PARTIES, st.sampled_from(CODES), st.sampled_from(CODES))
def test_ind_1_a_path_is_a_chain_of_true_ties_and_as_long_both_ways(parties: list[Party], one: str, other: str) -> None:
    known = {code: Party(code) for code in CODES} | {party.code: party for party in parties}
    path, back = (RelatedParties(parties).path(*ends) for ends in ((one, other), (other, one)))
    if path is None or back is None:
        assert path is back
        return
    assert len(path) == len(back)
    assert all(link.tie in ties(known[link.one], known[link.other]) for link in path)
    assert all(first.other == second.one for first, second in pairwise(path))
    if path:
        assert (path[0].one, path[-1].other) == (one, other)


@given(PARTIES, st.sampled_from(CODES), st.sampled_from(CODES), st.randoms())
def test_ind_1_the_path_does_not_depend_on_the_order_of_the_data(
    parties: list[Party], one: str, other: str, random: object
) -> None:
    path = RelatedParties(parties).path(one, other)
    shuffled = list(parties)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert RelatedParties(shuffled).path(one, other) == path
