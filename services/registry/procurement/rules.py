"""TEN-1 and TEN-2: a tender from draft to award, and what a service contract must carry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.registry.catalogue.rules import ProjectKind, check_123x
from shared.values.calendar import add_working_days
from shared.values.errors import DomainError, Forbidden, IllegalTransition, InvalidInput
from shared.values.money import Fen


class State(StrEnum):
    """Where a tender is (招标状态), TEN-1."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN_FOR_BIDS = "open_for_bids"
    CLOSED = "closed"
    OPENED = "opened"
    SCORED = "scored"
    AWARD_PROPOSED = "award_proposed"
    PUBLIC_NOTICE = "public_notice"
    AWARDED = "awarded"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = frozenset({State.AWARDED, State.FAILED, State.CANCELLED})
WAY = tuple(state for state in State if state not in {State.FAILED, State.CANCELLED})
"""The states of a tender that succeeds, in order (TEN-1)."""
MAY_FAIL = frozenset({State.CLOSED, State.OPENED, State.SCORED})
"""From the end of bidding until an award is proposed a tender may turn out to have no winner (TEN-1)."""


class TenderMove(IllegalTransition):
    """A tender does not go from this state to that one (TEN-1)."""

    rule = "TEN-1"


class WeightsNotHundred(InvalidInput):
    """The weights of the criteria are not positive or do not add up to 100 (TEN-1)."""

    code = "weights-not-hundred"
    rule = "TEN-1"
    title_zh = "评分权重之和须为 100"
    title_en = "The weights must be positive and add up to 100"
    detail_zh = "权重须为正数，目前合计 {total}。"
    detail_en = "Weights are positive; these add up to {total}."


class NotOpenForBids(DomainError):
    """A bid comes before bidding opens or after it closes (TEN-1)."""

    code = "not-open-for-bids"
    rule = "TEN-1"
    title_zh = "不在投标时间内"
    title_en = "Bids are not accepted at this time"
    detail_zh = "投标时间为 {opens} 至 {closes}。"
    detail_en = "Bids are accepted from {opens} until {closes}."


class BidSealed(Forbidden):
    """Nobody reads a bid before it is opened (密封), TEN-1."""

    code = "bid-sealed"
    rule = "TEN-1"
    title_zh = "标书尚未开封"
    title_en = "The bid is sealed"
    detail_zh = "开标时间为 {opening}，此前任何人不得查阅。"
    detail_en = "Bids are opened at {opening}; nobody may read one before."


class TooFewBids(DomainError):
    """Fewer valid bids than the policy asks for: the tender fails (流标), TEN-1."""

    code = "too-few-bids"
    rule = "TEN-1"
    title_zh = "有效投标不足"
    title_en = "Too few valid bids"
    detail_zh = "有效投标 {valid} 份，至少需要 {minimum} 份。"
    detail_en = "There are {valid} valid bids; at least {minimum} are needed."


class PanelNotValid(InvalidInput):
    """A panel has an odd number of different members, at least the policy's minimum (评标委员会), TEN-1."""

    code = "panel-not-valid"
    rule = "TEN-1"
    title_zh = "评标委员会人数不符合要求"
    title_en = "The panel's size is not valid"
    detail_zh = "不同成员 {members} 人；须为单数且不少于 {minimum} 人。"
    detail_en = "There are {members} different members; an odd number of at least {minimum} is needed."


class MayNotScore(Forbidden):
    """Somebody outside the panel, without a declaration of interests, or with an interest in a bidder (TEN-1)."""

    code = "may-not-score"
    rule = "TEN-1"
    title_zh = "不得评分"
    title_en = "This member may not score"
    detail_zh = "{reason_zh}。"
    detail_en = "{reason_en}."


class ScoresNotValid(InvalidInput):
    """A score is missing, not asked for, or not between 0 and 100 (TEN-1)."""

    code = "scores-not-valid"
    rule = "TEN-1"
    title_zh = "评分不完整或超出范围"
    title_en = "The scores are incomplete or out of range"
    detail_zh = "每位成员须对每份标书的每项指标评 0 至 100 分；问题出在标书 {bid}。"
    detail_en = "Each member scores each bid by each criterion from 0 to 100; this does not hold for bid {bid}."


class NoticeNotOver(DomainError):
    """An award waits until the day after the public notice (公示期), TEN-1."""

    code = "notice-not-over"
    rule = "TEN-1"
    title_zh = "公示期未满"
    title_en = "The public notice is not over"
    detail_zh = "公示至 {ends} 止。"
    detail_en = "The notice runs until {ends}, that day included."


def move_tender(state: State, to: State) -> State:
    """The next state (TEN-1): one step on its way, failure, or cancellation before it is finished.

    Raises ``TenderMove``.
    """
    if state not in FINISHED:
        if to is State.CANCELLED or (to is State.FAILED and state in MAY_FAIL):
            return to
        if to is WAY[WAY.index(state) + 1]:
            return to
    raise TenderMove(state=state.value, move=to.value)


def check_weights(weights: Mapping[str, Decimal]) -> None:
    """Weights by criterion are positive and add up to exactly 100 (TEN-1). Raises ``WeightsNotHundred``."""
    total = sum(weights.values(), Decimal(0))
    if total != 100 or any(weight <= 0 for weight in weights.values()):
        raise WeightsNotHundred("/criteria", total=str(total))


def check_bid_in_time(opens: datetime, closes: datetime, now: datetime) -> None:
    """A bid comes at or after ``opens`` and before ``closes`` (TEN-1). Raises ``NotOpenForBids``."""
    if not opens <= now < closes:
        raise NotOpenForBids(opens=opens.isoformat(), closes=closes.isoformat())


def check_unsealed(opening: datetime, now: datetime) -> None:
    """Neither opening the bids nor reading one happens before ``opening`` (开标时间), TEN-1. Raises ``BidSealed``."""
    if now < opening:
        raise BidSealed(opening=opening.isoformat())


def check_enough_bids(valid: int, minimum: int) -> None:
    """At least ``minimum`` valid bids (TEN-1). Raises ``TooFewBids``."""
    if valid < minimum:
        raise TooFewBids(valid=valid, minimum=minimum)


def check_panel(members: Sequence[str], minimum: int) -> None:
    """An odd number of different members, at least ``minimum`` (TEN-1). Raises ``PanelNotValid``."""
    different = len(set(members))
    if different != len(members) or different % 2 == 0 or different < minimum:
        raise PanelNotValid("/members", members=different, minimum=minimum)


def check_may_score(
    member: str, panel: Collection[str], declared: Mapping[str, Collection[str]], bidders: Collection[str]
) -> None:
    """A member of the panel scores after declaring interests, and with none in a bidder (利益申报), TEN-1.

    ``declared`` holds, for each member who declared, the organisations of interest; empty means none.
    Raises ``MayNotScore``.
    """
    if member not in panel:
        raise MayNotScore(reason_zh="不是评标委员会成员", reason_en="Only members of the panel score")
    if member not in declared:
        raise MayNotScore(reason_zh="尚未申报利益关系", reason_en="Interests are declared before scoring")
    if not set(declared[member]).isdisjoint(bidders):
        raise MayNotScore(
            reason_zh="与投标人存在利益关系，须更换成员",
            reason_en="A member with an interest in a bidder is replaced",
        )


@dataclass(frozen=True)
class Bid:
    """A valid bid. ``received`` is its number in the order of receipt, different for each bid of a tender."""

    id: str
    price: Fen
    received: int


class Reason(StrEnum):
    """What puts a bid before the next one (TEN-1)."""

    HIGHER_SCORE = "higher_score"
    LOWER_PRICE = "lower_price"
    EARLIER_BID = "earlier_bid"


REASON_TEXTS: Mapping[Reason, tuple[str, str]] = {
    Reason.HIGHER_SCORE: ("得分更高", "higher score"),
    Reason.LOWER_PRICE: ("得分相同，报价更低", "equal score, lower price"),
    Reason.EARLIER_BID: ("得分与报价相同，递交更早", "equal score and price, earlier bid"),
}


@dataclass(frozen=True)
class Ranked:
    """A bid's place, from 1, and its exact score from 0 to 100; ``ahead_by`` is ``None`` for the last."""

    place: int
    bid: Bid
    score: Fraction
    ahead_by: Reason | None


def weighted_score(
    weights: Mapping[str, Decimal], by_member: Mapping[str, Mapping[str, Decimal]], bid: str
) -> Fraction:
    """The exact score of one bid: members' mean by criterion, weighted (TEN-1). Raises ``ScoresNotValid``."""
    complete = by_member and all(scores.keys() == weights.keys() for scores in by_member.values())
    if not complete or not all(_in_range(score) for scores in by_member.values() for score in scores.values()):
        raise ScoresNotValid("/scores", bid=bid)
    points = sum(
        (Fraction(weights[key]) * Fraction(score) for scores in by_member.values() for key, score in scores.items()),
        Fraction(0),
    )
    return points / (100 * len(by_member))


def _in_range(score: Decimal) -> bool:
    return score.is_finite() and 0 <= score <= 100


def rank(
    bids: Iterable[Bid],
    weights: Mapping[str, Decimal],
    panel: Collection[str],
    scores: Mapping[str, Mapping[str, Mapping[str, Decimal]]],
) -> tuple[Ranked, ...]:
    """Bids by score, then lower price, then earlier receipt (评标排序), TEN-1.

    ``scores`` goes from bid to panel member to criterion. Raises ``WeightsNotHundred``, ``ScoresNotValid``, and
    ``ValueError`` for two bids with one id or one number of receipt.
    """
    check_weights(weights)
    known = list(bids)
    if min(len({bid.id for bid in known}), len({bid.received for bid in known})) != len(known):
        raise ValueError("each bid has its own id and its own number of receipt")
    totals: dict[str, Fraction] = {}
    for bid in known:
        by_member = scores.get(bid.id, {})
        if set(by_member) != set(panel):
            raise ScoresNotValid("/scores", bid=bid.id)
        totals[bid.id] = weighted_score(weights, by_member, bid.id)
    order = sorted(known, key=lambda bid: (-totals[bid.id], bid.price, bid.received))
    ranked: list[Ranked] = []
    for place, bid in enumerate(order, start=1):
        following = order[place] if place < len(order) else None
        ranked.append(Ranked(place, bid, totals[bid.id], _ahead_by(bid, following, totals)))
    return tuple(ranked)


def _ahead_by(bid: Bid, following: Bid | None, totals: Mapping[str, Fraction]) -> Reason | None:
    if following is None:
        return None
    if totals[bid.id] != totals[following.id]:
        return Reason.HIGHER_SCORE
    return Reason.LOWER_PRICE if bid.price != following.price else Reason.EARLIER_BID


def notice_ends(posted: date, working_days: int) -> date:
    """Last day of the public notice (公示截止日), TEN-1; the day of posting is not counted.

    Raises ``CalendarNotPublished``.
    """
    return add_working_days(posted, working_days)


def check_notice_over(ends: date, day: date) -> None:
    """An award is made after the notice's last day (TEN-1). Raises ``NoticeNotOver``."""
    if day <= ends:
        raise NoticeNotOver(ends=ends.isoformat())


class Clause(StrEnum):
    """Clauses that every service contract has (必备条款), TEN-2."""

    REGULAR_SUPERVISION = "regular_supervision"
    PRACTICAL_TRAINING = "practical_training"
    TEAM_MANAGEMENT = "team_management"
    """Internal team management and summaries (内部团队管理与总结)."""


@dataclass(frozen=True)
class Project:
    """A project of the contract with its quotas: output by measure over the term (SVC-1, TEN-2)."""

    kind: ProjectKind
    quotas: Mapping[str, int]


@dataclass(frozen=True)
class Budget:
    """The contract's amounts by category (经费预算), in fen (FND-4, TEN-2)."""

    personnel: Fen
    activities: Fen
    management: Fen


@dataclass(frozen=True)
class Contract:
    """What a service contract (服务合同) carries, TEN-2; amounts in fen, ``ends_on`` included in the term."""

    starts_on: date
    ends_on: date
    total: Fen
    budget: Budget
    instalments: Sequence[Fen]
    projects: Sequence[Project]
    clauses: frozenset[Clause]


class ContractIncomplete(InvalidInput):
    """A contract lacks something or does not add up (TEN-2); ``pointer`` names the part."""

    code = "contract-incomplete"
    rule = "TEN-2"
    title_zh = "服务合同不完整"
    title_en = "The service contract is not complete"
    detail_zh = "{reason_zh}。"
    detail_en = "{reason_en}."


def check_contract(contract: Contract) -> None:
    """Term, amounts, clauses and projects of a contract before it is signed (TEN-2).

    Raises ``ContractIncomplete``, and ``NotA123XList`` for the composition of its projects (SVC-1).
    """
    if contract.ends_on < contract.starts_on:
        raise ContractIncomplete(
            "/ends_on", reason_zh="终止日期早于起始日期", reason_en="The term ends before it starts"
        )
    if contract.total <= 0:
        raise ContractIncomplete("/total", reason_zh="总金额须大于零", reason_en="The total is more than zero")
    budget = (contract.budget.personnel, contract.budget.activities, contract.budget.management)
    for part, amounts in (("budget", budget), ("instalments", contract.instalments)):
        added = sum(amounts, Fen(0))
        if added != contract.total or any(amount < 0 for amount in amounts):
            raise ContractIncomplete(
                f"/{part}",
                reason_zh=f"各项合计 {added.yuan} 元，与总额 {contract.total.yuan} 元不符或含负数",
                reason_en=f"The parts are not negative and add up to {contract.total.yuan} yuan, not {added.yuan}",
            )
    missing = [clause.value for clause in Clause if clause not in contract.clauses]
    if missing:
        named = ", ".join(missing)
        raise ContractIncomplete("/clauses", reason_zh=f"缺少必备条款：{named}", reason_en=f"Clauses missing: {named}")
    check_123x(project.kind for project in contract.projects)
    for index, project in enumerate(contract.projects):
        if not project.quotas or any(quota <= 0 for quota in project.quotas.values()):
            raise ContractIncomplete(
                f"/projects/{index}/quotas",
                reason_zh="每个项目须有大于零的指标",
                reason_en="Each project has quotas above zero",
            )
