"""The wall and the clock of a site below the APIs: doors and time obey the test's hands."""

import hashlib
from dataclasses import dataclass, field

from lockerd.clock import Belief, Bounds, Standing
from lockerd.controller import Controller
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor, Item, ItemSensor, Latch, Reading
from lockerd.domain.model.reports import Fired, Readings, Unlock, Withdraw
from lockerd.domain.model.state import Now

T0_S = 1_800_000_000


PERSON_MS = 6_000
"""What a person takes before a door is shut again; long enough for its coil to rest."""


PLACES = (
    Place(CompartmentId("A01"), 1, 1, "A5", 140, DoorSensor.CONTACT),
    Place(CompartmentId("A02"), 1, 2, "A4", 140, DoorSensor.CONTACT, ItemSensor.FITTED),
    Place(CompartmentId("B01"), 2, 1, "A5", 100, DoorSensor.HOOK),
    Place(CompartmentId("B02"), 2, 2, "A5", 100, DoorSensor.NONE),
)


class Seeded:
    """Bytes that look random and are the same in every run."""

    def __init__(self, series: int = 0) -> None:
        self.drawn = series << 16

    def __call__(self, count: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_128(self.drawn.to_bytes(4, "big")).digest(count)


@dataclass
class ManualClock:
    """Moves by a millisecond with every look, and as the test says."""

    mono_ms: int = 1_000
    unsure: bool = False
    ahead_s: int = 0
    doubt: Doubt | None = None

    def monotonic_ms(self) -> int:
        self.mono_ms += 1
        return self.mono_ms

    def now(self) -> Now:
        ms = self.monotonic_ms()
        lo_s = T0_S + ms // 1000 + self.ahead_s
        return Now(mono_ms=ms, powered_ms=ms, lo_s=lo_s, hi_s=None if self.unsure else lo_s + 1, doubt=self.doubt)

    def correct(self, unix_s: int) -> Now:
        self.ahead_s += unix_s - self.now().lo_s
        self.doubt = None
        return self.now()

    def believed(self) -> Belief:
        now = self.now()
        standing = Standing.TRUSTED if now.doubt is None else Standing.DISPUTED
        return Belief(now, standing, T0_S + now.mono_ms // 1000, Bounds(written_s=now.lo_s))


@dataclass
class Hands:
    """The wall: doors spring open when fired, unless they stick, and shut when somebody pushes."""

    clock: ManualClock
    stuck: set[str] = field(default_factory=set)
    held: bool = False
    """Unlocks wait for ``let_go``."""
    waiting: list[Unlock] = field(default_factory=list)
    fired: list[str] = field(default_factory=list)
    controller: Controller | None = None
    sensors: dict[str, DoorSensor] = field(default_factory=lambda: {p.compartment: p.door_sensor for p in PLACES})

    def unlock(self, unlock: Unlock) -> None:
        if self.held:
            self.waiting.append(unlock)
            return
        assert self.controller is not None
        self.fired.append(unlock.compartment)
        self.controller.report(Fired(unlock.attempt, self.clock.monotonic_ms()))
        if unlock.compartment not in self.stuck:
            self.see(unlock.compartment, open_=True)

    def withdraw(self, withdraw: Withdraw) -> None: ...

    def watch(self, compartments: frozenset[CompartmentId]) -> None: ...

    def let_go(self) -> None:
        self.held = False
        for unlock in self.waiting:
            self.unlock(unlock)
        self.waiting.clear()

    def see(self, compartment: str, *, open_: bool, item: Item = Item.UNKNOWN) -> None:
        assert self.controller is not None
        if not open_:
            self.clock.mono_ms += PERSON_MS
        contact = self.sensors[compartment] is DoorSensor.CONTACT
        hook = self.sensors[compartment] is DoorSensor.HOOK
        reading = Reading(
            compartment=CompartmentId(compartment),
            sampled_ms=self.clock.monotonic_ms(),
            door=(Door.OPEN if open_ else Door.CLOSED) if contact else Door.UNKNOWN,
            latch=(Latch.UNLATCHED if open_ else Latch.LATCHED) if hook else Latch.UNKNOWN,
            item=item,
        )
        self.controller.report(Readings((reading,)))
