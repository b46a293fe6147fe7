"""An event loop without a kernel: time jumps to the next timer, and a seed decides what goes first.

What is ready at the same moment runs in an order that is drawn; jobs of threads are run here, one executor's in their
order, and take a while that is drawn. There are no descriptors: whoever reaches for one gets an error.
"""

import asyncio
import heapq
import random
import threading
from asyncio import base_events, events
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import Context, copy_context
from typing import Any

Taking = Callable[[], float]
"""How many seconds the next job of a thread takes, in virtual time."""


class DeadlockError(AssertionError):
    """Everything waits and no timer can ever wake it."""


class Inline(Executor):
    """Stands for a thread: does each job where it is asked to."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """See ``Executor.submit``."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as raised:  # noqa: BLE001 - handed to whoever asked
            future.set_exception(raised)
        return future


class _Timer(events.TimerHandle):
    """As its parent, which asks much that is never so here: hundreds of thousands are made in an hour of a run."""

    __slots__ = ()

    def __init__(
        self, when: float, callback: Callable[..., Any], args: tuple[Any, ...], loop: "SeededLoop", context: Context
    ) -> None:
        self._context, self._loop, self._callback, self._args = context, loop, callback, args
        self._cancelled = self._scheduled = False
        self._repr = self._source_traceback = None
        self._when = when


class SeededLoop(base_events.BaseEventLoop):
    """Begins at 1000 s, so that a mix-up of relative and absolute times shows."""

    _ready: "deque[events.Handle]"
    _stopping: bool
    _thread_id: int | None

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self.now_s = 1000.0
        self.rounds = 0
        """How often something was ready."""
        self.taking: Taking = lambda: 0.001
        self._rng = rng
        self._timers: list[tuple[float, int, events.TimerHandle]] = []
        self._count = 0
        self._desks: dict[Executor, _Desk] = {}

    def time(self) -> float:
        """See ``AbstractEventLoop.time``."""
        return self.now_s

    def now_ms(self) -> int:
        """The same in whole milliseconds."""
        return int(self.now_s * 1000 + 1e-6)

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> events.Handle:
        """See ``AbstractEventLoop.call_soon``; what is ready at the same moment has no order."""
        handle = _Timer(self.now_s, callback, args, self, copy_context() if context is None else context)
        self._ready.append(handle)
        return handle

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> events.TimerHandle:
        """See ``AbstractEventLoop.call_later``."""
        return self.call_at(self.now_s + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> events.TimerHandle:
        """See ``AbstractEventLoop.call_at``."""
        timer = _Timer(when, callback, args, self, copy_context() if context is None else context)
        self._count += 1
        heapq.heappush(self._timers, (when, self._count, timer))
        return timer

    def _timer_handle_cancelled(self, handle: events.TimerHandle) -> None:
        """It is thrown away when its time has come."""

    def _run_once(self) -> None:
        ready, timers = self._ready, self._timers
        if not ready and not self._stopping:
            while timers and timers[0][2].cancelled():
                heapq.heappop(timers)
            if not timers:
                raise DeadlockError("every task waits and no timer is set")
            self.now_s = max(self.now_s, timers[0][0])
        while timers and timers[0][0] <= self.now_s:
            timer = heapq.heappop(timers)[2]
            if not timer.cancelled():
                ready.append(timer)
        self.rounds += 1
        if len(ready) == 1:
            handle = ready.popleft()
            if not handle.cancelled():
                handle._run()  # noqa: SLF001
            return
        batch = list(ready)
        ready.clear()
        self._rng.shuffle(batch)
        for handle in batch:
            if not handle.cancelled():
                handle._run()  # noqa: SLF001

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> Any:
        """Run it here, some time after what the same executor was asked before."""
        if executor is None:
            executor = self._default()
        desk = self._desks.get(executor)
        if desk is None:
            desk = self._desks[executor] = _Desk(self, executor)
        return desk.ask(lambda: func(*args))

    def call_soon_threadsafe(self, callback: Callable[..., Any], *args: Any, **more: Any) -> Any:  # type: ignore[override]
        """Of this thread only (the end of a generator): what another says would come when no seed decides."""
        if threading.get_ident() != self._thread_id:
            raise AssertionError("a thread speaks to a loop in virtual time")
        return self.call_soon(callback, *args, **more)

    def _default(self) -> Executor:
        raise AssertionError("nobody needs the loop's own threads in virtual time")

    def _write_to_self(self) -> None:
        pass


class _Desk:
    """The jobs of one executor: each is done in the middle of its time, and told at the end of it."""

    def __init__(self, loop: SeededLoop, executor: Executor) -> None:
        self._loop, self._executor = loop, executor
        self._free_s = 0.0
        self._to_do: deque[tuple[Callable[[], Any], asyncio.Future[Any]]] = deque()
        self._to_tell: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()

    def ask(self, job: Callable[[], Any]) -> "asyncio.Future[Any]":
        future: asyncio.Future[Any] = self._loop.create_future()
        self._to_do.append((job, future))
        began_s = max(self._free_s, self._loop.time())
        took_s = self._loop.taking()
        self._free_s = began_s + took_s
        self._loop.call_at(began_s + took_s / 2, self._do)
        self._loop.call_at(self._free_s, self._tell)
        return future

    def _do(self) -> None:
        job, future = self._to_do.popleft()
        result, error = None, None
        try:
            result = self._executor.submit(job).result()
        except BaseException as raised:  # noqa: BLE001 - handed to whoever asked
            error = raised
        self._to_tell.append((future, result, error))

    def _tell(self) -> None:
        if not self._to_tell:
            self._loop.call_soon(self._tell)  # what was to be told is drawn to be done a moment later
            return
        future, result, error = self._to_tell.popleft()
        if future.done():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
