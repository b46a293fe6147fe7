"""Waiting for something that another program brings about."""

import asyncio
from collections.abc import Callable

from lockersim.errors import SimError

LOOK_S = 0.03


async def until(condition: Callable[[], bool], *, within_s: float, what: str) -> None:
    """Wait until ``condition`` holds; raises ``SimError`` naming ``what`` did not come in time."""
    try:
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110 - what is waited for happens in other processes, without an event
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        raise SimError(f"not within {within_s:g} s: {what}") from None
