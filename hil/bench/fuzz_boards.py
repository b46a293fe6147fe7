"""Lock boards as their data sheets have them, for the fuzz run: sound replies, and what a sound reply says.

Written without the codecs it judges. A meaning is a tuple that begins with the kind of the frame; `OTHER` is a sound
frame that says nothing about a door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

Meaning = tuple[Any, ...]
OTHER: Meaning = ("other",)


def summed(body: bytes) -> bytes:
    return body + bytes((sum(body) % 256,))


def xored(body: bytes) -> bytes:
    check = 0
    for byte in body:
        check ^= byte
    return body + bytes((check,))


def _shifted(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ 0xA001 * (byte & 1)
    return byte


SHIFTED = [_shifted(byte) for byte in range(256)]


def crced(body: bytes) -> bytes:
    crc = 0xFFFF
    for byte in body:
        crc = crc >> 8 ^ SHIFTED[crc % 256 ^ byte]
    return body + crc.to_bytes(2, "little")


def lows(data: bytes, count: int) -> tuple[bool, ...]:
    number = int.from_bytes(data, "little")
    return tuple(bool(number >> n & 1) for n in range(count))


def cu48(chance: Random) -> bytes:
    return summed(bytes((2, chance.randrange(10), 0, 0x65)) + chance.randbytes(6) + b"\x03")


def cu48_says(f: bytes) -> Meaning | None:
    if len(f) == 12 and summed(f[:-1]) == f and (f[0], f[3], f[10]) == (2, 0x65, 3) and f[1] < 10:
        return ("status", f[1], lows(f[4:10], 48), ())
    return None


def cu48b(chance: Random) -> bytes:
    return summed(bytes((2, chance.randrange(10), 0, 0x75)) + chance.randbytes(12) + b"\x03")


def cu48b_says(f: bytes) -> Meaning | None:
    if len(f) == 18 and summed(f[:-1]) == f and (f[0], f[3], f[16]) == (2, 0x75, 3) and f[1] < 10:
        return ("status", f[1], lows(f[4:10], 48), lows(f[10:16], 48))
    return None


def cu16(chance: Random) -> bytes:
    return summed(
        bytes((2, chance.randrange(15) * 16, chance.choice((0x35, 0x35, 0x36)))) + chance.randbytes(4) + b"\3"
    )


def cu16_says(f: bytes) -> Meaning | None:
    if len(f) != 9 or summed(f[:-1]) != f or (f[0], f[7]) != (2, 3) or f[1] & 15 or f[1] >> 4 == 15:
        return None
    if f[2] == 0x35:
        return ("status", f[1] >> 4, lows(f[3:5], 16), lows(f[5:7], 16))
    return OTHER if f[2] == 0x36 else None


def cu12_frame(address: int, lock: int, command: int, ask: int, data: bytes) -> bytes:
    head = bytes((2, address, lock, command, ask, len(data), 3))
    return head + bytes(((sum(head) + sum(data)) % 256,)) + data


def cu12(chance: Random) -> bytes:
    if chance.random() < 0.6:
        return cu12_frame(chance.randrange(16), 0, 0x80, 0x10, chance.randbytes(2))
    return cu12_frame(chance.randrange(16), chance.randrange(12), chance.choice((0x80, 0x81)), 0x11, b"")


def cu12_says(f: bytes) -> Meaning | None:
    if len(f) < 8 or f[1] > 15 or cu12_frame(f[1], f[2], f[3], f[4], f[8:]) != f:
        return None
    if f[2:5] == b"\x00\x80\x10" and len(f) == 10:
        return ("status", f[1], lows(f[8:], 12), ())
    if f[3] == 0x81 and f[2] < 12 and 0x10 <= f[4] <= 0x14 and len(f) == 8:
        return ("unlock", f[1], f[2] + 1, None, f[4] == 0x10)
    return OTHER if f[3] == 0x80 and 0x11 <= f[4] <= 0x14 and len(f) == 8 else None


def bcc(chance: Random) -> bytes:
    address = chance.randrange(1, 32)
    if chance.random() < 0.6:
        return xored(bytes((0x80, address)) + chance.randbytes(3) + b"\x33")
    return xored(bytes((chance.choice((0x8A, 0x81)), address, chance.randrange(25), chance.choice((0, 0x11)))))


def bcc_says(f: bytes) -> Meaning | None:
    if len(f) < 5 or xored(f[:-1]) != f or not 1 <= f[1] <= 31:
        return None
    if f[0] == 0x80 and len(f) == 7 and f[5] == 0x33:
        return ("status", f[1], lows(f[4:1:-1], 24), ())
    if len(f) != 5 or f[3] not in {0, 0x11} or f[2] > 24 or f[0] not in {0x80, 0x81, 0x82, 0x8A}:
        return None
    return ("unlock", f[1], f[2], f[3] == 0x11, True) if f[0] == 0x8A and f[2] else OTHER


def kecheng_says(f: bytes) -> Meaning | None:
    if len(f) >= 5 and xored(f[:-1]) == f and 1 <= f[1] <= 31 and (f[0], len(f)) in {(0x82, 5), (0x9E, 6)}:
        return OTHER
    return bcc_says(f)


def winnsen(chance: Random) -> bytes:
    station = chance.randrange(32)
    if chance.random() < 0.6:
        return bytes((0x90, 7, 0x82, station, *chance.randbytes(2), 3))
    return bytes((0x90, 7, chance.choice((0x85, 0x92)), station, chance.randrange(1, 17), chance.randrange(2), 3))


def winnsen_says(f: bytes) -> Meaning | None:
    if len(f) != 7 or (f[0], f[1], f[6]) != (0x90, 7, 3) or f[3] > 31:
        return None
    if f[2] == 0x82:
        return ("status", f[3], lows(f[4:6], 16), ())
    if not 1 <= f[4] <= 16 or f[5] > 1 or f[2] not in {0x85, 0x92}:
        return None
    return ("unlock", f[3], f[4], None, f[5] == 1) if f[2] == 0x85 else OTHER


def wkly(chance: Random) -> bytes:
    address, states = chance.randrange(32), (0, 1, 0xFF)
    rest = chance.choice(
        (
            (0x84, 0, 24, *chance.choices(states, k=24)),
            (0x82, chance.choice((0, 0xFF)), chance.randrange(1, 25), chance.choice(states)),
            (0x85, chance.randrange(1, 25), chance.choice(states)),
            (0x86, 0),
        )
    )
    return xored(b"WKLY" + bytes((7 + len(rest), address, *rest)))


def wkly_says(f: bytes) -> Meaning | None:
    if len(f) < 9 or f[:4] != b"WKLY" or f[4] != len(f) or f[5] > 31 or xored(f[:-1]) != f:
        return None
    said = {0: False, 1: True, 0xFF: None}
    if f[6] == 0x84 and f[7:9] == b"\x00\x18" and len(f) == 34 and set(f[9:-1]) <= {0, 1, 0xFF}:
        return ("status", f[5], tuple(said[state] for state in f[9:-1]), ())
    if f[6] in {0x82, 0x83} and len(f) == 11 and f[7] in {0, 0xFF} and 1 <= f[8] <= 24 and f[9] in said:
        return ("unlock", f[5], f[8], said[f[9]], f[7] == 0) if f[6] == 0x82 else OTHER
    if f[6] == 0x85 and len(f) == 10 and 1 <= f[7] <= 24 and f[8] in said:
        return OTHER
    return OTHER if f[6] in {0x80, 0x81, 0x86, 0x87, 0x88, 0x89} and len(f) == 9 and f[7] in {0, 0xFF} else None


def modbus(chance: Random) -> bytes:
    address = chance.randrange(1, 256)
    body = chance.choice(
        (
            bytes((2, 1)) + chance.randbytes(1),
            bytes((1, 1)) + chance.randbytes(1),
            bytes((3, 16)) + chance.randbytes(16),
            bytes((5, 2, chance.randrange(8), 0, chance.randrange(1, 31))),
            bytes((0x83, 2)),
        )
    )
    return crced(bytes((address,)) + body)


def modbus_says(f: bytes) -> Meaning | None:
    if f[1] not in {1, 2, 3, 5, 6, 15, 0x81, 0x82, 0x83, 0x85, 0x86, 0x8F} or crced(f[:-2]) != f:
        return None
    if f[1] in {1, 2} and len(f) == 6 and f[2] == 1 and f[0]:
        return ("status", f[0], lows(f[3:4], 8), ()) if f[1] == 2 else ("coils", f[0], lows(f[3:4], 8))
    if f[1] == 3 and len(f) == 21 and f[2] == 16 and f[0]:
        return ("modes", f[0], tuple(int.from_bytes(f[at : at + 2], "big") for at in range(3, 19, 2)))
    if f[1] == 5 and len(f) == 8 and f[2] == 2 and f[3] < 8 and 1 <= int.from_bytes(f[4:6], "big") <= 30 and f[0]:
        return ("unlock", f[0], f[3] + 1, None, True)
    if f[1] in {5, 6, 15} and len(f) == 8:
        return OTHER
    return OTHER if f[1] & 0x80 and len(f) == 5 and f[0] and 1 <= f[2] <= 11 else None


def lctech_says(f: bytes) -> Meaning | None:
    says = modbus_says(f)
    if says is None or says[0] == "modes":
        return None
    return OTHER if says[0] == "unlock" else says


def modbus_in_says(f: bytes) -> Meaning | None:
    says = lctech_says(f)
    return None if says is None or says[0] == "coils" else says


@dataclass(frozen=True, slots=True)
class Board:
    """One family in its usual form."""

    make: Callable[[Random], bytes]
    says: Callable[[bytes], Meaning | None]
    sizes: tuple[int, ...]
    """Of its replies."""


BOARDS = {
    "cu16": Board(cu16, cu16_says, (9,)),
    "cu48": Board(cu48, cu48_says, (12,)),
    "cu48b": Board(cu48b, cu48b_says, (18,)),
    "cu12": Board(cu12, cu12_says, (8, 10)),
    "bcc": Board(bcc, bcc_says, (5, 7)),
    "kecheng": Board(bcc, kecheng_says, (5, 6, 7)),
    "winnsen": Board(winnsen, winnsen_says, (7,)),
    "wkly": Board(wkly, wkly_says, (9, 10, 11, 34)),
    "waveshare": Board(modbus, modbus_says, (5, 6, 8, 21)),
    "lctech": Board(modbus, lctech_says, (5, 6, 8)),
    "modbus_in": Board(modbus, modbus_in_says, (5, 6, 8)),
}
