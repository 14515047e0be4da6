"""STF-1 to STF-6: posts, the order of joint recruitment, and the compliance of a station's staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.values.errors import DomainError, InvalidInput


class Post(StrEnum):
    """Posts at a station (岗位), STF-1."""

    HEAD = "head"
    DEPUTY_HEAD = "deputy_head"
    SOCIAL_WORKER = "social_worker"


class Approver(StrEnum):
    """Who approves a candidate (联合招聘双方), STF-6."""

    TOWN = "town"
    OPERATOR = "operator"


class RecruitmentOrder(DomainError):
    """A step of recruitment comes before the steps that it needs, or again (STF-6)."""

    code = "recruitment-order"
    rule = "STF-6"
    title_zh = "招聘程序顺序不符"
    title_en = "This step of recruitment is out of order"
    detail_zh = "{reason_zh}。"
    detail_en = "{reason_en}."


class NotTheOperator(InvalidInput):
    """The labour contract (劳动合同) is with another employer than the station's operator (STF-6)."""

    code = "not-the-operator"
    rule = "STF-6"
    title_zh = "劳动合同须与承接方签订"
    title_en = "The labour contract must be with the operator"
    detail_zh = "承接方为 {operator}，合同用人单位为 {employer}。"
    detail_en = "The operator is {operator}; the contract names {employer}."


@dataclass(frozen=True)
class Recruitment:
    """How far a candidate is (招聘进度), STF-6: the date of each step that was taken."""

    approvals: Mapping[Approver, date]
    contract_on: date | None = None
    on_post_from: date | None = None


def approve(recruitment: Recruitment, approver: Approver, day: date) -> Recruitment:
    """Town and operator approve, in either order and once each (STF-6). Raises ``RecruitmentOrder``."""
    if approver in recruitment.approvals:
        raise RecruitmentOrder(reason_zh="该方已同意", reason_en=f"The {approver} approved already")
    return replace(recruitment, approvals={**recruitment.approvals, approver: day})


def sign_labour_contract(recruitment: Recruitment, employer: str, operator: str, day: date) -> Recruitment:
    """A labour contract with the operator follows both approvals (STF-6); the same day is in order.

    Organisations by credit code. Raises ``RecruitmentOrder`` and ``NotTheOperator``.
    """
    if recruitment.contract_on is not None:
        raise RecruitmentOrder(reason_zh="劳动合同已签订", reason_en="The labour contract is signed already")
    missing = [approver for approver in Approver if approver not in recruitment.approvals]
    if missing:
        named = ", ".join(missing)
        raise RecruitmentOrder(reason_zh=f"尚未取得同意：{named}", reason_en=f"Approval missing: {named}")
    if day < max(recruitment.approvals.values()):
        raise RecruitmentOrder(reason_zh="合同日期早于双方同意", reason_en="The contract is dated before the approvals")
    if employer != operator:
        raise NotTheOperator("/employer", operator=operator, employer=employer)
    return replace(recruitment, contract_on=day)


def take_post(recruitment: Recruitment, day: date) -> Recruitment:
    """Only a person with a labour contract goes on post (到岗), STF-6. Raises ``RecruitmentOrder``."""
    if recruitment.on_post_from is not None:
        raise RecruitmentOrder(reason_zh="已到岗", reason_en="The person is on post already")
    if recruitment.contract_on is None:
        raise RecruitmentOrder(reason_zh="尚未签订劳动合同", reason_en="There is no labour contract yet")
    if day < recruitment.contract_on:
        raise RecruitmentOrder(reason_zh="到岗早于劳动合同", reason_en="The post starts before the labour contract")
    return replace(recruitment, on_post_from=day)


@dataclass(frozen=True)
class Licence:
    """A social work licence (社会工作者职业资格), STF-5; both dates are included."""

    certificate: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True)
class Member:
    """One person at a station (STF-1 to STF-6), by an opaque id.

    ``qualified`` says, for the head, that the person leads the town's social affairs office (STF-2); for the deputy
    head, that the person is the operator's responsible person or project lead (STF-3). ``recruitment`` is ``None``
    for the head, whom the government appoints. ``last_day`` on post is included.
    """

    id: str
    post: Post
    on_post_from: date
    last_day: date | None = None
    full_time: bool = True
    qualified: bool = False
    licence: Licence | None = None
    recruitment: Recruitment | None = None

    def on_post(self, day: date) -> bool:
        """Whether the person is on post (在岗) that day."""
        return self.on_post_from <= day and (self.last_day is None or day <= self.last_day)

    def licensed(self, day: date) -> bool:
        """Whether the person holds a licence that is valid that day (STF-5)."""
        return self.licence is not None and self.licence.valid_from <= day <= self.licence.valid_until

    @property
    def recruited_in_order(self) -> bool:
        """Whether approvals, labour contract and post followed each other (STF-6)."""
        done = self.recruitment
        return (
            done is not None
            and all(approver in done.approvals for approver in Approver)
            and done.contract_on is not None
            and max(done.approvals.values()) <= done.contract_on <= self.on_post_from
        )


@dataclass(frozen=True)
class Minimums:
    """Policy parameters: how many full-time staff (STF-4), and how many of them licensed (STF-5)."""

    full_time: int
    licensed: int


WAIVABLE = frozenset({"STF-2", "STF-4", "STF-5"})
"""The rules that hold "in principle" (原则上); any other is hard."""


class NotWaivable(InvalidInput):
    """A waiver is for a hard rule, gives no reason, or is over before it starts."""

    code = "not-waivable"
    title_zh = "不能豁免"
    title_en = "This waiver is not possible"
    detail_zh = "{waived}：{reason_zh}。"
    detail_en = "{waived}: {reason_en}."


@dataclass(frozen=True)
class Waiver:
    """An authorised exception (豁免) from a rule that holds in principle; both dates are included."""

    rule: str
    reason: str
    granted_on: date
    expires_on: date


def check_waiver(waiver: Waiver) -> None:
    """Only STF-2, STF-4 and STF-5 can be waived, with a reason and an expiry. Raises ``NotWaivable``."""
    refusals = (
        (waiver.rule not in WAIVABLE, "/rule", "该规则为硬性要求", "the rule is a hard one"),
        (not waiver.reason.strip(), "/reason", "须说明理由", "a reason is needed"),
        (waiver.expires_on < waiver.granted_on, "/expires_on", "到期日早于批准日", "it expires before it is granted"),
    )
    for applies, pointer, reason_zh, reason_en in refusals:
        if applies:
            raise NotWaivable(pointer, waived=waiver.rule, reason_zh=reason_zh, reason_en=reason_en)


class Verdict(StrEnum):
    """How a station stands to a rule (合规结论)."""

    MET = "met"
    WAIVED = "waived"
    BREACHED = "breached"


@dataclass(frozen=True)
class Finding:
    """One rule, its verdict and the evidence: what was counted, and the ids of the people it rests on."""

    rule: str
    verdict: Verdict
    text_zh: str
    text_en: str
    members: tuple[str, ...]
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Report:
    """Compliance (合规报告) of a station's staff on a day, one finding for each of STF-2 to STF-6."""

    day: date
    findings: tuple[Finding, ...]

    @property
    def compliant(self) -> bool:
        """No rule is breached without a waiver."""
        return all(finding.verdict is not Verdict.BREACHED for finding in self.findings)


def report(members: Iterable[Member], minimums: Minimums, waivers: Sequence[Waiver], day: date) -> Report:
    """Check everybody on post on ``day`` against STF-2 to STF-6.

    The head never counts as full-time staff (STF-2, STF-4); licences count among full-time staff (STF-5). A waiver
    helps where it is allowed and in force that day.
    """
    present = [member for member in members if member.on_post(day)]
    heads = [member for member in present if member.post is Post.HEAD]
    deputies = [member for member in present if member.post is Post.DEPUTY_HEAD]
    team = [member for member in present if member.post is not Post.HEAD]
    full_time = [member for member in team if member.full_time]
    licensed = [member for member in full_time if member.licensed(day)]
    disorderly = [member for member in team if not member.recruited_in_order]

    def finding(rule: str, met: bool, text_zh: str, text_en: str, about: Iterable[Member]) -> Finding:
        valid = [each for each in waivers if each.rule == rule and each.granted_on <= day <= each.expires_on]
        waiver = None
        if not met and rule in WAIVABLE and valid:
            waiver = max(valid, key=lambda each: each.expires_on)
        verdict = Verdict.MET if met else Verdict.BREACHED if waiver is None else Verdict.WAIVED
        return Finding(rule, verdict, text_zh, text_en, tuple(member.id for member in about), waiver)

    def counted(rule: str, found: Sequence[Member], minimum: int, zh: str, en: str) -> Finding:
        text_zh, text_en = (
            f"{zh} {len(found)} 人，应不少于 {minimum} 人",
            f"{len(found)} {en}; at least {minimum} needed",
        )
        return finding(rule, len(found) >= minimum, text_zh, text_en, found)

    return Report(
        day,
        (
            finding(
                "STF-2",
                len(heads) == 1 and heads[0].qualified,
                f"在岗站长 {len(heads)} 人，应为 1 人且为社会事务办负责人",
                f"{len(heads)} heads on post; one is needed, who leads the social affairs office",
                heads,
            ),
            finding(
                "STF-3",
                bool(deputies) and all(deputy.qualified for deputy in deputies),
                f"在岗副站长 {len(deputies)} 人，应为承接方负责人或项目主管社工",
                f"{len(deputies)} deputy heads on post; each leads the operator or the project",
                deputies,
            ),
            counted("STF-4", full_time, minimums.full_time, "在岗专职人员", "full-time staff on post"),
            counted("STF-5", licensed, minimums.licensed, "持证专职人员", "full-time staff with a valid licence"),
            finding(
                "STF-6",
                not disorderly,
                f"未按程序招聘 {len(disorderly)} 人",
                f"{len(disorderly)} people on post were not recruited in order",
                disorderly,
            ),
        ),
    )
