"""How locks, doors and sensors wear, are cheated and are wired wrongly. One function a fault."""

from lockersim.faults.targets import FaultError, Undo, compartment_at
from lockersim.wall.wall import Wall
from lockersim.world.clock import Timer
from lockersim.world.compartment import Compartment
from lockersim.world.model import Door


def jam(wall: Wall, target: str, _amount: float) -> Undo:
    c = compartment_at(wall, target)
    wall.hands.jam(c.id)
    return lambda: wall.hands.unjam(c.id)


def wedge(wall: Wall, target: str, _amount: float) -> Undo:
    c = compartment_at(wall, target)
    c.wedged = True
    return lambda: setattr(c, "wedged", False)


def springs_open(wall: Wall, target: str, amount: float) -> Undo:
    """Have the latch miss its catch the next times the door is pushed shut: the spring throws it open again."""
    c = compartment_at(wall, target)
    if not c.spring:
        raise FaultError(f"nothing would throw {target} open")
    c.misses = int(amount)
    return lambda: setattr(c, "misses", 0)


def dead_coil(wall: Wall, target: str, _amount: float) -> Undo:
    c = compartment_at(wall, target)
    c.dead_coil = True
    return lambda: setattr(c, "dead_coil", False)


def force(wall: Wall, target: str, _amount: float) -> None:
    wall.hands.force(compartment_at(wall, target).id)


def stuck_open(wall: Wall, target: str, _amount: float) -> Undo:
    return _stick(wall, target, Door.OPEN)


def stuck_closed(wall: Wall, target: str, _amount: float) -> Undo:
    return _stick(wall, target, Door.CLOSED)


def _stick(wall: Wall, target: str, at: Door) -> Undo:
    c = compartment_at(wall, target)
    wall.hands.stick(c.id, at)
    return lambda: wall.hands.stick(c.id, None)


def magnet(wall: Wall, target: str, _amount: float) -> Undo:
    """Hold a magnet to the reed contact of a door leaf; a switch in the lock does not mind."""
    c = compartment_at(wall, target)
    if not c.has_contact:
        raise FaultError(f"{target} has no contact that minds a magnet")
    c.magnet = True
    return lambda: setattr(c, "magnet", False)


def flapping_contact(wall: Wall, target: str, amount: float) -> Undo:
    """Have a loose contact go to and fro every so many ms; where there are two, it is the one on the leaf."""
    c = compartment_at(wall, target)
    timer: Timer

    def flip() -> None:
        nonlocal timer
        c.inverted = not c.inverted
        timer = wall.clock.call_at(wall.clock.now_ms() + amount, flip)

    def undo() -> None:
        timer.cancel()
        c.inverted = False

    flip()
    return undo


def dirty_item_sensor(wall: Wall, target: str, _amount: float) -> Undo:
    return _blind(wall, target, seen=True)


def blind_item_sensor(wall: Wall, target: str, _amount: float) -> Undo:
    return _blind(wall, target, seen=False)


def _blind(wall: Wall, target: str, *, seen: bool) -> Undo:
    c = compartment_at(wall, target)
    if c.item_seen() is None:
        raise FaultError(f"{target} has no item sensor")
    c.item_stuck = seen
    return lambda: setattr(c, "item_stuck", None)


def swap_coils(wall: Wall, target: str, _amount: float) -> Undo:
    a, b = _pair(wall, target)
    wall.world.swap_coils(a.id, b.id)
    return lambda: wall.world.swap_coils(a.id, b.id)


def two_doors(wall: Wall, target: str, _amount: float) -> Undo:
    """Connect the second door's lock to the first one's channel as well."""
    a, b = _pair(wall, target)
    wall.world.join_coils(a.id, b.id)
    return lambda: wall.world.part_coils(a.id)


def _pair(wall: Wall, target: str) -> tuple[Compartment, Compartment]:
    names = target.split(",")
    if len(names) != 2:
        raise FaultError(f"two compartments are needed, not {target}")
    first, second = (compartment_at(wall, name.strip()) for name in names)
    return first, second
