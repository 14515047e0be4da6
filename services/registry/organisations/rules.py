"""ORG-1, ORG-2 and IND-1: who may bid, incubation, and the independence of the parties at a station."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from shared.values.errors import DomainError, IllegalTransition
from shared.values.identity import UnifiedSocialCreditCode


class Status(StrEnum):
    """Registration status of a legal entity (登记状态), ORG-1."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DEREGISTERED = "deregistered"


class Incubation(StrEnum):
    """State of an organisation that the supervisor incubates (孵化状态), ORG-2."""

    APPLIED = "applied"
    INCUBATING = "incubating"
    GRADUATED = "graduated"
    LEFT = "left"


INCUBATION_MOVES: Mapping[Incubation, frozenset[Incubation]] = {
    Incubation.APPLIED: frozenset({Incubation.INCUBATING, Incubation.LEFT}),
    Incubation.INCUBATING: frozenset({Incubation.GRADUATED, Incubation.LEFT}),
    Incubation.GRADUATED: frozenset(),
    Incubation.LEFT: frozenset({Incubation.APPLIED}),
}
"""Where each state leads (ORG-2): one that left may apply again; graduation is for good."""


class MayNotBid(DomainError):
    """The organisation may not bid on that day (ORG-1, ORG-2); ``reason_en`` and ``reason_zh`` say why."""

    code = "may-not-bid"
    rule = "ORG-1"
    title_zh = "该组织不具备投标资格"
    title_en = "The organisation may not bid"
    detail_zh = "{organisation}：{reason_zh}。"
    detail_en = "{organisation}: {reason_en}."


class IncubationMove(IllegalTransition):
    """Incubation does not lead from this state to that one (ORG-2)."""

    rule = "ORG-2"


class NotIndependent(DomainError):
    """Two of operator, supervisor and evaluator are one organisation or related parties (IND-1)."""

    code = "not-independent"
    rule = "IND-1"
    title_zh = "承接方、督导方与评估方须相互独立"
    title_en = "Operator, supervisor and evaluator must be independent of each other"
    detail_zh = "{roles_zh}不独立：{path_zh}。"
    detail_en = "{roles_en} are not independent: {path_en}."


@dataclass(frozen=True)
class Registration:
    """What the registry authority says of a legal entity (登记信息), ORG-1.

    ``incubation`` is ``None`` for an organisation that was brought in from outside (外引).
    """

    credit_code: str
    authority: str
    registered_on: date
    status: Status
    incubation: Incubation | None = None


def check_may_bid(organisation: Registration, day: date) -> None:
    """An active registered entity may bid; a locally incubated one after it graduated (ORG-1, ORG-2).

    Raises ``InvalidCreditCode`` and ``MayNotBid``.
    """
    UnifiedSocialCreditCode.parse(organisation.credit_code)
    reasons = (
        (not organisation.authority.strip(), "登记机关未填写", "the registry authority is missing"),
        (organisation.registered_on > day, "当日尚未登记", "it is not registered by that day"),
        (organisation.status is not Status.ACTIVE, "登记状态非正常", "its registration is not active"),
        (
            organisation.incubation not in {None, Incubation.GRADUATED},
            "孵化尚未出壳",
            "it has not graduated from incubation",
        ),
    )
    for applies, reason_zh, reason_en in reasons:
        if applies:
            raise MayNotBid(organisation=organisation.credit_code, reason_zh=reason_zh, reason_en=reason_en)


def move_incubation(state: Incubation, to: Incubation) -> Incubation:
    """The next state of incubation (ORG-2). Raises ``IncubationMove``."""
    if to not in INCUBATION_MOVES[state]:
        raise IncubationMove(state=state.value, move=to.value)
    return to


class Tie(StrEnum):
    """What makes two organisations related parties (关联关系), IND-1."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    PARENT = "parent"
    SHARED_STAFF = "shared_staff"
    DECLARED_INTEREST = "declared_interest"


TIE_TEXTS: Mapping[Tie, tuple[str, str]] = {
    Tie.LEGAL_REPRESENTATIVE: ("法定代表人相同", "share a legal representative"),
    Tie.PARENT: ("存在上级隶属关系", "are parent and subsidiary"),
    Tie.SHARED_STAFF: ("人员兼任", "share staff"),
    Tie.DECLARED_INTEREST: ("已申报利益关系", "declared an interest"),
}


@dataclass(frozen=True)
class Party:
    """One organisation as IND-1 looks at it; organisations by credit code, people by opaque keys.

    The keys of people are only compared: no answer or error of these rules carries one.
    """

    code: str
    legal_representative: str | None = None
    parent: str | None = None
    staff: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    """Organisations in which an interest was declared; it holds in both directions."""


@dataclass(frozen=True)
class Link:
    """Two related organisations and what ties them (IND-1)."""

    one: str
    other: str
    tie: Tie


class RelatedParties:
    """The graph of related parties (关联方图), IND-1: relations hold both ways and across any number of steps."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self._links: dict[str, dict[str, Tie]] = defaultdict(dict)
        known = sorted(parties, key=lambda party: party.code)
        self._tie_groups(known, Tie.LEGAL_REPRESENTATIVE, lambda party: {party.legal_representative} - {None})
        for party in known:
            if party.parent is not None:
                self._tie(party.code, party.parent, Tie.PARENT)
        self._tie_groups(known, Tie.SHARED_STAFF, lambda party: party.staff)
        for party in known:
            for other in sorted(party.interests):
                self._tie(party.code, other, Tie.DECLARED_INTEREST)

    def _tie(self, one: str, other: str, tie: Tie) -> None:
        if one != other:
            self._links[one].setdefault(other, tie)
            self._links[other].setdefault(one, tie)

    def _tie_groups(self, parties: Iterable[Party], tie: Tie, people: Callable[[Party], Iterable[str | None]]) -> None:
        groups: dict[str | None, list[str]] = defaultdict(list)
        for party in parties:
            for person in people(party):
                groups[person].append(party.code)
        for codes in groups.values():
            for one, other in combinations(codes, 2):
                self._tie(one, other, tie)

    def path(self, one: str, other: str) -> tuple[Link, ...] | None:
        """A shortest chain of relations between two organisations; empty for one and the same, ``None`` without any.

        Where several ties join two organisations the first in the order of ``Tie`` is named.
        """
        reached: dict[str, Link | None] = {one: None}
        waiting = deque([one])
        while waiting and other not in reached:
            here = waiting.popleft()
            for neighbour, tie in sorted(self._links.get(here, {}).items()):
                if neighbour not in reached:
                    reached[neighbour] = Link(here, neighbour, tie)
                    waiting.append(neighbour)
        if other not in reached:
            return None
        chain: list[Link] = []
        link = reached[other]
        while link is not None:
            chain.append(link)
            link = reached[link.one]
        return tuple(reversed(chain))


class Role(StrEnum):
    """The three that must be independent at a station (IND-1)."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    EVALUATOR = "evaluator"


ROLE_NAMES: Mapping[Role, str] = {Role.OPERATOR: "承接方", Role.SUPERVISOR: "督导方", Role.EVALUATOR: "评估方"}


@dataclass(frozen=True)
class Breach:
    """Two roles at a station that are not independent, and the chain that shows it (IND-1)."""

    one: Role
    other: Role
    path: tuple[Link, ...]
    """Empty when one organisation has both roles."""

    @property
    def text_zh(self) -> str:
        """The chain in Chinese."""
        return "；".join(f"{link.one} 与 {link.other} {TIE_TEXTS[link.tie][0]}" for link in self.path) or "为同一组织"

    @property
    def text_en(self) -> str:
        """The chain in English."""
        steps = (f"{link.one} and {link.other} {TIE_TEXTS[link.tie][1]}" for link in self.path)
        return "; ".join(steps) or "they are one organisation"


def independence_breaches(assigned: Mapping[Role, str], related: RelatedParties) -> Iterator[Breach]:
    """Every pair of roles at a station that is not independent (IND-1), for the check after data changed.

    ``assigned`` holds the credit code of each role that is filled.
    """
    for one, other in combinations([role for role in Role if role in assigned], 2):
        path = related.path(assigned[one], assigned[other])
        if path is not None:
            yield Breach(one, other, path)


def check_independence(assigned: Mapping[Role, str], related: RelatedParties) -> None:
    """Refuse an assignment that would make two roles dependent (IND-1). Raises ``NotIndependent``."""
    for breach in independence_breaches(assigned, related):
        raise NotIndependent(
            roles_zh=f"{ROLE_NAMES[breach.one]}与{ROLE_NAMES[breach.other]}",
            roles_en=f"{breach.one} and {breach.other}",
            path_zh=breach.text_zh,
            path_en=breach.text_en,
        )
