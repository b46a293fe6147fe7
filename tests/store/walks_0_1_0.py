"""Release 0.1.0 led into many situations by its own rules: ``walks_0_1_0.py write DATABASE``.

Each walk has two doors and up to two orders of its own, and ends somewhere: between two decisions, as a power cut would
leave it. All ends that differ are written into one database by that release's store. What is printed says what each row
meant to that release, and which codes open after a start with all doors shut.
"""

import asyncio
import json
import random
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).with_name("releases") / "lockerd-0.1.0.zip"))

from lockerd.domain.attempts import Attempt
from lockerd.domain.cabinet import Compartment, OrderId, Place
from lockerd.domain.events import (
    Accepted,
    Announce,
    Boot,
    Cancel,
    Clear,
    CodeForm,
    ConfirmLoaded,
    Event,
    FreshCode,
    Reissue,
    Resume,
    Say,
    Staff,
    StartCollection,
    StartLoading,
    TechnicianOpen,
    Tick,
    Touched,
    Word,
)
from lockerd.domain.grants import CodeRecord, Grant, GrantId, GrantState
from lockerd.domain.orders import Kind, Needs, Order
from lockerd.domain.readings import CompartmentId, Door, DoorSensor, Item, ItemSensor, Latch, Reading
from lockerd.domain.reports import Fired, NotFired, NotFiredReason, Readings
from lockerd.domain.state import Now, Policy, Site, State, key_of
from lockerd.domain.visits import Phase, VisitId

import lockerd
from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision
from lockerd.store import Commit, Stamp, Store

assert ".zip" in lockerd.__file__, lockerd.__file__

WALKS = 2_000
STEPS_MAX = 45
POLICY = Policy(authorities=frozenset({"stadt"}), openings_per_hour=240, openings_per_badge_hour=240)
STAFF = Staff("b-1", "stadt")
RETENTION_MS = 3 * 60_000
LO_S = 1_800_000_000
SENSORS = [
    (DoorSensor.CONTACT, ItemSensor.NONE),
    (DoorSensor.CONTACT, ItemSensor.FITTED),
    (DoorSensor.HOOK, ItemSensor.NONE),
    (DoorSensor.BOTH, ItemSensor.FITTED),
    (DoorSensor.NONE, ItemSensor.NONE),
]


class Walk:
    """One wall of two doors, its people and its mishaps."""

    def __init__(self, number: int) -> None:
        self.name = f"{number:04}"
        self.random = random.Random(number)
        self.mono_ms = 100_000
        self.made = 0
        door, item = SENSORS[number % len(SENSORS)]
        doors = [CompartmentId(f"{self.name}{side}") for side in "AB"]
        self.places = tuple(Place(name, 1, 1, "A4", 100, door, item) for name in doors)
        self.state = replace(State.empty(), site=Site(next_attempt=1 + number * 1_000))
        self.rows: dict[Any, Any] = {}
        self.stuck = False
        self.open = dict.fromkeys(doors, False)
        self.item = dict.fromkeys(doors, Item.ABSENT)
        self.crash()
        self.look()
        for _ in range(self.random.randrange(2, STEPS_MAX)):
            self.step()

    def tell(self, event: Event) -> Decision:
        self.mono_ms += 50
        now = Now(self.mono_ms, self.mono_ms, LO_S + self.mono_ms // 1000, LO_S + self.mono_ms // 1000 + 9)
        decision = decide(self.state, event, now, POLICY)
        self.state = decision.state
        self.rows.update({key_of(row): row for row in decision.rows})
        return decision

    def look(self) -> None:
        self.tell(
            Readings(
                tuple(seen(p, self.mono_ms, self.open[p.compartment], self.item[p.compartment]) for p in self.places)
            )
        )

    def crash(self) -> None:
        kept = State.empty()
        attempts = self.state.attempts
        self.state = replace(
            kept,
            site=self.state.site,
            compartments=self.state.compartments,
            orders=self.state.orders,
            grants=self.state.grants,
            attempts=attempts,
            waiting=self.state.waiting,
        )
        self.mono_ms += 10_000
        self.tell(Boot("b" * 32, "0.1.0", "", self.places))

    def code(self) -> FreshCode:
        self.made += 1
        grant = GrantId(self.random.randbytes(12).hex() + self.name + f"{self.made:04}")
        return FreshCode(grant, CodeRecord(bytes(16), bytes(32), f"{self.name}{self.made}"), "sealed")

    def visit(self) -> VisitId:
        return VisitId(self.random.randbytes(16).hex())

    def step(self) -> None:
        likely = self.likely()
        action = self.random.choice(likely) if likely and self.random.random() < 0.92 else self.random.choice(ANYTHING)
        action(self)

    def likely(self) -> "list[Action]":
        """What people and locks do as a rule."""
        for attempt in self.state.attempts.values():
            if attempt.outcome is None and not attempt.recovering:
                stuck = [Walk.wait_for_it, Walk.wait_for_it, Walk.wait_for_it, Walk.power_cut]
                good = [Walk.swing, Walk.swing, Walk.wait_for_it]
                return [Walk.fire] if attempt.began_ms is None else stuck if self.stuck else good
        if any(self.open.values()):
            return [Walk.swing, Walk.swap_item]
        for visit in self.state.visits.values():
            if visit.phase in {Phase.DOOR_OPEN, Phase.DOOR_SHUT}:
                return [Walk.confirm, Walk.say_something, Walk.say_taken]
            if visit.phase is Phase.RETRYING:
                return [Walk.wait_for_it]
        if len(self.state.orders) == 0:
            return [Walk.announce]
        if any(grant.state is GrantState.GRACE for grant in self.state.grants.values()):
            return [Walk.collect, Walk.wait_long]
        return [Walk.load, Walk.collect, Walk.collect]

    def announce(self) -> None:
        count = len(self.state.orders)
        if count < 2:
            needs = Needs(size="A4", highest_cm=150 if count else None, slow_hands=bool(count))
            order = OrderId(f"01936f00-0000-7000-8000-{self.name}{count:08}")
            self.tell(
                Announce(
                    Order(order, "stadt", Kind.COLLECTION, "letter", f"case-{count}", 1 + count, needs, RETENTION_MS)
                )
            )

    def any_order(self) -> OrderId:
        return self.random.choice(sorted(self.state.orders) or [OrderId("none")])

    def load(self) -> None:
        self.stuck = self.random.random() < 0.1
        self.tell(StartLoading(self.visit(), self.any_order(), STAFF))

    def collect(self) -> None:
        grants = sorted(self.state.grants)
        self.stuck = self.random.random() < 0.4
        if grants:
            self.tell(StartCollection(self.visit(), CodeForm.QR, self.random.choice(grants)))

    def say(self, word: Word) -> None:
        for visit in list(self.state.visits.values()):
            self.tell(Say(visit.id, word))

    def say_something(self) -> None:
        self.say(self.random.choice(list(Word)))

    def say_taken(self) -> None:
        self.say(Word.TAKEN_OUT)

    def undo(self) -> None:
        self.say(Word.UNDO)

    def confirm(self) -> None:
        for visit in list(self.state.visits.values()):
            self.tell(Say(visit.id, Word.EMPTY))
            self.tell(ConfirmLoaded(visit.id, self.code(), although_not_seen=self.random.random() < 0.7))

    def fire(self) -> None:
        for attempt in list(self.state.attempts.values()):
            if attempt.outcome is None and attempt.began_ms is None:
                fired = self.random.random() < 0.9
                self.tell(Fired(attempt.id, self.mono_ms) if fired else NotFired(attempt.id, NotFiredReason.BOARD_DEAD))

    def swing(self) -> None:
        """The door at which somebody stands, or any."""
        waiting = [a.compartment for a in self.state.attempts.values() if a.outcome is None]
        doors = [d for d, is_open in self.open.items() if is_open] or waiting or sorted(self.open)
        door = self.random.choice(doors)
        self.open[door] = not self.open[door]
        self.look()

    def swap_item(self) -> None:
        door = self.random.choice([d for d, is_open in self.open.items() if is_open] or sorted(self.open))
        self.item[door] = Item.ABSENT if self.item[door] is Item.PRESENT else Item.PRESENT
        self.look()

    def wait_for_it(self) -> None:
        """Long enough for a door that does not open, and for the pause before the next try."""
        for _ in range(2):
            self.mono_ms += 5_500
            self.look()
            self.tell(Tick())

    def wait_long(self) -> None:
        for _ in range(self.random.choice([1, 3, 20])):
            self.mono_ms += 61_000
            self.look()
            self.tell(Tick())

    def power_cut(self) -> None:
        self.crash()
        if self.random.random() < 0.6:
            self.look()

    def cancel(self) -> None:
        self.tell(Cancel(self.any_order(), "withdrawn"))

    def reissue(self) -> None:
        staff = STAFF if self.random.random() < 0.5 else None
        self.tell(Reissue(self.any_order(), self.code(), staff, None if staff is None else self.visit()))

    def technician(self) -> None:
        door = self.random.choice(sorted(self.open))
        kind = self.random.choice([TechnicianOpen, Touched, Clear])
        self.tell(kind("t-1", door, "look"))
        self.tell(Resume("t-1", "looked"))

    def look_inside(self) -> None:
        """A technician opens a door, shuts it, and reports it empty."""
        door = self.random.choice(sorted(self.open))
        self.tell(TechnicianOpen("t-1", door, "look"))
        self.fire()
        for is_open, item in ((True, self.item[door]), (True, Item.ABSENT), (False, Item.ABSENT)):
            self.open[door], self.item[door] = is_open, item
            self.look()
        self.tell(Clear("t-1", door, "looked"))


Action = Callable[[Walk], None]
ANYTHING: list[Action] = [
    Walk.announce,
    Walk.load,
    Walk.collect,
    Walk.say_something,
    Walk.undo,
    Walk.swing,
    Walk.swap_item,
    Walk.wait_for_it,
    Walk.wait_long,
    Walk.power_cut,
    Walk.cancel,
    Walk.reissue,
    Walk.technician,
    Walk.look_inside,
]


def seen(place: Place, at_ms: int, is_open: bool, item: Item) -> Reading:
    door = {True: Door.OPEN, False: Door.CLOSED}[is_open]
    latch = {True: Latch.UNLATCHED, False: Latch.LATCHED}[is_open]
    contact = place.door_sensor in {DoorSensor.CONTACT, DoorSensor.BOTH}
    hook = place.door_sensor in {DoorSensor.HOOK, DoorSensor.BOTH}
    fitted = place.item_sensor is ItemSensor.FITTED
    return Reading(
        place.compartment,
        at_ms,
        door if contact else Door.UNKNOWN,
        latch if hook else Latch.UNKNOWN,
        item if fitted else Item.UNKNOWN,
    )


def looks_like(walk: Walk) -> str:
    """What makes an end differ from another: everything but numbers, times and names."""
    words: list[Any] = [walk.places[0].door_sensor]
    for _, row in sorted(walk.rows.items()):
        match row:
            case Compartment():
                words += [row.condition, row.order is None, row.evidence, row.attempt is None, row.pulse is None]
            case Order():
                words += [row.state, row.cancel_wanted]
            case Grant():
                line, in_grace = row.lines[0], row.grace_left_ms is not None
                words += [row.order[-1:], row.state, line.attempts, line.seen_open, in_grace]
            case Attempt() if row.outcome is None:
                words += [row.right.kind, row.recovering]
    return repr(words)


def opens(state: State, places: list[Place]) -> dict[str, bool]:
    """Which codes open their door after a start, when every door is seen shut."""
    now = Now(10_000_000, 10_000_000, LO_S + 20_000, LO_S + 20_009)
    state = decide(state, Boot("c" * 32, "0.1.0", "", tuple(places)), now, POLICY).state
    shut = tuple(seen(place, 10_000_000, is_open=False, item=Item.UNKNOWN) for place in places)
    state = decide(state, Readings(shut), now, POLICY).state
    found = {}
    for grant in state.grants:
        answer = decide(state, StartCollection(VisitId("v"), CodeForm.QR, grant), now, POLICY).answer
        found[grant] = isinstance(answer, Accepted)
    return found


def main() -> None:
    path = Path(sys.argv[2])
    ends: dict[str, Walk] = {}
    for number in range(WALKS):
        walk = Walk(number)
        ends.setdefault(looks_like(walk), walk)
    rows = [row for walk in ends.values() for row in walk.rows.values() if not isinstance(row, Site)]
    places = [place for walk in ends.values() for place in walk.places]
    store = Store.open(path, new_salt=lambda: random.randbytes(16))
    stamp = Stamp(boot="b" * 32, mono_ms=9_000_000, powered_ms=9_000_000, lo_s=LO_S, hi_s=None)
    site = Site(next_attempt=WALKS * 1_000, retention_counted_ms=9_995_000)
    asyncio.run(store.commit(Commit(stamp=stamp, rows=(site, *rows))))
    state = store.load({place.compartment: place for place in places}).state
    store.close()
    said = {
        "places": {place.compartment: [place.door_sensor, place.item_sensor] for place in places},
        "orders": {row.id: asdict(row) for row in rows if isinstance(row, Order)},
        "grants": {row.id: asdict(row) for row in rows if isinstance(row, Grant)},
        "doors": {row.id: asdict(row) for row in rows if isinstance(row, Compartment)},
        "attempts": {row.id: asdict(row) for row in state.attempts.values()},
        "opens": opens(state, places),
    }
    print(json.dumps(said, default=bytes.hex))


if __name__ == "__main__":
    main()
