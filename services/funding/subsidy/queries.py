"""What a subsidy would be, without writing anything (FND-7)."""

from __future__ import annotations

from decimal import Decimal

from services.funding.budgets.rules import ByCategory
from services.funding.policy.commands import policy_in_force, subsidy_policy
from services.funding.subsidy.rules import Step, settle
from services.funding.subsidy.schemas import CalculationIn, CalculationOut, StepOut
from shared.database.transaction import Tx


async def calculate(tx: Tx, question: CalculationIn) -> CalculationOut:
    """Apply FND-1 and FND-2 under the policy in force on the day. Raises ``NotFound`` before the first policy."""
    row = await policy_in_force(tx, question.day)
    spent = question.actual
    settled = settle(
        question.approved_total,
        ByCategory(spent.personnel, spent.activities, spent.management),
        Decimal(row["parameters"][f"grade_factor_{question.grade}"]),
        question.granted_before,
        subsidy_policy(row),
    )
    return CalculationOut(
        policy_version=row["version"],
        eligible=settled.eligible,
        matched=settled.matched,
        city=settled.city,
        town=settled.town,
        held=settled.held,
        operator=settled.operator,
        explanation=_told(settled.explanation),
    )


def _told(step: Step) -> StepOut:
    return StepOut(
        rule=step.rule,
        result=step.result,
        inputs=dict(step.inputs),
        text_zh=step.text_zh,
        text_en=step.text_en,
        because=[_told(reason) for reason in step.because],
    )
