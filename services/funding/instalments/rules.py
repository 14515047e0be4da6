"""FND-5: the contract is paid in parts that evaluation releases; the last part settles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.values.errors import DomainError
from shared.values.money import Fen


@dataclass(frozen=True)
class Instalment:
    """A planned payment (分期款); ``number`` counts from 1, ``amount`` is in fen."""

    number: int
    stage: str
    """The evaluation stage (评估阶段) that releases it, for example ``"interim"``."""
    amount: Fen


@dataclass(frozen=True)
class Conclusion:
    """A published evaluation conclusion (评估结论): its stage and grade (评估等级)."""

    stage: str
    grade: str


@dataclass(frozen=True)
class FinalSettlement:
    """What closes a contract (结算), in fen: one of the two is 0."""

    payable: Fen
    """Still owed to the operator."""
    surplus: Fen
    """Paid beyond eligible spending; the operator returns it (结余退回)."""


class EarlierInstalmentUnpaid(DomainError):
    """Instalments are paid in order (FND-5)."""

    code = "earlier-instalment-unpaid"
    rule = "FND-5"
    title_zh = "前期款项尚未支付"
    title_en = "An earlier instalment is not paid yet"
    detail_zh = "第 {number} 期须在第 {missing} 期支付之后支付。"
    detail_en = "Instalment {number} follows instalment {missing}, which is not paid."


class InstalmentAlreadyPaid(DomainError):
    """An instalment is paid once (FND-5)."""

    code = "instalment-already-paid"
    rule = "FND-5"
    title_zh = "该期款项已支付"
    title_en = "The instalment is already paid"
    detail_zh = "第 {number} 期款项已支付。"
    detail_en = "Instalment {number} is already paid."


class EvaluationMissing(DomainError):
    """The stage that releases the instalment has no published conclusion (FND-5)."""

    code = "evaluation-missing"
    rule = "FND-5"
    title_zh = "缺少相应阶段的评估结论"
    title_en = "The evaluation that releases the instalment has no conclusion yet"
    detail_zh = "第 {number} 期须待 {stage} 阶段评估结论发布后支付。"
    detail_en = "Instalment {number} waits for the conclusion of the {stage} evaluation."


class GradeWithholds(DomainError):
    """The grade of the stage does not release the instalment (FND-5)."""

    code = "grade-withholds-instalment"
    rule = "FND-5"
    title_zh = "评估等级不符合拨付条件"
    title_en = "The grade does not release the instalment"
    detail_zh = "{stage} 阶段评估等级为 {grade}，第 {number} 期暂缓支付。"
    detail_en = "The {stage} evaluation was graded {grade}; instalment {number} is held."


class WageShortfallWithholds(DomainError):
    """Pay below the wage floor holds the next instalment (FND-3)."""

    code = "wage-shortfall-withholds-instalment"
    rule = "FND-3"
    title_zh = "社工薪酬未达标，款项暂缓支付"
    title_en = "Pay below the wage floor holds the instalment"
    detail_zh = "社工薪酬合计短少 {shortfall} 元，第 {number} 期暂缓支付。"
    detail_en = "Pay is {shortfall} yuan below the floor in all; instalment {number} is held."


def plan_instalments(total: Fen, shares: Sequence[tuple[str, int]]) -> tuple[Instalment, ...]:
    """The instalments of a contract over ``total`` fen by the policy's ``shares`` (FND-5).

    Each share is a stage with its per cent, in the order of payment. The amounts add up to ``total``.
    Raises ``ValueError`` for shares that do not add up to 100, a stage named twice, or a total that is not positive.
    """
    stages = [stage for stage, _ in shares]
    percents = [percent for _, percent in shares]
    if total <= 0 or sum(percents) != 100 or len(set(stages)) != len(stages):
        raise ValueError("a positive total is split over distinct stages whose shares add up to 100")
    return tuple(
        Instalment(number, stage, amount)
        for number, (stage, amount) in enumerate(zip(stages, total.split(percents), strict=True), start=1)
    )


def check_release(
    instalment: Instalment,
    paid: Collection[int],
    conclusions: Collection[Conclusion],
    releasing: Collection[str],
    shortfall: Fen,
) -> None:
    """Refuse a payment before its conditions hold (FND-5, FND-3).

    ``paid`` are the numbers of the instalments paid so far, ``releasing`` the grades that the policy pays on,
    ``shortfall`` the open wage shortfalls of the contract in fen. Raises ``InstalmentAlreadyPaid``,
    ``EarlierInstalmentUnpaid``, ``EvaluationMissing``, ``GradeWithholds`` or ``WageShortfallWithholds``; and
    ``ValueError`` when a stage has more than one conclusion.
    """
    number, stage = instalment.number, instalment.stage
    if number in paid:
        raise InstalmentAlreadyPaid(number=number)
    missing = next((earlier for earlier in range(1, number) if earlier not in paid), None)
    if missing is not None:
        raise EarlierInstalmentUnpaid(number=number, missing=missing)
    grades = [conclusion.grade for conclusion in conclusions if conclusion.stage == stage]
    if len(grades) > 1:
        raise ValueError("a stage has one conclusion")
    if not grades:
        raise EvaluationMissing(number=number, stage=stage)
    if grades[0] not in releasing:
        raise GradeWithholds(number=number, stage=stage, grade=grades[0])
    if shortfall > 0:
        raise WageShortfallWithholds(number=number, shortfall=shortfall.yuan)


def settle_final(eligible: Fen, paid: Fen) -> FinalSettlement:
    """The last instalment (尾款): eligible actual spending less what was paid; a surplus is returned (FND-5).

    Raises ``ValueError`` for a negative amount.
    """
    if eligible < 0 or paid < 0:
        raise ValueError("amounts are not negative")
    return FinalSettlement(max(Fen(0), eligible - paid), max(Fen(0), paid - eligible))
