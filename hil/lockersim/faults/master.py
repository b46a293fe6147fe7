"""What a master says to a board of each family, from the data sheets: the words of somebody else on the line (F42)."""

from lockersim.boards import Board
from lockersim.boards.seals import crc_sealed, summed, xored

WKLY = b"WKLY"
FLASH_ON, HALF_A_SECOND = 0x02, 5
FIRE = {"bcc": 0x11, "kecheng": 0x33}
KERONG = {"cu48": (0x50, 0x51), "cu48b": (0x60, 0x61)}
"""The commands for status and unlock."""


def question(board: Board) -> bytes:
    """Return the frame that asks ``board`` for its status."""
    at = board.address
    match board.family:
        case "cu48" | "cu48b":
            return summed(bytes([0x02, at, 0, KERONG[board.family][0], 0x03]))
        case "cu16":
            return summed(bytes([0x02, at << 4, 0x30, 0x03]))
        case "cu12":
            return summed(bytes([0x02, at, 0, 0x80, 0, 0, 0x03]))
        case "bcc" | "kecheng":
            return xored(bytes([0x80, at, 0, 0x33]))
        case "winnsen":
            return bytes([0x90, 7, 0x02, at, 0xFF, 0xFF, 0x03])
        case "wkly":
            return xored(WKLY + bytes([8, at, 0x84]))
        case _:
            return crc_sealed(bytes([at, 1, 0, 0, 0, board.channels]))


def order(board: Board, number: int) -> bytes:
    """Return the frame that has ``board`` fire lock ``number``, counted from 1 as painted on it."""
    at, index = board.address, number - 1
    match board.family:
        case "cu48" | "cu48b":
            return summed(bytes([0x02, at, index, KERONG[board.family][1], 0x03]))
        case "cu16":
            return summed(bytes([0x02, at << 4 | index, 0x31, 0x03]))
        case "cu12":
            return summed(bytes([0x02, at, index, 0x81, 0, 0, 0x03]))
        case "bcc" | "kecheng":
            return xored(bytes([0x8A, at, number, FIRE[board.family]]))
        case "winnsen":
            return bytes([0x90, 6, 0x05, at, number, 0x03])
        case "wkly":
            return xored(WKLY + bytes([9, at, 0x82, number]))
        case "waveshare":
            return crc_sealed(bytes([at, 5, FLASH_ON, index, 0, HALF_A_SECOND]))
        case _:
            return crc_sealed(bytes([at, 5, 0, index, 0xFF, 0]))


def misread(board: Board, frame: bytes) -> tuple[int | None, bytes]:
    """Return another lock and the order for it that differs from ``frame`` in two bits.

    Two flipped bits are what a sum or an exclusive or does not always find (F35). What is no order stays as it is.
    """
    orders = {number: order(board, number) for number in range(1, board.channels + 1)}
    if frame not in orders.values():
        return None, frame
    return next(((number, other) for number, other in orders.items() if flipped(frame, other) == 2), (None, frame))


def flipped(frame: bytes, other: bytes) -> int:
    """Return in how many bits two frames of one length differ."""
    return sum((one ^ two).bit_count() for one, two in zip(frame, other, strict=True))
