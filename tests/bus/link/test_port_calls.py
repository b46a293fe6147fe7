"""Every call into the kernel for the sake of a port fails once, at each step of its life, with errors of each kind.

What comes of it is an error of ours and no descriptor left open; the owner of the bus opens the port again.
"""

import asyncio
import errno
import os
import socket
import termios
import tty
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
import serial.serialposix
from board_setups import board_setup
from failing_calls import Turns

from lockerd.boards import CODECS
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.link import adapter, holder, rs485, serial_link, tcp_link
from lockerd.bus.link.link import Link, LinkGoneError, PortError
from lockerd.bus.link.serial_link import SerialLink
from lockerd.bus.link.tcp_link import TcpLink
from lockerd.bus.setup import BusSetup

ERRORS = [errno.EPROTO, errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ESHUTDOWN, errno.ETIMEDOUT]


@pytest.fixture
def pty() -> Iterator[tuple[str, int]]:
    far, near = os.openpty()
    tty.setraw(near)
    os.set_blocking(far, False)
    yield os.ttyname(near), far
    os.close(near)
    os.close(far)


def port_calls_fail(patch: pytest.MonkeyPatch, number: int, failing: int | None) -> Turns:
    """Whatever pyserial and we ask the kernel about a serial port."""
    turns = Turns(failing)

    def refuses() -> Exception:
        return OSError(number, os.strerror(number))

    def refuses_settings() -> Exception:
        return termios.error(number, os.strerror(number))

    edges: tuple[tuple[Any, str, Callable[[], Exception]], ...] = (
        (serial.serialposix, "os", refuses),
        (serial.serialposix, "fcntl", refuses),
        (serial.serialposix, "termios", refuses_settings),
        (serial_link, "os", refuses),
        (serial_link, "termios", refuses_settings),
        (rs485, "fcntl", refuses),
        (holder, "os", refuses),
    )
    for module, name, error in edges:
        patch.setattr(module, name, turns.module(getattr(module, name), error, spare=("strerror",)))
    return turns


def descriptors() -> set[str]:
    folder = Path("/proc/self/fd")
    return {name for name in [each.name for each in folder.iterdir()] if os.path.lexists(folder / name)}


async def live(path: str, far: int) -> None:
    """A port's life: opened, written to, read from, closed."""
    link = SerialLink(path, speed_baud=19_200)
    try:
        link.write(b"question")
        os.write(far, b"answer")
        await link.read(6, asyncio.get_running_loop().time() + 0.2)
        link.take()
    finally:
        link.close()


async def outcome(life: Coroutine[None, None, None]) -> str | None:
    """The words of the error of ours that it ended in; None: it went well. Any other error is raised on."""
    try:
        await life
    except (PortError, LinkGoneError) as error:
        return str(error)
    return None


@pytest.mark.parametrize("number", ERRORS)
async def test_f43_every_call_for_a_serial_port_may_fail(
    pty: tuple[str, int], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        turns = port_calls_fail(patch, number, None)
        await live(*pty)
    expected = turns.calls
    assert {"os.open", "fcntl.flock", "termios.tcgetattr", "termios.tcsetattr", "os.read", "os.close"} <= set(expected)
    before = descriptors()
    for turn in range(len(expected)):
        with monkeypatch.context() as patch:
            turns = port_calls_fail(patch, number, turn)
            ended = await outcome(live(*pty))
            assert ended is None or pty[0] in ended, turns.failed
        left = descriptors() - before
        assert turns.failed == "os.close" or not left, turns.failed  # pyserial has pipes that it then forgets
        for each in left:
            os.close(int(each))


def test_an_error_that_pyserial_hides_is_found(monkeypatch: pytest.MonkeyPatch, pty: tuple[str, int]) -> None:
    with monkeypatch.context() as patch:
        turns = port_calls_fail(patch, errno.EPROTO, 2)
        with pytest.raises(PortError, match=r"cannot be opened \(Protocol error\); plug the adapter out and in"):
            SerialLink(pty[0], speed_baud=19_200)
    assert turns.failed == "termios.tcgetattr"


@pytest.mark.parametrize("error", [OSError(errno.ESRCH, "gone"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no text")])
def test_what_the_kernel_says_beside_may_fail_as_well(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes are a help, not a condition: a process that ends while its files are read must not end us."""

    def fails(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        for name in ("read_text", "glob", "readlink", "stat"):
            patch.setattr(
                Path, name, fails if isinstance(error, OSError) or name == "read_text" else getattr(Path, name)
            )
        assert adapter.latency_note(Path("/dev/ttyUSB0")) is None
        assert adapter.coveted_maker(Path("/dev/ttyUSB0")) is None
        assert adapter.taken_away() is None
        if isinstance(error, OSError):
            assert holder.holder(Path("/dev/null")) is None


def test_a_program_with_a_name_that_is_no_text_is_named_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "77/fd").mkdir(parents=True)
    (tmp_path / "77/fd/3").symlink_to("/dev/ttyUSB7")
    (tmp_path / "77/comm").write_bytes(b"br\xffl\x1b\ntty\n")
    assert holder.holder(Path("/dev/ttyUSB7"), tmp_path) == "process 77 (br\N{REPLACEMENT CHARACTER}l??tty)"


class _Failing(socket.socket):
    """A socket of which one method, or being made, fails."""

    where, number = "", 0

    def __init__(self, *arguments: object, **named: object) -> None:
        if self.where == "socket":
            raise OSError(self.number, os.strerror(self.number))
        super().__init__(*arguments, **named)  # type: ignore[arg-type]

    def _or_fail(self, name: str) -> None:
        if self.where == name:
            raise OSError(self.number, os.strerror(self.number))

    def setsockopt(self, *arguments: object) -> None:  # type: ignore[override]
        self._or_fail("setsockopt")
        super().setsockopt(*arguments)  # type: ignore[call-overload]

    def connect(self, address: object) -> None:
        self._or_fail("connect")
        super().connect(address)  # type: ignore[arg-type]

    def send(self, *arguments: object) -> int:  # type: ignore[override]
        self._or_fail("send")
        return super().send(*arguments)  # type: ignore[arg-type]

    def recv(self, *arguments: object) -> bytes:  # type: ignore[override]
        self._or_fail("recv")
        return super().recv(*arguments)  # type: ignore[arg-type]

    def close(self) -> None:
        super().close()
        self._or_fail("close")


async def live_behind(port: int) -> None:
    link = await TcpLink.connect("127.0.0.1", port)
    try:
        link.write(b"question")
        link.take()
    finally:
        link.close()


@pytest.mark.parametrize("number", [errno.EPROTO, errno.EMFILE, errno.EAFNOSUPPORT, errno.ENOBUFS, errno.EPERM])
@pytest.mark.parametrize("where", ["socket", "connect", "setsockopt", "send", "recv", "close"])
async def test_f43_every_call_for_a_gateway_may_fail(where: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = descriptors()
    with socket.create_server(("127.0.0.1", 0)) as gateway, monkeypatch.context() as patch:
        patch.setattr(_Failing, "where", where)
        patch.setattr(_Failing, "number", number)
        patch.setattr(tcp_link.socket, "socket", _Failing)
        ended = await outcome(live_behind(gateway.getsockname()[1]))
    assert (ended is None) is (where == "close"), ended
    assert descriptors() == before


def owner_of(open_link: Callable[[], Link]) -> BusOwner:
    loop = asyncio.get_running_loop()
    board = board_setup(
        codec=CODECS["cu48"], address=0, compartments={}, feedback=CODECS["cu48"].profile.feedback, pulse=Pulse(500)
    )

    async def opening() -> Link:
        return open_link()

    return BusOwner(
        BusSetup(bus="b0", speed_baud=19_200, boards=(board,)),
        open_link=opening,
        power=PowerArbiter(monotonic_ms=lambda: int(loop.time() * 1000)),
        monotonic_ms=lambda: int(loop.time() * 1000),
        doors=Doors(lambda _report: None),
        report=lambda _report: None,
        progress=lambda: None,
    )


@pytest.mark.parametrize("at", ["start", "reopening"])
async def test_rule_13_an_adapter_that_answers_nonsense_once_is_opened_again(
    at: str, pty: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails if one port's protocol error could end the daemon, and with it the healthy bus."""
    opened = asyncio.Event()
    tries = 0

    def open_link() -> Link:
        nonlocal tries
        tries += 1
        if tries == {"start": 1, "reopening": 2}[at]:
            with monkeypatch.context() as patch:
                port_calls_fail(patch, errno.EPROTO, 0)
                return SerialLink(pty[0], speed_baud=19_200)
        link = SerialLink(pty[0], speed_baud=19_200)
        if at == "reopening" and tries == 1:
            link._lost(OSError(errno.EIO, "gone"))
        else:
            opened.set()
        return link

    owner = owner_of(open_link)
    task = asyncio.create_task(owner.run())
    waiting = asyncio.create_task(opened.wait())
    async with asyncio.timeout(10):
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    assert opened.is_set()
    waiting.cancel()
    task.cancel()
    await asyncio.wait([task])
