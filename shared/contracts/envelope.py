"""The envelope of every event between services: CloudEvents 1.0 in JSON, and the base of all event models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from uuid_utils.compat import uuid7

TYPE_PATTERN = r"^cn\.shegong\.[a-z]+(\.[a-z_]+){2}\.v[1-9]\d*$"
"""Names of event types: ``cn.shegong.<service>.<aggregate>.<what happened>.v<N>``."""

LARGEST_SEQUENCE = 2_147_483_647
"""CloudEvents integers have 32 bits."""


class Part(BaseModel):
    """A value inside an event. Immutable; fields that the reader does not know are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


class Event(Part):
    """The data of an event (事件). It never carries personal data (个人信息): no person's name, number or address.

    ``type`` is the CloudEvents type; ``example`` is valid data as it stands on the wire.
    """

    type: ClassVar[str]
    example: ClassVar[Mapping[str, Any]]


def _version_7(given: UUID) -> UUID:
    if given.version != 7:
        raise ValueError("an event id is a UUID of version 7")
    return given


def _in_utc(given: datetime) -> datetime:
    return given.astimezone(UTC)


class Envelope(BaseModel):
    """A CloudEvents 1.0 event with JSON data (事件信封). Attributes that the reader does not know are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    specversion: Literal["1.0"] = "1.0"
    id: Annotated[UUID, AfterValidator(_version_7)]
    """UUIDv7; the inbox of a consumer takes each id once."""
    source: Annotated[str, Field(pattern=r"^/[a-z]+$")]
    """The service that tells it, for example ``/registry``."""
    type: Annotated[str, Field(pattern=TYPE_PATTERN)]
    """What happened, with the version of the data."""
    subject: Annotated[str, Field(min_length=1)]
    """Id of the aggregate that changed."""
    time: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    """When it happened, in UTC."""
    datacontenttype: Literal["application/json"] = "application/json"
    data: dict[str, Any]
    """The event model's fields."""
    partitionkey: Annotated[str, Field(min_length=1)]
    """Events with the same key keep their order; the town code (镇街代码)."""
    sequence: Annotated[int, Field(ge=1, le=LARGEST_SEQUENCE)]
    """The aggregate's version; a consumer drops what is older than what it has."""
    traceparent: Annotated[str, Field(pattern=r"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")] | None = None
    """W3C trace context of the request that caused the event."""

    @classmethod
    def wrap(
        cls,
        event: Event,
        *,
        subject: str,
        partitionkey: str,
        sequence: int,
        time: datetime,
        traceparent: str | None = None,
    ) -> Envelope:
        """A new envelope with a fresh id; ``source`` follows from the event's type.

        Raises ``pydantic.ValidationError``, for example for a ``time`` without zone or a ``sequence`` below 1.
        """
        return cls(
            id=uuid7(),
            source=f"/{event.type.split('.')[2]}",
            type=event.type,
            subject=subject,
            time=time,
            data=event.model_dump(mode="json"),
            partitionkey=partitionkey,
            sequence=sequence,
            traceparent=traceparent,
        )

    def to_json(self) -> bytes:
        """The event in the CloudEvents JSON format; an absent ``traceparent`` is left out."""
        left_out = {"traceparent"} if self.traceparent is None else None
        return self.model_dump_json(exclude=left_out).encode()

    @classmethod
    def from_json(cls, body: bytes | str) -> Envelope:
        """Read the CloudEvents JSON format. Raises ``pydantic.ValidationError``."""
        return cls.model_validate_json(body)
