"""Commands against a real controller and store: decided once, answered for ever, refused without a trace."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from central_kit import (
    CENTRAL_KEY,
    NOW_S,
    PLACES,
    STRANGER_KEY,
    TOPICS,
    Site,
    announce_body,
    command,
    order_id,
    read_reply,
    received,
    signed,
    site,
)
from commands_kit import besides_numbers, last, queued, send

from lockerd.central.command_models import MAX_COMMAND_BYTES
from lockerd.central.commands import Handled
from lockerd.central.events import cloud_event
from lockerd.controller import loop
from lockerd.domain.model.derived import parts_of
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Note, Tick
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import Door, Reading
from lockerd.domain.model.reports import Readings
from lockerd.store import OutgoingEvent, OutgoingReply


async def test_an_order_of_several_parts_is_told_part_by_part(here: Site) -> None:
    here.controller.report(Readings(tuple(Reading(place.compartment, 1, Door.CLOSED) for place in PLACES)))
    order = order_id()
    body = announce_body(order, parts=[{"item_count": 1}, {"item_count": 2, "needs": {"lowest_cm": 80}}])
    del body["item_count"], body["needs"]
    await send(here, command("order.announce", body))
    (reply,) = await queued(here)
    assert reply["status"] == "accepted"
    told = [row for row in await here.store.custody(0, 1_000) if row.order == order]
    announced, *reserved = told
    assert announced.data["parts"] == 2
    assert announced.data["item_count"] == 3
    assert "part" not in announced.data
    assert {row.data["authority"] for row in told} == {"stadt"}
    assert sorted((row.type, str(row.data["part"])) for row in reserved) == [
        ("order.reserved", "1"),
        ("order.reserved", "2"),
    ]


async def test_what_a_person_shall_bring_gets_its_code_at_once(here: Site) -> None:
    order = order_id()
    body = announce_body(order) | {"kind": "hand_in", "document_class": "plates"}
    content = command("order.announce", body)
    await send(here, content)
    (reply,) = await queued(here)
    state = here.controller.state
    (grant,) = [each for each in state.grants.values() if each.order == order]
    assert (reply["status"], reply["data"]) == ("accepted", {"grant": grant.id})
    (part,) = [each for each in state.parts.values() if each.id.order == order]
    assert (part.direction, part.state, part.right) == (Direction.IN, PartState.AWAITED, RightState.ACTIVE)
    events = [row.row for row in await here.store.unsent(0, 1000) if isinstance(row, OutgoingEvent)]
    told = [row.type for row in events if row.order == order]
    assert told == ["order.announced", "order.awaited", "grant.issued"]
    (issued,) = [row for row in events if row.type == "grant.issued"]
    assert issued.data["grant"] == grant.id
    await send(here, content)
    assert len(here.controller.state.grants) == 1, "a repetition makes no second code"


def of_two_parts(**changes: str) -> dict[str, Any]:
    """An announcement of two parts."""
    several = announce_body(order_id()) | {"parts": [{"item_count": 1}, {"item_count": 2}]} | changes
    return {name: value for name, value in several.items() if name not in {"item_count", "needs"}}


async def test_a_hand_in_of_several_parts_gets_one_code_for_all(here: Site) -> None:
    body = of_two_parts(kind="hand_in", document_class="plates")
    await send(here, command("order.announce", body))
    state = here.controller.state
    assert [grant.order for grant in state.grants.values()] == [body["order"]]
    found = {(part.id.number, part.item_count, part.state) for part in state.parts.values()}
    assert found == {(1, 1, PartState.AWAITED), (2, 2, PartState.AWAITED)}


async def test_a_swap_whose_parts_are_not_those_of_its_form_is_not_supported(here: Site) -> None:
    three = of_two_parts(kind="swap", form="old_first") | {"parts": 3 * [{"item_count": 1}]}
    one = announce_body(order_id()) | {"kind": "swap", "form": "old_first"}
    for body in (of_two_parts(kind="swap", form="same_compartment"), one, three):
        await send(here, command("order.announce", body))
        assert (await queued(here))[-1]["reason"] == "kind_not_supported"
    assert not here.controller.state.grants


async def test_an_announced_order_is_stored_and_the_reply_committed_with_it(here: Site) -> None:
    order = order_id()
    content = command("order.announce", announce_body(order))
    assert (await send(here, content)).reply is None
    assert order in here.controller.state.orders
    (reply,) = await queued(here)
    assert reply == {
        "id": content["id"],
        "site": "rathaus-1",
        "name": "order.announce",
        "status": "accepted",
        "reason": None,
        "data": {},
        "lo_s": NOW_S,
        "hi_s": NOW_S + 2,
    }


async def test_a_swap_in_one_compartment_waits_for_staff_to_put_the_new_document_in(here: Site) -> None:
    order = order_id()
    await send(here, command("order.announce", announce_body(order) | {"kind": "swap", "form": "same_compartment"}))
    assert (await queued(here))[-1]["status"] == "accepted"
    (part,) = parts_of(here.controller.state, order)
    assert (part.direction, part.state) == (Direction.BOTH, PartState.ANNOUNCED)
    assert not here.controller.state.grants, "its code is made when it lies there"


async def test_of_a_swap_behind_two_doors_the_first_part_is_brought_and_the_second_put_in(here: Site) -> None:
    body = of_two_parts(kind="swap", form="old_first", document_class="plates")
    await send(here, command("order.announce", body))
    assert (await queued(here))[-1]["status"] == "accepted"
    old, new = parts_of(here.controller.state, body["order"])
    assert (old.direction, old.state, old.item_count) == (Direction.IN, PartState.AWAITED, 1)
    assert (new.direction, new.item_count) == (Direction.OUT, 2)
    assert not here.controller.state.grants, "its code is made when the new one lies there"


@pytest.mark.parametrize("said", [{"kind": "swap"}, {"kind": "swap", "form": None}, {"form": "same_compartment"}])
async def test_a_swap_says_its_form_and_nothing_else_has_one(here: Site, said: dict[str, str | None]) -> None:
    await send(here, command("order.announce", announce_body() | said))
    (reply,) = await queued(here)
    assert reply["reason"] == "malformed_body"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (command("open.all"), "command_unknown"),
        (command("order.announce", announce_body(item_count=0)), "malformed_body"),
        (command("order.announce", announce_body(), exp=NOW_S + 1), "expired"),
        (command("order.announce", announce_body(), exp=NOW_S + 90_000), "lifetime_too_long"),
        (command("events.replay", {"first": 1_000}), "events_unknown"),
    ],
)
async def test_a_verified_but_wrong_command_changes_nothing_and_is_answered(
    here: Site, content: dict[str, Any], why: str
) -> None:
    orders, facts = here.controller.state.orders, await here.facts()
    assert (await send(here, content)).reply is None
    assert here.controller.state.orders == orders
    assert await here.facts() == [*facts, FactType.COMMAND_REFUSED]
    (reply,) = await queued(here)
    assert (reply["id"], reply["status"], reply["reason"]) == (content["id"], "refused", why)
    again = await send(here, content)
    assert again.reply is not None
    assert read_reply(again.reply.payload)["reason"] == why
    assert await here.facts() == [*facts, FactType.COMMAND_REFUSED]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (command("order.announce", announce_body(only_mornings=True)), "body.only_mornings"),
        (command("order.announce", announce_body(), not_before=NOW_S + 60), "not_before"),
    ],
)
async def test_a_restriction_that_is_not_understood_is_refused_with_its_place(
    here: Site, content: dict[str, Any], place: str
) -> None:
    await send(here, content)
    reply = await last(here)
    assert (reply["status"], reply["reason"], reply["data"]) == ("refused", "field_unknown", {"place": place})
    here.clock.lo_s, here.clock.hi_s = NOW_S + 9_000, NOW_S + 9_002
    again = await send(here, content)
    assert again.reply is not None
    assert read_reply(again.reply.payload)["data"] == {"place": place}
    assert not here.controller.state.orders


async def test_whole_numbers_with_a_point_are_numbers(here: Site) -> None:
    content = command("order.announce", announce_body(item_count=1.0), iat=float(NOW_S), exp=float(NOW_S + 60))
    await send(here, content)
    assert (await last(here))["status"] == "accepted"


@pytest.mark.parametrize(
    ("body", "numbers"),
    [
        ({"epoch": 1, "first": 2, "last": 3}, [2, 3]),
        ({"first": 2}, [2, 3]),
        ({"epoch": 1, "first": 4, "last": 5}, None),
        ({"epoch": 2, "first": 1, "last": None}, None),
    ],
)
async def test_a_replay_is_of_one_epoch(here: Site, body: dict[str, Any], numbers: list[int] | None) -> None:
    assert here.controller.head.number == 3
    await here.store.acknowledged([row.id for row in await here.store.unsent(0, 1000)])
    await send(here, command("events.replay", body))
    rows = [row for row in await here.store.unsent(0, 1000) if not isinstance(row, OutgoingReply)]
    reply = await last(here)
    if numbers is None:
        assert reply["reason"] == "events_unknown"
    else:
        assert [row.row.number for row in rows] == numbers
        assert reply["status"] == "accepted"


async def test_the_reason_and_the_case_come_back_in_the_events(here: Site) -> None:
    order = order_id()
    await send(here, command("order.announce", announce_body(order, case_reference="KFZ-2026-0815")))
    await send(here, command("order.cancel", {"order": order, "reason": "fee_refunded"}))
    rows = [row for row in await here.store.unsent(0, 1000) if not isinstance(row, OutgoingReply)]
    told = [json.loads(cloud_event(TOPICS, row)) for row in rows]
    of_the_order = [each for each in told if each["data"]["order"] == order]
    assert [each["type"] for each in of_the_order][-1] == "lockerd.order.cancelled"
    assert of_the_order[-1]["data"]["fact"]["cancel_reason"] == "fee_refunded"
    assert {each["data"]["case_reference"] for each in of_the_order} == {"KFZ-2026-0815"}
    assert {each["subject"] for each in of_the_order} == {f"order/{order}"}
    assert "KFZ-2026-0815" not in str(await here.store.custody(0, 1000))
    others = [each for each in told if each not in of_the_order]
    assert {each["data"]["case_reference"] for each in others} == {None}
    assert {each["subject"].split("/")[0] for each in others} <= {"site", "compartment"}


async def test_the_order_of_sequences_as_text_is_the_order_of_events(here: Site) -> None:
    await here.happen(120)
    rows = [row for row in await here.store.unsent(0, 1000) if not isinstance(row, OutgoingReply)]
    restored = [row._replace(row=row.row._replace(epoch=row.row.epoch + 1)) for row in rows[:12]]
    texts = [json.loads(cloud_event(TOPICS, row))["sequence"] for row in [*rows, *restored]]
    assert texts == sorted(texts)
    assert len({*texts}) == len(texts)


@pytest.mark.parametrize(
    ("payload", "how", "why"),
    [
        (signed(command("state.request")), {"retained": True}, "retained"),
        (signed(command("state.request", site="rathaus-2")), {}, "wrong_site"),
        (signed(command("state.request"), key=STRANGER_KEY), {}, "unknown_key"),
        (signed(command("state.request"))[:-4] + "AAAA", {}, "bad_signature"),
        (signed(command("order.cancel")), {}, "wrong_topic"),
        (b'{"id": 1}', {}, "malformed"),
        (b"\xff", {}, "malformed"),
        (b"x" * (MAX_COMMAND_BYTES + 1), {}, "oversized"),
    ],
)
async def test_nobodys_command_is_dropped_in_silence_and_counted(
    here: Site, payload: bytes | str, how: dict[str, Any], why: str
) -> None:
    state, facts = here.controller.state, await here.facts()
    handled = await here.commands.handle(received(payload, name="state.request", **how))
    assert handled == Handled()
    assert (here.controller.state, await here.facts()) == (state, facts)
    assert here.commands.dropped.counts == {why: 1}
    assert not await queued(here)


async def test_commands_out_of_order_are_each_judged_by_themselves(here: Site) -> None:
    order = order_id()
    await send(here, command("order.cancel", {"order": order, "reason": "withdrawn"}))
    await send(here, command("order.announce", announce_body(order)))
    await send(here, command("order.announce", announce_body(order)))
    await send(here, command("order.cancel", {"order": order, "reason": "withdrawn"}))
    assert [reply["reason"] for reply in await queued(here)] == ["order_unknown", None, "order_exists", None]


async def test_a_state_request_asks_for_a_snapshot_once(here: Site) -> None:
    content, before = command("state.request"), besides_numbers(here)
    assert (await send(here, content)).snapshot
    (reply,) = await queued(here)
    assert reply["status"] == "accepted"
    assert not (await send(here, content)).snapshot
    assert besides_numbers(here) == before


async def test_what_needs_no_decision_is_no_tick_of_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Central's questions move nothing: what is told once a minute is told by time alone."""
    monkeypatch.setattr(loop, "TICK_S", 3_600)
    async with site(tmp_path / "site") as here:
        for _ in range(2):
            await send(here, command("open.all"))
        here.clock.mono_ms += 60_000
        facts = await here.facts()
        await send(here, command("state.request"))
        await send(here, command("events.replay", {"first": 1}))
        assert await here.facts() == facts
        await here.controller.submit(Tick())
        assert await here.facts() == [*facts, FactType.COMMAND_REFUSED]


async def test_a_reissue_for_an_unknown_order_is_refused(here: Site) -> None:
    await send(here, command("grant.reissue", {"order": order_id()}))
    (reply,) = await queued(here)
    assert reply["reason"] == "order_unknown"


async def test_a_station_that_is_busy_says_so_and_may_be_asked_again(here: Site) -> None:
    waiting = [here.controller.submit(Note(FactType.SITE_RESUMED, ())) for _ in range(256)]
    content = command("state.request")
    tasks = [asyncio.ensure_future(each) for each in waiting]
    await asyncio.sleep(0)
    busy = await send(here, content)
    assert busy.reply is not None
    assert read_reply(busy.reply.payload)["reason"] == "busy"
    await asyncio.gather(*tasks)
    await send(here, content)
    assert [reply["status"] for reply in await queued(here)] == ["accepted"]


async def test_no_reply_and_no_log_line_holds_what_was_asked(here: Site, caplog: pytest.LogCaptureFixture) -> None:
    content = command("order.announce", announce_body(case_reference="Erika Mustermann"))
    await send(here, content)
    await here.commands.handle(received(signed(content, key=STRANGER_KEY), name="order.announce"))
    assert "Erika" not in caplog.text
    assert "Erika" not in str(await queued(here))
    assert "Erika" not in str(await here.store.custody(0, 1000))


async def test_a_rotated_key_signs_beside_the_old_one(tmp_path: Path) -> None:
    async with site(tmp_path / "site", keys=(CENTRAL_KEY, STRANGER_KEY)) as here:
        for key in (CENTRAL_KEY, STRANGER_KEY):
            content = command("state.request")
            await here.commands.handle(received(signed(content, key=key), name="state.request"))
        assert [reply["status"] for reply in await queued(here)] == ["accepted", "accepted"]
