"""The rule files are pure: each ``rules.py`` imports only the standard library, ``shared.values`` and rules of its service.

Import-linter speaks of packages and cannot say "every module called rules"; this reads the import statements.
Run as ``python -m tests.purity``; exits 1 and lists each import that breaks the rule.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def imports(source: Path) -> Iterator[str]:
    """Every module that the file imports, dotted, relative imports included as written."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def allowed(module: str, service: str) -> bool:
    """Whether a rules file of ``service`` may import ``module``."""
    if module.split(".")[0] in sys.stdlib_module_names:
        return True
    if module == "shared.values" or module.startswith("shared.values."):
        return True
    return module.startswith(f"services.{service}.") and module.endswith(".rules")


def violations(root: Path = ROOT) -> list[str]:
    """One line for each forbidden import."""
    return [
        f"{source.relative_to(root)} imports {module}"
        for source in sorted(root.glob("services/*/*/rules.py"))
        for module in imports(source)
        if not allowed(module, source.relative_to(root).parts[1])
    ]


if __name__ == "__main__":
    found = violations()
    print("\n".join(found) or "Every rules.py is pure.")
    sys.exit(bool(found))
