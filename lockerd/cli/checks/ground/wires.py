"""Wires and names: pins, ports, adapters, boards."""

import stat
from collections.abc import Iterator

from lockerd.cli.checks.ground.sight import Sight
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import say
from lockerd.config import Config

LASTING = ("/dev/lockerd/", "/dev/serial/by-path/")


def strict_gpiod(sight: Sight, config: Config) -> Iterator[Check]:
    """Pins that somebody lets go of fall back to inputs (F45)."""
    if not config.gpio:
        yield ok("strict_gpiod", say("no lock hangs on pins"))
    elif "dtparam=strict_gpiod" in (sight.text("/boot/firmware/config.txt") or ""):
        yield ok("strict_gpiod", say("it is on"))
    else:
        step = say("dtparam=strict_gpiod into /boot/firmware/config.txt, then restart the machine")
        yield fault("strict_gpiod", say("it is off: a pin may stay as a dead process left it"), step)


def ports(sight: Sight, config: Config) -> Iterator[Check]:
    """Every line has its port, and only the daemon may speak there."""
    for bus in config.buses:
        if bus.port is None:
            yield ok("ports", say("{bus}: {port}, a gateway", bus=bus.id, port=bus.where))
        elif not sight.exists(bus.port):
            step = say("plugged in? named by its socket? see `ls -l /dev/serial/by-path`")
            yield fault("ports", say("{bus}: {port} is not there", bus=bus.id, port=bus.port), step)
        elif stat.S_IMODE(sight.path(bus.port).stat().st_mode) & 0o006:
            step = say("bytes open doors: install the udev rules, see docs/buses.md")
            yield fault("ports", say("{bus}: everybody may speak on {port}", bus=bus.id, port=bus.port), step)
        else:
            yield ok("ports", say("{bus}: {port} is there", bus=bus.id, port=bus.port))
    if not config.buses:
        yield ok("ports", say("no lock board hangs on a line"))


def udev(_sight: Sight, config: Config) -> Iterator[Check]:
    """A port is named by its socket: ttyUSB0 is another adapter tomorrow (F43)."""
    loose = [bus.port for bus in config.buses if bus.port is not None and not str(bus.port).startswith(LASTING)]
    if any("/ttyUSB" in str(port) or "/ttyACM" in str(port) for port in loose):
        step = say("name it by its socket: docs/buses.md, or /dev/serial/by-path")
        yield fault("udev", say("{port} may be another adapter tomorrow", port=loose[0]), step)
    else:
        yield ok("udev", say("no port changes its name with the order of plugging in"))


def latency(sight: Sight, _config: Config) -> Iterator[Check]:
    """An FTDI adapter left alone holds every reply back for 16 ms."""
    slow = [
        each
        for each in sight.found("/sys/bus/usb-serial/devices", "*/latency_timer")
        if (said := sight.text(each)) is not None and int(said) > 1
    ]
    if slow:
        yield warning(
            "latency", say("{path} is not 1 ms", path=slow[0]), say("install the udev rules, see docs/buses.md")
        )
    else:
        yield ok("latency", say("no adapter holds replies back"))


def boards(_sight: Sight, config: Config) -> Iterator[Check]:
    """How well the boards' protocol is known."""
    doubtful = sorted({board.codec.profile.name for bus in config.buses for board in bus.boards
                       if board.codec.profile.experimental})  # fmt: skip
    if doubtful:
        found = say("known from one source only: {families}", families=", ".join(doubtful))
        yield warning("boards", found, say("walk along every door: lockerctl commission"))
    else:
        yield ok("boards", say("every family is known from more than one source"))
