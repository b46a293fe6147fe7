"""What bodies of commands may hold, and what becomes of them."""

from typing import Any

import pytest
from central_kit import announce_body, code_for, command, order_id

from lockerd.central.command_models import Command, CommandRefusal
from lockerd.central.command_table import COMMANDS, Replay, Snapshot, asked
from lockerd.central.unfit import Unfit
from lockerd.domain.model.events import Announce, Say, StartCollection, TechnicianOpen
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.staff import ConfirmLoaded, StartLoading


def refused(name: str, body: dict[str, Any]) -> CommandRefusal:
    found = wish(name, body)
    assert isinstance(found, Unfit)
    return found.reason


def wish(name: str, body: dict[str, Any], **around: object) -> object:
    return asked(Command.model_validate(command(name, body, **around)), code_for)


def several(*parts: dict[str, Any]) -> dict[str, Any]:
    """An announcement that says parts in place of what it says of one."""
    body = announce_body(parts=list(parts))
    return {name: value for name, value in body.items() if name not in {"item_count", "needs"}}


def test_an_announcement_becomes_an_order_in_the_words_of_the_domain() -> None:
    body = announce_body(needs={"size": "A4", "lowest_cm": 60, "slow_hands": True}, retention_h=2)
    announcement = wish("order.announce", body)
    assert isinstance(announcement, Announce)
    order, (part,) = announcement.order, announcement.parts
    assert (order.id, order.kind, order.retention_ms) == (body["order"], Kind.COLLECTION, 7_200_000)
    assert (str(part.id), part.item_count, part.authority) == (f"{order.id}/1", 1, "stadt")
    assert part.needs == Needs(size="A4", lowest_cm=60, slow_hands=True)


def test_an_order_that_lies_in_several_compartments_says_what_lies_in_each() -> None:
    announcement = wish("order.announce", several({"item_count": 2, "needs": {"size": "A4"}}, {"item_count": 3}))
    assert isinstance(announcement, Announce)
    order, parts = announcement.order, announcement.parts
    assert order.parts == 2
    assert [str(part.id) for part in parts] == [f"{order.id}/1", f"{order.id}/2"]
    assert [(part.item_count, part.needs) for part in parts] == [(2, Needs(size="A4")), (3, Needs())]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (several({"item_count": 1}), "body.parts"),
        (several(*[{"item_count": 1}] * 10), "body.parts"),
        (several({"item_count": 1}, {"item_count": 1}) | {"item_count": 2}, "body"),
        (several({"item_count": 1}, {"item_count": 1}) | {"needs": {}}, "body"),
        (several({"item_count": 1}, {"needs": {}}), "body.parts.1.item_count"),
        (several(), "body.parts"),
        ({name: value for name, value in announce_body().items() if name != "item_count"}, "body"),
    ],
)
def test_parts_that_do_not_fit_are_refused_with_their_place(body: dict[str, Any], place: str) -> None:
    assert wish("order.announce", body) == Unfit(CommandRefusal.MALFORMED_BODY, place)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"only_mornings": True}, "body.only_mornings"),
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
    [part] = read.parts
    assert (part.item_count, read.order.retention_ms, part.needs.lowest_cm) == (1, 864_000_000, 60)
    assert isinstance(part.item_count, int)
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
    assert not isinstance(wish(name, dict(COMMANDS[name].examples[0])), openings | Unfit)


@pytest.mark.parametrize("name", ["open.all", "compartment.open", "order.Announce"])
def test_no_command_opens_everything_or_anything(name: str) -> None:
    assert refused(name, {}) is CommandRefusal.COMMAND_UNKNOWN
