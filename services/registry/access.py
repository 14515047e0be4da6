"""Who may do what in the registry: the service's whole permission table."""

from shared.security.access import AccessTable, Permission
from shared.security.actors import Role

EVERYONE = frozenset(Role)
CITY = frozenset({Role.CITY_OFFICER})

ACCESS = AccessTable(
    {
        "towns.read": Permission(EVERYONE, "查看镇街", "Read the towns"),
        "towns.register": Permission(CITY, "登记镇街", "Register a town in the coverage plan"),
        "policies.read": Permission(EVERYONE, "查看政策参数", "Read policy versions"),
        "policies.publish": Permission(CITY, "发布政策参数", "Publish a policy version"),
    }
)
