"""How boards, lines and adapters break. One function a fault; targets are written as ``fault.Where`` says."""

import math
from typing import get_args

from lockersim.boards import BccBoard, Reply, Speed, WaveshareBoard
from lockersim.boards.bcc import FEEDBACK_HEADERS
from lockersim.faults.targets import FaultError, Undo, board_at, line_at
from lockersim.wall.wall import Wall

GARBAGE = bytes.fromhex("FA FD 99 99")
"""What a BCC board in the field was seen to send before its replies."""


def dead_board(wall: Wall, target: str, _amount: float) -> Undo:
    board = board_at(wall, target)
    board.power_off()
    return board.power_on


def reboot(wall: Wall, target: str, amount: float) -> None:
    board_at(wall, target).reboot(boot_ms=amount)


def blank_restart(wall: Wall, target: str, amount: float) -> None:
    """Restart a board within a moment; before it has read its switches, its feedback is 0."""
    board_at(wall, target).reboot(boot_ms=0, blank_ms=amount)


def lost_reply(wall: Wall, target: str, amount: float) -> Undo:
    return _lose(wall, target, Reply.STATUS, amount)


def lost_unlock_reply(wall: Wall, target: str, _amount: float) -> Undo:
    return _lose(wall, target, Reply.UNLOCK, math.inf)


def _lose(wall: Wall, target: str, reply: Reply, count: float) -> Undo:
    lose = board_at(wall, target).faults.lose
    lose[reply] = count
    return lambda: lose.update({reply: 0})


def late_reply(wall: Wall, target: str, amount: float) -> Undo:
    faults = board_at(wall, target).faults
    faults.late_ms = amount
    return lambda: setattr(faults, "late_ms", 0.0)


def withhold(wall: Wall, target: str, _amount: float) -> Undo:
    board = board_at(wall, target)
    board.withhold()
    return board.release


def linked_inputs(wall: Wall, target: str, _amount: float) -> Undo:
    board = board_at(wall, target)
    if not (isinstance(board, WaveshareBoard) and board.has_feedback(board.model)):
        raise FaultError(f"{target} has no inputs that could drive its relays")
    board.link_inputs(on=True)
    return lambda: board.link_inputs(on=False)


def unasked(wall: Wall, target: str, amount: float) -> Undo:
    board = board_at(wall, target)
    if not isinstance(board, BccBoard) or int(amount) not in FEEDBACK_HEADERS:
        raise FaultError(f"{target} cannot speak unasked so")
    board.speak_unasked(int(amount))
    return lambda: board.speak_unasked(None)


def duplicate_address(wall: Wall, target: str, amount: float) -> Undo:
    """Put a second board of the same address on the line, without locks, that answers ``amount`` bytes later.

    At 0 the answers lie upon each other bit by bit; from the length of an answer on both arrive whole.
    """
    board = board_at(wall, target)
    line = line_at(wall, board.bus)
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
    faults = board_at(wall, target).faults
    faults.speed_baud = int(amount)
    return lambda: setattr(faults, "speed_baud", None)


def swapped_ab(wall: Wall, target: str, amount: float) -> Undo:
    """Swap the wires A and B at the adapter; ``amount`` stray bytes come after whatever the host sends."""
    faults = line_at(wall, target).faults
    faults.swapped, faults.breaks = True, int(amount)

    def undo() -> None:
        faults.swapped, faults.breaks = False, 0

    return undo


def echo(wall: Wall, target: str, _amount: float) -> Undo:
    faults = line_at(wall, target).faults
    before, faults.echo = faults.echo, True
    return lambda: setattr(faults, "echo", before)


def garbage(wall: Wall, target: str, _amount: float) -> Undo:
    faults = line_at(wall, target).faults
    faults.garbage = GARBAGE
    return lambda: setattr(faults, "garbage", b"")


def noise(wall: Wall, target: str, amount: float) -> Undo:
    wire = line_at(wall, target).wire
    wire.noise_rate = amount
    return lambda: setattr(wire, "noise_rate", 0.0)


def split(wall: Wall, target: str, amount: float) -> Undo:
    faults = line_at(wall, target).faults
    faults.split_ms = amount
    return lambda: setattr(faults, "split_ms", 0.0)


def glue(wall: Wall, target: str, amount: float) -> Undo:
    faults = line_at(wall, target).faults
    faults.glue_ms = amount
    return lambda: setattr(faults, "glue_ms", 0.0)


def babble(wall: Wall, target: str, _amount: float) -> Undo:
    line = line_at(wall, target)
    line.stranger.babble(on=True)
    return lambda: line.stranger.babble(on=False)


def unplug(wall: Wall, target: str, _amount: float) -> Undo:
    port = line_at(wall, target).port
    port.unplug()
    return port.plug
