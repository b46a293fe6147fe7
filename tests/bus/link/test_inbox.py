"""Waiting for bytes: each wait ends at its own time, although one timer serves many."""

import asyncio

import pytest
from virtual_loop import virtual_loop, virtual_time

from lockerd.bus.link.inbox import Inbox
from lockerd.bus.link.link import LinkGoneError


def now_s() -> float:
    return virtual_loop().time()


async def waited_s(inbox: Inbox, patience_s: float, *, wanted: int = 1) -> float:
    """How long a wait lasts that may last so long."""
    began_s = now_s()
    await inbox.wait(wanted, began_s + patience_s)
    return now_s() - began_s


@virtual_time
async def test_waits_of_any_lengths_in_any_order_end_in_time() -> None:
    inbox = Inbox()
    for patience_s in (0.07, 0.5, 0.02, 0.02, 3.0, 0.001):
        assert await waited_s(inbox, patience_s) == pytest.approx(patience_s)


@virtual_time
async def test_a_timer_left_over_from_an_answered_wait_ends_no_later_one() -> None:
    inbox = Inbox()
    for _ in range(5):
        virtual_loop().call_later(0.03, inbox.put, b"x")
        assert await waited_s(inbox, 0.07) == pytest.approx(0.03)
        assert inbox.take() == b"x"
    assert await waited_s(inbox, 0.07) == pytest.approx(0.07)
    assert not await inbox.wait(2, now_s() + 0.01)


@virtual_time
async def test_a_short_wait_after_an_answered_long_one_is_not_prolonged() -> None:
    inbox = Inbox()
    virtual_loop().call_later(0.01, inbox.put, b"x")
    assert await waited_s(inbox, 3.0) == pytest.approx(0.01)
    assert inbox.take() == b"x"
    assert await waited_s(inbox, 0.02) == pytest.approx(0.02)


@virtual_time
async def test_a_wait_that_was_given_up_leaves_nothing_that_wakes_the_next() -> None:
    inbox = Inbox()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await inbox.wait(1, now_s() + 0.05)
    assert await waited_s(inbox, 0.2) == pytest.approx(0.2)


@virtual_time
async def test_the_end_of_the_link_ends_the_wait() -> None:
    inbox = Inbox()
    virtual_loop().call_later(0.01, inbox.fail, LinkGoneError("gone"))
    assert await waited_s(inbox, 1.0) == pytest.approx(0.01)
    with pytest.raises(LinkGoneError):
        inbox.take()
