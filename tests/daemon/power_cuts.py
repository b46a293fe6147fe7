"""The power is cut at every durable step of a story, before and after: one table of what tells the stories apart."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simulated_site import Cut, CutAt, Site
from virtual_loop import virtual_time

from lockerd.controller import Controller
from lockerd.domain.model.state import Policy
from lockerd.store import verify
from lockersim.world.pulses import overlaps

RESTS_S: Final = 6.0
"""Longer than a lock rests."""
Doing = Callable[[Site, Controller], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Story:
    """What people do while the power fails, and what must hold when it is back."""

    family: str
    prepare: Doing
    """What comes before it."""
    do: Doing
    """Where it is cut."""
    hands: Callable[[Site], Awaitable[None]]
    """Whoever stands there goes on without a machine."""
    goes_on: Doing
    """When the power is back and everything was read: what is done then, and judged."""
    done: Callable[[Site, Controller], None]
    """Judges it where nothing was cut."""
    least: int
    """So many durable steps it has at least."""
    policy: Policy | None = None

    def site(self, folder: Path) -> Site:
        """Its wall, nobody there yet."""
        site = Site(folder, self.family) if self.policy is None else Site(folder, self.family, self.policy)
        site.wall.start()
        return site


@virtual_time
async def _whole(folder: Path, story: Story, found: list[int]) -> None:
    site = story.site(folder)
    async with site.power() as (controller, store):
        await story.prepare(site, controller)
        before = store.commits
        await story.do(site, controller)
        found += [before, store.commits]
        story.done(site, controller)


@virtual_time
async def _with_a_cut(folder: Path, story: Story, cut: CutAt) -> None:
    site = story.site(folder)
    async with site.power(cut) as (controller, _):
        await story.prepare(site, controller)
        await story.do(site, controller)
    await asyncio.sleep(2)  # a frame that had left still reaches its board
    await story.hands(site)
    pulses_before = len(site.wall.world.pulses)
    async with site.power() as (controller, _):
        await asyncio.sleep(RESTS_S)
        assert len(site.wall.world.pulses) == pulses_before, "something was fired again by itself"
        await story.goes_on(site, controller)
    assert not overlaps(site.wall.world.pulses)
    assert verify(folder / "lockerd.db").fault is None


def cut_everywhere(root: Path, story: Story) -> None:
    """Play it whole, and then once for each of its commits and each side of that."""
    found: list[int] = []
    dry = root / "dry"
    dry.mkdir()
    _whole(dry, story, found)
    first, last = found
    assert last - first >= story.least, "fewer durable steps than it must have"
    for number in range(first + 1, last + 1):
        for when in Cut:
            folder = root / f"{number}-{when}"
            folder.mkdir()
            _with_a_cut(folder, story, CutAt(number, when))
