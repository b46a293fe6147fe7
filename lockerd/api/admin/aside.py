"""Long looks, one at a time, in a thread of their own: whoever asks for many of them keeps nobody else waiting."""

import asyncio
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Seen = TypeVar("Seen")


class OneAside(Generic[Seen]):
    """Runs one job at a time beside the event loop and its executor. Its thread holds up no end of the daemon."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._running = False

    @property
    def running(self) -> bool:
        """Whether a job is at work, also one whose asker went away."""
        return self._running

    async def run(self, job: Callable[[], Seen]) -> Seen:
        """The job's result, or what it raised; not to be called while one is ``running``."""
        assert not self._running
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Seen] = loop.create_future()

        def finish(result: Seen | None, error: BaseException | None) -> None:
            self._running = False
            if done.done():
                return
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(result)  # type: ignore[arg-type]

        def work() -> None:
            result, error = None, None
            try:
                result = job()
            except BaseException as raised:  # noqa: BLE001 - handed to whoever asked
                error = raised
            try:
                loop.call_soon_threadsafe(finish, result, error)
            except RuntimeError:
                return  # the loop has ended, and with it whoever asked

        threading.Thread(target=work, name=self._name, daemon=True).start()  # raises where there can be no more
        self._running = True
        return await done
