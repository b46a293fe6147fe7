"""Numbers of commands against broker, crash and an old backup: none is lost, and none is used twice (F61, F65)."""

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import command_victim
import pytest
from central_kit import NOW_S, STRANGER_KEY, Site, announce_body, command, order_id, received, signed, site
from commands_kit import last, queued, send

from lockerd.controller.bucket import BURST
from lockerd.domain.model.issuers import WINDOW
from lockerd.domain.shown.attention import Call
from lockerd.store import OutgoingReply

EPOCH = NOW_S - 86_400


def numbered(number: int, *, epoch: int = EPOCH) -> dict[str, Any]:
    """Another command each time."""
    return command("order.announce", announce_body(order_id()), epoch=epoch, number=number)


def calls(here: Site) -> list[str]:
    return [each.reason for each in here.controller.attention() if each.call is Call.ISSUER_BEHIND]


@pytest.mark.parametrize("seed", range(5))
async def test_doubled_and_reordered_each_is_done_once(here: Site, seed: int) -> None:
    rng = random.Random(seed)
    commands = [numbered(number) for number in range(1, 31)]
    delivered = [each for each in commands for _ in range(rng.randint(1, 3))]
    rng.shuffle(delivered)
    for content in delivered:
        await send(here, content)
    assert set(here.controller.state.orders) == {each["body"]["order"] for each in commands}
    assert (await here.facts()).count("order.announced") == 30
    assert {reply["status"] for reply in await queued(here)} == {"accepted"}
    assert not calls(here)


async def test_a_number_is_used_for_one_command(here: Site) -> None:
    await send(here, numbered(7))
    other = numbered(7)
    await send(here, other)
    reply = await last(here)
    assert (reply["id"], reply["reason"], reply["data"]) == (
        other["id"],
        "number_used",
        {"epoch": EPOCH, "number": 7},
    )
    assert other["body"]["order"] not in here.controller.state.orders


async def test_what_is_refused_for_its_number_is_done_under_another(here: Site) -> None:
    await send(here, numbered(7))
    other = numbered(7)
    for _ in range(3):
        await send(here, other)
    assert (await last(here))["reason"] == "number_used"
    assert len([row for row in await here.store.unsent(0, 100) if isinstance(row, OutgoingReply)]) == 2, "known again"
    again = other | {"number": 8}
    await send(here, again)
    assert (await last(here))["status"] == "accepted"
    for content in (again, other, other | {"number": 9}):
        assert (await here.ask(content))["status"] == "accepted", "the same command, whatever its number"
    assert (await here.facts()).count("order.announced") == 2


async def test_what_is_late_or_busy_uses_no_number_up(here: Site) -> None:
    content = numbered(3)
    await send(here, content | {"iat": NOW_S - 900, "exp": NOW_S - 600})
    assert (await last(here))["reason"] == "expired"
    await send(here, content)
    assert (await last(here))["status"] == "accepted"


async def test_what_too_many_have_overtaken_is_refused(here: Site) -> None:
    await send(here, numbered(WINDOW + 10))
    for number, status in ((10, "refused"), (11, "accepted")):
        await send(here, numbered(number))
        reply = await last(here)
        assert reply["status"] == status
    facts = [row for row in await here.store.custody(0, 1_000) if row.type == "issuer.behind"]
    assert [row.data["reason"] for row in facts] == ["number_old"]


async def test_a_central_from_an_old_backup_is_noticed_and_begins_a_new_epoch(here: Site) -> None:
    for number in range(1, 11):
        await send(here, numbered(number))
    facts = await here.facts()
    for number in range(6, 11):
        await send(here, numbered(number))
        assert (await last(here))["reason"] == "number_used"
    assert (await here.facts())[len(facts) :] == ["issuer.behind"]
    assert calls(here) == ["central"]
    await send(here, numbered(1, epoch=NOW_S))
    assert (await last(here))["status"] == "accepted"
    assert "issuer.began" in await here.facts()
    assert not calls(here)
    await send(here, numbered(11))
    assert ((await last(here))["reason"], (await last(here))["data"]) == ("out_of_order", {"epoch": NOW_S, "number": 1})


@pytest.mark.parametrize("epoch", [NOW_S + 2 + 24 * 3600 + 1, 2**53 - 1])
async def test_a_stolen_key_cannot_take_the_last_of_all_epochs(here: Site, epoch: int) -> None:
    """Else its owner, with a new key, could never begin a higher one (F64)."""
    await send(here, numbered(1, epoch=epoch))
    assert (await last(here))["reason"] == "not_yet_valid"
    assert not here.controller.state.site.issuers


async def test_the_last_number_of_an_epoch_is_not_the_end(here: Site) -> None:
    await send(here, numbered(2**53 - 1))
    await send(here, numbered(1))
    assert (await last(here))["reason"] == "out_of_order"
    await send(here, numbered(1, epoch=EPOCH + 1))
    assert (await last(here))["status"] == "accepted"


async def test_a_replay_that_its_number_refuses_replays_nothing(here: Site) -> None:
    await here.happen(3)
    await send(here, numbered(4))
    await here.store.acknowledged([row.id for row in await here.store.unsent(0, 1_000)])
    await send(here, command("events.replay", {"first": 1, "last": 3}, epoch=EPOCH, number=4))
    assert (await last(here))["reason"] == "number_used"
    events = [row for row in await here.store.unsent(0, 1_000) if not isinstance(row, OutgoingReply)]
    assert [row.row.type for row in events] == ["issuer.behind"]


async def test_a_snapshot_that_its_number_refuses_is_not_published(here: Site) -> None:
    await send(here, numbered(4))
    assert not (await send(here, command("state.request", epoch=EPOCH, number=4))).snapshot


async def test_who_has_no_key_changes_nothing_of_the_numbers(here: Site) -> None:
    await send(here, numbered(5))
    before = here.controller.state
    for number in range(1_000):
        text = signed(numbered(number + 1, epoch=NOW_S), key=STRANGER_KEY)
        await here.commands.handle(received(text, name="order.announce"))
    assert here.controller.state is before


async def test_ten_thousand_hostile_commands_of_a_valid_issuer_leave_a_bounded_state(here: Site) -> None:
    """With the right key, and numbers of all sorts: what is kept of it is one row, a fact and a burst of replies."""
    await send(here, numbered(5_000))
    facts, replies = len(await here.facts()), len(await queued(here))
    rng = random.Random(1)
    for _ in range(10_000):
        content = command("state.request", epoch=rng.choice((1, EPOCH)), number=rng.randint(1, 4_700))
        await send(here, content)
    (row,) = here.controller.state.site.issuers
    assert (row.issuer, row.epoch, row.number) == ("central", EPOCH, 5_000)
    assert len(await here.facts()) - facts == 1
    assert len(await here.store.unsent(0, 20_000)) <= facts + replies + BURST + 1


@pytest.mark.parametrize("at_statement", [1, 3, 8, 12, 17, 23, 38])
def test_killed_between_any_two_statements_no_number_is_lost_or_used_twice(tmp_path: Path, at_statement: int) -> None:
    commands = [numbered(number) for number in (3, 1, 2, 5)]
    (tmp_path / "commands").write_text("\n".join(map(signed, commands)))
    folder = tmp_path / "site"
    victim = subprocess.run(
        [sys.executable, command_victim.__file__, str(folder), str(tmp_path / "commands"), str(at_statement)],
        check=False,
        timeout=60,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert victim.returncode == -9
    asyncio.run(_all_once(folder, commands))


async def _all_once(folder: Path, commands: list[dict[str, Any]]) -> None:
    async with site(folder) as here:
        for content in commands:
            assert (await here.ask(content))["status"] == "accepted", "done before, with its reply, or done now"
        assert (await here.facts()).count("order.announced") == len(commands)
        for content in commands:
            assert (await here.ask(numbered(content["number"])))["reason"] == "number_used"
        assert (await here.ask(numbered(4)))["status"] == "accepted"
