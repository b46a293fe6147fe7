"""A broker that takes only small packets: kept within, told in the status, and nothing waits for what does not fit."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from broker import Mosquitto, running
from central_kit import BOUND_S, PLACES, SITE, TOPICS, announce_body, central, command, in_session, site
from hostile_broker import Talk, hostile

from lockerd.central.adapter import connect
from lockerd.central.link import Broker, OversizedPostError, Post
from lockerd.central.messages import Reported
from lockerd.central.packing import packet_bytes
from lockerd.domain.model.events import Note
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import CompartmentId

pytestmark = pytest.mark.broker

LIMIT = 4096
WILL = Post(TOPICS.state, "gone", retain=True)
WALL = tuple(
    replace(PLACES[0], compartment=CompartmentId(f"{row}{column:02}"), row=at, column=column)
    for at, row in enumerate("ABCDEF", start=1)
    for column in range(1, 17)
)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Mosquitto]:
    with running(tmp_path / "broker", extra=f"allow_anonymous true\nmax_packet_size {LIMIT}") as broker:
        yield broker


def at(port: int) -> Broker:
    return Broker("127.0.0.1", port, SITE)


async def test_commands_and_events_flow_although_the_snapshot_does_not_fit(small: Mosquitto, tmp_path: Path) -> None:
    async with (
        site(tmp_path / "site", doors=WALL) as here,
        central(small.port) as there,
        in_session(here.session(at(small.port))) as session,
    ):
        reply = await there.ask(command("order.announce", announce_body()))
        assert reply["status"] == "accepted"
        await here.sent()
        assert there.numbers() == list(range(1, here.controller.head.number + 1))
        (told,) = session.progress.oversized
        assert (told.topic, told.limit_bytes) == (TOPICS.reported, LIMIT)
        assert told.size_bytes > LIMIT
        assert session.progress.error == (
            f"{TOPICS.reported} has {told.size_bytes} bytes, the broker takes {LIMIT}; let it take more"
        )
        assert session.progress.connected


async def test_the_snapshot_tells_as_many_compartments_as_fit(small: Mosquitto, tmp_path: Path) -> None:
    async with (
        site(tmp_path / "site", doors=WALL) as here,
        central(small.port) as there,
        in_session(here.session(at(small.port))),
    ):
        await there.until(lambda: there.of("reported"))
        arrived = there.of("reported")[0]
        told = Reported.model_validate_json(arrived.payload)
        assert [each.id for each in told.compartments] == [place.compartment for place in WALL][
            : len(told.compartments)
        ]
        assert len(told.compartments) + told.left_out == len(WALL)
        one_more = len(arrived.payload) + len(told.compartments[0].model_dump_json()) + 1
        assert packet_bytes(Post(arrived.topic, arrived.payload.decode(), retain=True)) <= LIMIT < one_more + 40


async def test_an_event_that_does_not_fit_waits_and_holds_up_no_other(small: Mosquitto, tmp_path: Path) -> None:
    large = Note(FactType.SITE_RESUMED, (("reason", "x" * LIMIT), ("who", "test")))
    async with site(tmp_path / "site") as here, central(small.port) as there:
        await here.controller.submit(large)
        number = here.controller.head.number
        await here.happen(30)
        async with in_session(here.session(at(small.port))) as session:
            every = {*range(1, here.controller.head.number + 1)} - {number}
            await there.until(lambda: {*there.numbers()} == every)
            (told,) = session.progress.oversized
            assert told.topic == TOPICS.full("event/site.resumed")
            await here.controller.submit(large)
            await here.happen(1)
            await there.until(lambda: len(there.numbers()) == len(every) + 1)
            async with asyncio.timeout(BOUND_S):
                while await here.unsent() > 2:  # noqa: ASYNC110 - the database tells nobody that it changed
                    await asyncio.sleep(0.01)
        assert await here.unsent() == 2


async def test_what_waited_is_sent_once_the_broker_takes_it(tmp_path: Path) -> None:
    large = Note(FactType.SITE_RESUMED, (("reason", "x" * LIMIT), ("who", "test")))
    async with site(tmp_path / "site") as here:
        await here.controller.submit(large)
        with running(tmp_path / "small", extra=f"allow_anonymous true\nmax_packet_size {LIMIT}") as small:
            async with central(small.port) as there, in_session(here.session(at(small.port))):
                await there.until(lambda: len(there.numbers()) == here.controller.head.number - 1)
        with running(tmp_path / "large") as large_enough:
            async with central(large_enough.port) as there, in_session(here.session(at(large_enough.port))) as session:
                await here.sent()
                await there.until(lambda: here.controller.head.number in there.numbers())
                assert session.progress.oversized == ()


async def test_a_packet_of_just_the_size_is_sent_and_one_byte_more_is_not() -> None:
    """mosquitto ends the connection at one byte too many; the sizes here are those on the wire."""

    async def attack(talk: Talk) -> None:
        del talk

    connack = b"\x20\x08\x00\x00\x05\x27" + (300).to_bytes(4, "big")
    async with hostile(attack, connack=connack) as broker, connect(at(broker.port), WILL) as link:
        await link.subscribe(TOPICS.commands)
        assert link.max_packet_bytes == 300
        room = 300 - packet_bytes(Post("t", "", content_type="application/jose", correlation=b"7"))
        for length in (room - 1, room):
            await link.post(Post("t", "x" * (length - 1), content_type="application/jose", correlation=b"7"))
        with pytest.raises(OversizedPostError) as refused:
            link.post(Post("t", "ä" * room, content_type="application/jose", correlation=b"7"))
        assert (refused.value.topic, refused.value.limit_bytes) == ("t", 300)
        assert broker.talks[0].published == [299, 300]
