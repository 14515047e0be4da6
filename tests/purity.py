"""Rule files are pure: a ``rules.py`` imports only stdlib without I/O, ``shared.values`` and rules of its service.

Import-linter speaks of packages and cannot say "every module called rules"; this reads the import statements.
Run as ``python -m tests.purity``; exits 1 and lists each import that breaks the rule.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMPURE = {
    "asyncio",
    "http",
    "io",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "time",
    "urllib",
}


def imports(source: Path) -> Iterator[str]:
    """Every module that the file imports, dotted, relative imports included as written."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def allowed(module: str, service: str) -> bool:
    """Whether a rules file of ``service`` may import ``module``."""
    top = module.split(".", maxsplit=1)[0]
    if top in sys.stdlib_module_names:
        return top not in IMPURE
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
