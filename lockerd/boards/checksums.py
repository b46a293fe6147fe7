"""The checksums of lock boards; weak ones, which is why a change of feedback is believed only twice seen (F35)."""

from functools import reduce
from operator import xor
from typing import Final


def byte_sum(data: bytes) -> int:
    """The low byte of the sum (Kerong)."""
    return sum(data) & 0xFF


def byte_xor(data: bytes) -> int:
    """The exclusive or of all bytes (BCC, WKLY)."""
    return reduce(xor, data, 0)


def crc16(data: bytes) -> bytes:
    """CRC-16/MODBUS, low byte first; source: MODBUS over Serial Line V1.02, 6.2.2."""
    crc = 0xFFFF
    for byte in data:
        crc = crc >> 8 ^ _CRC_STEPS[(crc ^ byte) & 0xFF]
    return crc.to_bytes(2, "little")


def _step(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (0xA001 if byte & 1 else 0)
    return byte


_CRC_STEPS: Final = tuple(map(_step, range(256)))
