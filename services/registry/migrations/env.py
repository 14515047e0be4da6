"""Run by alembic; see ``shared.database.migrations``."""

import services.registry.main  # noqa: F401  loads every feature's tables
from services.registry.tables import metadata
from shared.database.migrations import run

run(metadata)
