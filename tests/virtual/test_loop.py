"""The loop in virtual time: threads do their jobs in turn, and no error is lost."""

import asyncio
import gc
import random
from collections.abc import Coroutine
from typing import Any

from virtual.loop import Inline, SeededLoop


def run(play: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=lambda: SeededLoop(random.Random(1))) as runner:
        runner.run(play)


def test_what_a_thread_was_asked_before_is_done_before_it_closes() -> None:
    """Fails where a daemon that ends finds its database closed under a commit that was asked for."""

    async def play() -> None:
        loop, thread, done = asyncio.get_running_loop(), Inline(), list[str]()
        asked = [loop.run_in_executor(thread, done.append, name) for name in ("first", "second")]
        thread.submit(done.append, "close").result()
        assert done == ["first", "second", "close"]
        await asyncio.gather(*asked)
        assert done == ["first", "second", "close"]

    run(play())


def test_jobs_of_one_thread_take_their_time_one_after_the_other() -> None:
    async def play() -> None:
        loop, thread = asyncio.get_running_loop(), Inline()
        assert isinstance(loop, SeededLoop)
        loop.taking = lambda: 2.0
        began_s, done = loop.time(), list[float]()
        asked = [loop.run_in_executor(thread, lambda: done.append(loop.time())) for _ in range(2)]
        await asyncio.gather(*asked)
        assert [at_s - began_s for at_s in done] == [1.0, 3.0]
        assert loop.time() - began_s == 4.0

    run(play())


def test_an_error_that_nobody_took_is_heard_of() -> None:
    async def fail() -> None:
        raise LookupError("lost")

    async def play() -> None:
        loop, heard = asyncio.get_running_loop(), list[str]()
        assert isinstance(loop, SeededLoop)
        loop.complain = heard.append
        task = asyncio.ensure_future(fail())
        await asyncio.sleep(1)
        del task
        gc.collect()
        assert len(heard) == 1
        assert "LookupError('lost')" in heard[0]

    run(play())
