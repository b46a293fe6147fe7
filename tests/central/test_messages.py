"""What bodies of commands may hold, and what never gets out."""

from typing import Any

import pytest
from central_kit import announce_body, command
from pydantic import ValidationError

from lockerd.central import bodies
from lockerd.central.messages import AnnounceBody, Command, CommandRefusal, Presence, ReplayBody
from lockerd.domain.orders import Kind, Needs


def parsed(name: str, body: dict[str, Any]) -> object:
    return bodies.parse(Command.model_validate(command(name, body)))


def test_an_announcement_becomes_an_order_in_the_words_of_the_domain() -> None:
    body = announce_body(needs={"size": "A4", "lowest_cm": 60, "slow_hands": True}, retention_h=2)
    announcement = parsed("order.announce", body)
    assert isinstance(announcement, AnnounceBody)
    order = bodies.announce(announcement).order
    assert (order.id, order.kind, order.retention_ms) == (body["order"], Kind.COLLECTION, 7_200_000)
    assert order.needs == Needs(size="A4", lowest_cm=60, slow_hands=True)


def test_unknown_fields_are_ignored_when_received() -> None:
    body = announce_body(colour="red", needs={"size": "A4", "smell": "none"})
    assert isinstance(parsed("order.announce", body), AnnounceBody)
    assert Command.model_validate(command("state.request", priority=1)).name == "state.request"


def test_unknown_fields_are_never_sent() -> None:
    with pytest.raises(ValidationError):
        Presence.model_validate({"state": "online", "boot": "b", "since": None, "mood": "good"})


@pytest.mark.parametrize(
    "change",
    [
        {"order": "4a3c1f90-5a3e-4c7b-9a57-000000000000"},  # UUIDv4
        {"order": "0197A2B0-0000-7000-8000-000000000001"},  # upper case: the same order under another name
        {"order": "0197a2b0-0000-7000-8000-000000000001\n"},
        {"order": 7},
        {"authority": ""},
        {"authority": "stadt kreis"},
        {"kind": "gift"},
        {"document_class": "x" * 65},
        {"case_reference": "x" * 65},
        {"case_reference": "Erika Mustermann"},
        {"item_count": 0},
        {"item_count": 100},
        {"item_count": "1"},
        {"item_count": True},
        {"needs": None},
        {"needs": {"lowest_cm": -1}},
        {"needs": {"size": "A4\n"}},
        {"retention_h": 0},
        {"retention_h": 2161},
        {"retention_h": 1.5},
    ],
)
def test_a_malformed_announcement_is_refused(change: dict[str, Any]) -> None:
    assert parsed("order.announce", announce_body(**change)) is CommandRefusal.MALFORMED_BODY


@pytest.mark.parametrize("name", ["order.announce", "order.cancel", "grant.reissue", "events.replay"])
def test_an_empty_body_is_refused(name: str) -> None:
    assert parsed(name, {}) is CommandRefusal.MALFORMED_BODY


def test_a_replay_backwards_is_refused() -> None:
    assert parsed("events.replay", {"first": 3, "last": 2}) is CommandRefusal.MALFORMED_BODY
    assert parsed("events.replay", {"first": 3, "last": None}) == ReplayBody(first=3)


@pytest.mark.parametrize("name", ["open.all", "compartment.open", "order.Announce"])
def test_no_command_opens_everything_or_anything(name: str) -> None:
    assert parsed(name, {}) is CommandRefusal.COMMAND_UNKNOWN
