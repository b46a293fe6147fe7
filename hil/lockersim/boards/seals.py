"""How the frames of the board families are closed: by a sum, an exclusive or, or a CRC over all bytes before."""

from functools import reduce
from operator import xor


def summed(head: bytes) -> bytes:
    """Append the low byte of the sum (Kerong)."""
    return head + bytes([sum(head) & 0xFF])


def xored(head: bytes) -> bytes:
    """Append the exclusive or of all bytes (BCC, WKLY): that of the whole frame is then zero."""
    return head + bytes([reduce(xor, head)])


def crc_sealed(head: bytes) -> bytes:
    """Append CRC-16/MODBUS, low byte first (Modbus over Serial Line V1.02, 6.2.2)."""
    crc = 0xFFFF
    for byte in head:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return head + crc.to_bytes(2, "little")
