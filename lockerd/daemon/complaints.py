"""What asyncio complains of again and again is logged once a minute, lest a stranger fill the log (F13)."""

import asyncio
from typing import Any, Final

REPEATED: Final = "socket.accept() out of system resource"
"""Said for each connection that waits, every second, for as long as no descriptor is free (F13)."""
ONCE_IN_S: Final = 60.0


def quieten(loop: asyncio.AbstractEventLoop) -> None:
    """Have ``loop`` pass on every complaint but the repeated ones."""
    said_s: list[float] = []

    def complain(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if context.get("message") == REPEATED:
            if said_s and loop.time() - said_s[-1] < ONCE_IN_S:
                return
            said_s[:] = [loop.time()]
        loop.default_exception_handler(context)

    loop.set_exception_handler(complain)
