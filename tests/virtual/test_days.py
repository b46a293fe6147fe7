"""Two hundred hours of many stations, and in none of them is anything that must not be.

Most of a day each, two at a time: what fits beside the other tests; `make virtual` goes on from there.
"""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from virtual.campaign import one, summed_up

LEAST_HOURS = 200.0
SEEDS = range(1_000, 1_009)
HOURS = 22.0
BESIDE = min(2, os.cpu_count() or 1)


@pytest.mark.timeout(1_200)  # beside everything else that a test run does
def test_whoever_came_was_served_and_nothing_was_that_must_not_be() -> None:
    with ProcessPoolExecutor(BESIDE) as pool:
        rows = dict(zip(map(str, SEEDS), pool.map(one, SEEDS, [HOURS] * len(SEEDS)), strict=True))
    print(summed_up(rows))
    for row in rows.values():
        assert not row["breaches"], row["told"]
    assert min(row["checkpoints"] for row in rows.values()) > 0
    assert sum(row["hours"] for row in rows.values()) >= LEAST_HOURS
    assert sum(row["collected"] for row in rows.values()) > sum(row["documents"] for row in rows.values()) / 2
