"""Two centrals at one wall: each commands with its own key, for its own offices; the other's orders do not exist."""

import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from central_kit import (
    CENTRAL_KEY,
    NOW_S,
    STRANGER_KEY,
    Site,
    announce_body,
    command,
    read_reply,
    received,
    signed,
    site,
)
from commands_kit import besides_numbers, queued
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from key_rings import by_id

from lockerd.central.command_table import COMMANDS, EXAMPLE_ORDER, Authority
from lockerd.config.issuers import CommandIssuer
from lockerd.domain.model.parts import PartState

TOWN_KEY, COUNTY_KEY = CENTRAL_KEY, Ed25519PrivateKey.from_private_bytes(b"k" * 32)
TOWN = CommandIssuer("town", frozenset({"stadt"}), by_id([TOWN_KEY]), None)
COUNTY = CommandIssuer("county", frozenset({"kreis"}), by_id([COUNTY_KEY]), None)
BOTH = CommandIssuer("both", frozenset({"kreis", "stadt"}), by_id([STRANGER_KEY]), None)
KEYS = {"town": TOWN_KEY, "county": COUNTY_KEY, "both": STRANGER_KEY}
OFFICES = frozenset({"stadt", "kreis"})
NOT_ONES_OWN = {
    Authority.NAMED: {"authority_unknown"},
    Authority.OF_THE_ORDER: {"order_unknown"},
    Authority.OF_THE_BLOCK: {"authority_unknown"},
    Authority.EVERY: {"wrong_authority"},
    Authority.SITE: {None, "events_unknown", "day_unknown", "key_list_not_valid"},
}
ABOUT_THE_SITE = {"state.request", "events.replay", "room.ask", "statistics.ask", "keys.list"}
"""Every issuer may send these: they say what the whole site says anyhow, or are signed by the roots."""
EXAMPLES = [(name, at) for name, row in COMMANDS.items() for at in range(len(row.examples))]


@pytest.fixture
async def shared(tmp_path: Path) -> AsyncIterator[Site]:
    """A wall with an order of the county, the one that the examples of all commands name."""
    async with site(tmp_path / "site", issuers=(TOWN, COUNTY, BOTH), authorities=OFFICES) as here:
        body = announce_body(EXAMPLE_ORDER, authority="kreis", kind="hand_in")
        assert (await say(here, "county", "order.announce", body))["status"] == "accepted"
        yield here


async def say(
    here: Site, issuer: str, name: str, body: Mapping[str, Any], key: Ed25519PrivateKey | None = None
) -> dict[str, Any]:
    """What the issuer is answered; nothing where it was nobody's command."""
    content = command(name, dict(body), issuer=issuer)
    text = signed(content, key=key or KEYS[issuer])
    handled = await here.commands.handle(received(text, name=name))
    if handled.reply is not None:
        return read_reply(handled.reply.payload)
    return next((each for each in await queued(here) if each["id"] == content["id"]), {})


def of_office(body: Mapping[str, Any], office: str) -> dict[str, Any]:
    return dict(body) | ({"authority": office} if "authority" in body else {})


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
async def test_nothing_of_the_other_office_is_seen_or_changed(shared: Site, name: str, example: int) -> None:
    row = COMMANDS[name]
    facts, before = await shared.facts(), besides_numbers(shared)
    reply = await say(shared, "town", name, of_office(row.examples[example], "kreis"))
    assert reply["reason"] in NOT_ONES_OWN[row.authority]
    assert "kreis" not in json.dumps(reply)
    assert besides_numbers(shared) == before
    assert (await shared.facts())[len(facts) :] in ([], ["command.refused"])


@pytest.mark.parametrize(
    ("name", "example"),
    [(name, at) for name, at in EXAMPLES if "order" in COMMANDS[name].examples[at] and name != "order.announce"],
)
async def test_the_other_office_s_order_is_answered_as_one_that_never_was(
    shared: Site, name: str, example: int
) -> None:
    """Named as one's own, too: neither the answer nor the log says that there is such an order."""
    body = of_office(COMMANDS[name].examples[example], "stadt")
    before = besides_numbers(shared)
    real = await say(shared, "town", name, body)
    never = await say(shared, "town", name, body | {"order": "0197a2b0-ffff-7d30-9f4a-6b1c2d3e4f50"})
    assert (real["status"], real["reason"], real["data"]) == (never["status"], never["reason"], never["data"])
    assert real["reason"] == "order_unknown"
    assert besides_numbers(shared) == before


def test_what_every_issuer_may_send_is_listed_here() -> None:
    assert {name for name, row in COMMANDS.items() if row.authority is Authority.SITE} == ABOUT_THE_SITE


async def test_who_speaks_for_it_commands_it(shared: Site) -> None:
    assert (await say(shared, "both", "order.hold", {"order": EXAMPLE_ORDER, "reason": "fee"}))["status"] == "accepted"
    assert (await say(shared, "county", "order.release", {"order": EXAMPLE_ORDER}))["status"] == "accepted"
    body = {"order": EXAMPLE_ORDER, "reason": "withdrawn"}
    assert (await say(shared, "town", "order.cancel", body))["reason"] == "order_unknown"
    assert (await say(shared, "county", "order.cancel", body))["status"] == "accepted"
    (part,) = shared.controller.state.parts.values()
    assert part.state is PartState.CANCELLED


@pytest.mark.parametrize("issuer", ["town", "county"])
async def test_badges_of_all_offices_are_called_back_by_who_speaks_for_all(shared: Site, issuer: str) -> None:
    body = {"version": 1, "badges": ["b-1"]}
    assert (await say(shared, issuer, "badges.call_back", body))["reason"] == "wrong_authority"
    assert (await say(shared, "both", "badges.call_back", body))["status"] == "accepted"


@pytest.mark.parametrize(
    ("named", "key", "why"),
    [
        ("county", TOWN_KEY, "wrong_issuer"),
        ("town", COUNTY_KEY, "wrong_issuer"),
        ("central", TOWN_KEY, "wrong_issuer"),
        ("town", Ed25519PrivateKey.from_private_bytes(b"x" * 32), "unknown_key"),
    ],
)
async def test_a_command_is_nobody_s_but_by_the_key_of_the_issuer_it_names(
    shared: Site, named: str, key: Ed25519PrivateKey, why: str
) -> None:
    replies, facts, before = await queued(shared), await shared.facts(), shared.controller.state
    for _ in range(10):
        assert await say(shared, named, "order.cancel", {"order": EXAMPLE_ORDER, "reason": "x"}, key) == {}
    assert shared.commands.dropped.counts == {why: 10}
    assert (await queued(shared), await shared.facts()) == (replies, facts)
    assert shared.controller.state is before, "not even a number"


async def test_each_issuer_counts_for_itself(shared: Site) -> None:
    for issuer, key in KEYS.items():
        content = command("state.request", issuer=issuer, number=7, epoch=NOW_S)
        assert (await shared.commands.handle(received(signed(content, key=key), name="state.request"))).snapshot
    assert [(each.issuer, each.epoch, each.number) for each in shared.controller.state.site.issuers] == [
        (issuer, NOW_S, 7) for issuer in KEYS
    ]


async def test_no_wall_has_more_issuers_in_its_state_than_it_has_in_its_configuration(shared: Site) -> None:
    for n in range(100):
        await say(shared, f"town-{n}", "state.request", {}, TOWN_KEY)
    assert {each.issuer for each in shared.controller.state.site.issuers} == {"county"}
