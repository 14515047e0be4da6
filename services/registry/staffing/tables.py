"""People at the stations (人员): candidates, those on post, those who left."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, Text, Uuid, text

from services.registry.tables import metadata
from shared.database.columns import EncryptedText, money

staff = Table(
    "staff",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("station_id", Uuid, ForeignKey("stations.id"), nullable=False, index=True),
    Column("employer_code", Text, ForeignKey("organisations.credit_code")),
    Column("account", Text, nullable=False),
    Column("name", EncryptedText, nullable=False),
    Column("post", Text, nullable=False),
    Column("full_time", Boolean, nullable=False),
    Column("qualified", Boolean, nullable=False),
    Column("licence_level", Text),
    Column("licence_certificate", EncryptedText),
    Column("licence_from", Date),
    Column("licence_until", Date),
    Column("yearly_pay", money()),
    Column("town_approved_on", Date),
    Column("operator_approved_on", Date),
    Column("contract_on", Date),
    Column("on_post_from", Date),
    Column("last_day", Date),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("post IN ('head', 'deputy_head', 'social_worker')", name="post"),
    CheckConstraint(
        "licence_level IN ('assistant_social_worker', 'social_worker', 'senior_social_worker')", name="licence_level"
    ),
    CheckConstraint(
        "num_nulls(licence_level, licence_certificate, licence_from, licence_until) IN (0, 4)", name="whole_licence"
    ),
    CheckConstraint("licence_from <= licence_until", name="licence_term"),
    CheckConstraint("(yearly_pay IS NULL) = (post = 'head') AND coalesce(yearly_pay, 1) > 0", name="pay"),
    CheckConstraint(
        "contract_on IS NULL OR contract_on >= greatest(town_approved_on, operator_approved_on) "
        "AND num_nulls(town_approved_on, operator_approved_on, employer_code) = 0",
        name="contract_after_approvals",
    ),
    CheckConstraint(
        "on_post_from IS NULL OR post = 'head' OR (contract_on IS NOT NULL AND on_post_from >= contract_on)",
        name="post_after_contract",
    ),
    CheckConstraint("last_day IS NULL OR last_day >= on_post_from", name="left_after_coming"),
    CheckConstraint("version >= 1", name="version_positive"),
    # One post a person (STF-1): the last line of defence against two stations that hire at the same moment.
    Index(
        "uq_staff_on_post",
        "account",
        unique=True,
        postgresql_where=text("on_post_from IS NOT NULL AND last_day IS NULL"),
    ),
    Index(
        "uq_staff_one_head",
        "station_id",
        unique=True,
        postgresql_where=text("post = 'head' AND last_day IS NULL"),
    ),
)
