"""Something on the other line talks without end, quiet now and then: what nobody asked for must not pile up."""

import asyncio

from siege import Bounds, Target

BOUNDS = Bounds(rows=60)
"""The alarm, its end and what the doors of that line are read as afterwards, each time it babbles."""
TALKS_S, QUIET_S = 2.0, 1.0


async def attack(target: Target) -> None:
    for _ in range(target.dose(1, 20)):
        target.bench.faults.apply("babble", "bus1")
        await asyncio.sleep(TALKS_S)
        target.bench.faults.clear("babble", "bus1")
        await asyncio.sleep(QUIET_S)
