"""What a fault happens to, found by the name that a scenario or the page gives it."""

from collections.abc import Callable

from lockersim.boards import Board
from lockersim.line.line import Line
from lockersim.wall.wall import Wall
from lockersim.world.compartment import Compartment

Undo = Callable[[], None]


class FaultError(Exception):
    """There is no such fault or target, or the fault is (or is not) there already."""


def compartment_at(wall: Wall, target: str) -> Compartment:
    """Return a compartment; raises ``FaultError``."""
    found = wall.world.compartments.get(target)
    if found is None:
        raise FaultError(f"there is no compartment {target}")
    return found


def board_at(wall: Wall, target: str) -> Board:
    """Return a board by its name, ``bus0/1``; raises ``FaultError``."""
    found = wall.boards.get(target)
    if found is None:
        raise FaultError(f"there is no board {target}")
    return found


def line_at(wall: Wall, target: str) -> Line:
    """Return a bus; raises ``FaultError``."""
    found = wall.lines.get(target)
    if found is None:
        raise FaultError(f"there is no bus {target}")
    return found


def channel_of(wall: Wall, target: str) -> tuple[Board, int]:
    """Return the board and channel that a compartment's switch hangs on; raises ``FaultError``."""
    wanted = compartment_at(wall, target).id
    channel = next(each for each, wired in wall.world.contacts.items() if wired == wanted)
    return board_at(wall, f"{channel.bus}/{channel.address}"), channel.channel
