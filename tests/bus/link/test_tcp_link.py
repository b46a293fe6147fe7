"""The TCP link on real sockets: what a gateway does when it is well, slow, refusing, cut off, or silently dead."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import closing

import pytest
from board_setups import board_setup

from lockerd.boards import CODECS
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.link import tcp_link
from lockerd.bus.link.link import LinkGoneError, PortMissingError
from lockerd.bus.link.tcp_link import TcpLink
from lockerd.bus.setup import BusSetup
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor
from lockerd.domain.model.reports import Fired, NotFired, NotFiredReason, Readings, Report, Unlock

STATUS_REQUEST = bytes.fromhex("02 03 00 50 03 58")
UNLOCK_A07 = bytes.fromhex("02 03 06 51 03 5F")
_IP_MINTTL = 21
_FROM_THIS_MACHINE_ONLY, _FROM_ANYWHERE = 255, 0
"""What comes with a smaller time to live is dropped unacknowledged; packets begin with 64. Anybody may ask for it."""


class Gateway:
    """A listening socket with a CU48 of 48 shut doors behind it, as little of it as a scan and an unlock need."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._shut = 0xFFFFFFFFFFFF
        self.unlocks = 0
        self.connections = 0
        self.delay_s = 0.0
        self.on_unlock: Callable[[], None] = lambda: None
        self.near: socket.socket | None = None
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.listen()

    def listen(self) -> None:
        self._listener.setblocking(False)
        self._listener.listen(4)
        self._loop.add_reader(self._listener, self._accept)

    def stop_listening(self) -> None:
        if self._listener.fileno() >= 0:
            self._loop.remove_reader(self._listener)
            self._listener.close()

    def _accept(self) -> None:
        self.near, _ = self._listener.accept()
        self.near.setblocking(False)
        self.connections += 1
        self._loop.add_reader(self.near, self._hear, self.near)

    def _hear(self, near: socket.socket) -> None:
        try:
            frame = near.recv(6)
        except ConnectionError:
            frame = b""
        if not frame:
            self._loop.remove_reader(near)
            near.close()
        elif frame[3] == 0x51:
            self.unlocks += 1
            self._shut &= ~(1 << frame[2])
            self.on_unlock()
        else:
            body = bytes((2, frame[1], 0, 0x65)) + self._shut.to_bytes(6, "little") + b"\x03"
            self._loop.call_later(self.delay_s, self._say, near, body + bytes((sum(body) % 256,)))

    def _say(self, near: socket.socket, data: bytes) -> None:
        if near.fileno() >= 0:
            near.send(data)

    def cut(self, *, reset: bool = False) -> None:
        """Break the connection off, in an orderly way or as a restarted gateway does."""
        if self.near and self.near.fileno() >= 0:
            self._loop.remove_reader(self.near)
            if reset:
                self.near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.near.close()

    def go_silent(self) -> None:
        """From now on every packet to it is lost, as with a pulled network cable."""
        assert self.near
        self.near.setsockopt(socket.IPPROTO_IP, _IP_MINTTL, _FROM_THIS_MACHINE_ONLY)

    def hear_again(self) -> None:
        assert self.near
        self.near.setsockopt(socket.IPPROTO_IP, _IP_MINTTL, _FROM_ANYWHERE)

    def close(self) -> None:
        self.cut()
        self.stop_listening()


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    gateway = Gateway()
    yield gateway
    gateway.close()


@pytest.fixture
async def link(gateway: Gateway) -> AsyncIterator[TcpLink]:
    link = await TcpLink.connect("127.0.0.1", gateway.port)
    link.write(STATUS_REQUEST)
    assert len(await link.read(12, soon())) == 12
    yield link
    link.close()


def soon() -> float:
    return asyncio.get_running_loop().time() + 8


async def time_for_a_repetition() -> None:
    """The kernel would repeat what was not acknowledged within that time."""
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    loop.call_later(1.5, over.set_result, None)
    await over


async def test_bytes_go_both_ways_and_late_ones_can_be_taken(gateway: Gateway, link: TcpLink) -> None:
    gateway.delay_s = 0.05
    link.write(STATUS_REQUEST)
    assert await link.read(12, asyncio.get_running_loop().time() + 0.01) == b""
    reply = await link.read(12, soon())
    assert reply.hex(" ") == "02 03 00 65 ff ff ff ff ff ff 03 67"
    assert link.take() == b""


async def test_one_that_refuses_is_named_with_what_to_check(gateway: Gateway) -> None:
    gateway.stop_listening()
    with pytest.raises(PortMissingError, match=rf"gateway 127.0.0.1:{gateway.port} refuses the connection; check"):
        await TcpLink.connect("127.0.0.1", gateway.port)


async def test_one_that_does_not_answer_is_given_up_after_3_s() -> None:
    """A full queue of connections swallows further ones, as a gateway without power does."""
    with socket.socket() as full, socket.socket() as first:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        first.connect(full.getsockname())
        began_s = asyncio.get_running_loop().time()
        with pytest.raises(PortMissingError, match="does not answer within 3 s; check its power, address"):
            await TcpLink.connect(*full.getsockname())
        assert 2.9 < asyncio.get_running_loop().time() - began_s < 4.5


async def test_an_address_of_the_newer_kind_is_written_as_it_should_be() -> None:
    with pytest.raises(PortMissingError, match=r"gateway \[::1\]:1 "):
        await TcpLink.connect("::1", 1)


@pytest.mark.parametrize(("reset", "why"), [(False, "closed the connection"), (True, "broke the connection off")])
async def test_f43_a_cut_ends_every_wait(gateway: Gateway, link: TcpLink, reset: bool, why: str) -> None:
    asyncio.get_running_loop().call_later(0.02, lambda: gateway.cut(reset=reset))
    with pytest.raises(LinkGoneError, match=why):
        await link.read(12, soon())
    with pytest.raises(LinkGoneError):
        link.take()
    link.close()
    link.close()
    with pytest.raises(LinkGoneError, match="was closed"):
        link.write(UNLOCK_A07)
    assert gateway.unlocks == 0


async def test_f43_half_open_a_write_may_still_seem_to_succeed(gateway: Gateway, link: TcpLink) -> None:
    """The gateway is gone and we have not heard yet: the bytes left us, the loss comes with the next read."""
    gateway.cut(reset=False)
    link.write(UNLOCK_A07)
    with pytest.raises(LinkGoneError):
        await link.read(1, soon())


async def test_a_silently_dead_gateway_is_noticed_and_gets_nothing_afterwards(gateway: Gateway, link: TcpLink) -> None:
    """An unlock that the network holds up is dropped: it must not fire when the cable is put back in."""
    gateway.go_silent()
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    link.write(UNLOCK_A07)
    with pytest.raises(LinkGoneError, match="does not answer any more; check its power and the network cable"):
        await link.read(1, soon())
    assert loop.time() - began_s < link.lag.held_ms / 1000
    link.close()
    gateway.hear_again()
    await time_for_a_repetition()
    assert gateway.unlocks == 0


async def test_given_up_early_what_was_held_up_is_dropped_too(gateway: Gateway, link: TcpLink) -> None:
    gateway.go_silent()
    link.write(UNLOCK_A07)
    link.close()
    gateway.hear_again()
    await time_for_a_repetition()
    assert gateway.unlocks == 0


async def test_a_quiet_connection_is_asked_whether_it_lives(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent to a bus of dead boards for up to 10 s; the gateway's death must show all the same."""
    monkeypatch.setattr(tcp_link, "_KEEPALIVE_S", 1)
    with closing(await TcpLink.connect("127.0.0.1", gateway.port)) as link:
        link.write(STATUS_REQUEST)
        assert len(await link.read(12, soon())) == 12
        gateway.go_silent()
        with pytest.raises(LinkGoneError, match="does not answer any more"):
            await link.read(1, soon())


async def test_one_that_takes_nothing_more_is_lost(gateway: Gateway, link: TcpLink) -> None:
    assert gateway.near
    asyncio.get_running_loop().remove_reader(gateway.near)
    lump = bytes(1 << 20)

    def overfill() -> None:
        for _ in range(100):
            link.write(lump)

    with pytest.raises(LinkGoneError, match="takes no more bytes"):
        overfill()


class Site:
    """A bus owner on a gateway, and what it reports."""

    def __init__(self, gateway: Gateway) -> None:
        self._loop = asyncio.get_running_loop()
        self.reports: list[Report] = []
        self._changed = asyncio.Event()
        board = board_setup(
            codec=CODECS["cu48"],
            address=3,
            compartments={7: CompartmentId("A07"), 8: CompartmentId("A08")},
            feedback=DoorSensor.CONTACT,
            pulse=Pulse(500),
        )
        self.owner = BusOwner(
            BusSetup(bus="b0", speed_baud=19_200, boards=(board,)),
            open_link=lambda: TcpLink.connect("127.0.0.1", gateway.port),
            power=PowerArbiter(monotonic_ms=self.monotonic_ms),
            monotonic_ms=self.monotonic_ms,
            doors=Doors(self._take),
            report=self._take,
            progress=lambda: None,
        )

    def monotonic_ms(self) -> int:
        return int(self._loop.time() * 1000)

    def _take(self, report: Report) -> None:
        self.reports.append(report)
        self._changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(15):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def door(self, compartment: str) -> Door:
        seen = [
            reading.door
            for report in self.reports
            if isinstance(report, Readings)
            for reading in report.readings
            if reading.compartment == compartment
        ]
        return seen[-1] if seen else Door.UNKNOWN

    def unlock(self, attempt: int, compartment: str) -> None:
        self.owner.submit(Unlock(attempt, CompartmentId(compartment), self.monotonic_ms() + 2_000))

    def answer(self, attempt: int) -> Fired | NotFired | None:
        found = [each for each in self.reports if isinstance(each, Fired | NotFired) and each.attempt == attempt]
        assert len(found) <= 1
        return found[0] if found else None


@pytest.fixture
async def site(gateway: Gateway) -> AsyncIterator[Site]:
    site = Site(gateway)
    task = asyncio.create_task(site.owner.run())
    await site.until(lambda: site.door("A07") is Door.CLOSED)
    yield site
    task.cancel()
    await asyncio.wait([task])


async def test_doors_open_through_a_slow_gateway(gateway: Gateway, site: Site) -> None:
    gateway.delay_s = 0.15
    site.unlock(1, "A07")
    await site.until(lambda: site.door("A07") is Door.OPEN)
    assert isinstance(site.answer(1), Fired)
    assert (gateway.unlocks, gateway.connections) == (1, 1)


async def test_f36_cut_in_the_middle_of_an_unlock_it_counts_as_fired_and_is_not_sent_again(
    gateway: Gateway, site: Site
) -> None:
    gateway.on_unlock = lambda: gateway.cut(reset=True)
    site.unlock(1, "A07")
    await site.until(lambda: site.door("A07") is Door.UNKNOWN)
    assert isinstance(site.answer(1), Fired)
    await site.until(lambda: site.door("A07") is Door.OPEN)
    assert (gateway.unlocks, gateway.connections) == (1, 2)


async def test_while_it_is_gone_attempts_are_given_back_and_it_comes_back_by_itself(
    gateway: Gateway, site: Site
) -> None:
    gateway.cut()
    await site.until(lambda: site.door("A07") is Door.UNKNOWN)
    site.unlock(1, "A07")
    assert site.answer(1) == NotFired(1, NotFiredReason.BUS_GONE)
    await site.until(lambda: site.door("A07") is Door.CLOSED)
    assert gateway.unlocks == 0


async def test_rule_04_the_next_coil_does_not_wait_longer_than_it_must(gateway: Gateway, site: Site) -> None:
    """Once the board has answered after the unlock nothing is held up any more, and the pulse bounds the wait."""
    site.unlock(1, "A07")
    site.unlock(2, "A08")
    await site.until(lambda: site.answer(2) is not None)
    first, second = site.answer(1), site.answer(2)
    assert isinstance(first, Fired)
    assert isinstance(second, Fired)
    assert 500 < second.began_ms - first.began_ms < 2_400  # without the answer: 2_650
