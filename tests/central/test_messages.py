"""What bodies of commands may hold, and what becomes of them."""

from typing import Any

import pytest
from central_kit import announce_body, code_for, command, order_id

from lockerd.central.command_models import Command, CommandRefusal
from lockerd.central.command_table import COMMANDS, Replay, Snapshot, asked
from lockerd.central.unfit import Unfit
from lockerd.domain.model.events import Announce, ConfirmLoaded, Say, StartCollection, StartLoading, TechnicianOpen
from lockerd.domain.model.orders import Kind, Needs


def refused(name: str, body: dict[str, Any]) -> CommandRefusal:
    found = wish(name, body)
    assert isinstance(found, Unfit)
    return found.reason


def wish(name: str, body: dict[str, Any], **around: object) -> object:
    return asked(Command.model_validate(command(name, body, **around)), code_for)


def test_an_announcement_becomes_an_order_in_the_words_of_the_domain() -> None:
    body = announce_body(needs={"size": "A4", "lowest_cm": 60, "slow_hands": True}, retention_h=2)
    announcement = wish("order.announce", body)
    assert isinstance(announcement, Announce)
    order = announcement.order
    assert (order.id, order.kind, order.retention_ms) == (body["order"], Kind.COLLECTION, 7_200_000)
    assert order.needs == Needs(size="A4", lowest_cm=60, slow_hands=True)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"no_delegate": True}, "body.no_delegate"),
        ({"needs": {"size": "A4", "smell": "none"}}, "body.needs.smell"),
        ({"item_count": 0, "until": 1}, "body.until"),  # what is not known comes before what is wrong
        ({"123 456 786": "a code in the wrong place"}, "body.?"),
        ({"LK1:ABC": 1}, "body.?"),
        ({"x" * 33: 1}, "body.?"),
    ],
)
def test_a_field_that_is_not_known_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    """It may be a restriction, and a restriction that is not understood must never open a door."""
    assert wish("order.announce", announce_body(**change)) == Unfit(CommandRefusal.FIELD_UNKNOWN, place)


def test_a_requirement_that_is_not_fulfilled_is_refused_with_its_place() -> None:
    assert wish("state.request", {}, requires=["strict_fields", "same_again"]) == Snapshot()
    found = wish("state.request", {}, requires=["strict_fields", "four_eyes"])
    assert found == Unfit(CommandRefusal.REQUIREMENT_UNKNOWN, "requires.1")


@pytest.mark.parametrize(
    ("change", "place"),
    [({"item_count": "1"}, "body.item_count"), ({"needs": {"lowest_cm": -1}}, "body.needs.lowest_cm")],
)
def test_what_is_malformed_is_said_with_its_place(change: dict[str, Any], place: str) -> None:
    assert wish("order.announce", announce_body(**change)) == Unfit(CommandRefusal.MALFORMED_BODY, place)


def test_whole_numbers_may_be_written_with_a_point() -> None:
    """JSON Schema calls 1.0 an integer, and so do libraries that know one kind of number only."""
    body = announce_body(item_count=1.0, retention_h=240.0, needs={"lowest_cm": 60.0})
    read = wish("order.announce", body)
    assert isinstance(read, Announce)
    assert (read.order.item_count, read.order.retention_ms, read.order.needs.lowest_cm) == (1, 864_000_000, 60)
    assert isinstance(read.order.item_count, int)
    assert Command.model_validate(command("state.request", iat=1.0, exp=2.0)).exp == 2


@pytest.mark.parametrize("reason", ["", "Withdrawn", "KFZ-2026-0815", "with drawn", "a" * 33, "_a", "a_"])
def test_a_reason_to_cancel_can_hold_no_reference(reason: str) -> None:
    """It stays in the log for ever (design rule 12)."""
    assert refused("order.cancel", {"order": order_id(), "reason": reason}) is CommandRefusal.MALFORMED_BODY


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
    assert refused("order.announce", announce_body(**change)) is CommandRefusal.MALFORMED_BODY


@pytest.mark.parametrize("name", ["order.announce", "order.cancel", "grant.reissue", "events.replay"])
def test_an_empty_body_is_refused(name: str) -> None:
    assert refused(name, {}) is CommandRefusal.MALFORMED_BODY


def test_a_replay_backwards_is_refused() -> None:
    assert refused("events.replay", {"first": 3, "last": 2}) is CommandRefusal.MALFORMED_BODY
    assert wish("events.replay", {"first": 3, "last": None}) == Replay(epoch=None, first=3, last=None)


@pytest.mark.parametrize("name", COMMANDS)
def test_rule_09_no_command_asks_for_an_opening_so_none_has_to_come_in_sequence(name: str) -> None:
    """The first that does needs the sequence, strict, and a column for it."""
    openings = TechnicianOpen | StartLoading | StartCollection | Say | ConfirmLoaded
    assert not isinstance(wish(name, dict(COMMANDS[name].example)), openings | Unfit)


@pytest.mark.parametrize("name", ["open.all", "compartment.open", "order.Announce"])
def test_no_command_opens_everything_or_anything(name: str) -> None:
    assert refused(name, {}) is CommandRefusal.COMMAND_UNKNOWN
