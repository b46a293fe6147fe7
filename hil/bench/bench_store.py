"""What the store costs: commits against bare syncs of the same medium, events a second, opening and verifying.

Run: ``python hil/bench/bench_store.py``; takes about half a minute. Prints a table and writes
``hil/bench/out/store.json``. The database lies beside that file: run it on the medium that matters (an SD card is not a
server's disk).
"""

import asyncio
import json
import os
import platform
import secrets
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from lockerd.domain.model.attempts import Attempt, Outcome, Right, RightKind
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.state import Site
from lockerd.store import Commit, Keep, Stamp, Store, verify

OUT = Path(__file__).parent / "out" / "store.json"
ROUNDS = 3
SAMPLES = 150
TOGETHER = 32
RATE = 2_000
BATCHES_A_SECOND = 200
SUSTAINED_S = 5
FLAT_OUT = 20_000
LONG_LOG = 100_000
FLOOR_BYTES = 16 * 1024
STAMP = Stamp(boot="0" * 32, mono_ms=0, powered_ms=0, lo_s=1_763_000_000, hi_s=1_763_000_009)


class Work:
    """Commits like the daemon's: attempts that open and close, each with its fact."""

    def __init__(self) -> None:
        self.attempts = 0

    def opening(self, count: int = 1) -> Commit:
        rows = []
        for _ in range(count):
            self.attempts += 1
            rows.append(
                Attempt(
                    id=AttemptId(self.attempts),
                    compartment=CompartmentId(f"A{self.attempts % 100:02d}"),
                    right=Right(kind=RightKind.TECHNICIAN, holder="bench", reason="bench"),
                    part=None,
                    visit=None,
                    powered_ms=0,
                    outcome=Outcome.OPENED,
                )
            )
        return Commit(stamp=STAMP, rows=(Site(next_attempt=self.attempts + 1), *rows), facts=events(count))


def events(count: int) -> tuple[Fact, ...]:
    data: dict[str, str | int | bool | None] = {"observed": "opened", "attempt": 4711}
    return tuple(Fact(FactType.DOOR_OPENED, CompartmentId("A01"), None, data) for _ in range(count))


async def each_ms(work: Callable[[], Awaitable[object]], count: int) -> list[float]:
    samples = []
    for _ in range(count):
        begun = time.perf_counter_ns()
        await work()
        samples.append((time.perf_counter_ns() - begun) / 1e6)
    return sorted(samples)


def quantiles(samples: list[float]) -> dict[str, float]:
    return {"p50_ms": samples[len(samples) // 2], "p99_ms": samples[int(len(samples) * 0.99)]}


async def round_of(store: Store, work: Work, floor: int) -> dict[str, dict[str, float]]:
    async def sync() -> None:
        os.pwrite(floor, bytes(FLOOR_BYTES), os.fstat(floor).st_size)
        os.fdatasync(floor)

    async def apart() -> None:
        await asyncio.gather(*(store.commit(work.opening()) for _ in range(TOGETHER)))

    return {
        f"floor: append {FLOOR_BYTES // 1024} KiB + fdatasync": quantiles(await each_ms(sync, SAMPLES)),
        "one opening": quantiles(await each_ms(lambda: store.commit(work.opening()), SAMPLES)),
        f"{TOGETHER} openings, a commit each": quantiles(await each_ms(apart, 5)),
        f"{TOGETHER} openings in one commit": quantiles(
            await each_ms(lambda: store.commit(work.opening(TOGETHER)), SAMPLES // 3)
        ),
    }


async def drain(store: Store, done: asyncio.Event) -> int:
    """Central's part: read what waits, acknowledge it, until the writer is done and nothing is left."""
    last = sent = 0
    while True:
        finished = done.is_set()
        page = await store.unsent(last, 500)
        if page:
            last = page[-1].id
            await store.acknowledged([out.id for out in page])
            sent += len(page)
        elif finished:
            return sent
        else:
            await asyncio.sleep(0.005)


async def sustained(store: Store) -> dict[str, float]:
    """RATE events a second in small commits, while the outbox is read and acknowledged."""
    done = asyncio.Event()
    drained = asyncio.ensure_future(drain(store, done))
    samples = []
    begun = time.perf_counter()
    for batch in range(SUSTAINED_S * BATCHES_A_SECOND):
        await asyncio.sleep(max(0.0, begun + batch / BATCHES_A_SECOND - time.perf_counter()))
        samples.append(
            await each_ms(lambda: store.commit(Commit(stamp=STAMP, facts=events(RATE // BATCHES_A_SECOND))), 1)
        )
    took_s = time.perf_counter() - begun
    done.set()
    await drained
    committed = SUSTAINED_S * RATE
    return {"events_a_second": committed / took_s} | quantiles(sorted(sample for [sample] in samples))


async def flat_out(store: Store) -> dict[str, float]:
    """As many as it takes, 64 events a commit, then all of them read and acknowledged."""
    begun = time.perf_counter()
    for _ in range(FLAT_OUT // 64):
        await store.commit(Commit(stamp=STAMP, facts=events(64)))
    committed_s = time.perf_counter() - begun
    begun = time.perf_counter()
    done = asyncio.Event()
    done.set()
    sent = await drain(store, done)
    return {"committed_a_second": FLAT_OUT / committed_s, "drained_a_second": sent / (time.perf_counter() - begun)}


def long_log(path: Path) -> dict[str, float]:
    """Opening (with its quick check), loading and verifying a log of at least LONG_LOG rows."""
    store = Store.open(path, new_salt=lambda: secrets.token_bytes(16))
    while store.head.number < LONG_LOG:
        asyncio.run(store.commit(Commit(stamp=STAMP, facts=events(2_000))))
    asyncio.run(store.prune(lo_s=STAMP.lo_s, keep=Keep(lo_s=0, powered_ms=0)))
    store.close()
    begun = time.perf_counter()
    store = Store.open(path, new_salt=bytes)
    store.load({})
    open_s = time.perf_counter() - begun
    store.close()
    begun = time.perf_counter()
    verified = verify(path)
    verify_s = time.perf_counter() - begun
    assert verified.fault is None
    size = path.stat().st_size
    return {
        "rows": verified.rows,
        "open_and_load_ms": open_s * 1000,
        "verified_a_second": verified.rows / verify_s,
        "bytes_a_row_with_outbox": size / verified.rows,
    }


def medians(rounds: list[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    return {
        name: {key: statistics.median(one[name][key] for one in rounds) for key in values}
        for name, values in rounds[0].items()
    }


async def measure(path: Path) -> dict[str, dict[str, float]]:
    store = Store.open(path, new_salt=lambda: secrets.token_bytes(16))
    floor = os.open(path.with_name("floor"), os.O_RDWR | os.O_CREAT)
    try:
        work = Work()
        rounds = []
        for _ in range(ROUNDS):
            one = await round_of(store, work, floor)
            one[f"{RATE} events a second, {RATE // BATCHES_A_SECOND} a commit, drained"] = await sustained(store)
            one["flat out, 64 a commit"] = await flat_out(store)
            rounds.append(one)
    finally:
        os.close(floor)
        store.close()
    return medians(rounds)


def main() -> None:
    OUT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT.parent) as directory:
        path = Path(directory) / "lockerd.db"
        results = asyncio.run(measure(path))
        results[f"a log of {LONG_LOG} rows"] = long_log(path)
    for name, values in results.items():
        print(f"{name:48}" + "".join(f"  {key} {value:,.2f}" for key, value in values.items()))
    about = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "machine": platform.machine()}
    OUT.write_text(json.dumps({"about": about, "rounds": ROUNDS, "results": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
