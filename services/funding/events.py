"""What funding hears, and the command that each event becomes."""

from services.funding.policy.commands import keep_policy
from shared.contracts.registry import PolicyPublished
from shared.messaging.heard import hears

HANDLERS = dict([hears(PolicyPublished, keep_policy)])
