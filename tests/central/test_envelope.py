"""Signature, site, retain flag and topic decide whether a message is anybody's command (design rule 9)."""

import contextlib
import uuid
from dataclasses import replace
from typing import Any

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

from lockerd.central.command_models import MAX_COMMAND_BYTES, Command, CommandRefusal
from lockerd.central.envelope import UnverifiedError, Verified, judge_time, verify
from lockerd.central.link import Received
from lockerd.central.unfit import Unfit
from lockerd.codes.jws import JwsType
from lockerd.config.issuers import CommandIssuer
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.state import Now

ISSUERS = (CommandIssuer("central", None, {CENTRAL_KID: CENTRAL_KEY.public_key()}, None),)


def judged(message: Received) -> Verified:
    return verify(message, topics=TOPICS, issuers=ISSUERS)


def reason(message: Received) -> str:
    with pytest.raises(UnverifiedError) as refused:
        judged(message)
    return refused.value.reason


def test_a_signed_command_for_this_site_is_read() -> None:
    content = command("order.announce", announce_body())
    verified = judged(received(signed(content), name="order.announce"))
    assert isinstance(verified.command, Command)
    assert verified.command.model_dump() == content | {"requires": []}
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


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"body": []}, Unfit(CommandRefusal.MALFORMED_COMMAND, "body")),
        ({"exp": True}, Unfit(CommandRefusal.MALFORMED_COMMAND, "exp")),
        ({"iat": 1.5}, Unfit(CommandRefusal.MALFORMED_COMMAND, "iat")),
        ({"requires": ["a b"]}, Unfit(CommandRefusal.MALFORMED_COMMAND, "requires.0")),
        ({"only_at": "night"}, Unfit(CommandRefusal.FIELD_UNKNOWN, "only_at")),
        ({"exp": "x", "nonce": 1}, Unfit(CommandRefusal.FIELD_UNKNOWN, "nonce")),
    ],
)
def test_whoever_can_be_answered_is_told_what_does_not_fit(change: dict[str, Any], why: Unfit) -> None:
    verified = judged(received(signed(command("state.request", **change)), name="state.request"))
    assert verified.command == why
    assert verified.reply_suffix == "reply/central"


def of(content: dict[str, Any]) -> str:
    return judged(received(signed(content), name="order.announce")).fingerprint


def test_signed_again_with_a_new_time_it_is_the_same_command() -> None:
    content = command("order.announce", announce_body())
    assert of(content) == of(content | {"iat": NOW_S + 60, "exp": NOW_S + 99, "epoch": 8, "number": 7})
    assert of(content) == of(content | {"iat": float(NOW_S), "body": content["body"] | {"item_count": 1.0}})


@pytest.mark.parametrize(
    "change", [{"body": {"item_count": 2}}, {"id": str(uuid.UUID(int=1))}, {"requires": ["strict_fields"]}, {"new": 1}]
)
def test_the_fingerprint_covers_all_else(change: dict[str, Any]) -> None:
    content = command("order.announce", announce_body())
    assert of(content | change) != of(content)


def test_nesting_deeper_than_any_command_is_nobodys() -> None:
    for depth in (100, 400, 900):
        nested: list[Any] = []
        for _ in range(depth):
            nested = [nested]
        text = signed(command("state.request", body={"deep": nested}))
        with contextlib.suppress(UnverifiedError):
            assert judged(received(text, name="state.request")).command


@pytest.mark.parametrize(
    ("exp", "lo_s", "hi_s", "why"),
    [
        (NOW_S + 300, NOW_S, NOW_S + 300, None),
        (NOW_S + 300, NOW_S, NOW_S + 301, "expired"),
        (NOW_S + 300, NOW_S + 301, None, "expired"),
        (NOW_S + 300, NOW_S, None, "time_unknown"),
        (NOW_S + 24 * 3600, NOW_S, NOW_S, None),
        (NOW_S + 24 * 3600 + 1, NOW_S, NOW_S, "lifetime_too_long"),
        (NOW_S - 1, NOW_S - 600, NOW_S - 600, "exp_before_iat"),
        (NOW_S + 300, NOW_S - 400, NOW_S - 300, None),
        (NOW_S + 300, NOW_S - 400, NOW_S - 301, "not_yet_valid"),
        (NOW_S + 300, NOW_S - 400, None, "time_unknown"),
    ],
)
def test_expiry_is_judged_by_the_upper_bound_of_trusted_time(exp: int, lo_s: int, hi_s: int, why: str | None) -> None:
    judged_command = Command.model_validate(command("state.request", exp=exp))
    assert judge_time(judged_command, Now(mono_ms=0, powered_ms=0, lo_s=lo_s, hi_s=hi_s)) == why


def test_while_the_time_is_disputed_nothing_is_certain_to_have_expired() -> None:
    """2069 was believed once: central is told to come again, not that its command is too old."""
    disputed = Now(mono_ms=0, powered_ms=0, lo_s=NOW_S + 42 * 365 * 86_400, hi_s=None, doubt=Doubt.BEHIND)
    assert judge_time(Command.model_validate(command("state.request")), disputed) == "time_unknown"
