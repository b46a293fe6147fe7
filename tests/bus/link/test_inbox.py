"""Waiting for bytes: each wait ends at its own time, although one timer serves many."""

import asyncio

import pytest
from virtual_loop import virtual_loop, virtual_time

from lockerd.bus.link.inbox import Inbox
from lockerd.bus.link.link import LinkGoneError


def now_s() -> float:
    return virtual_loop().time()


async def read(inbox: Inbox, patience_s: float, *, wanted: int = 1, quiet_s: float = 0.0) -> tuple[bytes, float]:
    """What a wait gives that may last so long, and how long it lasts."""
    began_s = now_s()
    data = await inbox.read(wanted, began_s + patience_s, quiet_s)
    return data, now_s() - began_s


async def waited_s(inbox: Inbox, patience_s: float) -> float:
    """How long a wait for a byte lasts that may last so long."""
    return (await read(inbox, patience_s))[1]


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
        assert await read(inbox, 0.07) == (b"x", pytest.approx(0.03))
    assert await read(inbox, 0.07) == (b"", pytest.approx(0.07))


@virtual_time
async def test_a_short_wait_after_an_answered_long_one_is_not_prolonged() -> None:
    inbox = Inbox()
    virtual_loop().call_later(0.01, inbox.put, b"x")
    assert await read(inbox, 3.0) == (b"x", pytest.approx(0.01))
    assert await waited_s(inbox, 0.02) == pytest.approx(0.02)


@virtual_time
async def test_a_wait_that_was_given_up_leaves_nothing_that_wakes_the_next() -> None:
    inbox = Inbox()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await inbox.read(1, now_s() + 0.05)
    assert await waited_s(inbox, 0.2) == pytest.approx(0.2)


@virtual_time
async def test_the_end_of_the_link_ends_the_wait() -> None:
    inbox = Inbox()
    began_s = now_s()
    virtual_loop().call_later(0.01, inbox.fail, LinkGoneError("gone"))
    with pytest.raises(LinkGoneError):
        await inbox.read(1, began_s + 1.0)
    assert now_s() - began_s == pytest.approx(0.01)
    with pytest.raises(LinkGoneError):
        inbox.take()


@virtual_time
async def test_silence_follows_what_is_wanted_whenever_it_came():
    inbox = Inbox()
    for _ in range(3):
        virtual_loop().call_later(0.03, inbox.put, b"x")
        virtual_loop().call_later(0.031, inbox.put, b"y")
        assert await read(inbox, 0.07, quiet_s=0.004) == (b"xy", pytest.approx(0.034))
    inbox.put(b"z")
    assert await read(inbox, 0.07, quiet_s=0.004) == (b"z", pytest.approx(0.004))
    virtual_loop().call_later(0.069, inbox.put, b"late")
    assert await read(inbox, 0.07, quiet_s=0.004) == (b"late", pytest.approx(0.073))
    assert await read(inbox, 0.07, wanted=2, quiet_s=0.004) == (b"", pytest.approx(0.07))


@virtual_time
async def test_a_silence_that_was_given_up_ends_no_later_wait():
    inbox = Inbox()
    inbox.put(b"x")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.001):
            await inbox.read(1, now_s() + 1.0, 0.004)
    assert await read(inbox, 0.1, wanted=2) == (b"x", pytest.approx(0.1))


@virtual_time
async def test_what_woke_nobody_is_fetched_when_the_time_is_up():
    kernel = [b"ab"]
    inbox = Inbox(lambda: inbox.put(kernel.pop()))
    assert await read(inbox, 0.05, wanted=3) == (b"ab", pytest.approx(0.05))


@virtual_time
async def test_of_a_babbler_the_last_bytes_are_kept_f42():
    inbox = Inbox()
    for n in range(100):
        inbox.put(bytes((n,)) * 100)
    assert inbox.take() == b"".join(bytes((n,)) * 100 for n in range(100))[-4096:]
