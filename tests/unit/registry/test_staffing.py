"""STF-1 to STF-6."""

from dataclasses import replace
from datetime import date

import pytest

from services.registry.staffing.rules import (
    Approver,
    Licence,
    Member,
    Minimums,
    NotTheOperator,
    NotWaivable,
    Post,
    Recruitment,
    RecruitmentOrder,
    Report,
    Verdict,
    Waiver,
    approve,
    check_waiver,
    report,
    sign_labour_contract,
    take_post,
)

NEW = Recruitment({})
D1, D2, D3, D4 = (date(2021, 1, day) for day in (4, 5, 6, 7))
DAY = date(2021, 3, 1)
MINIMUMS = Minimums(full_time=6, licensed=4)
LICENCE = Licence("SW-1", date(2020, 1, 1), date(2022, 12, 31))


def approved() -> Recruitment:
    return approve(approve(NEW, Approver.OPERATOR, D1), Approver.TOWN, D2)


HIRED = sign_labour_contract(approved(), "OP", "OP", D3)


def station() -> list[Member]:
    """A head and seven people recruited jointly, five of them licensed: the journey's station."""
    head = Member("head", Post.HEAD, D1, qualified=True, licence=LICENCE)
    deputy = Member("deputy", Post.DEPUTY_HEAD, D4, qualified=True, licence=LICENCE, recruitment=HIRED)
    workers = [
        Member(f"w{number}", Post.SOCIAL_WORKER, D4, licence=LICENCE if number <= 4 else None, recruitment=HIRED)
        for number in range(1, 7)
    ]
    return [head, deputy, *workers]


def verdicts(found: Report) -> dict[str, str]:
    return {finding.rule: finding.verdict.value for finding in found.findings}


def check(members: list[Member], *waivers: Waiver, day: date = DAY) -> dict[str, str]:
    return verdicts(report(members, MINIMUMS, waivers, day))


GREEN = dict.fromkeys(("STF-2", "STF-3", "STF-4", "STF-5", "STF-6"), "met")


def test_stf_6_both_approve_then_a_labour_contract_then_the_post() -> None:
    for first, second in ((Approver.TOWN, Approver.OPERATOR), (Approver.OPERATOR, Approver.TOWN)):
        recruitment = approve(approve(NEW, first, D1), second, D2)
        done = take_post(sign_labour_contract(recruitment, "OP", "OP", D2), D2)
        assert (done.contract_on, done.on_post_from) == (D2, D2)


@pytest.mark.parametrize("approver", list(Approver))
def test_stf_6_one_approval_is_not_enough(approver: Approver) -> None:
    with pytest.raises(RecruitmentOrder):
        sign_labour_contract(approve(NEW, approver, D1), "OP", "OP", D2)


def test_stf_6_any_other_order_is_refused() -> None:
    for refused in (
        lambda: approve(approved(), Approver.TOWN, D3),
        lambda: sign_labour_contract(approved(), "OP", "OP", D1),
        lambda: sign_labour_contract(HIRED, "OP", "OP", D3),
        lambda: take_post(approved(), D3),
        lambda: take_post(HIRED, D2),
        lambda: take_post(take_post(HIRED, D3), D4),
    ):
        with pytest.raises(RecruitmentOrder):
            refused()


def test_stf_6_the_labour_contract_is_with_the_operator() -> None:
    with pytest.raises(NotTheOperator):
        sign_labour_contract(approved(), "TOWN", "OP", D3)


def test_stf_6_a_person_on_post_without_the_order_is_a_breach() -> None:
    for recruitment in (
        None,
        approved(),
        replace(HIRED, approvals={Approver.TOWN: D1}),
        replace(HIRED, contract_on=D1),
    ):
        members = [*station(), Member("x", Post.SOCIAL_WORKER, D4, recruitment=recruitment)]
        found = report(members, MINIMUMS, [], DAY)
        assert verdicts(found) == GREEN | {"STF-6": "breached"}
        assert found.findings[-1].members == ("x",)


def test_stf_2_to_stf_6_the_station_of_the_journey_is_green() -> None:
    found = report(station(), MINIMUMS, [], DAY)
    assert verdicts(found) == GREEN
    assert found.compliant


def test_stf_2_one_head_who_leads_the_social_affairs_office() -> None:
    head, *team = station()
    for heads in ([], [replace(head, qualified=False)], [head, replace(head, id="second")]):
        assert check([*heads, *team]) == GREEN | {"STF-2": "breached"}


def test_stf_3_a_deputy_head_who_leads_the_operator_or_the_project() -> None:
    head, deputy, *workers = station()
    assert check([head, replace(deputy, qualified=False), *workers]) == GREEN | {"STF-3": "breached"}
    assert check([head, *workers, replace(workers[0], id="w7")]) == GREEN | {"STF-3": "breached"}


def test_stf_4_the_head_never_counts_and_the_deputy_does_when_full_time() -> None:
    head, deputy, *workers = station()
    assert check([head, deputy, *workers[:5]]) == GREEN
    assert check([head, deputy, *workers[:4]]) == GREEN | {"STF-4": "breached"}
    assert check([head, replace(deputy, full_time=False), *workers[:5]]) == GREEN | {"STF-4": "breached"}


def test_stf_4_who_left_no_longer_counts_from_the_day_after() -> None:
    head, deputy, *workers = station()
    members = [head, deputy, *workers[:4], replace(workers[4], last_day=DAY)]
    assert check(members) == GREEN
    assert check(members, day=date(2021, 3, 2)) == GREEN | {"STF-4": "breached"}


def test_stf_5_licences_count_while_valid() -> None:
    expired = replace(LICENCE, valid_until=date(2021, 2, 28))
    members = [replace(member, licence=expired) if member.id in {"w1", "w2"} else member for member in station()]
    assert check(members) == GREEN | {"STF-5": "breached"}
    assert check(members, day=date(2021, 2, 28)) == GREEN


def test_stf_4_a_waiver_helps_until_it_expires() -> None:
    members = station()[:5]
    waiver = Waiver("STF-4", "两名社工待入职", date(2021, 2, 1), DAY)
    found = report(members, MINIMUMS, [waiver], DAY)
    assert verdicts(found) == GREEN | {"STF-4": "waived"}
    assert found.compliant
    assert next(finding for finding in found.findings if finding.verdict is Verdict.WAIVED).waiver == waiver
    assert check(members, waiver, day=date(2021, 3, 2))["STF-4"] == "breached"
    assert check(members, waiver, day=date(2021, 1, 31))["STF-4"] == "breached"
    assert check(station(), waiver) == GREEN


def test_stf_3_and_stf_6_cannot_be_waived() -> None:
    for rule in ("STF-1", "STF-3", "STF-6", "IND-1"):
        with pytest.raises(NotWaivable):
            check_waiver(Waiver(rule, "理由", D1, D2))
    head, _, *workers = station()
    members = [head, *workers, replace(workers[0], id="w7", recruitment=None)]
    waivers = [Waiver(rule, "理由", D1, date(2022, 1, 1)) for rule in ("STF-3", "STF-6")]
    assert check(members, *waivers) == GREEN | {"STF-3": "breached", "STF-6": "breached"}


def test_stf_2_a_waiver_has_a_reason_and_an_expiry_ahead() -> None:
    check_waiver(Waiver("STF-2", "理由", D1, D1))
    for waiver in (Waiver("STF-2", " ", D1, D2), Waiver("STF-2", "理由", D2, D1)):
        with pytest.raises(NotWaivable):
            check_waiver(waiver)
