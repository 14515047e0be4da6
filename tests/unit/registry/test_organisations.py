"""ORG-1, ORG-2 and IND-1."""

from dataclasses import replace
from datetime import date
from itertools import pairwise, product

import pytest

from services.registry.organisations.rules import (
    Incubation,
    IncubationMove,
    MayNotBid,
    NotIndependent,
    Party,
    Registration,
    RelatedParties,
    Role,
    Status,
    Tie,
    check_independence,
    check_may_bid,
    independence_breaches,
    move_incubation,
)
from shared.values.identity import InvalidCreditCode, UnifiedSocialCreditCode

DAY = date(2021, 3, 1)
GOOD = Registration("91110000600037341L", "海宁市民政局", date(2015, 5, 1), Status.ACTIVE)


def test_org_1_an_active_registered_organisation_may_bid() -> None:
    check_may_bid(GOOD, DAY)
    check_may_bid(replace(GOOD, registered_on=DAY), DAY)


@pytest.mark.parametrize(
    "organisation",
    [
        replace(GOOD, authority=" "),
        replace(GOOD, registered_on=date(2021, 3, 2)),
        replace(GOOD, status=Status.SUSPENDED),
        replace(GOOD, status=Status.DEREGISTERED),
    ],
)
def test_org_1_others_may_not(organisation: Registration) -> None:
    with pytest.raises(MayNotBid):
        check_may_bid(organisation, DAY)


@pytest.mark.parametrize("code", ["", "91110000600037341M", "91110000600037341", "9111000060003734IL", "９" * 18])
def test_org_1_a_wrong_credit_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidCreditCode):
        UnifiedSocialCreditCode.parse(code)


@pytest.mark.parametrize("state", list(Incubation))
def test_org_2_an_incubated_organisation_bids_after_graduation(state: Incubation) -> None:
    organisation = replace(GOOD, incubation=state)
    if state is Incubation.GRADUATED:
        check_may_bid(organisation, DAY)
        return
    with pytest.raises(MayNotBid):
        check_may_bid(organisation, DAY)


def test_org_2_transitions() -> None:
    allowed = {
        ("applied", "incubating"),
        ("applied", "left"),
        ("incubating", "graduated"),
        ("incubating", "left"),
        ("left", "applied"),
    }
    for state, to in product(Incubation, Incubation):
        if (state.value, to.value) in allowed:
            assert move_incubation(state, to) is to
        else:
            with pytest.raises(IncubationMove):
                move_incubation(state, to)


@pytest.mark.parametrize(
    ("one", "other", "tie"),
    [
        (Party("A", legal_representative="p"), Party("B", legal_representative="p"), Tie.LEGAL_REPRESENTATIVE),
        (Party("A", parent="B"), Party("B"), Tie.PARENT),
        (Party("A", staff=frozenset("pq")), Party("B", staff=frozenset("qr")), Tie.SHARED_STAFF),
        (Party("A", interests=frozenset({"B"})), Party("B"), Tie.DECLARED_INTEREST),
    ],
)
def test_ind_1_each_tie_makes_related_parties_both_ways(one: Party, other: Party, tie: Tie) -> None:
    related = RelatedParties([one, other])
    for ends in (("A", "B"), ("B", "A")):
        path = related.path(*ends)
        assert path is not None
        assert [(link.one, link.other, link.tie) for link in path] == [(*ends, tie)]


def test_ind_1_organisations_without_a_tie_are_independent() -> None:
    related = RelatedParties([Party("A"), Party("B"), Party("C", staff=frozenset("p"))])
    check_independence({Role.OPERATOR: "A", Role.SUPERVISOR: "B", Role.EVALUATOR: "C"}, related)


def test_ind_1_sisters_are_related_through_a_parent_that_is_not_registered() -> None:
    path = RelatedParties([Party("A", parent="P"), Party("B", parent="P")]).path("A", "B")
    assert path is not None
    assert [link.other for link in path] == ["P", "B"]
    assert all(first.other == second.one for first, second in pairwise(path))


def test_ind_1_the_refusal_explains_the_chain_and_names_no_person() -> None:
    related = RelatedParties(
        [Party("A", legal_representative="zhang"), Party("B", legal_representative="zhang", parent="C"), Party("C")]
    )
    with pytest.raises(NotIndependent) as refused:
        check_independence({Role.OPERATOR: "A", Role.EVALUATOR: "C"}, related)
    assert refused.value.facts == {
        "roles_zh": "承接方与评估方",
        "roles_en": "operator and evaluator",
        "path_zh": "A 与 B 法定代表人相同；B 与 C 存在上级隶属关系",
        "path_en": "A and B share a legal representative; B and C are parent and subsidiary",
    }
    assert "zhang" not in str(refused.value)


def test_ind_1_one_organisation_in_three_roles_breaches_three_times() -> None:
    breaches = list(independence_breaches(dict.fromkeys(Role, "A"), RelatedParties([Party("A")])))
    assert [(breach.one, breach.other) for breach in breaches] == [
        (Role.OPERATOR, Role.SUPERVISOR),
        (Role.OPERATOR, Role.EVALUATOR),
        (Role.SUPERVISOR, Role.EVALUATOR),
    ]
    assert breaches[0].text_en == "they are one organisation"
    assert breaches[0].text_zh == "为同一组织"
