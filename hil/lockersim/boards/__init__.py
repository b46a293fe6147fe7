"""The device side of lock boards, written from their data sheets, byte exact."""

from lockersim.boards.base import Board, BoardFaults, Reply
from lockersim.boards.bcc import BccBoard
from lockersim.boards.cu48 import Cu48Board

FAMILIES: dict[str, type[Board]] = {"cu48": Cu48Board, "bcc": BccBoard}
"""Board families by the name the configuration gives them."""

__all__ = ["FAMILIES", "BccBoard", "Board", "BoardFaults", "Cu48Board", "Reply"]
