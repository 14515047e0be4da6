"""Tenders (招标), sealed bids, the panel's declarations and scores, objections to an award."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.registry.tables import metadata
from shared.database.columns import EncryptedText, money

tenders = Table(
    "tenders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("station_id", Uuid, ForeignKey("stations.id"), nullable=False, index=True),
    Column("town_code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="draft"),
    Column("recorded", Boolean, nullable=False),
    Column("ceiling", money(), nullable=False),
    Column("opens_at", DateTime(timezone=True), nullable=False),
    Column("closes_at", DateTime(timezone=True), nullable=False),
    Column("opening_at", DateTime(timezone=True), nullable=False),
    Column("criteria", JSONB, nullable=False),
    Column("panel", ARRAY(Text), nullable=False),
    Column("ranking", JSONB),
    Column("winning_bid_id", Uuid),
    Column("notice_from", Date),
    Column("notice_until", Date),
    Column("ended_because", Text),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint(
        "state IN ('draft', 'published', 'opened', 'public_notice', 'awarded', 'failed', 'cancelled')", name="state"
    ),
    CheckConstraint("opens_at < closes_at AND closes_at <= opening_at", name="times"),
    CheckConstraint("ceiling > 0", name="ceiling"),
    CheckConstraint("cardinality(panel) % 2 = 1", name="odd_panel"),
    CheckConstraint(
        "(state IN ('public_notice', 'awarded')) = (winning_bid_id IS NOT NULL) OR state = 'cancelled'", name="winner"
    ),
    CheckConstraint("(state IN ('failed', 'cancelled')) = (ended_because IS NOT NULL)", name="ended_with_reason"),
    CheckConstraint("version >= 1", name="version_positive"),
    Index(
        "uq_tenders_one_award_a_station_at_a_time",
        "station_id",
        unique=True,
        postgresql_where=text("state IN ('published', 'opened', 'public_notice')"),
    ),
)
"""The states in which only time passes (open for bids, closed) are read from the clock, not stored."""

bids = Table(
    "bids",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, ForeignKey("tenders.id"), nullable=False),
    Column("organisation_code", Text, ForeignKey("organisations.credit_code"), nullable=False),
    Column("received", Integer, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("sealed", EncryptedText, nullable=False),
    Column("price", money()),
    Column("proposal", Text),
    UniqueConstraint("tender_id", "organisation_code"),
    UniqueConstraint("tender_id", "received"),
    CheckConstraint("price > 0", name="price"),
    CheckConstraint("(price IS NULL) = (proposal IS NULL)", name="opened_whole"),
)
"""``sealed`` holds the content until the opening; ``price`` and ``proposal`` are empty before it."""

declarations = Table(
    "panel_declarations",
    metadata,
    Column("tender_id", Uuid, ForeignKey("tenders.id"), primary_key=True),
    Column("member", Text, primary_key=True),
    Column("interests", ARRAY(Text), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

scores = Table(
    "panel_scores",
    metadata,
    Column("bid_id", Uuid, ForeignKey("bids.id"), primary_key=True),
    Column("member", Text, primary_key=True),
    Column("tender_id", Uuid, ForeignKey("tenders.id"), nullable=False, index=True),
    Column("scores", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

objections = Table(
    "objections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tender_id", Uuid, ForeignKey("tenders.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("raised_by", Text, nullable=False),
    Column("upheld", Boolean),
    Column("answer", Text),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("(upheld IS NULL) = (answer IS NULL)", name="answered_whole"),
)
