"""The compliance of a station (合规): its staff on a day against STF-2 to STF-6, its parties against IND-1."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from services.registry.organisations.commands import related_parties
from services.registry.organisations.rules import Role, independence_breaches
from services.registry.policy.commands import policy_in_force
from services.registry.staffing.rows import members_of
from services.registry.staffing.rules import Finding, Minimums, Report, Verdict, Waiver, report
from services.registry.stations.tables import compliance_states, waivers
from shared.contracts.registry import ComplianceChanged, ComplianceFinding
from shared.database.transaction import Tx
from shared.values.calendar import business_date
from shared.values.errors import DomainError


class StationNotCompliant(DomainError):
    """A station opens and resumes without a breach (STA-1, STF-2 to STF-6, IND-1)."""

    code = "station-not-compliant"
    rule = "STA-1"
    title_zh = "站点尚不合规"
    title_en = "The station is not compliant"
    detail_zh = "未满足：{breached}。"
    detail_en = "Breached: {breached}."


async def assess(tx: Tx, station: RowMapping, day: date) -> tuple[Report, int]:
    """The report of a day and the policy version behind it. Raises ``NotFound`` before the first policy."""
    policy = await policy_in_force(tx, day)
    minimums = Minimums(policy["parameters"]["full_time_minimum"], policy["parameters"]["licensed_minimum"])
    granted = [
        Waiver(row["rule"], row["reason"], row["granted_on"], row["expires_on"])
        for row in await tx.all(select(waivers).where(waivers.c.station_id == station["id"]))
    ]
    staff = report(await members_of(tx, station["id"]), minimums, granted, day)
    return Report(day, (*staff.findings, await _independence(tx, station))), policy["version"]


async def check_compliant(tx: Tx, station: RowMapping, day: date) -> None:
    """Raises ``StationNotCompliant`` with the rules that are breached on ``day``."""
    found, _ = await assess(tx, station, day)
    if not found.compliant:
        raise StationNotCompliant(breached=", ".join(finding.rule for finding in _open(found)))


async def refresh(tx: Tx, station: RowMapping) -> None:
    """Tell the other services when today's findings differ from what they were told; only once a station opened."""
    if station["operating_from"] is None:
        return
    today = business_date(tx.now)
    # A station whose contract is over is measured on the last day of its term, not on days that nobody owes.
    day = min(today, station["contract_ends_on"])
    found, _ = await assess(tx, station, day)
    findings = [_told(finding) for finding in found.findings if finding.verdict is not Verdict.MET]
    stored: list[dict[str, Any]] = [finding.model_dump(mode="json") for finding in findings]
    before = await tx.one_or_none(
        select(compliance_states).where(compliance_states.c.station_id == station["id"]).with_for_update()
    )
    if before is not None and before["findings"] == stored:
        return
    version = 1 if before is None else before["version"] + 1
    values = {"findings": stored, "since": day, "version": version}
    await tx.execute(
        insert(compliance_states)
        .values(station_id=station["id"], **values)
        .on_conflict_do_update(index_elements=["station_id"], set_=values)
    )
    event = ComplianceChanged(
        station_id=station["id"],
        town_code=station["town_code"],
        compliant=found.compliant,
        findings=tuple(findings),
        checked_on=day,
    )
    tx.tell(event, subject=station["id"], sequence=version, partitionkey=station["town_code"])


async def _independence(tx: Tx, station: RowMapping) -> Finding:
    columns = {Role.OPERATOR: "operator_code", Role.SUPERVISOR: "supervisor_code", Role.EVALUATOR: "evaluator_code"}
    assigned = {role: station[column] for role, column in columns.items() if station[column]}
    breaches = list(independence_breaches(assigned, await related_parties(tx)))
    return Finding(
        "IND-1",
        Verdict.BREACHED if breaches else Verdict.MET,
        "；".join(breach.text_zh for breach in breaches) or "承接方、督导方与评估方相互独立",
        "; ".join(breach.text_en for breach in breaches) or "operator, supervisor and evaluator are independent",
        (),
    )


def _open(found: Report) -> list[Finding]:
    return [finding for finding in found.findings if finding.verdict is Verdict.BREACHED]


def _told(finding: Finding) -> ComplianceFinding:
    return ComplianceFinding(
        rule=finding.rule, waived_until=None if finding.waiver is None else finding.waiver.expires_on
    )
