"""An event loop whose time jumps to the next timer: hours of waiting in milliseconds, the same on every machine.

Real descriptors and worker threads still work: time stands still while a thread runs or a descriptor is ready.
"""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

P = ParamSpec("P")
_REAL_WAIT_S = 20.0


class DeadlockError(AssertionError):
    """Everything waits and no timer, thread or descriptor can ever wake it."""


class _JumpingSelector(selectors.DefaultSelector):
    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.loop.threads and timeout != 0:
            ready = super().select(_REAL_WAIT_S)
            if not ready:
                raise DeadlockError("a worker thread does not come back")
            return ready
        ready = super().select(0)
        if not ready and timeout is None:
            raise DeadlockError("every task waits and no timer is set")
        if not ready and timeout is not None:
            self.loop.now_s += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Starts at 1000 s, so that a mix-up of relative and absolute times shows."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.threads = 0
        selector = _JumpingSelector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.now_s

    def monotonic_ms(self) -> int:
        """The loop's time as the daemon's clock gives it."""
        return int(self.now_s * 1000 + 1e-6)

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        future = super().run_in_executor(executor, func, *args)
        self.threads += 1

        def came_back(_: Any) -> None:
            self.threads -= 1

        future.add_done_callback(came_back)
        return future


def virtual_time(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an ``async def`` test in virtual time."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


def virtual_loop() -> VirtualLoop:
    """The loop of the running test."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop
