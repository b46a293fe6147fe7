"""What is asserted of a hundred thousand cases: ``make thousands``.

Run: python tests/campaigns/thousands.py [--only midnight ...] [--jobs 2] [--budget MINUTES]. Each campaign is a
hundred chunks of a thousand seeds. What is done is kept in hil/campaigns/out: a run that was broken off goes on from
there; after a change of lockerd or of what is asserted it begins anew. How each stands is written to
hil/campaigns/figures. Ends with 1 at the first case that is not as it must be.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial, wraps
from pathlib import Path
from time import process_time
from typing import Final

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
SHARED: Final = ("tests", "tests/domain", "tests/api", "tests/api/terminal")
sys.path[:0] = [str(ROOT / folder) for folder in SHARED]

from campaigns import Campaign, Row, fingerprint, keep_figures  # noqa: E402

CHUNKS: Final = 100
CHUNK: Final = 1_000
MEMORY: Final = Path("/dev/shm")
"""Where nothing waits for a disk."""


def double_presentations(chunk: int) -> int:
    """A code shown twice at once opens once; how many pairs were shown."""
    from shown_twice import PAIRS, play

    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="lockerd-twice-") as folder:
        return play(Path(folder), 1 + chunk, -(-CHUNK // PAIRS))


def midnight(chunk: int) -> int:
    """The true instant lies in the interval of the receipt."""
    from dated import play

    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        told = play(seed)
        assert told.holds(), f"seed {seed}: {told}"
    return CHUNK


def hostile_terminal(chunk: int) -> int:
    """Whatever is called without a code or badge; a third of the sequences for each of the three rules."""
    import hostile
    from hypothesis import HealthCheck, given, seed, settings
    from hypothesis import strategies as st

    played = 0

    def counted(rule: Callable[..., None]) -> Callable[..., None]:
        @wraps(rule)
        def play(*drawn: object, **named: object) -> None:
            nonlocal played
            played += 1
            rule(*drawn, **named)

        return play

    many = settings(max_examples=-(-CHUNK // 3), deadline=None, database=None, suppress_health_check=list(HealthCheck))
    rules = (
        given(hostile.UNHURRIED)(counted(hostile.only_free_doors_open_and_no_more_than_the_budget)),
        given(hostile.ONE_AFTER_ANOTHER)(counted(hostile.many_that_are_finished_take_no_more_than_their_share)),
        given(hostile.UNHURRIED, st.integers(0, 2))(counted(hostile.whoever_has_a_code_waits_no_more_than_a_minute)),
    )
    for rule in rules:
        seed(chunk)(many(rule))()
    return played


ALL: Final = {each.__name__: each for each in (double_presentations, midnight, hostile_terminal)}


def one(name: str, chunk: int) -> Row:
    """One chunk as a row."""
    began_s = process_time()
    try:
        cases, found = ALL[name](chunk), []
    except AssertionError as error:
        cases, found = 0, [f"{name}, chunk {chunk}: {error}"]
    return {"cases": cases, "cpu_s": process_time() - began_s, "found": found}


def main(arguments: Sequence[str] | None = None) -> int:
    """Go through what is not done yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=ALL, nargs="+", default=list(ALL))
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--budget", type=float, default=60.0, help="minutes for each")
    chosen = parser.parse_args(arguments)
    return max(_campaign(name, chosen.jobs, chosen.budget) for name in chosen.only)


def _campaign(name: str, jobs: int, minutes: float) -> int:
    sources = (ROOT / "lockerd", HERE, ROOT / "hil" / "virtual" / "loop.py", *(ROOT / each for each in SHARED[1:]))
    of = fingerprint(*sources)
    kept = Campaign(ROOT / "hil" / "campaigns" / "out" / f"{name}.json", of=of)
    found: list[str] = []

    def told(_chunk: str, row: Row) -> None:
        found.extend(row["found"])
        for words in row["found"]:
            print(words, flush=True)

    todo = [(str(chunk), partial(one, name, chunk)) for chunk in range(CHUNKS) if str(chunk) not in kept.rows]
    broken = kept.run(todo, minutes=minutes, jobs=jobs, told=told, ends=lambda row: bool(row["found"]))
    cases, cpu_s = (sum(row[key] for row in kept.rows.values()) for key in ("cases", "cpu_s"))
    asked = f"{CHUNKS * CHUNK:,} cases, chunks 0 to {CHUNKS - 1}"
    done = f"{cases:,} cases, {len(kept.rows)} chunks"
    keep_figures(name, of=of, asked=asked, done=done, figures={"cpu_s": round(cpu_s)}, found=found)
    print(f"{name}: {done} of {asked}, {cpu_s:.0f} s of a processor")
    return int(broken)


if __name__ == "__main__":
    # As a module of its own name, so that another process can take what it is given.
    from thousands import main as run

    sys.exit(run())
