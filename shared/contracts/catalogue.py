"""Every event of the platform: who tells it, who listens, what it means. The published language in one table."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shared.contracts import casework, evaluation, funding, registry
from shared.contracts.envelope import Envelope, Event

Service = Literal["registry", "casework", "funding", "evaluation"]


class UnknownEvent(LookupError):
    """No event of this type is in the catalogue; the argument is the type."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its one producer and its consumers."""

    event: type[Event]
    producer: Service
    consumers: tuple[Service, ...]

    @property
    def description(self) -> str:
        return inspect.cleandoc(self.event.__doc__ or "")

    @property
    def example(self) -> Mapping[str, Any]:
        return self.event.example


CATALOGUE: Mapping[str, Entry] = {
    entry.event.type: entry
    for entry in (
        Entry(registry.PolicyPublished, "registry", ("casework", "funding", "evaluation")),
        Entry(registry.TownRegistered, "registry", ("casework", "funding", "evaluation")),
        Entry(registry.OrganisationRegistered, "registry", ("funding", "evaluation")),
        Entry(registry.ContractSigned, "registry", ("casework", "funding", "evaluation")),
        Entry(registry.StationChanged, "registry", ("casework", "funding", "evaluation")),
        Entry(registry.StaffOnPost, "registry", ("casework", "funding", "evaluation")),
        Entry(registry.StaffLeft, "registry", ("casework", "funding", "evaluation")),
        Entry(registry.ComplianceChanged, "registry", ("funding", "evaluation")),
        Entry(casework.CaseOpened, "casework", ("evaluation",)),
        Entry(casework.CaseClosed, "casework", ("evaluation",)),
        Entry(casework.OutputsChanged, "casework", ("registry", "evaluation")),
        Entry(casework.ServiceCoverageChanged, "casework", ("registry",)),
        Entry(funding.ClaimDecided, "funding", ("evaluation",)),
        Entry(funding.SpendingChanged, "funding", ("evaluation",)),
        Entry(funding.InstalmentPaid, "funding", ("registry",)),
        Entry(funding.SubsidyGranted, "funding", ("registry",)),
        Entry(evaluation.EngagementCommissioned, "evaluation", ("registry", "funding")),
        Entry(evaluation.ConclusionPublished, "evaluation", ("registry", "funding")),
        Entry(evaluation.CorrectiveActionChanged, "evaluation", ("registry",)),
    )
}
"""Entries by CloudEvents type."""


def open_envelope(envelope: Envelope) -> Event:
    """The event inside, as its model. Raises ``UnknownEvent``, or ``pydantic.ValidationError`` for wrong data."""
    entry = CATALOGUE.get(envelope.type)
    if entry is None:
        raise UnknownEvent(envelope.type)
    return entry.event.model_validate(envelope.data)


def heard_by(service: Service) -> tuple[str, ...]:
    """Types that the service listens to: the bindings of its queue."""
    return tuple(name for name, entry in CATALOGUE.items() if service in entry.consumers)
