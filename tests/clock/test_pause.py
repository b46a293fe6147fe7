"""A rest lasts as long as it should, or ends when somebody has something to do."""

import asyncio

from virtual_loop import virtual_time

from lockerd.clock.pause import Pause


def now_s() -> float:
    return asyncio.get_running_loop().time()


@virtual_time
async def test_it_ends_at_its_time() -> None:
    pause, began_s = Pause(), now_s()
    assert not await pause.rest(1.5)
    assert now_s() - began_s == 1.5


@virtual_time
async def test_somebody_ends_it() -> None:
    pause, began_s = Pause(), now_s()
    asyncio.get_running_loop().call_later(0.5, pause.wake)
    assert await pause.rest(60)
    assert now_s() - began_s == 0.5
    assert not await pause.rest(1)


@virtual_time
async def test_who_was_woken_at_work_does_not_rest_once() -> None:
    pause, began_s = Pause(), now_s()
    pause.wake()
    pause.wake()
    assert await pause.rest(60)
    assert now_s() == began_s
    assert not await pause.rest(1)
    assert now_s() - began_s == 1


@virtual_time
async def test_others_have_their_turn_where_there_is_no_time_to_rest() -> None:
    pause, turns = Pause(), list[int]()
    asyncio.get_running_loop().call_soon(turns.append, 1)
    assert not await pause.rest(-1)
    assert turns == [1]


@virtual_time
async def test_a_rest_that_was_given_up_leaves_nothing_behind() -> None:
    pause = Pause()
    task = asyncio.create_task(pause.rest(10))
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    began_s = now_s()
    assert not await pause.rest(20)
    assert now_s() - began_s == 20
