"""Signature, site, retain flag and topic decide whether a message is anybody's command (design rule 9)."""

from dataclasses import replace

import pytest
from central_kit import (
    CENTRAL_KEY,
    CENTRAL_KID,
    NOW_S,
    STRANGER_KEY,
    TOPICS,
    announce_body,
    command,
    received,
    signed,
)

from lockerd.central.envelope import UnverifiedError, Verified, judge_time, verify
from lockerd.central.link import Received
from lockerd.central.messages import MAX_COMMAND_BYTES, Command
from lockerd.codes.jws import JwsType
from lockerd.domain.doubt import Doubt
from lockerd.domain.state import Now

KEYS = {CENTRAL_KID: CENTRAL_KEY.public_key()}


def judged(message: Received) -> Verified:
    return verify(message, topics=TOPICS, keys=KEYS)


def reason(message: Received) -> str:
    with pytest.raises(UnverifiedError) as refused:
        judged(message)
    return refused.value.reason


def test_a_signed_command_for_this_site_is_read() -> None:
    content = command("order.announce", announce_body())
    verified = judged(received(signed(content), name="order.announce"))
    assert verified.command.model_dump() == content
    assert verified.reply_suffix == "reply/central"
    assert verified.correlation == b"7"


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "malformed"),
        (b"{}", "malformed"),
        (b"\xff\xfe.\xff.\xff", "malformed"),
        ("ä.ö.ü".encode(), "malformed"),
        (b"a" * (MAX_COMMAND_BYTES + 1), "oversized"),
        (signed(command("state.request"), key=STRANGER_KEY), "unknown_key"),
        (signed(command("state.request"), typ=JwsType.REPLY), "wrong_type"),
        (signed(command("state.request", site="rathaus-2")), "wrong_site"),
        (signed(command("state.request", id="no-uuid")), "malformed"),
        (signed(command("state.request", body=[])), "malformed"),
        (signed(command("state.request", exp=True)), "malformed"),
        (signed(command("state.request", issuer="a/b")), "malformed"),
    ],
)
def test_what_proves_nothing_is_nobodys_command(payload: bytes | str, why: str) -> None:
    assert reason(received(payload, name="state.request")) == why


def test_a_flipped_bit_anywhere_in_the_content_is_noticed() -> None:
    text = signed(command("state.request"))
    for at in range(text.index(".") + 1, len(text)):
        if text[at] == ".":
            continue
        other = "A" if text[at] != "A" else "B"
        assert reason(received(text[:at] + other + text[at + 1 :], name="state.request")) in {
            "bad_signature",
            "malformed",
        }


def test_a_retained_command_is_refused() -> None:
    assert reason(received(signed(command("state.request")), name="state.request", retained=True)) == "retained"


def test_a_command_on_another_commands_topic_is_refused() -> None:
    message = received(signed(command("state.request")), name="order.cancel")
    assert reason(message) == "wrong_topic"


def test_rule_09_the_signature_is_judged_before_site_and_retain_flag() -> None:
    text = signed(command("state.request", site="rathaus-2"), key=STRANGER_KEY)
    assert reason(received(text, name="state.request", retained=True)) == "unknown_key"
    text = signed(command("state.request", site="rathaus-2"))
    assert reason(received(text, name="state.request", retained=True)) == "wrong_site"


@pytest.mark.parametrize(
    "response_topic",
    [None, "", "lockerd/v1/rathaus-2/reply/spy", "lockerd/v1/rathaus-1/reply/a/b", "lockerd/v1/rathaus-1/event/x"],
)
def test_a_reply_never_leaves_the_sites_own_replies(response_topic: str | None) -> None:
    message = replace(received(signed(command("state.request")), name="state.request"), response_topic=response_topic)
    assert judged(message).reply_suffix == "reply/central"


def test_correlation_data_is_bounded() -> None:
    message = replace(received(signed(command("state.request")), name="state.request"), correlation=b"x" * 129)
    assert judged(message).correlation is None


def test_the_fingerprint_covers_the_whole_content() -> None:
    content = command("order.announce", announce_body())
    first = judged(received(signed(content), name="order.announce")).fingerprint
    other = content | {"body": content["body"] | {"item_count": 2}}
    assert judged(received(signed(other), name="order.announce")).fingerprint != first


@pytest.mark.parametrize(
    ("exp", "lo_s", "hi_s", "why"),
    [
        (NOW_S + 300, NOW_S, NOW_S + 300, None),
        (NOW_S + 300, NOW_S, NOW_S + 301, "expired"),
        (NOW_S + 300, NOW_S + 301, None, "expired"),
        (NOW_S + 300, NOW_S, None, "time_unknown"),
        (NOW_S + 24 * 3600, NOW_S, NOW_S, None),
        (NOW_S + 24 * 3600 + 1, NOW_S, NOW_S, "lifetime_too_long"),
    ],
)
def test_expiry_is_judged_by_the_upper_bound_of_trusted_time(exp: int, lo_s: int, hi_s: int, why: str | None) -> None:
    judged_command = Command.model_validate(command("state.request", exp=exp))
    assert judge_time(judged_command, Now(mono_ms=0, powered_ms=0, lo_s=lo_s, hi_s=hi_s)) == why


def test_while_the_time_is_disputed_nothing_is_certain_to_have_expired() -> None:
    """2069 was believed once: central is told to come again, not that its command is too old."""
    disputed = Now(mono_ms=0, powered_ms=0, lo_s=NOW_S + 42 * 365 * 86_400, hi_s=None, doubt=Doubt.BEHIND)
    assert judge_time(Command.model_validate(command("state.request")), disputed) == "time_unknown"
