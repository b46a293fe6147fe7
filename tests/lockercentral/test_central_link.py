"""Central over a real broker: commands and replies, gaps and replay, outages."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fake_site import FakeSite

from lockercentral.keys import CentralKeys, seal
from lockercentral.office import Central
from lockercentral.orders import PartWish, Wish
from lockercentral.tasks import ended
from lockercentral.uuid7 import uuid7
from lockersim.site.broker import Broker, free_port
from lockersim.site.site import SITE_ID
from lockersim.waiting import until

pytestmark = pytest.mark.broker


class Stage:
    """A broker, central and a fake site."""

    def __init__(self, broker: Broker, central: Central, site: FakeSite) -> None:
        self.broker, self.central, self.site = broker, central, site

    async def until(self, condition: Callable[[], bool]) -> None:
        await until(condition, within_s=15, what="the condition of the test")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    broker = Broker(tmp_path, port=free_port())
    await broker.start()
    keys, site_key = CentralKeys.make(), Ed25519PrivateKey.generate()
    central = Central(SITE_ID, site_key.public_key(), keys, broker.port)
    site = FakeSite(broker.port, site_key, keys.command.public_key())
    tasks = [asyncio.create_task(central.run()), asyncio.create_task(site.run())]
    stage = Stage(broker, central, site)
    await site.ready.wait()
    await stage.until(lambda: central.connected)
    yield stage
    await ended(tasks)
    await broker.stop()


async def test_an_announcement_is_signed_and_its_reply_verified(stage: Stage) -> None:
    order = uuid7()
    reply = await stage.central.announce(Wish(order, case_reference="AZ-1", parts=(PartWish({"size": "A4"}),)))
    assert reply.status == "accepted"
    command = stage.site.commands[0]
    assert command["body"]["order"] == order
    assert command["exp"] - command["iat"] <= 24 * 3600


async def test_a_gap_is_said_and_mended_by_replay(stage: Stage) -> None:
    order = uuid7()
    for kind in ("order.announced", "order.reserved", "order.loading", "order.ready"):
        stage.site.log.add(kind, order=order, compartment="A01")
    for event in (stage.site.log.events[0], stage.site.log.events[3]):
        await stage.site.send(event)
    await stage.until(lambda: stage.central.copy.complete and stage.central.copy.head == 4)
    words = [(notice.word, notice.detail) for notice in stage.central.notices]
    assert ("gap", "2–3") in words
    assert ("mended", "2–3") in words
    assert stage.central.orders[order].history[0] == "order.announced"


async def test_events_lost_at_the_end_are_known_from_the_reported_head(stage: Stage) -> None:
    stage.site.log.add("site.started", {"boot": "b1"})
    await stage.site.report()
    await stage.until(lambda: stage.central.copy.complete and stage.central.copy.head == 1)


async def test_a_sealed_code_is_opened_and_forgotten_when_spent(stage: Stage) -> None:
    order = uuid7()
    plain = {"order": order, "grant": "g1", "token": "LK1:X", "typed_code": "123456784", "pickup_number": "1234"}
    sealed = seal(plain, stage.central.keys.code.public_key(), site=SITE_ID)
    view = stage.central.orders
    await stage.site.send(stage.site.log.add("grant.issued", {"grant": "g1", "sealed_code": sealed}, order=order))
    await stage.until(lambda: order in view and view[order].code is not None)
    code = view[order].code
    assert code is not None
    assert code.token == "LK1:X"
    await stage.site.send(stage.site.log.add("grant.spent", {"grant": "g1", "observed": "opened"}, order=order))
    await stage.until(lambda: view[order].code is None)


async def test_a_reply_with_a_foreign_signature_counts_for_nothing(stage: Stage) -> None:
    forged = FakeSite(stage.broker.port, Ed25519PrivateKey.generate(), stage.central.keys.command.public_key())
    stage.site.signed = forged.signed  # type: ignore[method-assign]
    announcing = asyncio.create_task(stage.central.announce(Wish(uuid7())))
    await stage.until(lambda: stage.central.bad_replies == 1)
    assert not announcing.done()
    announcing.cancel()


async def test_central_comes_back_after_a_broker_outage(stage: Stage) -> None:
    await stage.broker.kill()
    await stage.until(lambda: not stage.central.connected)
    await stage.broker.start()
    await stage.until(lambda: stage.central.connected)
