"""The device side of lock boards, written from their data sheets, byte exact."""

from lockersim.boards.base import Board, Speed
from lockersim.boards.bcc import BccBoard
from lockersim.boards.cu12 import Cu12Board
from lockersim.boards.cu16 import Cu16Board
from lockersim.boards.cu48 import Cu48bBoard, Cu48Board
from lockersim.boards.kecheng import KechengBoard
from lockersim.boards.lctech import LcTechBoard
from lockersim.boards.modbus_in import ModbusInBoard
from lockersim.boards.replies import BoardFaults, Reply
from lockersim.boards.waveshare import WaveshareBoard
from lockersim.boards.winnsen import WinnsenBoard
from lockersim.boards.wkly import WklyBoard

_ALL: tuple[type[Board], ...] = (
    Cu16Board,
    Cu48Board,
    Cu48bBoard,
    Cu12Board,
    BccBoard,
    KechengBoard,
    WinnsenBoard,
    WklyBoard,
    WaveshareBoard,
    LcTechBoard,
    ModbusInBoard,
)

FAMILIES: dict[str, type[Board]] = {board.family: board for board in _ALL}
"""Board families by the name the configuration gives them."""

WITH_LOCKS: tuple[str, ...] = tuple(family for family, board in FAMILIES.items() if board.has_locks)
"""Families on whose boards locks hang."""

WITH_ITEM_SENSORS = frozenset({"cu16", "cu48b"})
"""Families whose boards have a second input for each channel."""

__all__ = [
    "FAMILIES",
    "WITH_ITEM_SENSORS",
    "WITH_LOCKS",
    "BccBoard",
    "Board",
    "BoardFaults",
    "KechengBoard",
    "ModbusInBoard",
    "Reply",
    "Speed",
    "WaveshareBoard",
]
