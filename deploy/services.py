"""The services of the platform and where their migrations lie; everything in ``deploy`` goes through this list."""

from __future__ import annotations

from pathlib import Path

from services.funding.main import SERVICE as FUNDING
from services.registry.main import SERVICE as REGISTRY
from shared.messaging.message import Topology
from shared.web.app import Service

ROOT = Path(__file__).parents[1]
SERVICES: tuple[Service, ...] = (REGISTRY, FUNDING)
TOPOLOGY: Topology = {service.name: sorted(service.handlers) for service in SERVICES}


def migrations(name: str) -> Path:
    """The alembic folder of a service."""
    return ROOT / "services" / name / "migrations"
