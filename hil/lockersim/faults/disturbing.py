"""How what goes over a line is falsified: by somebody else, by flipped bits, by boards that say it wrongly or twice."""

import itertools

from lockersim.boards import Board
from lockersim.boards.modbus import ModbusBoard
from lockersim.faults.master import misread, order, question
from lockersim.faults.targets import FaultError, Undo, board_at, channel_of, line_at
from lockersim.wall.wall import Wall
from lockersim.world.clock import Timer
from lockersim.world.model import Cause, ChannelRef, Happening


def doubled_reply(wall: Wall, target: str, amount: float) -> Undo:
    faults = board_at(wall, target).faults
    faults.double = amount
    return lambda: setattr(faults, "double", 0)


def wrong_address(wall: Wall, target: str, amount: float) -> Undo:
    """Have a board put another address into its replies."""
    board, address = board_at(wall, target), int(amount)
    if address not in board.addresses or address == board.address:
        raise FaultError(f"{target} cannot call itself {address}")
    board.faults.calls_itself = address
    return lambda: setattr(board.faults, "calls_itself", None)


def lying_reply(wall: Wall, target: str, amount: float) -> Undo:
    """Turn the feedback bit of one compartment over, and the checksum with it, in the next replies (F35)."""
    board, number = channel_of(wall, target)
    if isinstance(board, ModbusBoard):
        raise FaultError(f"the checksum of {board.name} finds two flipped bits")
    faults = board.faults
    faults.lies = faults.lies | {number: amount}

    def undo() -> None:
        faults.lies.pop(number, None)

    return undo


def misread_unlock(wall: Wall, target: str, _amount: float) -> Undo:
    """Have two bits of the next unlock flip on the way so that another lock is named, checksum and all (F35)."""
    board = board_at(wall, target)
    if isinstance(board, ModbusBoard):
        raise FaultError(f"the checksum of {board.name} finds two flipped bits")
    line = line_at(wall, board.bus)

    def twist(data: bytes) -> bytes:
        number, twisted = misread(board, data)
        if number is not None:
            _misled(wall, board, number)
        return twisted

    line.twist = twist
    return lambda: setattr(line, "twist", None)


def second_master(wall: Wall, target: str, _amount: float) -> None:
    """Have somebody else on the line fire a lock (F42)."""
    board, number = channel_of(wall, target)
    _misled(wall, board, number)
    line_at(wall, board.bus).stranger.intrude(order(board, number))


def second_questioner(wall: Wall, target: str, amount: float) -> Undo:
    """Have somebody else ask the boards of a line one after the other, every ``amount`` ms (F42)."""
    line, clock = line_at(wall, target), wall.clock
    turns = itertools.cycle(tuple(line.boards))
    timer: Timer

    def ask() -> None:
        nonlocal timer
        line.stranger.intrude(question(next(turns)))
        timer = clock.call_at(clock.now_ms() + amount, ask)

    ask()

    def undo() -> None:
        timer.cancel()

    return undo


def _misled(wall: Wall, board: Board, number: int) -> None:
    channel = ChannelRef(board.bus, board.address, number)
    wall.world.note(Happening.MISLED, Cause.FAULT, wall.world.coils.get(channel), detail=str(channel))
