"""F1, F2, F10: kill -9 at any moment. What was acknowledged is there, what was not is there whole or not at all."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
import store_victim
from store_samples import STAMP, counting_salts, facts, places

from lockerd.store import Commit, OutgoingEvent, Store, verify

FACTS_PER_COMMIT = 3


def die(path: Path, *, at_statement: int = 0, after_lines: int = 0) -> tuple[int, int] | None:
    """Run the victim; returns the last number it acknowledged."""
    with subprocess.Popen(
        [sys.executable, store_victim.__file__, str(path), str(at_statement)], stdout=subprocess.PIPE, text=True
    ) as victim:
        assert victim.stdout is not None
        lines = []
        for line in victim.stdout:
            lines.append(line)
            if len(lines) == after_lines:
                victim.kill()
    assert victim.returncode == -9
    if not lines:
        return None
    epoch, number = map(int, lines[-1].split())
    return epoch, number


def assert_whole(path: Path, acknowledged: tuple[int, int] | None) -> None:
    store = Store.open(path, new_salt=counting_salts())
    try:
        head = store.head
        assert head.epoch == 1, "a crash is not a restored database"
        assert head.number % FACTS_PER_COMMIT == 0, "half a commit"
        commits = head.number // FACTS_PER_COMMIT
        if acknowledged is not None:
            assert acknowledged <= (1, head.number) <= (1, acknowledged[1] + FACTS_PER_COMMIT)
        kept = store._writer.call(lambda db: db.execute("SELECT count(*), max(id) FROM attempts").fetchone())
        assert kept == (commits, commits or None)
        out = asyncio.run(store.unsent(0, 100_000))
        numbers = {row.row.number for row in out if isinstance(row, OutgoingEvent)}
        first_of_each = set(range(1, head.number + 1, FACTS_PER_COMMIT))
        assert set(range(1, head.number + 1)) - numbers <= first_of_each, "only what was acknowledged has left"
        assert store.load(places()).powered_ms == (STAMP.powered_ms if commits else 0)
        after = asyncio.run(store.commit(Commit(stamp=STAMP, facts=facts(FACTS_PER_COMMIT))))
        assert after.number == head.number + FACTS_PER_COMMIT
    finally:
        store.close()
    verified = verify(path)
    assert (verified.fault, verified.rows) == (None, after.number)


@pytest.mark.parametrize("at_statement", [1, 12, 30, 35, 37, 44, 45, 47, 50, 53, 54, 57, 59, 65, 72, 73, 74])
def test_f1_f2_killed_between_any_two_statements(path: Path, at_statement: int) -> None:
    assert_whole(path, die(path, at_statement=at_statement))


@pytest.mark.parametrize("after_lines", [1, 7, 60])
def test_f10_killed_by_somebody_else_while_committing(path: Path, after_lines: int) -> None:
    acknowledged = die(path, after_lines=after_lines)
    assert acknowledged is not None
    assert acknowledged[1] >= after_lines * FACTS_PER_COMMIT
    assert_whole(path, acknowledged)
