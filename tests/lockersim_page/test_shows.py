"""Each show of the wall page ends in the physical truth it promises, and a reset takes nothing back that was said."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from page_kit import EVENTUALLY_S

from lockersim.bench import Bench
from lockersim.scenario.checks import in_step, physical
from lockersim.server.desk import Desk
from lockersim.server.plays import PLAYS
from lockersim.server.show import NoShowError, Show
from lockersim.server.stock import Stock, fill
from lockersim.site.walk_ins import OF_THE_DEMO
from lockersim.wall.demo import demo_wall
from lockersim.world.model import Door, Latch

pytestmark = [pytest.mark.campaign, pytest.mark.station, pytest.mark.asyncio(loop_scope="module")]
PACE_S = 0.25
STOCK = Stock(announced=4, loaded=3, brought=1)


class House:
    """A small demo of its own (a reset clears the whole wall), and how it stood before the last show."""

    def __init__(self, bench: Bench, desk: Desk) -> None:
        self.bench, self.desk = bench, desk
        self.show = Show(desk, pace_s=PACE_S, stock=STOCK)
        self.mark()

    def mark(self) -> None:
        self.lay, self.heard, self.pulsed = self.lying(), len(self.bench.central.copy.events), len(self.pulses())

    async def play(self, what: Any) -> None:
        self.mark()
        self.show.start(what)
        assert await self.show.over(), (what, self.desk.show, self.desk.feed.entries[-1]["data"])

    def lying(self) -> dict[str, str]:
        bays = self.bench.wall.world.compartments.values()
        return {item.name: bay.id for bay in bays for item in bay.items}

    def pulses(self) -> list[str | None]:
        return [pulse.compartment for pulse in self.bench.wall.world.pulses]

    def about(self) -> str:
        """What the sentence on the page speaks of."""
        return str(self.desk.show["names"]["thing"])

    async def heard_of(self, *types: str) -> None:
        """Wait until central has heard of all these since the mark."""
        copy = self.bench.central.copy
        for wanted in types:
            await self.bench.wait(
                lambda wanted=wanted: wanted in {event.type for event in copy.in_order()[self.heard :]},  # type: ignore[misc]
                within_s=EVENTUALLY_S,
                what=f"central hears of {wanted}",
            )

    def all_shut(self) -> bool:
        bays = self.bench.wall.world.compartments.values()
        return all(bay.door is Door.CLOSED and bay.latch is Latch.LATCHED for bay in bays)

    async def judged(self) -> None:
        """Nothing that must never be has been, and central knows all that the site knows."""
        assert physical(self.bench.watcher) == []
        async with asyncio.timeout(EVENTUALLY_S):
            while in_step(self.bench.central.copy, await self.bench.admin.custody()):  # noqa: ASYNC110 - a broker
                await asyncio.sleep(0.1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with Bench(tmp_path_factory.mktemp("site"), demo_wall(hand_ins=True), walk_ins=OF_THE_DEMO) as bench:
        desk = Desk(bench)
        await fill(bench, desk, STOCK)
        looking = asyncio.create_task(desk.run())
        house = House(bench, desk)
        yield house
        await house.show.stop()
        looking.cancel()
        await asyncio.wait({looking})


async def test_people_fetch_bring_and_exchange_and_staff_fill_and_empty(house: House) -> None:
    await house.play("collect")
    assert house.lay.keys() - house.lying().keys() == {house.about()}
    await house.heard_of("order.collected", "grant.spent")

    await house.play("hand_in")
    assert house.lying().keys() - house.lay.keys() == {house.about()}
    await house.heard_of("part.handed_in")

    await house.play("walk_in")
    assert house.lying().keys() - house.lay.keys() == {house.about()}
    await house.heard_of("order.walked_in", "part.handed_in")

    await house.play("exchange")
    new, where = house.about(), house.lay[house.about()]
    assert new not in house.lying()
    assert house.lying()[f"{new}.old"] == where

    await house.play("old_first")
    new, old = house.about(), f"{house.about()}.old"
    assert new not in house.lying()
    [given, got] = house.pulses()[-2:]
    assert house.lying()[old] == given != got
    await house.heard_of("part.handed_in", "order.collected")

    await house.play("load")
    assert house.lying().keys() - house.lay.keys() == {house.about()}
    await house.heard_of("grant.issued")

    await house.play("retrieve")
    emptied = house.desk.show["names"]["compartment"]
    assert house.lying() == {thing: at for thing, at in house.lay.items() if at != emptied} != house.lay
    await house.heard_of("retrieval.reported")
    assert house.all_shut()
    await house.judged()


async def test_what_goes_wrong_loses_nothing_and_shows_nobody_anything(house: House) -> None:
    await house.play("jam")
    stuck = house.desk.show["names"]["compartment"]
    assert house.lying()[house.about()] == stuck
    await house.heard_of("grant.jammed", "visit.does_not_open")
    assert "grant.spent" not in {event.type for event in house.bench.central.copy.in_order()[house.heard :]}
    assert not house.bench.wall.world.compartments[stuck].jammed  # the show mends what it broke

    await house.play("power_cut")
    assert house.about() not in house.lying()
    assert house.bench.daemon.starts == 2
    where = house.lay[house.about()]
    assert house.pulses()[house.pulsed :] == [where]  # what was decided before the cut was not fired
    await house.heard_of("grant.grace", "order.collected")

    await house.play("forced_door")
    where = house.desk.show["names"]["compartment"]
    assert where in house.lying().values()
    assert house.lying() == house.lay
    assert house.pulsed == len(house.pulses())
    await house.heard_of("door.forced", "compartment.quarantined")
    assert house.all_shut()
    await house.judged()


async def test_one_show_at_a_time_and_none_where_nothing_opens(house: House) -> None:
    house.show.start("forced_door")
    for begin in (lambda: house.show.start("collect"), house.show.reset):
        with pytest.raises(NoShowError, match="busy"):
            begin()
    assert await house.show.over()
    await house.bench.wait(lambda: house.desk.service["state"] == "halted", within_s=EVENTUALLY_S, what="it is halted")
    assert house.desk.service["reason"] == "doors_forced"
    with pytest.raises(NoShowError, match="halted"):
        house.show.start("collect")


async def test_a_reset_puts_everything_back_and_takes_no_word_of_the_log_back(house: House) -> None:
    bench, starts = house.bench, house.bench.daemon.starts
    assert (await bench.admin.status())["halted"] is not None
    bench.wall.hands.force("B20")
    bench.wall.hands.put_in("B20", "foreign-B20")
    bench.faults.apply("dead_board", "bus0/0")
    await bench.broker.kill()
    before = [(row["number"], row["hash"]) for row in await bench.admin.custody()]
    house.show.reset()
    assert await house.show.over(), (house.desk.show, house.desk.feed.entries[-1]["data"])
    after = [(row["number"], row["hash"]) for row in await bench.admin.custody()]
    assert after[: len(before)] == before
    assert len(after) > len(before)
    assert bench.daemon.starts == starts
    assert bench.faults.active() == []
    assert house.all_shut()
    papers = list(bench.papers.documents.values())
    assert sorted(document.kind for document in papers) == [*["collection"] * 4, "hand_in", "swap"]
    assert sorted(house.lying()) == sorted(d.name for d in papers if bench.wall.world.where(d.name))
    rows = (await bench.admin.compartments()).values()
    told = [row["condition"] for row in rows]
    assert told.count("occupied") == len(house.lying()) == 4
    assert set(told) <= {"occupied", "reserved", "free", "to_check"}
    open_orders = [order for order in bench.central.orders.values() if not order.closed]
    assert {order.order for order in open_orders} <= {document.order for document in papers}
    await house.judged()
    assert set(PLAYS) >= {"collect", "hand_in", "exchange", "retrieve", "jam", "forced_door", "power_cut"}
    await house.play("collect")
    assert house.about() not in house.lying()
