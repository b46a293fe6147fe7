"""The guardian: a small process that alone holds the output lines of locks, times every pulse and drops what is on.

Started by the daemon as ``python -m lockerd.bus.gpio.guardian FD LINE=PULSE_MS ...``, where FD is its end of a socket
pair (SOCK_SEQPACKET). All lines are low before it says anything. Then, one message per packet:

    to it:    ``pulse LINE NOT_AFTER_NS``   (CLOCK_BOOTTIME: a guardian that was stopped does not fire late)
    from it:  ``ready`` once, ``on LINE``, ``off LINE``, ``late LINE`` (not fired); ``refused TEXT`` and the end

How long a line is on was said when it was started: no message can make it longer. It ends, with every line low, when
the daemon's end closes, on SIGTERM, and on anything it does not expect.
"""

import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from lockerd.bus.gpio.pins import Output, Pins, PinsGoneError, PinsRefusedError, pi_pins

LONGEST_PULSE_MS: Final = 3_000
PACKET_BYTES: Final = 256
_MS: Final = 1_000_000


def now_ns() -> int:
    """The clock of NOT_AFTER_NS."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


class Guardian:
    """Serves one daemon; ``locks`` is the length of the pulse (ms) by line."""

    def __init__(self, daemon: socket.socket, pins: Pins, locks: Mapping[int, int]) -> None:
        self._daemon = daemon
        self._outputs: dict[int, Output] = {line: pins.output(line) for line in locks}
        self._locks = locks
        self._on: int | None = None
        self._off_ns = 0

    def serve(self, stop: socket.socket) -> str:
        """Until it has to end; says why. Every line is low then."""
        try:
            self._say("ready")
            while True:
                left_s = max(0, self._off_ns - now_ns()) / 1e9 if self._on is not None else None
                ready, _, _ = select.select([self._daemon, stop], [], [], left_s)
                if self._on is not None and now_ns() >= self._off_ns:
                    self._end_pulse()
                if stop in ready:
                    return "it was told to"
                if self._daemon in ready:
                    message = self._daemon.recv(PACKET_BYTES)
                    if not message:
                        return "the daemon is gone"
                    if not self._hear(message):
                        return f"it was told {message!r}, which cannot be right"
        except OSError as error:
            return f"the daemon does not hear it: {error.strerror}"
        finally:
            self.drop()

    def drop(self) -> None:
        """Every line low, also if one of them cannot be driven any more."""
        for output in self._outputs.values():
            with suppress(PinsGoneError):
                output.off()

    def _hear(self, message: bytes) -> bool:
        match message.split(b" "):
            case [b"pulse", line, not_after_ns] if line.isdigit() and not_after_ns.isdigit():
                return self._pulse(int(line), int(not_after_ns))
        return False

    def _pulse(self, line: int, not_after_ns: int) -> bool:
        if line not in self._outputs or self._on is not None:
            return False  # one coil at a time (design rule 4): the daemon's arbiter has lost count
        began_ns = now_ns()
        if began_ns > not_after_ns:
            self._say(f"late {line}")
            return True
        self._on, self._off_ns = line, began_ns + self._locks[line] * _MS
        self._outputs[line].on()
        self._say(f"on {line}")
        return True

    def _end_pulse(self) -> None:
        assert self._on is not None
        self._outputs[self._on].off()
        line, self._on = self._on, None
        self._say(f"off {line}")

    def _say(self, text: str) -> None:
        self._daemon.send(text.encode(), socket.MSG_DONTWAIT)


def main(arguments: Sequence[str], open_pins: Callable[[], Pins] = pi_pins) -> int:
    """Run until it has to end; gives the exit status."""
    stop, wake = socket.socketpair()
    wake.settimeout(0)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the daemon too, whose end then closes
    with socket.socket(fileno=int(arguments[0])) as daemon:
        try:
            locks = dict(map(_lock, arguments[1:]))
            guardian = Guardian(daemon, open_pins(), locks)
        except (PinsRefusedError, PinsGoneError, ValueError) as error:
            daemon.send(f"refused {error}".encode()[:PACKET_BYTES])
            return 1
        try:
            why = guardian.serve(stop)
        except PinsGoneError as error:
            why = str(error)
    print(f"lockerd guardian: ends, because {why}", file=sys.stderr)
    return 0


def _lock(argument: str) -> tuple[int, int]:
    line, _, pulse_ms = argument.partition("=")
    if not 1 <= int(pulse_ms) <= LONGEST_PULSE_MS:
        msg = f"a pulse of {pulse_ms} ms is none; use 1 to {LONGEST_PULSE_MS}"
        raise ValueError(msg)
    return int(line), int(pulse_ms)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
