"""How each fault is done to a wall, and undone. One function a fault; targets are written as ``faults.Where`` says."""

import math
from collections.abc import Callable
from typing import get_args

from lockersim.boards import BccBoard, Board, Reply, Speed, WaveshareBoard
from lockersim.boards.bcc import FEEDBACK_HEADERS
from lockersim.line import Line
from lockersim.model import Compartment, Door
from lockersim.wall import Wall

Undo = Callable[[], None]

GARBAGE = bytes.fromhex("FA FD 99 99")
"""What a BCC board in the field was seen to send before its replies."""


class FaultError(Exception):
    """There is no such fault or target, or the fault is (or is not) there already."""


def jam(wall: Wall, target: str, _amount: float) -> Undo:
    c = _compartment(wall, target)
    wall.hands.jam(c.id)
    return lambda: wall.hands.unjam(c.id)


def wedge(wall: Wall, target: str, _amount: float) -> Undo:
    c = _compartment(wall, target)
    c.wedged = True
    return lambda: setattr(c, "wedged", False)


def dead_coil(wall: Wall, target: str, _amount: float) -> Undo:
    c = _compartment(wall, target)
    c.dead_coil = True
    return lambda: setattr(c, "dead_coil", False)


def force(wall: Wall, target: str, _amount: float) -> None:
    wall.hands.force(_compartment(wall, target).id)


def stuck_open(wall: Wall, target: str, _amount: float) -> Undo:
    return _stick(wall, target, Door.OPEN)


def stuck_closed(wall: Wall, target: str, _amount: float) -> Undo:
    return _stick(wall, target, Door.CLOSED)


def _stick(wall: Wall, target: str, at: Door) -> Undo:
    c = _compartment(wall, target)
    wall.hands.stick(c.id, at)
    return lambda: wall.hands.stick(c.id, None)


def swap_coils(wall: Wall, target: str, _amount: float) -> Undo:
    names = target.split(",")
    if len(names) != 2:
        raise FaultError(f"two compartments are needed, not {target}")
    a, b = (_compartment(wall, name.strip()).id for name in names)
    wall.world.swap_coils(a, b)
    return lambda: wall.world.swap_coils(a, b)


def dead_board(wall: Wall, target: str, _amount: float) -> Undo:
    board = _board(wall, target)
    board.power_off()
    return board.power_on


def reboot(wall: Wall, target: str, _amount: float) -> None:
    _board(wall, target).reboot()


def lost_reply(wall: Wall, target: str, amount: float) -> Undo:
    return _lose(wall, target, Reply.STATUS, amount)


def lost_unlock_reply(wall: Wall, target: str, _amount: float) -> Undo:
    return _lose(wall, target, Reply.UNLOCK, math.inf)


def _lose(wall: Wall, target: str, reply: Reply, count: float) -> Undo:
    lose = _board(wall, target).faults.lose
    lose[reply] = count
    return lambda: lose.update({reply: 0})


def late_reply(wall: Wall, target: str, amount: float) -> Undo:
    faults = _board(wall, target).faults
    faults.late_ms = amount
    return lambda: setattr(faults, "late_ms", 0.0)


def withhold(wall: Wall, target: str, _amount: float) -> Undo:
    board = _board(wall, target)
    board.withhold()
    return board.release


def linked_inputs(wall: Wall, target: str, _amount: float) -> Undo:
    board = _board(wall, target)
    if not (isinstance(board, WaveshareBoard) and board.has_feedback(board.model)):
        raise FaultError(f"{target} has no inputs that could drive its relays")
    board.link_inputs(on=True)
    return lambda: board.link_inputs(on=False)


def unasked(wall: Wall, target: str, amount: float) -> Undo:
    board = _board(wall, target)
    if not isinstance(board, BccBoard) or int(amount) not in FEEDBACK_HEADERS:
        raise FaultError(f"{target} cannot speak unasked so")
    board.speak_unasked(int(amount))
    return lambda: board.speak_unasked(None)


def duplicate_address(wall: Wall, target: str, amount: float) -> Undo:
    """Put a second board of the same address on the line, without locks, that answers ``amount`` bytes later.

    At 0 the answers lie upon each other bit by bit; from the length of an answer on both arrive whole.
    """
    board = _board(wall, target)
    line = _line(wall, board.bus)
    twin = type(board)(
        wall.world,
        bus=f"{board.bus}#twin",
        address=board.address,
        power_group=f"{board.bus}#twin",
        model=board.model,
        latency_ms=board.latency_ms + line.wire.byte_ms * amount,
    )
    line.add(twin)
    return lambda: line.remove(twin)


def wrong_speed(wall: Wall, target: str, amount: float) -> Undo:
    """Set one board to a speed that the line does not have."""
    if amount not in get_args(Speed):
        raise FaultError(f"no board runs at {amount:g} baud")
    faults = _board(wall, target).faults
    faults.speed_baud = int(amount)
    return lambda: setattr(faults, "speed_baud", None)


def swapped_ab(wall: Wall, target: str, amount: float) -> Undo:
    """Swap the wires A and B at the adapter; ``amount`` stray bytes come after whatever the host sends."""
    faults = _line(wall, target).faults
    faults.swapped, faults.breaks = True, int(amount)

    def undo() -> None:
        faults.swapped, faults.breaks = False, 0

    return undo


def echo(wall: Wall, target: str, _amount: float) -> Undo:
    faults = _line(wall, target).faults
    faults.echo = True
    return lambda: setattr(faults, "echo", False)


def garbage(wall: Wall, target: str, _amount: float) -> Undo:
    faults = _line(wall, target).faults
    faults.garbage = GARBAGE
    return lambda: setattr(faults, "garbage", b"")


def noise(wall: Wall, target: str, amount: float) -> Undo:
    wire = _line(wall, target).wire
    wire.noise_rate = amount
    return lambda: setattr(wire, "noise_rate", 0.0)


def split(wall: Wall, target: str, amount: float) -> Undo:
    faults = _line(wall, target).faults
    faults.split_ms = amount
    return lambda: setattr(faults, "split_ms", 0.0)


def glue(wall: Wall, target: str, amount: float) -> Undo:
    faults = _line(wall, target).faults
    faults.glue_ms = amount
    return lambda: setattr(faults, "glue_ms", 0.0)


def babble(wall: Wall, target: str, _amount: float) -> Undo:
    line = _line(wall, target)
    line.babble(on=True)
    return lambda: line.babble(on=False)


def unplug(wall: Wall, target: str, _amount: float) -> Undo:
    port = _line(wall, target).port
    port.unplug()
    return port.plug


def _compartment(wall: Wall, target: str) -> Compartment:
    found = wall.world.compartments.get(target)
    if found is None:
        raise FaultError(f"there is no compartment {target}")
    return found


def _board(wall: Wall, target: str) -> Board:
    found = wall.boards.get(target)
    if found is None:
        raise FaultError(f"there is no board {target}")
    return found


def _line(wall: Wall, target: str) -> Line:
    found = wall.lines.get(target)
    if found is None:
        raise FaultError(f"there is no bus {target}")
    return found
