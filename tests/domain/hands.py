"""What people and staff do with what is handed in: helpers of several tests."""

from world import A01, SECOND, World

from lockerd.domain.model.events import Found
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.receipts import Receipt


def brought(world: World, grant: GrantId | None = None, *, put_in: bool = True) -> VisitId:
    """A person has shown the code, opened the door, put the thing in or not, and shut it."""
    visit = world.collect(world.awaited() if grant is None else grant)
    door = world.visit(visit).compartment
    world.fire()
    world.pull(door)
    world.boxes[door].item = world.boxes[door].item or put_in
    world.shut(door)
    return visit


def settle(world: World) -> None:
    """As long as it takes until readings count as sampled after the word."""
    world.wait(4 * SECOND, ticks=4)


def paper(world: World, visit: VisitId) -> Receipt:
    """What can be printed."""
    number = world.visit(visit).paper
    assert number is not None
    return world.state.receipts[number]


def in_custody(world: World) -> bool:
    """Whether the office answers for it."""
    return world.part().state is PartState.HANDED_IN


def staff_look(world: World, *, found: bool) -> None:
    """Staff open the door, take out what lies there, shut it and report."""
    world.technician()
    world.take()
    world.shut()
    world.accept(Found("meier", A01, "looked")) if found else world.clear()
