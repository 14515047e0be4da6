"""Who may do what in the registry: the service's whole permission table."""

from shared.security.access import AccessTable, Permission
from shared.security.actors import Role

EVERYONE = frozenset(Role)
CITY = frozenset({Role.CITY_OFFICER})
TOWN = frozenset({Role.TOWN_OFFICER})
OPERATOR = frozenset({Role.OPERATOR_MANAGER})
JURY = frozenset({Role.EVALUATOR, Role.SUPERVISOR})
"""Panel members come from outside the town as well; the panel itself is named in the tender."""

ACCESS = AccessTable(
    {
        "towns.read": Permission(EVERYONE, "查看镇街", "Read the towns"),
        "towns.register": Permission(CITY, "登记镇街", "Register a town in the coverage plan"),
        "policies.read": Permission(EVERYONE, "查看政策参数", "Read policy versions"),
        "policies.publish": Permission(CITY, "发布政策参数", "Publish a policy version"),
        "organisations.read": Permission(EVERYONE, "查看社会组织", "Read the organisations"),
        "organisations.write": Permission(CITY, "登记社会组织", "Keep the organisations and their relations"),
        "organisations.incubate": Permission(
            CITY | {Role.SUPERVISOR}, "孵化社会组织", "Move an incubated organisation on"
        ),
        "stations.read": Permission(EVERYONE, "查看站点", "Read the stations and their compliance"),
        "stations.keep": Permission(TOWN, "管理站点", "Plan a station, move it on, assign its supervisor"),
        "stations.waive": Permission(CITY, "豁免", "Waive a rule that holds in principle"),
        "staff.read": Permission(EVERYONE, "查看岗位", "Read who is on post, without names"),
        "staff.name": Permission(TOWN | OPERATOR, "查看人员姓名", "Read a person with name and certificate"),
        "staff.employ": Permission(OPERATOR, "聘用人员", "Propose, approve, contract and appoint as the operator"),
        "staff.approve": Permission(TOWN, "同意聘用", "Approve candidates and name the head as the town"),
        "staff.release": Permission(TOWN | OPERATOR, "办理离岗", "Record a departure"),
        "tenders.read": Permission(EVERYONE, "查看招标", "Read tenders and rankings"),
        "tenders.run": Permission(TOWN, "组织招标", "Draft, publish, open, propose, award, cancel"),
        "tenders.bid": Permission(OPERATOR, "投标", "Hand in a bid"),
        "tenders.bids": Permission(TOWN | CITY | JURY | {Role.AUDITOR}, "查看标书", "Read bids after the opening"),
        "tenders.score": Permission(TOWN | CITY | JURY, "评标", "Declare interests and score as a panel member"),
        "tenders.object": Permission(EVERYONE, "提出异议", "Object to an award in public notice"),
        "contracts.read": Permission(EVERYONE, "查看服务合同", "Read the service contracts"),
        "contracts.draft": Permission(TOWN, "拟定服务合同", "Draft a contract and sign for the town"),
        "contracts.sign": Permission(OPERATOR, "签订服务合同", "Sign for the operator"),
    }
)
