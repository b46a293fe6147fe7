"""What a receiver makes of bytes that were sent at another speed, or with the wires A and B swapped.

8N1: a start bit (0), eight data bits, the least significant first, a stop bit (1); an undriven line rests at 1. A
receiver begins at a falling edge and looks at each bit in its middle. It hands over a byte whose stop bit is missing,
as a port does that is read raw and as boards do, and then waits for the line to come back. Sources: Texas
Instruments TL16C550C data sheet (receiver), Linux n_tty.c (real_raw).
"""

from itertools import chain

_BITS, _SUBDIVISIONS = 10, 32
_MIDDLE = _SUBDIVISIONS // 2


def heard(data: bytes, *, sent_baud: int, read_baud: int, swapped: bool = False, late: int = 0) -> bytes:
    """Return what is read at ``read_baud`` of bytes sent in one go at ``sent_baud``.

    ``late`` is by how many 32nds of a bit, up to 15 either way, the receiver looks beside the middle.
    """
    levels = [level ^ swapped for level in chain.from_iterable(map(_levels, data))]
    sent_len, read_len = read_baud * _SUBDIVISIONS, sent_baud * _SUBDIVISIONS  # of one bit, in the same unit
    end = len(levels) * sent_len

    def level(at: int) -> int:
        return levels[at // sent_len] if at < end else 1

    def look(start: int, bit: int) -> int:
        return level(start + bit * read_len + (_MIDDLE + late) * sent_baud)

    taken = bytearray()
    at, before = 0, 1
    while at < end:
        if not (before and not level(at)):
            before = level(at)
            at = _next_bit(at, sent_len)
            continue
        start = at
        if look(start, 0):  # a spike, no start bit
            before, at = 1, _next_bit(start, sent_len)
            continue
        byte = sum(look(start, bit + 1) << bit for bit in range(8))
        taken.append(byte)
        before = look(start, _BITS - 1)
        at = start + (_BITS - 1) * read_len + (_MIDDLE + late) * sent_baud
    return bytes(taken)


def _levels(byte: int) -> tuple[int, ...]:
    return (0, *(byte >> bit & 1 for bit in range(8)), 1)


def _next_bit(at: int, sent_len: int) -> int:
    return (at // sent_len + 1) * sent_len
