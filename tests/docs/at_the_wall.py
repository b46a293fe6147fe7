"""Somebody at the wall whose terminal is a program of others: what they came for, and what their hands do there."""

import asyncio

from lockersim.bench import Bench
from lockersim.people.inspecting import inspect
from lockersim.people.papers import needs_of
from lockersim.people.person import Person
from lockersim.wall.demo import HAND_IN_DOORS, demo_wall
from lockersim.world.model import Door, Latch

BOUND_S = 30.0
SEEN_S = 1.5
FOYER = "foyer"
NAME = "passport"
CHOICES = {
    "collection": ("I have taken everything out",),
    "hand_in": ("Everything is in", "Done"),
    "swap": ("New one taken, old one left", "Done"),
}
"""What its person says at the shut door and after it, as it stands on buttons."""


def station(root):
    """A wall that takes things in, and a terminal that is another machine."""
    return Bench(root, demo_wall(hand_ins=True), allow_iotcore=False, remote=(FOYER,))


async def ways_in(bench: Bench) -> tuple[tuple[str, str], ...]:
    """What somebody comes for, and where the terminal reaches lockerd; a door is proven empty for what is brought."""
    await inspect(bench.scene, bench.admin, HAND_IN_DOORS[0], found=False, reason="looked")
    port = f"https://127.0.0.1:{bench.remote.port}"
    return (("collection", str(bench.daemon.terminal_socket)), ("hand_in", port), ("swap", port))


async def announced(bench: Bench, kind: str):
    """What somebody fetches lies in the wall; the letter of whoever comes."""
    name = f"{NAME}-{kind}"
    reply = await bench.papers.announce(name, document_class=NAME, needs=(needs_of(NAME),), kind=kind)
    assert reply.status == "accepted"
    if kind != "hand_in":
        staff = Person(bench.scene, name, staff=True)
        await staff.begin_loading()
        assert (await staff.finish()).word == "loaded"
    await bench.wait(lambda: bench.papers.letter(name) is not None, within_s=BOUND_S, what="the letter comes")
    return bench.papers.letter(name)


async def at_the_door(bench: Bench, kind: str) -> None:
    """Take out, put in, or both, and shut the door."""
    world, name = bench.wall.world, f"{NAME}-{kind}"
    doors = world.compartments.values()
    await bench.wait(lambda: any(door.door is Door.OPEN for door in doors), within_s=BOUND_S, what="the door opens")
    (place,) = [door for door in doors if door.door is Door.OPEN]
    if kind != "hand_in":
        bench.watcher.take(place.id, name, by=None)
    await asyncio.sleep(SEEN_S)  # nobody's hands are faster than the sensors are asked
    if kind != "collection":
        bench.wall.hands.put_in(place.id, name if kind == "hand_in" else f"{name}.old")

    def shut() -> bool:
        bench.wall.hands.push_shut(place.id)  # the hook does not catch while the coil still pulls it
        return place.latch is Latch.LATCHED

    await bench.wait(shut, within_s=BOUND_S, what="the door is shut")


async def came_to_its_end(bench: Bench, kind: str) -> None:
    """Central has heard that what they came for is done."""
    view = bench.papers.view(f"{NAME}-{kind}")
    ended = {"collected", "closed"} if kind == "collection" else {"handed_in"}
    await bench.wait(lambda: view.state in ended, within_s=BOUND_S, what="central knows")
