"""The first hours of some chapters, at a wall that is empty: what dice alone bring about once in thousands of steps."""

from collections.abc import Sequence

from world import MINUTE, SECOND, World, hand_in, order

from lockerd.domain.model.events import Accepted, Announce, Say, Touched
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.rounds import RoundKind, Scope
from lockerd.domain.model.staff import ConfirmLoaded, Staff, StartLoading, StartRound
from lockerd.domain.model.words import Word


def morning(world: World, loads: Staff, goes: Sequence[Staff], out: OrderId, brought: OrderId) -> None:
    """Something is put in and looked after, the power fails before its person, and one door does not open to another's
    hand-in: each is helped in the end, as far as these doors let them."""
    put_in(world, loads, out)
    looked_after(world, goes)
    cut_off(world)
    wanted = hand_in(brought)
    world.event(Announce(wanted.order, wanted.parts, world.fresh_code()))
    stuck(world)
    silent(world)
    taken(world)
    world.event(Touched("meier", min(world.boxes), "mechanical key"))


def put_in(world: World, staff: Staff, name: OrderId) -> None:
    """An order is announced, loaded and confirmed."""
    wanted = order(name)
    world.event(Announce(wanted.order, wanted.parts))
    visit = world.fresh_visit()
    world.event(StartLoading(visit, name, staff))
    opened(world, item=True)
    world.event(ConfirmLoaded(visit, world.fresh_code(), although_not_seen=True))
    world.event(Say(visit, Word.DONE))
    world.wait(20 * SECOND)


def looked_after(world: World, goes: Sequence[Staff]) -> None:
    """Two go round, and leave there what lies there."""
    for scope in (Scope.ALL, *[None] * (len(world.boxes) - 1)):
        for who in goes:
            visit = world.fresh_visit()
            if isinstance(world.event(StartRound(visit, RoundKind.STOCKTAKE, who, scope)), Accepted):
                break
        if not world.unlocks:
            return
        inside = world.boxes[world.unlocks[-1].compartment].item
        opened(world, item=inside)
        said = Say(visit, Word.AS_EXPECTED, 1, code=world.fresh_code()) if inside else Say(visit, Word.NOTHING)
        world.event(said)
        world.wait(MINUTE)


def cut_off(world: World) -> None:
    """The power fails while the lock is fired for whoever came to collect; their code is good for some minutes more."""
    world.event(world.show(newest(world)))
    if world.unlocks:
        world.fire(gives_way=False)
    world.crash()
    world.report()
    world.wait(20 * SECOND)


def stuck(world: World) -> None:
    """The door does not open to a code; another one may."""
    world.event(world.show(newest(world)))
    for _ in range(3):
        if world.unlocks:
            world.fire(gives_way=False)
        world.wait(6 * SECOND, ticks=6)
        world.wait(3 * SECOND, ticks=3)


def silent(world: World) -> None:
    """The board of a door falls silent before its lock is fired, for whoever came to collect."""
    world.event(world.show(min(world.state.grants, default=None)))
    if not world.unlocks:
        return
    door = world.unlocks[-1].compartment
    world.give_back()
    for answers in (False, True):
        world.boxes[door].answering = answers
        world.report([door])
        world.wait(15 * SECOND, ticks=5)


def taken(world: World) -> None:
    """Whoever came to collect comes again."""
    event = world.show(min(world.state.grants, default=None))
    world.event(event)
    opened(world, item=False)
    world.event(Say(event.visit, Word.TAKEN_OUT))


def opened(world: World, *, item: bool) -> None:
    """The door opens, and is shut with something inside or nothing."""
    if not world.unlocks:
        return
    door = world.unlocks[-1].compartment
    world.fire()
    world.pull(door)
    world.boxes[door].item = item
    world.shut(door)


def newest(world: World) -> GrantId | None:
    """The code that was made last."""
    return max(world.state.grants, key=lambda name: int(name.partition("-")[2]), default=None)
