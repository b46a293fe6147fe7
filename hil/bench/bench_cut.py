"""A year without central, and the log cut afterwards: what the disk holds, what it takes in memory and in time (F60).

``python hil/bench/bench_cut.py [ROWS]``; without it 110,000: a wall of 48 doors with 12 hand-overs a day, 25 rows each.
"""

import asyncio
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from figures import keep

from lockerd.domain.model.facts import Fact, FactType, Scalar
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.kept import Kept
from lockerd.domain.model.state import Site
from lockerd.store import CUT_ROWS, Commit, Stamp, Store, verify
from lockerd.store.connection import connect_reader

DAY_S = 86_400
BEGIN_S = 1_800_000_000
ROWS_A_DAY = 300
TYPES: tuple[tuple[FactType, dict[str, Scalar]], ...] = (
    (FactType.ATTEMPT_COMMITTED, {"attempt": 4711, "right": "grant", "authority": "stadt", "part": 1}),
    (FactType.ATTEMPT_FIRED, {"attempt": 4711, "began_ms": 123_456_789}),
    (FactType.DOOR_OPENED, {"observed": "opened", "attempt": 4711, "input": "bus1/1/7"}),
    (FactType.DOOR_CLOSED, {"observed": "closed", "attempt": 4711, "input": "bus1/1/7"}),
    (FactType.ATTEMPT_CLOSED, {"attempt": 4711, "outcome": "opened", "reason": ""}),
)


def commits(rows: int) -> Iterator[Commit]:
    """Five rows each, as a door makes them."""
    for first in range(0, rows, len(TYPES)):
        at_s = BEGIN_S + first * DAY_S // ROWS_A_DAY
        stamp = Stamp(boot="b" * 16, mono_ms=first * 1_000, powered_ms=first * 1_000, lo_s=at_s, hi_s=at_s + 2)
        door = CompartmentId(f"A{first // len(TYPES) % 48 + 1:02}")
        yield Commit(stamp=stamp, facts=tuple(Fact(kind, door, None, data) for kind, data in TYPES))


def used_bytes(path: Path) -> int:
    """Of pages that hold something; the file keeps the others for what comes next."""
    with closing(connect_reader(path)) as db:
        pages, free, size = (
            db.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "freelist_count", "page_size")
        )
    return int((pages - free) * size)


def rss_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


async def lived(path: Path, rows: int) -> dict[str, float]:
    store = Store.open(path, new_salt=lambda: secrets.token_bytes(16))
    found: dict[str, float] = {}
    for commit in commits(rows):
        await store.commit(commit)
    found["rows"] = store.head.number
    found["outage_used_mb"] = used_bytes(path) / 1e6
    found["outage_rss_mb"] = rss_mb()
    begun, after = time.perf_counter(), 0
    while waiting := await store.unsent(after, 250):
        after = waiting[-1].id
        await store.acknowledged([each.id for each in waiting])
    found["drained_s"] = time.perf_counter() - begun
    found["drained_rss_mb"] = rss_mb()
    found["sent_used_mb"] = used_bytes(path) / 1e6
    found["outbox_bytes_a_row"] = (found["outage_used_mb"] - found["sent_used_mb"]) * 1e6 / rows
    begun = time.perf_counter()
    reach = await store.reach((0, 0), confirmed={1: rows}, before_s=BEGIN_S + 10_000 * DAY_S)
    found["looked_ms"] = (time.perf_counter() - begun) * 1e3
    assert reach is not None
    await store.commit(Commit(stamp=Stamp("b", 1, 1, 1, 1), rows=(Site(kept=Kept(cut_to=reach[:2])),)))
    took = []
    while True:
        begun = time.perf_counter()
        gone = await store.cut(reach[:2])
        took.append((time.perf_counter() - begun) * 1e3)
        if gone < CUT_ROWS:
            break
    found["cut_rows"] = reach[2]
    found["cut_s"] = sum(took) / 1e3
    found["cut_longest_ms"] = max(took)
    found["cut_used_mb"] = used_bytes(path) / 1e6
    found["cut_bytes_a_row"] = found["cut_used_mb"] * 1e6 / rows
    store.close()
    return found


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 110_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lockerd.db"
        found = asyncio.run(lived(path, rows))
        begun = time.perf_counter()
        verified = verify(path)
        found["file_mb"] = path.stat().st_size / 1e6
        found["verified_s"] = time.perf_counter() - begun
        assert verified.fault is None
    keep("cut", {name: round(figure, 2) for name, figure in found.items()})


if __name__ == "__main__":
    main()
