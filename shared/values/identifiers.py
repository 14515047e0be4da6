"""Identifiers: UUID version 7 (RFC 9562), so that keys sort by the moment they were made."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new identifier; later ones sort after earlier ones to the millisecond."""
    return uuid7()
