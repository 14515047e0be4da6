"""Who may do what in funding: the service's whole permission table."""

from shared.security.access import AccessTable, Permission
from shared.security.actors import Role

ACCESS = AccessTable(
    {
        "subsidy.calculate": Permission(
            frozenset({Role.CITY_OFFICER, Role.TOWN_OFFICER, Role.OPERATOR_MANAGER, Role.AUDITOR}),
            "试算补助",
            "Work out a subsidy without writing anything",
        ),
    }
)
