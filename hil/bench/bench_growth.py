"""Whether a station slows down over the years (P11): a pickup, and the calm, with ever more orders and custody rows.

Run: ``python hil/bench/bench_growth.py [--orders 10 1000 100000] [--rows 1000000]``; takes some minutes, most of them
to fill databases. Prints a table and writes ``hil/bench/out/bench_growth.json``.

A pickup is everything that is decided and committed for one (code, pulse, open, taken out, shut, the word), without
the wire. Beside eight doors that are loaded, state and database keep ended orders until their retention is over. The
sizes take turns; each figure is the median of all rounds, times in milliseconds.
"""

import argparse
import asyncio
import secrets
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Final

import figures

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "domain"))

from world import SECOND, World, place

from lockerd.domain.decide import decide
from lockerd.domain.model.events import Answer, Event, Tick
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId
from lockerd.domain.model.state import Now, Row, State
from lockerd.domain.model.words import Word
from lockerd.store import Commit, Stamp, Store

DOORS: Final = 8
ROUNDS: Final = 5
TICKS: Final = 20
CHUNK: Final = 2_000
STAMP: Final = Stamp(boot="bench", mono_ms=1, powered_ms=1, lo_s=1_800_000_000, hi_s=1_800_000_001)
OPENED: Final = Fact(
    FactType.DOOR_OPENED,
    CompartmentId("A07"),
    None,
    {"observed": "opened", "input": "bus0/0/7", "attempt": 1, "after_ms": 180},
)


@dataclass
class Remembered(World):
    """A world that remembers what was asked of the rules, so that it can be asked again by the clock."""

    asked: list[tuple[State, Event, Now]] = field(default_factory=list)

    def event(self, event: Event) -> Answer:
        """As in every world."""
        before = self.state
        answer = super().event(event)
        self.asked.append((before, event, self.now))
        return answer


@dataclass(frozen=True, slots=True)
class Loaded:
    """A wall with something behind every door, the codes for it, and one order that has ended."""

    world: Remembered
    codes: tuple[tuple[GrantId, CompartmentId], ...]
    ended: OrderId


def order_id(number: int) -> OrderId:
    return OrderId(f"01900000-0000-7000-8000-{number:012x}")


def loaded_wall() -> Loaded:
    doors = [CompartmentId(f"A{number:02}") for number in range(1, DOORS + 1)]
    world = Remembered()
    wall = World.of(*(place(each) for each in doors))
    world.state, world.boxes = wall.state, wall.boxes
    pickup(world, world.loaded(order_id(0), at=doors[0]), doors[0])
    codes = [(world.loaded(order_id(number), at=each), each) for number, each in enumerate(doors, 1)]
    return Loaded(world, tuple(codes), order_id(0))


def pickup(world: World, code: GrantId, door: CompartmentId) -> None:
    """A person shows the code, takes the thing out, shuts the door and says so."""
    visit = world.collect(code)
    world.fire()
    world.pull(door)
    world.take(door)
    world.shut(door)
    world.say(visit, Word.DONE)
    world.wait(6 * SECOND)


def with_ended(wall: Loaded, count: int) -> State:
    """The wall's state with so many orders more that have ended."""
    state = wall.world.state
    order, part = state.orders[wall.ended], state.parts[PartId(wall.ended, 1)]
    orders, parts = state.orders, state.parts
    for number in range(DOORS + 1, DOORS + 1 + count):
        name = order_id(number)
        orders = orders.insert(name, replace(order, id=name))
        parts = parts.insert(PartId(name, 1), replace(part, id=PartId(name, 1)))
    return state._replace(orders=orders, parts=parts)


def rows_of(state: State) -> list[Row]:
    tables: Iterable[Iterable[Row]] = (
        state.orders.values(),
        state.parts.values(),
        state.grants.values(),
        state.compartments.values(),
        state.attempts.values(),
    )
    return [*chain.from_iterable(tables), state.site]


async def fill(store: Store, state: State, custody_rows: int) -> None:
    """Bring the database to what the state says, behind a log of so many rows that central has."""
    rows = rows_of(state)
    for first in range(0, len(rows), CHUNK):
        await store.commit(Commit(STAMP, rows=tuple(rows[first : first + CHUNK])))
    while store.head.number < custody_rows:
        await store.commit(Commit(STAMP, facts=(OPENED,) * CHUNK))
        while waiting := await store.unsent(0, CHUNK):
            await store.acknowledged([each.id for each in waiting])


async def pickup_ms(store: Store, state: State) -> tuple[float, float]:
    """What one pickup takes to decide and to commit, on average over all doors."""
    wall = loaded_wall()
    wall.world.state = state._replace(**{name: getattr(wall.world.state, name) for name in ("last_pulse", "pulsed")})
    await store.commit(Commit(STAMP, rows=tuple(rows_of(loaded_wall().world.state))))
    wall.world.asked.clear()
    for code, door in wall.codes:
        pickup(wall.world, code, door)
    decided_s = committed_s = 0.0
    for before, event, now in wall.world.asked:
        begun_s = time.perf_counter()
        decision = decide(before, event, now, wall.world.policy)
        decided_s += time.perf_counter() - begun_s
        if decision.rows or decision.facts:
            begun_s = time.perf_counter()
            await store.commit(Commit(STAMP, rows=decision.rows, dropped=decision.dropped, facts=decision.facts))
            committed_s += time.perf_counter() - begun_s
    return decided_s * 1000 / DOORS, committed_s * 1000 / DOORS


def calm_ms(state: State) -> float:
    """What a look at the clock takes while nothing happens."""
    world = loaded_wall().world
    took = []
    for _ in range(TICKS):
        begun_s = time.perf_counter()
        decide(state, Tick(), world.now, world.policy)
        took.append((time.perf_counter() - begun_s) * 1000)
    return statistics.median(took)


async def measure(sizes: list[int], custody_rows: int) -> dict[str, dict[str, float]]:
    figures.OUT.mkdir(exist_ok=True)
    found: dict[str, dict[str, list[float]]] = {str(size): defaultdict(list) for size in sizes}
    with tempfile.TemporaryDirectory(dir=figures.OUT) as folder:
        stores = {
            size: Store.open(Path(folder) / f"{size}.db", new_salt=lambda: secrets.token_bytes(16)) for size in sizes
        }
        states = {size: with_ended(loaded_wall(), size) for size in sizes}
        try:
            for size in sizes:
                await fill(stores[size], states[size], custody_rows if size == max(sizes) else CHUNK)
            for _ in range(ROUNDS):
                for size in sizes:
                    decided, committed = await pickup_ms(stores[size], states[size])
                    row = found[str(size)]
                    row["decided"].append(decided)
                    row["committed"].append(committed)
                    row["calm"].append(calm_ms(states[size]))
        finally:
            for store in stores.values():
                store.close()
    return {size: {name: statistics.median(values) for name, values in row.items()} for size, row in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--orders", type=int, nargs="+", default=[10, 1_000, 100_000])
    parser.add_argument("--rows", type=int, default=1_000_000, help="custody rows beside the most orders")
    arguments = parser.parse_args()
    figures.keep("bench_growth", asyncio.run(measure(arguments.orders, arguments.rows)))


if __name__ == "__main__":
    main()
