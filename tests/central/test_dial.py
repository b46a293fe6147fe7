"""Names, addresses and handshakes: whatever they end in is in words, and a silent name server holds nobody up."""

import asyncio
import errno
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from virtual_loop import virtual_time

from lockerd.central import dial as dialling
from lockerd.central.dial import LOOK_UP_S, Names, dial
from lockerd.central.link import LinkLostError


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def resolver(patch: pytest.MonkeyPatch, says: Callable[[], Any]) -> list[str]:
    """Stands for the system's; gives the hosts that it was asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, *_: object, **__: object) -> Any:
        asked.append(host)
        return says()

    patch.setattr(dialling.socket, "getaddrinfo", getaddrinfo)
    return asked


def found(*addresses: tuple[str, int]) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in addresses]


async def failure(host: str, port: int = 1, *, names: Names | None = None, tls: ssl.SSLContext | None = None) -> str:
    with pytest.raises(LinkLostError) as lost:
        (await dial(names or Names(), host, port, tls, timeout_s=0.2)).close()
    return str(lost.value)


async def test_a_number_is_not_looked_up(listening: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolver(monkeypatch, list)
    (await dial(Names(), "127.0.0.1", listening, None, timeout_s=5)).close()
    assert asked == []


@pytest.mark.parametrize("host", ["mqtt..example.org", ".mqtt.example.org", 70 * "a" + ".example.org", "a\0b"])
async def test_a_name_that_is_none_is_said_so(host: str) -> None:
    """The system's look-up raises UnicodeError or ValueError for these."""
    assert await failure(host) != ""


@pytest.mark.parametrize(
    "error",
    [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long"), OSError(errno.EMFILE, "x")],
)
async def test_whatever_a_look_up_raises_is_told(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def says() -> Any:
        raise error

    resolver(monkeypatch, says)
    names = Names()
    for _ in range(2):
        assert "broker.example.org cannot be looked up: " in await failure("broker.example.org", names=names)


async def test_where_no_thread_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuses)
        names = Names()
        assert "can't start new thread" in await failure("broker.example.org", names=names)
    resolver(monkeypatch, list)
    assert "has no address" in await failure("broker.example.org", names=names)


def test_a_silent_name_server_is_asked_once_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails if each attempt left one more thread behind: the unit allows 64."""
    speaks = threading.Event()
    asked = resolver(monkeypatch, lambda: speaks.wait(20) and found(("127.0.0.1", 1)))

    @virtual_time
    async def story() -> None:
        loop, names = asyncio.get_running_loop(), Names()
        for _ in range(5):
            began_s = loop.time()
            assert "no name server answers" in await failure("broker.example.org", names=names)
            assert loop.time() - began_s == pytest.approx(LOOK_UP_S)

    story()
    assert asked == ["broker.example.org"]
    speaks.set()


async def test_a_late_answer_serves_the_next_attempt(listening: int, monkeypatch: pytest.MonkeyPatch) -> None:
    speaks = threading.Event()
    asked = resolver(monkeypatch, lambda: speaks.wait(20) and found(("127.0.0.1", listening)))
    names = Names()
    waiting = asyncio.create_task(dial(names, "broker.example.org", listening, None, timeout_s=5))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting})
    assert waiting.cancelled()
    speaks.set()
    (await dial(names, "broker.example.org", listening, None, timeout_s=5)).close()
    assert asked == ["broker.example.org"]


async def test_an_address_that_refuses_is_not_the_last_word(listening: int, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch, lambda: found(("127.0.0.2", 1), ("127.0.0.1", listening)))
    (await dial(Names(), "broker.example.org", listening, None, timeout_s=5)).close()
    resolver(monkeypatch, lambda: found(("127.0.0.1", 1), ("127.0.0.2", 1)))
    assert await failure("broker.example.org") == "Connection refused"


async def test_a_server_that_says_nothing_is_given_up(listening: int) -> None:
    assert await failure("127.0.0.1", listening, tls=ssl.create_default_context()) == "timed out"
