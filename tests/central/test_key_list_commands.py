"""A key of central that was stolen is taken out by a list: from that transaction on nothing signed with it counts."""

import asyncio
import json
from pathlib import Path

import pytest
from central_kit import CENTRAL_KEY, CENTRAL_KID, STRANGER_KEY, Site, command, received, signed, site
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from key_rings import EXPIRES_S, ROOTS, by_id, listed, raw, ring_of

from lockerd.central.command_models import MAX_COMMAND_BYTES
from lockerd.codes.key_list import MAX_CHARS, IssuerKeys
from lockerd.codes.keys import key_id_hex
from lockerd.config.issuers import CommandIssuer
from lockerd.domain.model.key_list import KeyList
from lockerd.store import OutgoingReply

NAME = "keys.list"
NEXT_KEY = Ed25519PrivateKey.from_private_bytes(b"n" * 32)
NEXT_KID = key_id_hex(NEXT_KEY.public_key())


async def told(here: Site, text: str, **more: object) -> dict[str, object]:
    return await here.ask(command(NAME, {"list": text}, **more))


async def counts(here: Site, key: Ed25519PrivateKey) -> bool:
    """Whether a command signed with this key is somebody's."""
    before = dict(here.commands.dropped.counts)
    await here.commands.handle(received(signed(command("state.request", {}), key=key), name="state.request"))
    return here.commands.dropped.counts == before


async def test_the_stolen_key_signs_nothing_more_and_the_next_one_does(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        late = signed(command("compartment.block", {"authority": "stadt", "compartment": "A01", "reason": "x"}))
        assert not await counts(here, NEXT_KEY)
        assert (await told(here, listed(1, CENTRAL_KEY, NEXT_KEY)))["status"] == "accepted"
        assert await counts(here, CENTRAL_KEY), "both, while one replaces the other"
        assert await counts(here, NEXT_KEY)
        assert (await told(here, listed(2, NEXT_KEY)))["status"] == "accepted"
        assert not await counts(here, CENTRAL_KEY)
        assert await counts(here, NEXT_KEY)
        await here.commands.handle(received(late, name="compartment.block"))
        assert "compartment.blocked" not in await here.facts(), "signed before, delivered late"
        assert here.commands.dropped.counts["unknown_key"] == 3
        assert (await here.facts()).count("keys.listed") == 2
    async with site(tmp_path) as here:
        assert not await counts(here, CENTRAL_KEY), "also after a restart"
        assert await counts(here, NEXT_KEY)


async def test_what_waits_behind_the_list_is_not_decided_any_more(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        ring = ring_of(lambda: here.controller.state.site.key_list)
        body = {"authority": "stadt", "compartment": "A01", "reason": "x"}
        taken = asyncio.ensure_future(here.controller.submit(ring.judge(listed(1, NEXT_KEY), who="anna")))
        handled = asyncio.ensure_future(
            here.commands.handle(received(signed(command("compartment.block", body)), name="compartment.block"))
        )
        await taken
        assert (await handled).reply is None
        assert "compartment.blocked" not in await here.facts()
        assert here.commands.dropped.counts["unknown_key"] == 1


async def test_an_older_list_brings_no_stolen_key_back(tmp_path: Path) -> None:
    old, new = listed(6, CENTRAL_KEY), listed(7, CENTRAL_KEY, NEXT_KEY)
    async with site(tmp_path) as here:
        assert (await told(here, new))["status"] == "accepted"
        assert (await told(here, new))["status"] == "accepted", "the same once more"
        assert (await told(here, listed(7, CENTRAL_KEY, NEXT_KEY, roots=ROOTS)))["status"] == "accepted"
        for text in (old, listed(7, CENTRAL_KEY)):
            reply = await told(here, text)
            assert (reply["status"], reply["reason"]) == ("refused", "key_list_old")
        assert (await here.facts()).count("keys.listed") == 1
    async with site(tmp_path) as here:
        assert (await told(here, old))["reason"] == "key_list_old", "over a restart too"
        assert here.controller.state.site.key_list.text == new


async def test_one_that_has_certainly_run_out_is_refused(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        ran_out = listed(1, CENTRAL_KEY, expires_s=here.clock.lo_s - 1)
        assert (await told(here, ran_out))["reason"] == "key_list_old"
        assert (await told(here, listed(2, CENTRAL_KEY, expires_s=here.clock.lo_s)))["status"] == "accepted"
        assert here.clock.lo_s < EXPIRES_S


@pytest.mark.parametrize(
    "text",
    [
        "x",
        listed(9, NEXT_KEY, roots=ROOTS[:1]),
        listed(9, NEXT_KEY, roots=[CENTRAL_KEY, NEXT_KEY]),
        listed(9, ROOTS[2]),
        listed(9, NEXT_KEY).replace("A", "B", 1),
    ],
    ids=range(5),
)
async def test_a_stolen_command_key_alone_changes_no_keys(tmp_path: Path, text: str) -> None:
    async with site(tmp_path) as here:
        assert (await told(here, text))["reason"] == "key_list_not_valid"
        assert here.controller.state.site.key_list == KeyList()
        assert await counts(here, CENTRAL_KEY)
        assert not await counts(here, NEXT_KEY)


async def test_the_key_of_one_issuer_does_not_speak_for_another(tmp_path: Path) -> None:
    roles = (
        IssuerKeys(issuer="central", keys=(raw(CENTRAL_KEY),)),
        IssuerKeys(issuer="county", keys=(raw(NEXT_KEY),)),
    )
    both = (
        CommandIssuer("central", None, by_id([CENTRAL_KEY]), None),
        CommandIssuer("county", frozenset({"kreis"}), by_id([STRANGER_KEY]), None),
    )
    async with site(tmp_path, issuers=both) as here:
        assert (await told(here, listed(1, command=roles)))["status"] == "accepted"
        assert await counts(here, CENTRAL_KEY)
        assert not await counts(here, NEXT_KEY), "it says central, and the key is the county's"
        assert here.commands.dropped.counts["wrong_issuer"] == 1


async def test_a_flood_of_lists_leaves_one(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        for version in range(1, 40):
            await told(here, listed(version, CENTRAL_KEY))
        for _ in range(300):
            await told(here, listed(1, CENTRAL_KEY))
        known = here.controller.state.site.key_list
        assert (known.version, known.command) == (39, (CENTRAL_KID,))
        replies = [row for row in await here.store.unsent(0, 10_000) if isinstance(row, OutgoingReply)]
        assert len(replies) < 339, "what is refused is answered from a bucket that runs dry"


async def test_no_key_stands_in_what_is_told(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        await told(here, listed(1, NEXT_KEY))
        rows = json.dumps([dict(row.data) for row in await here.store.custody(0, 1_000)])
        assert raw(NEXT_KEY) not in rows
        assert NEXT_KID not in rows


def test_the_longest_list_fits_into_a_command() -> None:
    assert len(signed(command(NAME, {"list": "x" * (MAX_CHARS - 100) + '"' * 100}))) < MAX_COMMAND_BYTES
