"""EVA-6: signed feeds, patient retries, and no post into a private network."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.evaluation.webhooks.rules import (
    FeedEvent,
    Secrets,
    State,
    Target,
    TargetRefused,
    UnknownFeedEventType,
    accepted,
    body,
    check_event_types,
    check_target,
    echoes,
    headers,
    may_connect,
    move,
    must_disable,
    next_attempt,
    secret_of,
    sign,
)
from shared.values.errors import IllegalTransition

NOW = datetime(2021, 3, 1, 8, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  the published example of Standard Webhooks


def test_eva_6_the_signature_is_that_of_the_published_example() -> None:
    signature = sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_eva_6_both_secrets_sign_while_a_rotation_overlaps() -> None:
    old = secret_of(b"o" * 32)
    secrets = Secrets(SECRET, old, NOW)
    before = headers(secrets, "id", NOW - timedelta(seconds=1), b"{}")
    stamp = int(before["webhook-timestamp"])
    assert before["webhook-signature"].split() == [sign(SECRET, "id", stamp, b"{}"), sign(old, "id", stamp, b"{}")]
    after = headers(secrets, "id", NOW, b"{}")
    assert after["webhook-signature"] == sign(SECRET, "id", int(NOW.timestamp()), b"{}")


@pytest.mark.parametrize("size", [0, 23, 65])
def test_eva_6_a_secret_has_the_size_that_the_standard_asks_for(size: int) -> None:
    with pytest.raises(ValueError, match="24 to 64"):
        secret_of(b"k" * size)


def test_eva_6_the_body_is_the_same_at_every_attempt() -> None:
    event = FeedEvent(UUID(int=7), "t", "s", 3, NOW, {"name": "马桥"}, 5)
    assert body(event) == body(event)
    assert body(event).decode() == (
        '{"id":"00000000-0000-0000-0000-000000000007","type":"t","timestamp":"2021-03-01T08:00:00+00:00",'
        '"subject":"s","sequence":3,"position":5,"data":{"name":"马桥"}}'
    )


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 10), (3, 20), (13, 5 * 2**12), (14, 21600), (99, 21600)])
def test_eva_6_pauses_double_up_to_six_hours(attempts: int, seconds: int) -> None:
    assert next_attempt(attempts, NOW, NOW, 0) == NOW + timedelta(seconds=seconds)
    shortest = next_attempt(attempts, NOW, NOW, 0.999)
    assert shortest is not None
    assert NOW + timedelta(seconds=seconds / 2) < shortest < NOW + timedelta(seconds=seconds)


def test_eva_6_a_delivery_is_tried_for_three_days() -> None:
    days = timedelta(days=3)
    assert next_attempt(20, NOW, NOW + days - timedelta(seconds=1), 0) is not None
    assert next_attempt(20, NOW, NOW + days, 0) is None


def test_eva_6_an_endpoint_is_disabled_after_three_days_without_a_success() -> None:
    assert not must_disable(None, NOW)
    assert not must_disable(NOW, NOW + timedelta(days=3) - timedelta(seconds=1))
    assert must_disable(NOW, NOW + timedelta(days=3))


@pytest.mark.parametrize(("status", "taken"), [(199, False), (200, True), (204, True), (299, True), (301, False)])
def test_eva_6_only_2xx_is_an_acceptance(status: int, taken: bool) -> None:
    assert accepted(status) is taken


PRIVATE = [
    "0.0.0.0",  # noqa: S104
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "3fff::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "not-an-address",
    "",
]


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("loopback", [False, True])
def test_eva_6_no_post_goes_into_a_private_network(address: str, loopback: bool) -> None:
    assert not may_connect(address, loopback=loopback)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_eva_6_loopback_is_open_in_development_only(address: str) -> None:
    assert may_connect(address, loopback=True)
    assert not may_connect(address, loopback=False)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::6810:84e5", "::ffff:93.184.216.34"])
def test_eva_6_public_addresses_are_open(address: str) -> None:
    assert may_connect(address, loopback=False)


@pytest.mark.parametrize(
    ("target", "production", "development"),
    [
        (Target("https", "feed.example.cn", True), True, True),
        (Target("http", "feed.example.cn", True), False, True),
        (Target("https", "feed.example.cn", False), False, False),
        (Target("https", None, True), False, False),
        (Target("ftp", "feed.example.cn", True), False, False),
        (Target("https", "127.0.0.1", True), False, True),
        (Target("https", "localhost", True), False, True),
        (Target("https", "localhost.", True), False, False),
        (Target("https", "db.internal", True), False, False),
        (Target("https", "10.0.0.1", True), False, False),
        (Target("https", "fd00::1", True), False, False),
    ],
)
def test_eva_6_an_endpoint_is_public_https(target: Target, production: bool, development: bool) -> None:
    for loopback, allowed in ((False, production), (True, development)):
        if allowed:
            check_target(target, loopback=loopback)
        else:
            with pytest.raises(TargetRefused):
                check_target(target, loopback=loopback)


def test_eva_6_only_types_of_the_feed_can_be_subscribed() -> None:
    assert check_event_types(["b", "a", "b"], {"a", "b", "c"}) == ["a", "b"]
    with pytest.raises(UnknownFeedEventType):
        check_event_types(["a", "x"], {"a"})


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (b'{"challenge":"abc"}', True),
        (b'{"challenge":"abd"}', False),
        (b'{"challenge":7}', False),
        (b'["abc"]', False),
        (b"abc", False),
        (b"\xff", False),
        (b'{"challenge":"\\ud800"}', False),
        (b"[" * 60000, False),
        (b"", False),
    ],
)
def test_eva_6_a_verification_repeats_the_challenge(answer: bytes, right: bool) -> None:
    assert echoes(answer, "abc") is right


def test_eva_6_a_subscription_moves_through_its_states() -> None:
    assert move(State.UNVERIFIED, "verification") is State.ACTIVE
    assert move(State.DISABLED, "enablement") is State.ACTIVE
    assert move(State.ACTIVE, "cancellation") is State.CANCELLED
    for state, action in (
        (State.UNVERIFIED, "enablement"),
        (State.UNVERIFIED, "test-event"),
        (State.DISABLED, "resend"),
        (State.CANCELLED, "secret-rotation"),
        (State.CANCELLED, "verification"),
    ):
        with pytest.raises(IllegalTransition):
            move(state, action)
