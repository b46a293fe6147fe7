"""An event loop without a kernel: time jumps to the next timer, and a seed decides what goes first.

What is ready at the same moment runs in an order that is drawn; jobs of threads are run here, one executor's in their
order, and take a while that is drawn. There are no descriptors: whoever reaches for one gets an error.
"""

import asyncio
import random
import threading
from asyncio import base_events, events
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import Context, copy_context
from heapq import heappop, heappush
from typing import Any

Taking = Callable[[], float]
"""How many seconds the next job of a thread takes, in virtual time."""


class DeadlockError(AssertionError):
    """Everything waits and no timer can ever wake it."""


class Inline(Executor):
    """Stands for a thread: does each job where it is asked to, after those that wait for their time."""

    def __init__(self) -> None:
        self.waiting: deque[_Job] = deque()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """See ``Executor.submit``."""
        while self.waiting:
            self.waiting.popleft().do()
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as raised:  # noqa: BLE001 - handed to whoever asked
            future.set_exception(raised)
        return future


class _Timer(events.TimerHandle):
    """As its parent, which asks much that is never so here: hundreds of thousands are made in an hour of a run."""

    __slots__ = ("off",)
    _repr = _source_traceback = None
    _scheduled = False

    def __init__(
        self, when: float, callback: Callable[..., Any], args: tuple[Any, ...], loop: "SeededLoop", context: Context
    ) -> None:
        self._context, self._loop, self._callback, self._args = context, loop, callback, args
        self._when, self.off = when, False

    def cancel(self) -> None:
        """See ``Handle.cancel``; it is thrown away when its time has come."""
        self.off = True
        self._callback, self._args = _nothing, ()

    def cancelled(self) -> bool:
        """See ``Handle.cancelled``."""
        return self.off

    def failed(self, raised: BaseException) -> None:
        """What a loop does about a handle that raised an error: it goes on, and the error is told."""
        said = f"Exception in callback {self._callback!r}"
        self._loop.call_exception_handler({"message": said, "exception": raised, "handle": self})


def _nothing() -> None:
    pass


class SeededLoop(base_events.BaseEventLoop):
    """Begins at 1000 s, so that a mix-up of relative and absolute times shows."""

    _ready: "deque[_Timer]"
    _stopping: bool
    _thread_id: int | None

    def __init__(self, rng: random.Random, *, now_s: float = 1_000.0) -> None:
        super().__init__()
        self.now_s = now_s
        self.rounds = 0
        """How often something was ready."""
        self.taking: Taking = lambda: 0.001
        self.complain: Callable[[str], None] = print
        """Hears of errors that nobody took, and of whatever else asyncio complains of."""
        self._rng = rng
        self._timers: list[tuple[float, int, _Timer]] = []
        self._count = 0
        self._free_s: dict[Executor, float] = {}
        self._own: Inline | None = None

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
        heappush(self._timers, (when, self._count, timer))
        return timer

    def create_future(self) -> "asyncio.Future[Any]":
        """See ``AbstractEventLoop.create_future``."""
        return asyncio.Future(loop=self)

    def _run_once(self) -> None:
        """As many rounds as there are: to ask for each anew costs more than many a round."""
        ready, timers = self._ready, self._timers
        while True:
            if not ready and not self._stopping:
                while timers and timers[0][2].off:
                    heappop(timers)
                if not timers:
                    raise DeadlockError("every task waits and no timer is set")
                self.now_s = max(self.now_s, timers[0][0])
            now_s = self.now_s
            while timers and timers[0][0] <= now_s:
                timer = heappop(timers)[2]
                if not timer.off:
                    ready.append(timer)
            self.rounds += 1
            batch = [*ready]
            ready.clear()
            if len(batch) > 1:
                self._rng.shuffle(batch)
            for handle in batch:
                if handle.off:
                    continue
                try:  # as `Handle._run`, in two calls less
                    handle._context.run(handle._callback, *handle._args)  # noqa: SLF001
                except (SystemExit, KeyboardInterrupt):
                    raise
                except BaseException as raised:  # noqa: BLE001 - as a loop does
                    handle.failed(raised)
            if self._stopping:
                return

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> Any:
        """Run it here, some time after what the same executor was asked before."""
        if executor is None:
            executor = self._default()
        assert isinstance(executor, Inline)
        job = _Job(lambda: func(*args), executor, self.create_future())
        executor.waiting.append(job)
        began_s = max(self._free_s.get(executor, 0.0), self.now_s)
        took_s = self.taking()
        self._free_s[executor] = began_s + took_s
        self.call_at(began_s + took_s / 2, job.due)
        self.call_at(began_s + took_s, job.tell)
        return job.told

    def call_soon_threadsafe(self, callback: Callable[..., Any], *args: Any, **more: Any) -> Any:  # type: ignore[override]
        """Of this thread only (the end of a generator): what another says would come when no seed decides."""
        if threading.get_ident() != self._thread_id:
            raise AssertionError("a thread speaks to a loop in virtual time")
        return self.call_soon(callback, *args, **more)

    def _default(self) -> Executor:
        """What is loaded late is loaded in it (ADR 56)."""
        if self._own is None:
            self._own = Inline()
        return self._own

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        """See ``AbstractEventLoop.default_exception_handler``."""
        self.complain(f"{context['message']}: {context.get('exception')!r}")

    def _write_to_self(self) -> None:
        pass


class _Job:
    """What a thread is asked to do: done in the middle of its time, in turn, and told at the end of it."""

    __slots__ = ("_done", "_error", "_executor", "_job", "_result", "told")

    def __init__(self, job: Callable[[], Any], executor: Inline, told: "asyncio.Future[Any]") -> None:
        self.told = told
        self._job, self._executor = job, executor
        self._done = False
        self._result: Any = None
        self._error: BaseException | None = None

    def do(self) -> None:
        """Its turn has come."""
        self._done = True
        try:
            self._result = self._job()
        except BaseException as raised:  # noqa: BLE001 - handed to whoever asked
            self._error = raised

    def due(self) -> None:
        """Its time has come: it is done, and before it what was asked for before it."""
        while not self._done:
            self._executor.waiting.popleft().do()

    def tell(self) -> None:
        """Tell whoever asked, if they still wait."""
        self.due()
        if self.told.done():
            return
        if self._error is None:
            self.told.set_result(self._result)
        else:
            self.told.set_exception(self._error)
