"""The interval of a receipt holds the true instant, whatever crystal, network and power do (rules 10 and 18)."""

from collections import Counter

import pytest
from dated import play

from lockerd.domain.model.outages import Outage

CHUNK = 1_000
SHARE = 150


@pytest.mark.parametrize("first", [pytest.param(n * SHARE // 3, id=f"share {n}") for n in range(3)])
def test_the_true_instant_lies_in_the_interval(first: int) -> None:
    kinds: Counter[tuple[bool, bool]] = Counter()
    for seed in range(first, first + SHARE // 3):
        told = play(seed)
        assert told.holds(), (seed, told)
        kinds[told.receipt.hi_s is None, told.receipt.outage is Outage.POWER] += 1
    assert len(kinds) >= 3, "with and without a known time, with and without a cut"


@pytest.mark.campaign
@pytest.mark.parametrize("chunk", range(100))
def test_the_true_instant_lies_in_the_interval_a_hundred_thousand_times(chunk: int) -> None:
    for seed in range(10_000 + chunk * CHUNK, 10_000 + (chunk + 1) * CHUNK):
        told = play(seed)
        assert told.holds(), (seed, told)
