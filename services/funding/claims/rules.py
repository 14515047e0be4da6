"""FND-8: the operator claims spending with vouchers; only lines the town accepts are actual spending."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from services.funding.budgets.rules import ByCategory
from shared.values.errors import IllegalTransition, InvalidInput, NotFound
from shared.values.money import Fen


class Category(StrEnum):
    """Spending categories (支出类别), FND-4."""

    PERSONNEL = "personnel"
    ACTIVITIES = "activities"
    MANAGEMENT = "management"


class ClaimState(StrEnum):
    """A claim (报销申请) is written by the operator, submitted to the town, and decided."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DECIDED = "decided"


class Verdict(StrEnum):
    """What the town says of a line (逐项审核); a returned one (退回) may be claimed again with better vouchers."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RETURNED = "returned"


class Outcome(StrEnum):
    """What a decided claim comes to."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    REJECTED = "rejected"
    RETURNED = "returned"


@dataclass(frozen=True)
class Line:
    """One expenditure (支出明细) of ``amount`` fen, proved by ``voucher`` (凭证号).

    ``verdict`` is empty until the town gives one.
    """

    category: Category
    amount: Fen
    voucher: str
    verdict: Verdict | None = None
    reason: str = ""


@dataclass(frozen=True)
class Claim:
    """The lines and the state of the whole; each function below returns the next claim and changes none."""

    lines: tuple[Line, ...] = ()
    state: ClaimState = ClaimState.DRAFT


class ClaimEmpty(InvalidInput):
    """A claim without lines cannot be submitted (FND-8)."""

    code = "claim-empty"
    rule = "FND-8"
    title_zh = "报销申请没有明细"
    title_en = "The claim has no lines"


class LineAmountNotPositive(InvalidInput):
    """An expenditure is more than zero (FND-8)."""

    code = "claim-line-amount-not-positive"
    rule = "FND-8"
    title_zh = "支出金额须大于零"
    title_en = "The amount of a line must be more than zero"
    detail_zh = "明细金额为 {amount} 元。"
    detail_en = "The line is for {amount} yuan."


class VoucherMissing(InvalidInput):
    """Every expenditure is proved by a voucher (FND-8)."""

    code = "voucher-missing"
    rule = "FND-8"
    title_zh = "缺少凭证"
    title_en = "The line has no voucher"


class VoucherTwice(InvalidInput):
    """A voucher proves one line of a claim (FND-8)."""

    code = "voucher-twice"
    rule = "FND-8"
    title_zh = "凭证重复"
    title_en = "The voucher is already used in this claim"
    detail_zh = "凭证与第 {line} 行重复。"
    detail_en = "Line {line} already has this voucher."


class ReasonMissing(InvalidInput):
    """A line that is not accepted is answered with a reason (FND-8)."""

    code = "verdict-reason-missing"
    rule = "FND-8"
    title_zh = "须说明理由"
    title_en = "A reason is needed"
    detail_zh = "拒绝或退回明细时须说明理由。"
    detail_en = "Rejecting or returning a line needs a reason."


class LinesUndecided(IllegalTransition):
    """A claim is decided when each of its lines is (FND-8)."""

    code = "claim-lines-undecided"
    rule = "FND-8"
    title_zh = "尚有明细未审核"
    title_en = "Some lines have no verdict yet"
    detail_zh = "第 {lines} 行尚未审核。"
    detail_en = "No verdict yet on line {lines}."


def add_line(claim: Claim, line: Line) -> Claim:
    """The draft with one more line, FND-8.

    Raises ``IllegalTransition`` after submission, ``LineAmountNotPositive``, ``VoucherMissing`` or ``VoucherTwice``;
    and ``ValueError`` for a line that already has a verdict.
    """
    _expect(claim, ClaimState.DRAFT, "add_line")
    if line.verdict is not None:
        raise ValueError("only the town gives a verdict, after submission")
    if line.amount <= 0:
        raise LineAmountNotPositive("/amount", amount=line.amount.yuan)
    if not line.voucher.strip():
        raise VoucherMissing("/voucher")
    for number, earlier in enumerate(claim.lines, start=1):
        if earlier.voucher.strip() == line.voucher.strip():
            raise VoucherTwice("/voucher", line=number)
    return replace(claim, lines=(*claim.lines, line))


def submit(claim: Claim) -> Claim:
    """The claim handed to the town (提交), FND-8. Raises ``IllegalTransition`` or ``ClaimEmpty``."""
    _expect(claim, ClaimState.DRAFT, "submit")
    if not claim.lines:
        raise ClaimEmpty("/lines")
    return replace(claim, state=ClaimState.SUBMITTED)


def judge(claim: Claim, number: int, verdict: Verdict, reason: str = "") -> Claim:
    """The claim with the town's verdict on line ``number``, counted from 1; it may change until decided (FND-8).

    Raises ``IllegalTransition``, ``NotFound`` or ``ReasonMissing``.
    """
    _expect(claim, ClaimState.SUBMITTED, "judge")
    if not 1 <= number <= len(claim.lines):
        raise NotFound(id=number, kind_zh="明细", kind_en="line")
    if verdict is not Verdict.ACCEPTED and not reason.strip():
        raise ReasonMissing("/reason")
    judged = replace(claim.lines[number - 1], verdict=verdict, reason=reason)
    return replace(claim, lines=(*claim.lines[: number - 1], judged, *claim.lines[number:]))


def decide(claim: Claim) -> Claim:
    """The claim closed (审定); from now on its accepted lines are actual spending (FND-8).

    Raises ``IllegalTransition`` or ``LinesUndecided``.
    """
    _expect(claim, ClaimState.SUBMITTED, "decide")
    undecided = [str(number) for number, line in enumerate(claim.lines, start=1) if line.verdict is None]
    if undecided:
        raise LinesUndecided(lines=", ".join(undecided))
    return replace(claim, state=ClaimState.DECIDED)


def outcome(claim: Claim) -> Outcome:
    """All lines, some or none accepted; with none, a single returned line makes it returned (FND-8).

    Raises ``IllegalTransition`` before the claim is decided.
    """
    _expect(claim, ClaimState.DECIDED, "outcome")
    verdicts = {line.verdict for line in claim.lines}
    if verdicts == {Verdict.ACCEPTED}:
        return Outcome.ACCEPTED
    if Verdict.ACCEPTED in verdicts:
        return Outcome.ACCEPTED_IN_PART
    return Outcome.RETURNED if Verdict.RETURNED in verdicts else Outcome.REJECTED


def claimed(claim: Claim) -> ByCategory:
    """All lines by category, in fen, whatever the verdict."""
    return _sum(claim.lines)


def actual_spending(claim: Claim) -> ByCategory:
    """What counts as actual spending (实际支出), in fen: accepted lines of a decided claim, else nothing (FND-8)."""
    if claim.state is not ClaimState.DECIDED:
        return _sum(())
    return _sum(tuple(line for line in claim.lines if line.verdict is Verdict.ACCEPTED))


def _sum(lines: tuple[Line, ...]) -> ByCategory:
    def of(category: Category) -> Fen:
        return sum((line.amount for line in lines if line.category is category), Fen(0))

    return ByCategory(of(Category.PERSONNEL), of(Category.ACTIVITIES), of(Category.MANAGEMENT))


def _expect(claim: Claim, state: ClaimState, move: str) -> None:
    if claim.state is not state:
        raise IllegalTransition(state=claim.state.value, move=move)
