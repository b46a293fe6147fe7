"""The reference central counts its commands, and after an older backup of it was put back it begins a new epoch."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockercentral import jws
from lockercentral.keys import CentralKeys
from lockercentral.numbering import Numbering
from lockercentral.office import Central
from lockerd.domain.model.issuers import Numbers, Stale, judge, with_newest

SITE_KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
KEYS = CentralKeys.make()


@dataclass
class Wire:
    """Broker and site in one: judges numbers as a site does, and answers."""

    seen: list[dict[str, Any]] = field(default_factory=list)
    known: tuple[Numbers, ...] = ()
    done: list[str] = field(default_factory=list)
    take: Callable[[str, bytes], None] = field(default=lambda _topic, _payload: None)
    on_change: Callable[[], None] = field(default=lambda: None)
    up: bool = True

    def __call__(self, _port: int, *, topics: tuple[str, ...], on_message: Callable[[str, bytes], None]) -> "Wire":
        assert topics
        self.take = on_message
        return self

    async def run(self) -> None:
        await asyncio.get_running_loop().create_future()

    async def publish(self, topic: str, payload: str, *, response_topic: str, correlation: bytes) -> None:
        content = jws.verify(payload, key=KEYS.command.public_key(), typ=jws.Typ.COMMAND)
        assert topic.endswith(content["name"])
        assert correlation == content["id"].encode()
        self.seen.append(content)
        found = judge(self.known, content["issuer"], content["epoch"], content["number"])
        reply = {"id": content["id"], "site": "s", "name": content["name"], "status": "accepted", "reason": None}
        if isinstance(found, Stale):
            why = "number_used" if found is Stale.NUMBER_USED else "out_of_order"
            known = {"epoch": self.known[0].epoch, "number": self.known[0].number}
            reply |= {"status": "refused", "reason": why, "data": known}
        else:
            self.known = with_newest(self.known, found)
            self.done.append(content["id"])
        text = jws.sign(reply, key=SITE_KEY, typ=jws.Typ.REPLY)
        asyncio.get_running_loop().call_soon(self.take, response_topic, text.encode())


def central(wire: Wire, now_s: int) -> Central:
    return Central("s", SITE_KEY.public_key(), KEYS, port=0, make_link=wire, now_s=lambda: now_s)


async def test_commands_are_numbered_from_one_within_an_epoch() -> None:
    wire = Wire()
    here = central(wire, 1_800_000_000)
    for _ in range(3):
        assert (await here.command("state.request", {})).status == "accepted"
    assert [(each["epoch"], each["number"]) for each in wire.seen] == [(1_800_000_000, n) for n in (1, 2, 3)]


async def test_put_back_from_a_backup_it_goes_on_in_a_new_epoch_and_nothing_is_done_twice() -> None:
    wire = Wire()
    here = central(wire, 1_800_000_000)
    for _ in range(5):
        await here.command("state.request", {})
    here._numbering.number = 2  # as it was in the backup
    assert (await here.command("state.request", {})).status == "accepted"
    refused, again = wire.seen[-2:]
    assert (refused["id"], refused["number"]) == (again["id"], 3)
    assert again["epoch"] > refused["epoch"]
    assert len(wire.done) == len(set(wire.done)) == 6
    assert [notice.word for notice in here.notices] == ["problem"]
    assert (await here.command("state.request", {})).status == "accepted"
    assert len(here.notices) == 1


async def test_a_clock_that_was_put_back_does_not_keep_it_in_an_old_epoch() -> None:
    wire = Wire()
    await central(wire, 1_800_000_000).command("state.request", {})
    late = central(wire, 1_700_000_000)
    assert (await late.command("state.request", {})).status == "accepted"
    assert wire.seen[-1]["epoch"] == 1_800_000_001


def test_every_start_has_an_epoch_of_its_own() -> None:
    now_s = iter((5.9, 7.1))
    numbers = [Numbering(lambda: next(now_s)) for _ in range(2)]
    assert [each.next() for each in numbers] == [{"epoch": 5, "number": 1}, {"epoch": 7, "number": 1}]
    assert numbers[0].next() == {"epoch": 5, "number": 2}
