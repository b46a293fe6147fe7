"""A whole station under attack: what each attack must not do to it, measured from outside.

An attack is one file beside this one, ``attack_<what>.py``, that says in its first line what is done and why it hurts:

    async def attack(target: Target) -> None: ...

and, where the usual bounds do not fit, ``BOUNDS = Bounds(rows=20)`` with the reason. `Target.dose` tells how much: a
share of two or three seconds in ``make test``, all of it in ``make attacks``. It runs in the loop that also answers for
the lock boards: it must not block.
"""

import asyncio
import re
import resource
import socket
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import pytest
from probe import PROBE_S, Probe, count_descriptors, count_threads, forget_peak, memory_mib, size_bytes

from lockersim.bench import Bench
from lockersim.errors import SimError
from lockersim.people.manners import By
from lockersim.people.person import Person
from lockersim.site.terminal import RefusedError
from lockersim.wall.demo import demo_wall

UNIT: Final = Path(__file__).parents[2] / "systemd" / "lockerd.service"
MIB: Final = 1024 * 1024
MEMORY_FACTOR: Final = 1.2
PEAK_FACTOR: Final = 2.0
ANSWER_S: Final = 1.0
"""The admin socket answers within this time."""
FED_S: Final = 3.0
"""The watchdog is fed at least so often; a bus that rests gets on once a second."""
SPARE_DESCRIPTORS: Final = 4
"""A connection to the broker or to us may just be made or ended."""
TASKS_PART: Final = 0.5
"""Of what the unit allows: the guardians of locks on pins live in it too."""
HELD: Final = 2_000
WATCHDOG_S: Final = 1
CALM_S: Final = 8.0
"""How long after an attack the station may take until it is as before: all that was sent is dealt with or given up."""
WHOLE_S: Final = 30.0
PASSPORT: Final = "passport"
COLLECTED: Final = "collected"
FOYER: Final = "foyer"
"""A terminal that is another machine."""
CARD: Final = "identity_card"
"""Whoever it belongs to comes while the attack lasts, where it is run whole."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one attack may leave behind, however long it lasts."""

    rows: int = 40
    """Of the custody log."""
    disk_bytes: int = 6 * MIB
    """Of the state folder; the write-ahead log alone grows to 4 MiB before it is used again."""
    log_bytes: int = 32 * 1024
    """Of what lockerd writes to the journal."""
    restarts: int = 0
    """How often lockerd may be started anew, by the attack itself."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What one attack did."""

    took_s: float
    idle_mib: float
    after_mib: float
    peak_mib: float
    slowest_s: float
    """The admin socket's slowest answer while it lasted."""
    unfed_s: float
    """For how long the watchdog was not fed."""
    unanswered: tuple[str, ...]
    rows: int
    disk_bytes: int
    log_bytes: int
    restarts: int
    descriptors: int
    """More than before, when all connections are gone."""
    tasks: int
    """Threads at the end."""
    meanwhile: str = COLLECTED
    """How the visit of a person ended who came while it lasted."""

    def breaches(self, bounds: Bounds) -> list[str]:
        """What must not be, in words; empty if all is well."""
        limits: tuple[tuple[str, float, float], ...] = (
            ("MiB of memory afterwards", self.after_mib, MEMORY_FACTOR * self.idle_mib),
            ("MiB of memory at its worst", self.peak_mib, PEAK_FACTOR * self.idle_mib),
            ("s until the admin socket answers", self.slowest_s, ANSWER_S),
            ("s without food for the watchdog", self.unfed_s, FED_S),
            ("rows", self.rows, bounds.rows),
            ("bytes on disk", self.disk_bytes, bounds.disk_bytes),
            ("bytes of log", self.log_bytes, bounds.log_bytes),
            ("restarts", self.restarts, bounds.restarts),
            ("descriptors more than before", self.descriptors, SPARE_DESCRIPTORS),
            ("threads", self.tasks, TASKS_PART * unit_limit("TasksMax")),
        )
        found = [f"{value:.2f} {what}, allowed are {limit:.2f}" for what, value, limit in limits if value > limit]
        people = [] if self.meanwhile == COLLECTED else [f"a person who came meanwhile: {self.meanwhile}"]
        return [*found, *self.unanswered, *people]


Attack = Callable[["Target"], Awaitable[None]]


@dataclass
class Target:
    """What an attack sees of the station, and how much of it is wanted."""

    bench: Bench
    manager: socket.socket
    """Stands for systemd's."""
    random: Random
    whole: bool
    idle_mib: float = 0.0
    _writers: deque[asyncio.StreamWriter] = field(default_factory=deque)

    def dose(self, share: int, whole: int) -> int:
        """How much: the first number in ``make test``, the second in ``make attacks``."""
        return whole if self.whole else share

    @property
    def terminal(self) -> Path:
        """The terminal's socket."""
        return self.bench.daemon.terminal_socket

    @property
    def admin(self) -> Path:
        """The technicians' socket."""
        return self.bench.daemon.admin_socket

    async def connect(self, path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """One more connection, the newest `HELD` are kept; waits while the queue of those not accepted is full."""
        plain = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        plain.setblocking(False)
        try:
            while True:
                try:
                    plain.connect(str(path))
                    break
                except BlockingIOError:
                    await asyncio.sleep(0.001)
            reader, writer = await asyncio.open_unix_connection(sock=plain)
        except BaseException:
            plain.close()
            raise
        self._writers.append(writer)
        if len(self._writers) > HELD:
            self._writers.popleft().transport.abort()
        return reader, writer

    def hang_up(self) -> None:
        """End all connections of `connect`."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


@asynccontextmanager
async def station(root: Path, *, seed: str, whole: bool) -> AsyncIterator[Target]:
    """A station under the unit's limits and a service manager's eyes, with a passport in it that somebody waits for."""
    address = root / "notify"
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as manager,
        pytest.MonkeyPatch.context() as patch,
    ):
        manager.bind(str(address))
        patch.setenv("NOTIFY_SOCKET", str(address))
        patch.setenv("WATCHDOG_USEC", str(WATCHDOG_S * 1_000_000))
        async with Bench(root, demo_wall(), seed=1, remote=(FOYER,)) as bench:
            resource.prlimit(bench.daemon.pid, resource.RLIMIT_NOFILE, 2 * (unit_limit("LimitNOFILE"),))
            _take_enough_files()
            target = Target(bench, manager, Random(seed), whole=whole)
            for document in (PASSPORT, CARD) if whole else (PASSPORT,):
                await _put_in(bench, document)
            await bench.admin.status()
            target.idle_mib = memory_mib(bench.daemon.pid, "VmRSS")
            yield target


async def _put_in(bench: Bench, document: str) -> None:
    reply = await bench.papers.announce(document, document_class=document)
    assert reply.status == "accepted", reply
    staff = Person(bench.scene, document, staff=True)
    await staff.begin_loading()
    assert (await staff.finish()).word == "loaded"


def _take_enough_files() -> None:
    """Attackers hold more connections than a process has by default; the most it may take is its own to set."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 2 * HELD)), hard))


def unit_limit(name: str) -> int:
    """A limit that the unit sets."""
    found = re.search(rf"^{name}=(\d+)$", UNIT.read_text(), re.MULTILINE)
    assert found, name
    return int(found[1])


async def besiege(attack: Attack, target: Target) -> Harm:
    """Run one attack and measure what it does; afterwards every door is read again and the station says so."""
    bench, site = target.bench, target.bench.folder
    pid, starts = bench.daemon.pid, bench.daemon.starts
    rows, disk, log = await _rows(bench), size_bytes(site.root / "state"), size_bytes(site.root / "lockerd.log")
    descriptors = count_descriptors(pid)
    forget_peak(pid)
    probe, began_s = Probe(target.admin, target.manager), time.monotonic()
    meanwhile = asyncio.create_task(_collect(bench, CARD)) if target.whole else None
    try:
        await attack(target)
        ended = COLLECTED if meanwhile is None else await meanwhile
    finally:
        target.hang_up()
        await asyncio.to_thread(probe.stop)
    took_s = time.monotonic() - began_s
    pid = bench.daemon.pid
    await _served(bench)
    return Harm(
        took_s=took_s,
        idle_mib=target.idle_mib,
        after_mib=await _calm(pid, target.idle_mib, descriptors),
        peak_mib=memory_mib(pid, "VmHWM"),
        slowest_s=probe.slowest_s,
        unfed_s=probe.unfed_s,
        unanswered=tuple(probe.unanswered[:3]),
        rows=await _rows(bench) - rows,
        disk_bytes=size_bytes(site.root / "state") - disk,
        log_bytes=size_bytes(site.root / "lockerd.log") - log,
        restarts=bench.daemon.starts - starts,
        descriptors=count_descriptors(pid) - descriptors,
        tasks=count_threads(pid),
        meanwhile=ended,
    )


async def aftermath(target: Target) -> tuple[str, float]:
    """lockerd is started anew, and the person whose passport lies in the wall comes.

    Gives how that ended, and how long the start took until every door was read.
    """
    await target.bench.daemon.stop()
    began_s = time.monotonic()
    await target.bench.power_on()
    await _served(target.bench)
    restart_s = time.monotonic() - began_s
    return await _collect(target.bench, PASSPORT), restart_s


async def _collect(bench: Bench, document: str) -> str:
    person = Person(bench.scene, document, staff=False)
    try:
        await person.show_letter(By.QR)
        return str(await person.finish())
    except (SimError, RefusedError) as error:
        return str(error)


async def _calm(pid: int, idle_mib: float, descriptors: int) -> float:
    until_s = time.monotonic() + CALM_S
    while time.monotonic() < until_s and (  # noqa: ASYNC110 - another process
        memory_mib(pid, "VmRSS") > MEMORY_FACTOR * idle_mib or count_descriptors(pid) > descriptors + SPARE_DESCRIPTORS
    ):
        await asyncio.sleep(PROBE_S)
    return memory_mib(pid, "VmRSS")


async def _served(bench: Bench) -> None:
    """The terminal's socket says that people are served, and every door is known."""
    said = "nothing"
    try:
        async with asyncio.timeout(WHOLE_S):
            while not (await bench.admin.all_read() and (said := await _says(bench)) == "in service"):  # noqa: ASYNC110
                await asyncio.sleep(PROBE_S)
    except TimeoutError:
        raise SimError(f"the station did not come back after the attack, it says {said}") from None


async def _says(bench: Bench) -> str:
    status = await bench.terminal.get("/v1/status")
    return "in service" if status["in_service"] else str(status)


async def _rows(bench: Bench) -> int:
    return int((await bench.admin.status())["head"]["number"])
