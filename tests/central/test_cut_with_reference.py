"""F60: the reference central holds the log and says so, the site cuts it, and neither asks the other for ever."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from central_kit import CENTRAL_KEY, SITE, SITE_KEY, TOPICS, Site, received, site
from virtual_loop import virtual_time

from lockercentral import confirming
from lockercentral.copy import Copy, Gap
from lockercentral.keys import CentralKeys
from lockercentral.office import Central
from lockerd.central import events
from lockerd.codes import note
from lockerd.daemon.cutting import Cutting
from lockerd.domain.model.events import Note
from lockerd.domain.model.facts import FactType

KEEP_DAYS = 30
DAY_S = 86_400
IDS = (f"7d9e3c54-0f1a-4b2c-8d3e-{number:012x}" for number in itertools.count(1))


@dataclass
class Wire:
    """The broker, in this process: what central asks the site takes, and what the site has for it comes back."""

    here: Site
    on_message: Callable[[str, bytes], None]
    on_change: Callable[[], None] = lambda: None
    up: bool = True
    asked: list[str] = field(default_factory=list)

    async def run(self) -> None:
        await asyncio.get_running_loop().create_future()

    async def publish(self, topic: str, payload: str, *, response_topic: str, correlation: bytes) -> None:
        assert (response_topic, bool(correlation)) == (TOPICS.full("reply/central"), True)
        name = topic.rsplit("/", 1)[1]
        self.asked.append(name)
        handled = await self.here.commands.handle(received(payload, name=name))
        if handled.reply is not None:
            self.on_message(handled.reply.topic, handled.reply.payload.encode())
        await self.deliver()

    async def deliver(self) -> None:
        while rows := await self.here.store.unsent(0, 500):
            for row in rows:
                post = events.post(TOPICS, row)
                self.on_message(post.topic, post.payload.encode())
            await self.here.store.acknowledged([row.id for row in rows])


def central_of(here: Site, copy: Copy | None = None) -> tuple[Central, Wire]:
    wires: list[Wire] = []

    def wire(_port: int, *, topics: tuple[str, ...], on_message: Callable[[str, bytes], None]) -> Wire:
        assert topics
        wires.append(Wire(here, on_message))
        return wires[0]

    made = CentralKeys.make(lambda count: bytes(range(count)))
    keys = CentralKeys(CENTRAL_KEY, made.badge, made.code)
    central = Central(
        SITE,
        SITE_KEY.public_key(),
        keys,
        1883,
        copy=copy or Copy(),
        make_link=wire,
        now_s=lambda: here.clock.lo_s,
        new_id=lambda: next(IDS),
    )
    return central, wires[0]


async def signed(here: Site) -> None:
    """As `lockerd.daemon.checkpoints` does."""
    head = here.controller.head
    said = note.Checkpoint(
        note.origin_of(SITE, head.epoch), head.number, await here.store.root(head.epoch, head.number)
    )
    data = (("head", head.number), ("hash", head.hash), ("note", note.sign(said, key=SITE_KEY)))
    await here.controller.submit(Note(FactType.CUSTODY_CHECKPOINT, data))


@asynccontextmanager
async def running(central: Central) -> AsyncIterator[None]:
    task = asyncio.ensure_future(central.run())
    try:
        yield
        assert not task.done(), task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def cut(here: Site) -> list[tuple[int, int]]:
    here.clock.lo_s += (KEEP_DAYS + 1) * DAY_S
    here.clock.hi_s = here.clock.lo_s + 2
    await Cutting(here.controller, here.store, KEEP_DAYS).look()
    return await here.store.cut_among(1)


def test_it_says_what_it_holds_once_for_a_thousand_rows_and_keeps_it_when_the_site_cuts(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        async with site(tmp_path / "site") as here:
            central, wire = central_of(here)
            async with running(central):
                await here.happen(confirming.CONFIRM_ROWS)
                await wire.deliver()
                await asyncio.sleep(60)
                assert wire.asked == [], "nothing of it was signed yet"
                size = here.controller.head.number
                await signed(here)
                await wire.deliver()
                await asyncio.sleep(600)
                assert wire.asked == ["custody.confirm"]
                assert here.controller.state.site.kept.by_epoch == {1: size}
                assert [row for row in central.notices if row.word == "problem"] == []
                await here.happen(900)
                await wire.deliver()
                assert await cut(here) == [(1, here.controller.head.number - 1 - 1_000)]
                await signed(here)
                await wire.deliver()
                await asyncio.sleep(600)
                assert central.copy.complete
                assert central.checkpoints == 2

    story()


def test_one_that_lost_its_copy_asks_once_for_what_is_cut_and_says_that_it_is_lost(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        async with site(tmp_path / "site") as here:
            central, wire = central_of(here)
            async with running(central):
                await here.happen(1_900)
                await signed(here)
                await wire.deliver()
                await central.confirmer.confirm()
            [(_, last)] = await cut(here)
            another, wire = central_of(here)
            async with running(another):
                another.copy.know_head(1, here.controller.head.number)
                await asyncio.sleep(600)
                assert wire.asked == ["events.replay"], "no loop"
                assert another.copy.gaps() == []
                assert len(another.copy.cut) == last
                assert not another.copy.complete
                assert [row.word for row in another.notices if row.word == "cut"] == ["cut"]
                assert len(another.copy.events) == here.controller.head.number - last

    story()


def test_one_whose_copy_was_altered_is_told_that_the_logs_differ(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        async with site(tmp_path / "site") as here:
            central, wire = central_of(here)
            async with running(central):
                await here.happen(50)
                await signed(here)
                await wire.deliver()
                central._watch.tree.roots[central._watch.newest] = bytes(32)
                await central.confirmer.confirm()
                [problem] = [row.detail for row in central.notices if row.word == "problem"]
                assert "log_differs" in problem
                assert "custody.differs" in await here.facts()

    story()


def test_cut_numbers_fill_gaps_and_give_way_to_what_comes_after_all() -> None:
    copy = Copy()
    copy.know_head(1, 30)
    assert copy.know_cut(1, [[1, 9], [15, 99]]) == 25
    assert copy.gaps() == [Gap(1, 10, 14)]
    assert copy.know_cut(1, [[1, 9]]) == 0
    assert copy.know_cut(2, [[1, 9]]) == 0, "of an epoch of which nothing is known nothing is missing"
