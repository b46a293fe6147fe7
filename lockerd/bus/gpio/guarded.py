"""The daemon's side of the guardian: starts it, asks it for pulses, and kills it when it does not keep its word.

A guardian that is killed gives its lines back to the kernel, which makes inputs of them: the resistor at the lock's
driver then switches off. Kernels can be set to leave such lines as they were; then this class of safety does not exist.
"""

import asyncio
import logging
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from lockerd.bus.gpio.guardian import PACKET_BYTES, now_ns
from lockerd.bus.gpio.pins import PinsGoneError, PinsRefusedError
from lockerd.bus.reopening import BackOff

SYS: Final = Path("/sys")
GUARDIAN: Final = (sys.executable, "-P", "-m", "lockerd.bus.gpio.guardian")
_START_MS: Final = 20_000
"""A Pi Zero takes seconds to start a Python that loads gpiozero."""
_BEGIN_MS: Final = 100
"""Later than this after it was asked, a guardian fires no more."""
_GRACE_MS: Final = 100
"""How long after the latest right moment its word is waited for."""
_FIRST_RESTART_MS, _LAST_RESTART_MS = 100, 10_000

_LOG: Final = logging.getLogger(__name__)


class GuardianPulser:
    """``locks``: line and length of the pulse (ms) by channel.

    ``command`` starts a guardian and is given its arguments; ``sys_folder`` stands for /sys in tests.
    """

    slack_ms: Final = _BEGIN_MS + _GRACE_MS

    def __init__(
        self,
        locks: Mapping[int, tuple[int, int]],
        *,
        bench: bool = False,
        command: Sequence[str] = GUARDIAN,
        sys_folder: Path = SYS,
    ) -> None:
        self._locks = locks
        self._channels = {str(line): channel for channel, (line, _) in locks.items()}
        self._bench = bench
        self._command = command
        self._sys = sys_folder
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._started: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._restarts = BackOff(_FIRST_RESTART_MS, _LAST_RESTART_MS)
        self.lost = ""

    @property
    def pid(self) -> int | None:
        """Of the guardian's process, while there is one."""
        return self._process.pid if self._process else None

    async def open(self, on_over: Callable[[int], None], on_change: Callable[[], None]) -> None:
        """See `Pulser.open`."""
        self._on_over, self._on_change = on_over, on_change
        if not self._bench and (parameter := keeps_outputs(self._sys)):
            msg = (
                f"a killed guardian would leave its coil on: {parameter} says that lines stay as they were; write"
                " dtparam=strict_gpiod into config.txt and boot, see docs/gpio.md"
            )
            raise PinsRefusedError(msg)
        self.lost = ""
        self._started = asyncio.get_running_loop().create_future()
        self._start()
        try:
            await self._started
        finally:
            self._started = None

    def fire(self, channel: int) -> None:
        """See `Pulser.fire`."""
        if self.lost or not self._socket:
            msg = self.lost or "the guardian was not started"
            raise PinsGoneError(msg)
        line, _ = self._locks[channel]
        message = f"pulse {line} {now_ns() + _BEGIN_MS * 1_000_000}"
        try:
            self._socket.send(message.encode())
        except OSError as error:
            self._die(f"it cannot be asked: {error.strerror}")
            raise PinsGoneError(self.lost) from error
        self._expect(_BEGIN_MS + _GRACE_MS, "it did not begin a pulse")

    def close(self) -> None:
        """See `Pulser.close`: it drops everything when our end of the socket closes; a hung one is killed."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._hang_up()
        if self._process:
            try:
                self._process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                self._kill()
            self._process = None

    def _start(self) -> None:
        pulses = [f"{line}={pulse_ms}" for line, pulse_ms in self._locks.values()]
        try:
            self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._socket.settimeout(0)
            with theirs:
                fd = theirs.fileno()
                command = [*self._command, str(fd), *pulses]
                self._process = subprocess.Popen(command, pass_fds=[fd], stdin=subprocess.DEVNULL)  # noqa: S603 - numbers
            asyncio.get_running_loop().add_reader(self._socket, self._hear)
        except OSError as error:
            self._die(f"it cannot be started: {error.strerror}")

    def _hear(self) -> None:
        assert self._socket
        try:
            words = self._socket.recv(PACKET_BYTES).decode(errors="replace").split(" ", 1)
        except OSError as error:
            self._die(str(error.strerror))
            return
        match words:
            case ["ready"]:
                self._ready()
            case ["on", line] if line in self._channels:
                _, pulse_ms = self._locks[self._channels[line]]
                self._expect(pulse_ms + _GRACE_MS, "it did not end a pulse")
            case ["off", line] if line in self._channels:
                self._expect(None, "")
                self._restarts.reset()
                self._on_over(self._channels[line])
            case ["late", line] if line in self._channels:
                self._expect(None, "")
                _LOG.error("the guardian got to line %s too late and did not fire it: is the machine overloaded?", line)
            case ["refused", why]:
                self._die(why)
            case _:
                self._die("it ended")

    def _ready(self) -> None:
        self._expect(None, "")
        if self._started and not self._started.done():
            self._started.set_result(None)
        if self.lost:
            self.lost = ""
            _LOG.info("the guardian of the locks is back")
            self._on_change()

    def _expect(self, within_ms: int | None, what: str) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if within_ms is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(within_ms / 1000, self._die, f"{what}: hung, stopped or starved")

    def _die(self, why: str) -> None:
        """Nothing it does counts any more; killed, it holds no line any more."""
        self._expect(None, "")
        self._hang_up()
        self._kill()
        if self._started:
            if not self._started.done():
                self._started.set_exception(PinsRefusedError(f"the guardian of the locks: {why}"))
            return
        self.lost = f"the guardian of the locks was lost: {why}"
        _LOG.error("%s; it is started again by itself", self.lost)
        self._timer = asyncio.get_running_loop().call_later(self._restarts.next_ms() / 1000, self._start)
        self._on_change()

    def _hang_up(self) -> None:
        if self._socket:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _kill(self) -> None:
        if self._process:
            self._process.kill()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=0.5)
            self._process = None


def keeps_outputs(sys_folder: Path = SYS) -> Path | None:
    """The kernel's parameter that says that an output stays on when its process dies; None where none says so.

    Raspberry Pi's kernels do, unless dtparam=strict_gpiod is set (linux/drivers/pinctrl, persist_gpio_outputs).
    """
    for parameter in sorted((sys_folder / "module").glob("pinctrl_*/parameters/persist_gpio_outputs")):
        try:
            keeps = parameter.read_text().strip() in {"Y", "1"}
        except OSError:
            keeps = True  # it is there, and nobody says that it is off
        if keeps:
            return parameter
    return None
