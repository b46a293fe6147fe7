"""Tasks of one connection end together, whatever comes at the same moment."""

import asyncio

import pytest
from virtual_loop import virtual_time

from lockerd.central.link import LinkLostError
from lockerd.central.together import first_ended


class Worker:
    """Waits for ever; ``slow_s`` is how long it takes to end when it is told to."""

    def __init__(self, slow_s: float = 0.0) -> None:
        self.slow_s = slow_s
        self.ended = False

    async def run(self) -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            if self.slow_s:
                await asyncio.sleep(self.slow_s)
            self.ended = True


async def lost() -> None:
    raise LinkLostError("gone")


async def defect() -> None:
    raise ZeroDivisionError


@virtual_time
async def test_the_others_end_with_the_first() -> None:
    worker = Worker(slow_s=1.0)
    with pytest.raises(LinkLostError):
        await first_ended(lost(), worker.run())
    assert worker.ended


@virtual_time
async def test_a_defect_is_never_taken_for_trouble_with_the_wire() -> None:
    with pytest.raises(ZeroDivisionError):
        await first_ended(lost(), defect())


@virtual_time
async def test_a_cancellation_at_the_moment_of_an_error_is_not_lost() -> None:
    worker = Worker(slow_s=1.0)

    async def run() -> None:
        while True:
            try:
                await first_ended(lost(), worker.run())
            except LinkLostError:
                await asyncio.sleep(0)

    task = asyncio.ensure_future(run())
    await asyncio.sleep(0.5)  # the link is lost, its tasks are ending
    task.cancel()
    await asyncio.wait({task}, timeout=10)
    assert task.cancelled()
    assert worker.ended


@virtual_time
async def test_a_task_that_overhears_its_cancellation_is_told_again() -> None:
    async def deaf() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)

    task = asyncio.ensure_future(first_ended(deaf()))
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.wait({task}, timeout=10)
    assert task.cancelled()
