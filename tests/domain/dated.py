"""A wall whose time comes from the daemon's own clock, on a machine without a battery clock, with a crystal that is off
and a power that fails: what is true is known here, and to nobody else."""

from dataclasses import dataclass, field
from random import Random

from hands import settle
from world import A01, MINUTE, SECOND, World, place

from lockerd.clock import Bounds, TimeSource, TrustedClock, machine_clock
from lockerd.clock.machine import SLACK_MS, KernelSync
from lockerd.domain.model.events import Answer, Boot, Event
from lockerd.domain.model.receipts import Paper, Receipt
from lockerd.domain.model.state import DAY_MS, Now
from lockerd.domain.model.words import Word

T0_MS = 1_800_000_000_000
DRIFT_PPM = 99
"""Just below what the clock reckons with."""
OFF_MAX_MS = 40 * 24 * 3600 * 1000
DELAY_MAX_MS = 4_000
"""A change at a door is known so soon, or the door has been told to be unknown."""


@dataclass(slots=True)
class Dated(World):
    """Its monotonic time is what the crystal counts."""

    random: Random = field(default_factory=Random)
    boot_true_ms: int = T0_MS
    boot_count_ms: int = 0
    drift_ppm: int = 0
    synchronised: bool = False
    max_error_ms: int = 0
    wall_error_ms: int = 0
    written_s: int | None = None
    clock: TrustedClock | None = None
    custody_ms: int = 0
    """When a receipt came into being."""

    @property
    def true_ms(self) -> int:
        """What time it is."""
        return self.boot_true_ms + (self.mono_ms - self.boot_count_ms) * 1_000_000 // (1_000_000 + self.drift_ppm)

    @property
    def now(self) -> Now:
        """What the daemon's clock says; the lower end is written down with each decision."""
        if self.clock is None:
            self.start()
        assert self.clock is not None
        now = self.clock.now()
        self.written_s = max(self.written_s or 0, now.lo_s)
        return now

    def event(self, event: Event) -> Answer:
        """See ``World.event``."""
        before = len(self.state.receipts)
        answer = World.event(self, event)
        if len(self.state.receipts) > before:
            self.custody_ms = self.true_ms
        return answer

    def start(self) -> None:
        """The daemon starts with what was written down."""
        self.clock = machine_clock(
            TimeSource.NTP,
            bounds=Bounds(written_s=self.written_s),
            powered_ms=self.powered_ms,
            report=lambda _standing, _doubt, _ahead_ms: None,
            monotonic=lambda: self.mono_ms,
            wall=lambda: self.true_ms + self.wall_error_ms,
            sync=lambda: KernelSync(self.synchronised, self.max_error_ms),
        )

    def weather(self) -> None:
        """The network comes or goes; a clock that is synchronised is right within its error, another shows anything."""
        self.synchronised = self.random.random() < 0.5
        self.max_error_ms = self.random.choice((10, 500, 20_000))
        bound_ms = self.max_error_ms + SLACK_MS if self.synchronised else 10**11
        self.wall_error_ms = self.random.randint(-bound_ms, bound_ms)

    def pass_time(self, most_ms: int) -> None:
        """Some time goes by."""
        self.wait(self.random.randint(1, most_ms), ticks=2)
        self.weather()

    def cut(self) -> None:
        """The power fails, for seconds or for weeks; the clock starts with what a machine without battery shows."""
        true_ms, self.unlocks = self.true_ms + self.random.randint(0, OFF_MAX_MS), []
        self.synchronised, self.wall_error_ms = False, -self.random.randint(0, 10**11)
        self.boot_true_ms, self.boot_count_ms, self.clock = true_ms, 5_000, None
        World.crash(self, boot=Boot("boot-2", "0.2.0", "decaf"))

    def shut_in_the_dark(self) -> int:
        """The power fails while the door is open, and somebody shuts it before it comes back."""
        before_ms = self.true_ms
        self.cut()
        self.weather()
        self.boxes[A01].open, self.boxes[A01].bolted = False, True
        closed_ms = self.random.randint(before_ms, self.boot_true_ms)
        self.report()
        return closed_ms

    def shut_some_time_ago(self) -> int:
        """The door is pushed shut, and known to be a moment later; the true time of the closing."""
        closed_ms = self.true_ms
        self.mono_ms += self.random.randint(0, DELAY_MAX_MS)
        self.shut()
        return closed_ms


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt, and what was true."""

    receipt: Receipt
    closed_ms: int
    custody_ms: int

    def holds(self) -> bool:
        """Whether closing and custody lie in the interval."""
        lo_s, hi_s = self.receipt.lo_s, self.receipt.hi_s
        return lo_s * 1000 <= self.closed_ms and (hi_s is None or self.custody_ms <= hi_s * 1000)


def play(seed: int) -> Told:
    """Somebody hands in or collects, on a day of this seed."""
    random = Random(seed)
    world = Dated.of(place())
    assert isinstance(world, Dated)
    world.random, world.drift_ppm = random, random.randint(-DRIFT_PPM, DRIFT_PPM)
    world.boot_count_ms = world.mono_ms
    world.weather()
    if random.random() < 0.3:
        world.cut()
        world.report()
    brings = random.random() < 0.5
    grant = world.awaited() if brings else world.loaded()
    world.pass_time(MINUTE)
    world.pass_time(random.choice((20 * MINUTE, 2 * DAY_MS)))
    visit = world.collect(grant)
    world.fire()
    world.pull()
    if not brings:
        world.take()
    world.boxes[A01].item = brings
    world.report()
    world.pass_time(30 * SECOND)
    if random.random() < 0.2:
        closed_ms = world.shut_in_the_dark()
        world.wait(16 * MINUTE, ticks=100)
        return told_by(world, closed_ms)
    closed_ms = world.shut_some_time_ago()
    if brings and random.random() < 0.3:  # too early: opened again, and shut for good
        world.pass_time(10 * SECOND)
        world.wait(6 * SECOND)
        world.say(visit, Word.OPEN_AGAIN)
        world.fire()
        world.pull()
        world.pass_time(30 * SECOND)
        closed_ms = world.shut_some_time_ago()
    world.pass_time(20 * SECOND)
    if random.random() < 0.4:
        world.cut()
        world.weather()
        world.report()
        if brings:
            world.wait(16 * MINUTE, ticks=100)
    elif random.random() < 0.5:
        world.say(visit, Word.ALL_IN if brings else Word.TAKEN_OUT)
        settle(world)
    else:
        world.wait(150 * SECOND, ticks=50)
    return told_by(world, closed_ms)


def told_by(world: Dated, closed_ms: int) -> Told:
    """The one receipt."""
    (receipt,) = (each for each in world.state.receipts.values() if each.paper is Paper.RECEIPT)
    return Told(receipt, closed_ms, world.custody_ms)
