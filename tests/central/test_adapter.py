"""One connection: failures come soon and in words, nothing is left behind, acknowledgements are ours to give."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from broker import Mosquitto, free_port
from central_kit import BOUND_S, SITE, TOPICS, central
from central_wire import Wire

from lockerd.central import adapter
from lockerd.central.adapter import connect
from lockerd.central.link import Broker, LinkLostError, Post

WILL = Post(TOPICS.state, "gone", retain=True)


def at(port: int) -> Broker:
    return Broker("127.0.0.1", port, SITE)


@asynccontextmanager
async def server(answer: bytes | None) -> AsyncIterator[int]:
    """A server that is no broker: answers the first bytes with ``answer``, or hangs up when that is None."""
    ends: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends.append(writer)
        await reader.read(1)
        if answer is None:
            writer.close()
        else:
            writer.write(answer)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        for end in ends:
            end.close()
            with contextlib.suppress(OSError):
                await end.wait_closed()
        await listening.wait_closed()


async def failure(port: int) -> str:
    with pytest.raises(LinkLostError) as lost:
        async with connect(at(port), WILL):
            pass
    return str(lost.value)


async def test_nobody_listens() -> None:
    assert "Connection refused" in await failure(free_port())


async def test_a_server_that_hangs_up_is_not_waited_for() -> None:
    async with server(None) as port, asyncio.timeout(adapter.CONNECT_TIMEOUT_S / 2):
        assert "before accepting" in await failure(port)


async def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "CONNECT_TIMEOUT_S", 0.2)
    async with server(b"") as port:
        assert "timed out" in await failure(port)


async def test_a_server_that_speaks_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "CONNECT_TIMEOUT_S", 0.2)
    async with server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        await failure(port)


async def test_a_broker_that_refuses_says_why() -> None:
    not_authorised = bytes([0x20, 0x03, 0x00, 0x87, 0x00])
    async with server(not_authorised) as port:
        assert "Not authorized" in await failure(port)


@pytest.mark.parametrize("error", [RuntimeError("can't start new thread"), ValueError("no"), OSError(24, "no more")])
async def test_whatever_connecting_ends_in_is_a_lost_link(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails if a machine that is short of threads or descriptors could end the daemon by way of the broker's link."""

    def refuses(*_: object) -> None:
        raise error

    async with server(b"") as port:
        monkeypatch.setattr(asyncio.get_running_loop(), "run_in_executor", refuses)
        assert str(error) in await failure(port)


async def test_being_cancelled_while_connecting_leaves_nothing_behind() -> None:
    async with server(b"") as port:
        before = asyncio.all_tasks()

        async def hold() -> None:
            async with connect(at(port), WILL):
                pass

        task = asyncio.create_task(hold())
        await asyncio.sleep(0.05)
        async with asyncio.timeout(BOUND_S):
            task.cancel()
            await asyncio.wait({task})
        assert task.cancelled()
        await asyncio.sleep(0)
        assert {left for left in asyncio.all_tasks() if left not in before and not left.done()} == set()


@pytest.mark.broker
async def test_the_will_is_published_however_the_connection_ends(mosquitto: Mosquitto) -> None:
    async with central(mosquitto.port) as there:
        async with connect(at(mosquitto.port), WILL):
            pass
        await there.until(lambda: there.of("state"))
        assert there.of("state")[0].payload == b"gone"


@pytest.mark.broker
async def test_what_waits_for_an_acknowledgement_hears_of_the_loss(mosquitto: Mosquitto) -> None:
    async with Wire(mosquitto.port) as wire, connect(at(wire.port), WILL) as link:
        wire.stall()
        waiting = link.post(Post(TOPICS.full("event/x"), "{}"))
        wire.cut()
        with pytest.raises(LinkLostError):
            await waiting
        with pytest.raises(LinkLostError):
            await link.post(Post(TOPICS.full("event/x"), "{}"))
        with pytest.raises(LinkLostError):
            await anext(aiter(link.messages()))


@pytest.mark.broker
async def test_what_is_not_acknowledged_comes_again_and_what_is_does_not(mosquitto: Mosquitto) -> None:
    async with central(mosquitto.port) as there:
        async with connect(at(mosquitto.port), WILL) as link:
            await link.subscribe(TOPICS.commands)
            for text in ("first", "second"):
                await there.publish(TOPICS.full("command/x"), text)
            messages = aiter(link.messages())
            first, second = await anext(messages), await anext(messages)
            assert (first.payload, second.payload) == (b"first", b"second")
            assert first.response_topic == TOPICS.full("reply/central")
            assert first.correlation == b"7"
            link.acknowledge(first)
            await link.post(Post(TOPICS.full("event/x"), "the acknowledgement went before this"))
        async with connect(at(mosquitto.port), WILL) as link:
            assert (await anext(aiter(link.messages()))).payload == b"second"


@pytest.mark.broker
async def test_the_retain_flag_arrives_as_published_and_old_ones_not_at_all(mosquitto: Mosquitto) -> None:
    async with central(mosquitto.port) as there:
        await there.publish(TOPICS.full("command/old"), "old", retain=True)
        async with connect(at(mosquitto.port), WILL) as link:
            await link.subscribe(TOPICS.commands)
            await there.publish(TOPICS.full("command/new"), "new", retain=True)
            await there.publish(TOPICS.full("command/new"), "newer")
            messages = aiter(link.messages())
            first, second = await anext(messages), await anext(messages)
            assert (first.payload, first.retained) == (b"new", True)
            assert (second.payload, second.retained) == (b"newer", False)


@pytest.mark.broker
async def test_a_broker_is_not_sent_more_than_it_takes_at_once(mosquitto: Mosquitto) -> None:
    async with connect(at(mosquitto.port), WILL) as link:
        assert link._client.paho._max_inflight_messages <= 20
        posts = [link.post(Post(TOPICS.full("event/x"), str(n))) for n in range(200)]
        assert len([m for m in link._client.paho._out_messages.values() if m.state == 1]) <= 20
        await asyncio.gather(*posts)
