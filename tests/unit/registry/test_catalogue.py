"""SVC-1 and SVC-3, and the words that the published language shares with these rules."""

from typing import get_args

import pytest

from services.registry.catalogue.rules import NotA123XList, ProjectKind, ServiceKind, TargetGroup, check_123x
from shared.contracts import terms

SIX = [kind for kind in ProjectKind if kind is not ProjectKind.ELECTIVE]


@pytest.mark.parametrize("electives", [0, 1, 5])
def test_svc_1_each_of_the_six_once_and_any_number_of_electives(electives: int) -> None:
    check_123x([*SIX, *[ProjectKind.ELECTIVE] * electives])


@pytest.mark.parametrize("kind", SIX)
def test_svc_1_a_missing_or_repeated_kind_is_named(kind: ProjectKind) -> None:
    with pytest.raises(NotA123XList) as missing:
        check_123x(other for other in SIX if other is not kind)
    assert missing.value.facts == {"missing": kind.value, "repeated": "-"}
    with pytest.raises(NotA123XList) as repeated:
        check_123x([*SIX, kind])
    assert repeated.value.facts == {"missing": "-", "repeated": kind.value}


def test_svc_1_and_svc_2_use_the_words_of_the_published_language() -> None:
    assert {kind.value for kind in ProjectKind} == set(get_args(terms.ProjectKind))
    assert {group.value for group in TargetGroup} == set(get_args(terms.TargetGroup))


def test_svc_3_six_kinds_for_residents_and_three_for_workers() -> None:
    assert sum(kind.for_workers for kind in ServiceKind) == 3
    assert len(ServiceKind) == 9
