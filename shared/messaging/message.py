"""What travels between services: an event's identity and its CloudEvents JSON, opaque to the transports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Message:
    """One event on its way. ``body`` is the CloudEvents 1.0 JSON document, UTF-8."""

    id: UUID
    type: str
    body: bytes


Process = Callable[[Sequence[Message]], Awaitable[None]]
"""Takes a batch. Returning means: every message has taken effect or lies in the dead letters, durably."""


Topology = Mapping[str, Sequence[str]]
"""Every queue of the platform with the event types bound to it, so that no event is told before its queue is there."""


class Transport(Protocol):
    """Carries messages from an outbox to every queue that asked for their type, at least once."""

    async def publish(self, messages: Sequence[Message]) -> None:
        """Return only when all messages are safe with the transport or its consumers; raise otherwise."""
        ...

    async def subscribe(self, queue: str, types: Sequence[str], process: Process) -> None:
        """Feed ``process`` with batches of the messages of ``types``; ``queue`` names the consuming service."""
        ...

    async def drain(self) -> None:
        """Take nothing new, let the batches under way finish, then close."""
        ...
