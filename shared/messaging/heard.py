"""From a message off the wire to a command: the event's model and the envelope that carried it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from shared.contracts.envelope import Envelope, Event
from shared.database.transaction import Tx
from shared.messaging.consumer import Handler
from shared.messaging.message import Message

Told = TypeVar("Told", bound=Event)


def hears(model: type[Told], command: Callable[[Tx, Told, Envelope], Awaitable[None]]) -> tuple[str, Handler]:
    """An entry of a service's ``HANDLERS``: messages of ``model``'s type become ``command(tx, event, envelope)``.

    The envelope has the ``sequence`` by which a command drops what is older than what it knows.
    """

    async def handle(tx: Tx, message: Message) -> None:
        envelope = Envelope.from_json(message.body)
        await command(tx, model.model_validate(envelope.data), envelope)

    return model.type, handle
