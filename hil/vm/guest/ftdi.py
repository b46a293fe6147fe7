"""An FTDI FT232R as far as the kernel's driver asks: a USB device of FunctionFS whose wire is a pty.

``ftdi.py FOLDER PORT``: FunctionFS is mounted at FOLDER, PORT is the serial device that its A and B go to. Vendor
requests as in drivers/usb/serial/ftdi_sio.h. What the driver sets is printed: ``latency 1``, ``speed 19200``.
"""

import os
import struct
import sys
import termios
import threading
import tty
from contextlib import suppress
from pathlib import Path

PACKET = 64
"""Of a full-speed bulk endpoint; each to the host begins with two bytes of modem and line status."""
STATUS = b"\x01\x60"
EVENT = struct.Struct("<BBHHHB3x")
SETUP = 4
TO_HOST = 0x80

SET_DIVISOR, GET_MODEM, SET_LATENCY, GET_LATENCY = 0x03, 0x05, 0x09, 0x0A
CLOCK_HZ = 3_000_000
EIGHTHS = (0, 4, 2, 1, 3, 5, 6, 7)
"""What the three bits beside the whole divisor mean."""
SPEEDS = {
    9600: termios.B9600,
    19200: termios.B19200,
    38400: termios.B38400,
    57600: termios.B57600,
    115200: termios.B115200,
}

INTERFACE = struct.pack("<9B", 9, 4, 0, 0, 2, 0xFF, 0xFF, 0xFF, 0)
IN = struct.pack("<4BHB", 7, 5, 0x81, 2, PACKET, 0)
OUT = struct.pack("<4BHB", 7, 5, 0x02, 2, PACKET, 0)
MAGIC_V2, HAS_FULL_SPEED, ALL_RECIPIENTS = 3, 1, 64


PULLED = BrokenPipeError
"""ESHUTDOWN: what an endpoint gives when the device is pulled; the next try waits until it is plugged in again."""


def descriptors() -> bytes:
    """One interface, one endpoint each way; requests to the device as a whole come to us too."""
    body = struct.pack("<I", 3) + INTERFACE + IN + OUT
    return struct.pack("<III", MAGIC_V2, 12 + len(body), HAS_FULL_SPEED | ALL_RECIPIENTS) + body


def no_strings() -> bytes:
    return struct.pack("<IIII", 2, 16, 0, 0)


class Chip:
    """What the driver sets and asks."""

    def __init__(self, control: int, wire: int) -> None:
        self._control = control
        self._wire = wire
        self._latency_ms = 16

    def serve(self) -> None:
        """Answer requests for ever."""
        while True:
            kind, request, value, index, length, event = EVENT.unpack(os.read(self._control, EVENT.size))
            if event != SETUP:
                continue
            if kind & TO_HOST:
                os.write(self._control, self._answer(request, length))
            else:
                os.read(self._control, length)
                self._set(request, value, index)

    def _answer(self, request: int, length: int) -> bytes:
        known = {GET_LATENCY: bytes([self._latency_ms]), GET_MODEM: STATUS}
        return known.get(request, bytes(length))[:length]

    def _set(self, request: int, value: int, index: int) -> None:
        if request == SET_LATENCY:
            self._latency_ms = value
            print(f"latency {value}", flush=True)
        elif request == SET_DIVISOR:
            divisor = (value & 0x3FFF) + EIGHTHS[value >> 14 | (index & 1) << 2] / 8
            baud = min(SPEEDS, key=lambda speed: abs(speed - CLOCK_HZ / divisor))
            settings = termios.tcgetattr(self._wire)
            settings[4] = settings[5] = SPEEDS[baud]
            termios.tcsetattr(self._wire, termios.TCSANOW, settings)
            print(f"speed {baud}", flush=True)


def to_host(wire: int, endpoint: Path) -> None:
    """From the wire to the computer."""
    with endpoint.open("wb", buffering=0) as bulk:
        while data := os.read(wire, PACKET - len(STATUS)):
            with suppress(PULLED):
                bulk.write(STATUS + data)


def to_wire(wire: int, endpoint: Path) -> None:
    """From the computer to the wire."""
    with endpoint.open("rb", buffering=0) as bulk:
        while True:
            with suppress(PULLED):
                os.write(wire, bulk.read(PACKET))


def main(folder: Path, port: Path) -> None:
    wire = os.open(port, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(wire)
    control = os.open(folder / "ep0", os.O_RDWR)
    os.write(control, descriptors())
    os.write(control, no_strings())
    for pump, name in ((to_host, "ep1"), (to_wire, "ep2")):
        threading.Thread(target=pump, args=(wire, folder / name), daemon=True).start()
    print("made", flush=True)
    Chip(control, wire).serve()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
