"""Central changes what it asked for, has codes good for longer, and blocks doors: repetition, strangers, limits."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from central_kit import (
    STRANGER_KEY,
    Site,
    announce_body,
    command,
    order_id,
    received,
    signed,
    site,
)

from lockerd.domain.model.blocks import Block
from lockerd.domain.model.parts import PartId
from lockerd.domain.model.state import HOUR_MS
from lockerd.domain.model.statements import Purpose, Trust
from lockerd.domain.model.terms import RETENTION_MAX_H

STADT = {"authority": "stadt"}
BLOCK = STADT | {"compartment": "A01", "reason": "cleaning"}
UNBLOCK = STADT | {"compartment": "A01"}


def hand_in() -> dict[str, Any]:
    return announce_body(kind="hand_in", retention_h=100)


async def answers(here: Site, name: str, body: dict[str, Any]) -> str:
    """``accepted``, or the reason."""
    reply = await here.ask(command(name, body))
    return str(reply["reason"] or reply["status"])


async def test_an_order_is_changed_and_its_code_good_for_longer_also_over_a_restart(tmp_path: Path) -> None:
    awaited, announced = hand_in(), announce_body()
    longer = STADT | {"order": awaited["order"], "by_h": 24}
    other = STADT | {"order": announced["order"], "case_reference": "KFZ-2", "needs": {"size": "A4"}, "retention_h": 2}
    async with site(tmp_path) as here:
        for body in (awaited, announced):
            assert await answers(here, "order.announce", body) == "accepted"
        assert await answers(here, "order.extend", longer) == "accepted"
        assert await answers(here, "order.change", other) == "accepted"
    async with site(tmp_path) as here:
        state = here.controller.state
        (grant,) = state.grants.values()
        assert grant.retention_left_ms == 124 * HOUR_MS
        order, part = state.orders[announced["order"]], state.parts[PartId(announced["order"], 1)]
        assert (order.case_reference, order.retention_ms, part.needs.size) == ("KFZ-2", 2 * HOUR_MS, "A4")
        assert order.document_class == announced["document_class"], "what is not named stays"
        rows = {row.type: row for row in await here.store.custody(0, 100)}
        assert rows["order.extended"].data["retention_ms"] == 124 * HOUR_MS
        assert rows["order.changed"].data["fields"] == "case_reference,needs,retention_h"
        assert "KFZ-2" not in str(rows["order.changed"].data), "a pseudonym that is erased in time"


async def test_a_block_outlives_a_restart_and_is_said(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        assert await answers(here, "compartment.block", BLOCK | {"own_use": True}) == "accepted"
    async with site(tmp_path) as here:
        door = here.controller.state.compartments["A01"]
        assert door.blocks == (Block("stadt", "cleaning", own_use=True),)
        assert await answers(here, "compartment.unblock", UNBLOCK) == "accepted"
        assert not here.controller.state.compartments["A01"].blocks


@pytest.mark.parametrize("name", ["order.extend", "order.change", "compartment.block"])
async def test_delivered_again_it_is_answered_and_not_done_again(tmp_path: Path, name: str) -> None:
    awaited = hand_in()
    bodies = {
        "order.extend": STADT | {"order": awaited["order"], "by_h": 24},
        "order.change": STADT | {"order": awaited["order"], "item_count": 2},
        "compartment.block": BLOCK,
    }
    content = command(name, bodies[name])
    async with site(tmp_path) as here:
        await here.ask(command("order.announce", awaited))
        first = await here.ask(content)
        rows, left = len(await here.facts()), _left(here)
        for _ in range(3):
            again = await here.ask(content | {"iat": content["iat"] + 1})
            assert (again["id"], again["status"], again["reason"]) == (first["id"], "accepted", None)
        assert (len(await here.facts()), _left(here)) == (rows, left)
        assert (await here.ask(content | {"body": STADT | {"orders": "all", "by_h": 1}}))["reason"] == "id_reused"
    async with site(tmp_path) as here:
        assert (await here.ask(content))["status"] == "accepted"
        assert _left(here) == left


def _left(here: Site) -> list[int]:
    return [grant.retention_left_ms for grant in here.controller.state.grants.values()]


@pytest.mark.parametrize("name", ["order.extend", "order.change", "compartment.block", "compartment.unblock"])
async def test_a_stranger_is_nobody(tmp_path: Path, name: str) -> None:
    """Without central's key nothing is done, remembered or answered; and no office speaks for another."""
    awaited = hand_in()
    order = {"order": awaited["order"]}
    bodies = {
        "order.extend": order | {"by_h": 24},
        "order.change": order | {"item_count": 2},
        "compartment.block": {"compartment": "A01", "reason": "cleaning"},
        "compartment.unblock": {"compartment": "A01"},
    }
    refusals = {"order.extend": "wrong_authority", "order.change": "wrong_authority"}
    async with site(tmp_path) as here:
        await here.ask(command("order.announce", awaited))
        before, rows = here.controller.state, len(await here.facts())
        content = command(name, STADT | bodies[name])
        handled = await here.commands.handle(received(signed(content, key=STRANGER_KEY), name=name))
        assert (handled.reply, here.controller.state is before, len(await here.facts())) == (None, True, rows)
        said = await answers(here, name, {"authority": "land"} | bodies[name])
        expected = "accepted" if name == "compartment.unblock" else refusals.get(name, "authority_unknown")
        assert said == expected, "of what nobody blocks there is nothing to take back"
        assert (here.controller.state.grants, here.controller.state.parts) == (before.grants, before.parts)
        assert here.controller.state.compartments == before.compartments


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("order.extend", STADT | {"order": order_id()}),
        ("order.extend", STADT | {"by_h": 1}),
        ("order.extend", STADT | {"order": order_id(), "by_h": 1, "at_least_h": 1}),
        ("order.extend", STADT | {"order": order_id(), "orders": "all", "by_h": 1}),
        ("order.extend", STADT | {"orders": "some", "by_h": 1}),
        ("order.extend", STADT | {"orders": "all", "by_h": 0}),
        ("order.extend", STADT | {"orders": "all", "by_h": -24}),
        ("order.extend", STADT | {"orders": "all", "by_h": RETENTION_MAX_H + 1}),
        ("order.change", STADT | {"order": order_id()}),
        ("order.change", STADT | {"order": order_id(), "part": 1}),
        ("order.change", STADT | {"order": order_id(), "part": 1, "case_reference": "x"}),
        ("order.change", STADT | {"order": order_id(), "part": 10, "item_count": 1}),
        ("order.change", STADT | {"order": order_id(), "case_reference": "x" * 65}),
        ("order.change", STADT | {"order": order_id(), "document_class": ""}),
        ("order.change", STADT | {"order": order_id(), "item_count": 100}),
        ("compartment.block", BLOCK | {"reason": "Herr Meier"}),
        ("compartment.block", BLOCK | {"reason": "x" * 33}),
        ("compartment.block", BLOCK | {"compartment": "A" * 9}),
        ("compartment.block", BLOCK | {"compartment": ""}),
    ],
)
async def test_a_body_beyond_its_limits_is_malformed(tmp_path: Path, name: str, body: dict[str, Any]) -> None:
    async with site(tmp_path) as here:
        assert await answers(here, name, body) == "malformed_body"


async def test_a_body_at_its_limits_is_understood(tmp_path: Path) -> None:
    awaited = hand_in() | {"authority": "stadt"}
    order = STADT | {"order": awaited["order"]}
    async with site(tmp_path) as here:
        await here.ask(command("order.announce", awaited))
        for name, body in (
            ("order.extend", order | {"at_least_h": RETENTION_MAX_H}),
            ("order.change", order | {"case_reference": "x" * 64, "document_class": "y" * 64, "item_count": 99}),
            ("order.change", order | {"case_reference": "", "part": 1, "needs": {}}),
            ("compartment.block", BLOCK | {"reason": "x" * 32}),
        ):
            assert await answers(here, name, body) == "accepted", body
        assert await answers(here, "compartment.block", BLOCK | {"compartment": "Z.9-_999"}) == "compartment_unknown"


async def test_many_extensions_in_a_row_leave_a_bounded_log(tmp_path: Path) -> None:
    """Each command leaves its id and its reply; the log grows no more once nothing becomes longer."""
    async with site(tmp_path) as here:
        await asyncio.gather(*(here.ask(command("order.announce", hand_in())) for _ in range(5)))
        rows = len(await here.facts())
        for _ in range(60):
            assert await answers(here, "order.extend", STADT | {"orders": "all", "by_h": 240}) == "accepted"
        assert set(_left(here)) == {RETENTION_MAX_H * HOUR_MS}
        assert len(await here.facts()) == rows + -(-(RETENTION_MAX_H - 100) // 240)


async def test_nothing_new_is_reported_where_a_door_is_blocked(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        for name in ("A01", "A02"):
            await here.ask(command("compartment.block", BLOCK | {"compartment": name}))
        await here.ask(command("order.announce", announce_body()))
        (part,) = here.controller.state.parts.values()
        assert part.compartment is None
        calls = [(each.call, each.reason) for each in here.controller.attention()]
        assert ("blocked", "stadt") in calls
        assert not here.wall.unlocks


async def test_what_no_verifier_here_could_prove_is_refused_when_it_is_announced(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        assert await answers(here, "order.announce", announce_body(no_delegate=True)) == "no_verifier"
        here.controller.policy = replace(
            here.controller.policy,
            verifiers={"reader-1": Trust(frozenset({Purpose.PERSON}), from_s=0, until_s=1 << 40)},
        )
        body = announce_body(no_delegate=True)
        assert await answers(here, "order.announce", body) == "accepted"
    async with site(tmp_path) as here:
        assert here.controller.state.orders[body["order"]].no_delegate, "also over a restart"
