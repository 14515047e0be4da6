"""The purity check sees what it must see."""

from pathlib import Path

import pytest

from tests.purity import allowed, violations


@pytest.mark.parametrize(
    ("module", "verdict"),
    [
        ("decimal", True),
        ("shared.values.money", True),
        ("services.funding.budgets.rules", True),
        ("services.funding.budgets.tables", False),
        ("services.registry.staffing.rules", False),
        ("shared.valuesque", False),
        ("sqlalchemy", False),
        ("asyncio", False),
        ("random", False),
        ("..budgets", False),
    ],
)
def test_a_rules_file_of_funding_may_import(module: str, verdict: bool) -> None:
    assert allowed(module, "funding") is verdict


def test_a_forbidden_import_is_reported_with_its_file(tmp_path: Path) -> None:
    rules = tmp_path / "services" / "funding" / "subsidy" / "rules.py"
    rules.parent.mkdir(parents=True)
    rules.write_text("import httpx\nfrom decimal import Decimal\n", encoding="utf-8")
    assert violations(tmp_path) == ["services/funding/subsidy/rules.py imports httpx"]


def test_the_project_has_no_impure_rules() -> None:
    assert violations() == []
