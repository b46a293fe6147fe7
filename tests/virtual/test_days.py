"""Twenty hours of many stations, and in none of them is anything that must not be.

Some hours each, two at a time: what fits beside the other tests; `make virtual` goes on from there.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from itertools import count

import pytest

from virtual.campaign import one, summed_up

LEAST_HOURS = 20.0
HOURS = 5.0
FIRST = 1_000
BESIDE = min(2, os.cpu_count() or 1)


@pytest.mark.timeout(1_200)  # beside everything else that a test run does
def test_whoever_came_was_served_and_nothing_was_that_must_not_be() -> None:
    rows = {}
    with ProcessPoolExecutor(BESIDE) as pool:
        for first in count(FIRST, 4 * BESIDE):
            seeds = range(first, first + 4 * BESIDE)
            for seed, row in zip(seeds, pool.map(one, seeds, [HOURS] * len(seeds)), strict=True):
                assert not row["breaches"], row["told"]
                rows[str(seed)] = row
            played = sum(row["hours"] for row in rows.values())
            if played >= LEAST_HOURS:
                break
    print(summed_up(rows))
    assert sum(row["collected"] for row in rows.values()) > sum(row["documents"] for row in rows.values()) / 2
