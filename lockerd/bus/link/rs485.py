"""What the kernel says about RS-485 on a port. It is asked and never told: the mode belongs into the device tree.

Switching RTS in software is too slow for boards that answer within milliseconds, and setting the mode from a process
can leave the port unusable until the next boot.
"""

import fcntl
import sys
from typing import Final

from lockerd.bus.link.link import Note

_TIOCGRS485: Final = 0x542E
_STRUCT_BYTES: Final = 32
_ENABLED: Final = 1 << 0
_RX_DURING_TX: Final = 1 << 4
"""Source: Linux, include/uapi/linux/serial.h, struct serial_rs485."""


def direction_note(fd: int) -> Note | None:
    """Who switches between sending and hearing; None for USB adapters, which do it by themselves."""
    answer = bytearray(_STRUCT_BYTES)
    try:
        fcntl.ioctl(fd, _TIOCGRS485, answer)
    except OSError:
        return None
    return _words(int.from_bytes(answer[:4], sys.byteorder))


def _words(flags: int) -> Note:
    if not flags & _ENABLED:
        text = "the kernel does not switch between sending and hearing here: the transceiver must do it by itself"
        return Note(f"{text}, or the device tree must set the port's rs485 mode")
    text = "the kernel switches between sending and hearing (rs485 mode of the device tree)"
    if flags & _RX_DURING_TX:
        text += " and listens while it sends: the bus needs echo = true if the transceiver hears itself"
    return Note(text)
