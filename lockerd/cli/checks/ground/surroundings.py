"""Network, time, people, keys and papers."""

import time
from collections.abc import Iterator
from typing import Final

from lockerd.cli.checks.ground.sight import Sight
from lockerd.cli.checks.limits import certificates
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import say
from lockerd.config import Config, ConfigError, load_keys
from lockerd.config.certificates import certificates as dates_of

LISTENS: Final = "0A"
"""Of /proc/net/tcp: TCP_LISTEN."""
LOOPBACK: Final = ("7F", "00000000000000000000000001000000")
SSH: Final = 22
SYNCHRONISED: Final = ("/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/chrony/chronyd.sock")


def time_source(sight: Sight, config: Config) -> Iterator[Check]:
    """Somebody keeps the clock right (F55, F56)."""
    if config.site.time_source == "system":
        yield ok("time", say("the configuration takes the machine's clock as it is"))
    elif any(sight.exists(path) for path in SYNCHRONISED):
        yield ok("time", say("a time service keeps the clock right"))
    else:
        yield warning(
            "time", say("no time service has set the clock"), say("timedatectl set-ntp true; see `timedatectl`")
        )


def network(sight: Sight, config: Config) -> Iterator[Check]:
    """Nobody can knock from outside but where the configuration says so: only outgoing TLS."""
    agreed = {SSH} if config.api.remote is None else {SSH, config.api.remote.port}
    open_ports = sorted({*_listening(sight.text("/proc/net/tcp")), *_listening(sight.text("/proc/net/tcp6"))} - agreed)
    if open_ports:
        found = say("open to the network: port {ports}", ports=", ".join(map(str, open_ports)))
        yield warning("network", found, say("`sudo ss -tlnp` names the program: switch it off, or close the port"))
    else:
        yield ok("network", say("nothing listens but what was agreed"))


def _listening(table: str | None) -> Iterator[int]:
    for line in (table or "").splitlines()[1:]:
        _, local, _, state, *_ = line.split()
        address, _, port = local.partition(":")
        # An address is written in the machine's order: 127.0.0.1 ends with 7F.
        if state == LISTENS and not (len(address) == 8 and address.endswith(LOOPBACK[0])) and address != LOOPBACK[1]:
            yield int(port, 16)


def groups(sight: Sight, config: Config) -> Iterator[Check]:
    """The daemon gets at its wires, technicians and kiosk at their sockets."""
    members = {
        name: set(filter(None, who.split(",")))
        for name, _, _, who in (line.split(":", 3) for line in (sight.text("/etc/group") or "").splitlines() if line)
    }
    wires = {"dialout"} if config.buses else set()
    for group in sorted(wires | ({"gpio"} if config.gpio else set())):
        if "lockerd" not in members.get(group, set()):
            yield fault("groups", say("lockerd is not in {group}", group=group), f"sudo usermod -aG {group} lockerd")
            return
    empty = [each for each in (config.api.terminal_group, config.api.admin_group) if each and not members.get(each)]
    if empty:
        yield warning("groups", say("nobody is in {group}", group=empty[0]), f"sudo usermod -aG {empty[0]} USER")
        return
    yield ok("groups", say("daemon, technicians and terminal have theirs"))


def keys(_sight: Sight, config: Config) -> Iterator[Check]:
    """All are there, and closed to others."""
    try:
        load_keys(config)
    except ConfigError as error:
        for problem in error.problems:
            found = f"{problem.key}: {problem.reason}"
            if problem.reason.endswith("Permission denied"):
                yield warning(
                    "keys", say("not seen: {found}", found=found), say("once more with sudo: sudo lockerctl doctor")
                )
            else:
                yield fault("keys", found, f"lockerctl config check {error.path}")
    else:
        yield ok("keys", say("all are there and none is open to others"))


def papers(_sight: Sight, config: Config) -> Iterator[Check]:
    """The certificates towards central (F67)."""
    dates = {path: end for path, end in dates_of(config).items() if isinstance(end, int)}
    yield from certificates(dates, int(time.time()))
    if not dates:
        yield ok("certificate", say("none is configured"))


def second(sight: Sight, config: Config) -> Iterator[Check]:
    """What a card may forget stands elsewhere as well (F6)."""
    folder = config.paths.second
    if folder is None:
        yield warning(
            "second", say("there is no second medium"), say("a USB stick, and paths.second: docs/site.md, card")
        )
    elif not sight.exists(folder):
        yield fault("second", say("{path} is not there", path=folder), say("plugged in and mounted? see `findmnt`"))
    elif sight.path(folder).stat().st_dev == sight.path(config.paths.state).stat().st_dev:
        yield fault("second", say("{path} is the same medium", path=folder), say("it has to be another one"))
    else:
        yield ok("second", say("{path} is another medium", path=folder))
