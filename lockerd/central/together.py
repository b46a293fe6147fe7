"""Several coroutines that live and end together.

``asyncio.TaskGroup`` of Python 3.11 loses a cancellation that comes at the moment of an error, ``wait_for`` one that
comes at the moment of a result; a session that goes on after it was told to end would keep the daemon from stopping.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from lockerd.errors import WireError

_CANCEL_AGAIN_S: Final = 5.0


async def first_ended(*work: Coroutine[Any, Any, None]) -> None:
    """Run until the first ends, and end the others; raises its error, a defect rather than trouble with the wire."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        errors = await _end(tasks)
    if errors:
        raise min(errors, key=lambda error: isinstance(error, WireError))


async def _end(tasks: list[asyncio.Task[None]]) -> list[BaseException]:
    """Cancel and wait for all of them, also when cancelled meanwhile: none is left behind."""
    cancelled, tell = False, True
    while pending := [task for task in tasks if not task.done()]:
        if tell:
            for task in pending:
                task.cancel()
        try:
            done, _ = await asyncio.wait(pending, timeout=_CANCEL_AGAIN_S)
            tell = not done
        except asyncio.CancelledError:
            cancelled, tell = True, False  # they are ending already; a second cancellation would break their clean-up
    errors = [error for task in tasks if not task.cancelled() and (error := task.exception()) is not None]
    if cancelled:
        raise asyncio.CancelledError
    return errors
