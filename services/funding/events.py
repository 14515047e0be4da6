"""What funding hears, and the command that each event becomes."""

from services.funding.policy.commands import keep_policy
from shared.contracts.envelope import Envelope
from shared.contracts.registry import PolicyPublished
from shared.database.transaction import Tx
from shared.messaging.message import Message


async def on_policy_published(tx: Tx, message: Message) -> None:
    """The registry published a policy version."""
    await keep_policy(tx, PolicyPublished.model_validate(Envelope.model_validate_json(message.body).data))


HANDLERS = {PolicyPublished.type: on_policy_published}
