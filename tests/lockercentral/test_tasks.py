"""Tasks that end together, also when one of them loses the word that it should."""

import asyncio

import pytest
from virtual_loop import virtual_time

from lockercentral.errors import CentralError
from lockercentral.tasks import together


async def deaf(times: int) -> None:
    """Loses so many cancellations, as `asyncio.wait_for` of Python 3.11 does when a result comes at the same moment."""
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            if not times:
                raise
            times -= 1


@virtual_time
async def test_who_loses_a_cancellation_is_told_again() -> None:
    running = asyncio.create_task(together(deaf(0), deaf(1)))
    await asyncio.sleep(1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(60):
            await running


@virtual_time
async def test_the_error_of_the_first_ends_the_others_and_is_told() -> None:
    async def fail() -> None:
        await asyncio.sleep(1)
        raise CentralError("the first")

    other = asyncio.Event()

    async def stay() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            other.set()

    with pytest.raises(CentralError, match="the first"):
        await together(stay(), fail())
    assert other.is_set()
