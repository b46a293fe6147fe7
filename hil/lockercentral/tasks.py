"""Tasks that run together, and end together."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

CANCEL_AGAIN_S = 5.0
"""Longer than anything needs to clean up after itself."""


async def together(*work: Coroutine[Any, Any, None]) -> None:
    """Run all of them until the first ends or we are cancelled, then end the others; raises the first one's error.

    Not a TaskGroup: it cancels once. ``wait_for`` of Python 3.11, in which aiomqtt waits, loses a cancellation that
    comes at the same moment as a result, and whoever goes on then would be waited for without end.
    """
    tasks = [asyncio.create_task(each) for each in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await ended(tasks)
    for task in tasks:
        if not task.cancelled():
            task.result()


async def ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks, again if need be, until all are over."""
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=CANCEL_AGAIN_S)
