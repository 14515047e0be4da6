"""Run by alembic; see ``shared.database.migrations``."""

import services.funding.main  # noqa: F401  loads every feature's tables
from services.funding.tables import metadata
from shared.database.migrations import run

run(metadata)
