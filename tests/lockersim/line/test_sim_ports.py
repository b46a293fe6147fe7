"""Ports that are no pty of ours: a real serial port by its path, and a TCP gateway."""

import asyncio
import fcntl
import os
import struct
import termios
import tty
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import serial
from sim_bench import Host

from lockersim.errors import SimError
from lockersim.line.frames import HOST
from lockersim.line.gateway import GatewayPort
from lockersim.line.port import Port
from lockersim.line.serial_port import SerialPort
from lockersim.waiting import until
from lockersim.wall.demo import demo_wall
from lockersim.wall.spec import WallSpec
from lockersim.wall.wall import Wall
from lockersim.world.clock import LoopClock, ManualClock

CU48_STATUS = "02 00 00 50 03 55"
CU48_ALL_LATCHED = "02 00 00 65 FF FF FF 00 00 00 03 67"
TIOCGEXCL = 0x80045440
SOON_S = 5.0


class Cable:
    """Two serial ports by their paths, joined by a cable that takes no time."""

    def __init__(self) -> None:
        self._masters, slaves = zip(*(os.openpty() for _ in range(2)), strict=True)
        for slave in slaves:
            tty.setraw(slave)
        self._slaves = slaves
        self.here, self.there = (Path(os.ttyname(slave)) for slave in slaves)
        loop = asyncio.get_running_loop()
        for one, other in (self._masters, self._masters[::-1]):
            loop.add_reader(one, lambda one=one, other=other: os.write(other, os.read(one, 4096)))

    @property
    def is_exclusive(self) -> bool:
        (found,) = struct.unpack("i", fcntl.ioctl(self._slaves[0], TIOCGEXCL, bytes(4)))
        return bool(found)

    def pull(self) -> None:
        for master in self._masters:
            asyncio.get_running_loop().remove_reader(master)
        for fd in (*self._masters, *self._slaves):
            os.close(fd)


@pytest.fixture
async def cable() -> AsyncIterator[Cable]:
    cable = Cable()
    yield cable
    cable.pull()


def wall_on(port: Port, tmp_path: Path) -> Wall:
    spec = WallSpec(buses=demo_wall().buses[:1])
    return Wall(spec, LoopClock(asyncio.get_running_loop()), folder=tmp_path, ports={"bus0": port}, seed=1)


async def test_boards_answer_on_a_serial_port_given_by_its_path(cable: Cable, tmp_path: Path) -> None:
    port = SerialPort(cable.here, lockerd_port=str(cable.there), speed_baud=19200)
    async with wall_on(port, tmp_path) as wall:
        assert f'port = "{cable.there}"' in wall.config_toml()
        host = Host(cable.there, 19200)
        assert await host.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
        host.close()
        request, reply = wall.lines["bus0"].frames.frames
        assert (request.sender, reply.sender) == (HOST, "bus0/0")
        assert reply.start_ms - request.end_ms == pytest.approx(5)


class Slow(Port):
    """A port whose bytes take their time behind it; keeps what is written, and when."""

    takes_time = True

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self.written: list[tuple[float, int]] = []
        self._clock = clock

    @property
    def setting(self) -> tuple[str, str]:
        return "port", "/dev/x"

    def plug(self) -> None:
        pass

    def write(self, data: bytes) -> None:
        self.written.append((self._clock.now_ms(), len(data)))


def test_what_takes_its_time_on_a_real_wire_does_not_take_it_twice(tmp_path: Path) -> None:
    clock = ManualClock()
    port = Slow(clock)
    bus = demo_wall().buses[0]
    wall = Wall(WallSpec(buses=(bus,)), clock, folder=tmp_path, ports={"bus0": port}, jitter_ms=0)
    clock.advance(100)
    port.on_bytes(bytes.fromhex(CU48_STATUS))
    clock.advance(100)
    request, reply = wall.lines["bus0"].frames.frames
    byte_ms = wall.lines["bus0"].wire.byte_ms
    assert (request.start_ms, request.end_ms) == pytest.approx((100 - 6 * byte_ms, 100))
    assert reply.start_ms == pytest.approx(105)
    # Each lump is there when the port begins to send it.
    assert port.written == [(pytest.approx(105 + n * byte_ms), 4) for n in (0, 4, 8)]


async def test_the_port_is_raw_8n1_and_ours_alone(cable: Cable) -> None:
    port = SerialPort(cable.here, lockerd_port="/dev/x", speed_baud=9600)
    port.plug()
    with pytest.raises((serial.SerialException, OSError)):
        serial.Serial(str(cable.here), 9600, exclusive=True)
    with pytest.raises(SimError, match="in use by another program"):
        SerialPort(cable.here, lockerd_port="/dev/x", speed_baud=9600).plug()
    iflag, oflag, cflag, lflag, ispeed, ospeed, _ = termios.tcgetattr(port._fd)
    assert (iflag, oflag, lflag) == (0, 0, 0)
    assert cflag & (termios.CSIZE | termios.PARENB | termios.CSTOPB | termios.CRTSCTS) == termios.CS8
    assert (ispeed, ospeed) == (termios.B9600, termios.B9600)
    assert cable.is_exclusive
    port.unplug()
    assert not cable.is_exclusive, "or nobody but root could open it while anybody has it open"
    again = SerialPort(cable.here, lockerd_port="/dev/x", speed_baud=9600)
    again.plug()
    again.unplug()


@pytest.mark.parametrize(("path", "why"), [("/dev/no-such-port", "not there"), ("/dev/null", "no serial port")])
async def test_what_is_no_port_is_refused_in_words(path: str, why: str) -> None:
    with pytest.raises(SimError, match=f"{path} is {why}"):
        SerialPort(Path(path), lockerd_port="/dev/x", speed_baud=9600).plug()


async def test_an_adapter_pulled_from_this_machine_ends_the_port_and_nothing_else(tmp_path: Path) -> None:
    cable = Cable()
    port = SerialPort(cable.here, lockerd_port=str(cable.there), speed_baud=19200)
    async with wall_on(port, tmp_path):
        cable.pull()
        await until(lambda: not port.plugged, within_s=SOON_S, what="the port is gone")
        port.write(b"lost")


class Client:
    """A TCP client of a gateway."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, port: GatewayPort) -> "Client":
        host, _, number = port.setting[1].rpartition(":")
        return cls(*await asyncio.open_connection(host, int(number)))

    async def ask(self, request: str, size: int) -> str:
        self.writer.write(bytes.fromhex(request))
        return (await asyncio.wait_for(self.reader.readexactly(size), SOON_S)).hex(" ").upper()

    async def close(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


@pytest.fixture
def gateway() -> Iterator[GatewayPort]:
    port = GatewayPort()
    yield port
    if port.plugged:
        port._listener.close()


async def test_a_gateway_carries_the_bytes_of_one_connection_at_a_time(gateway: GatewayPort, tmp_path: Path) -> None:
    async with wall_on(gateway, tmp_path) as wall:
        assert f'tcp = "{gateway.setting[1]}"' in wall.config_toml()
        first = await Client.connect(gateway)
        assert await first.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
        second = await Client.connect(gateway)
        assert await asyncio.wait_for(second.reader.read(), SOON_S) == b""
        assert await first.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
        await first.close()
        await until(lambda: gateway._fd is None, within_s=SOON_S, what="the gateway has seen the end")
        third = await Client.connect(gateway)
        assert await third.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
        await second.close()
        await third.close()


async def test_a_gateway_cut_off_is_found_again_at_the_same_address(gateway: GatewayPort, tmp_path: Path) -> None:
    async with wall_on(gateway, tmp_path):
        before = gateway.setting
        client = await Client.connect(gateway)
        await client.ask(CU48_STATUS, 12)
        gateway.unplug()
        assert await asyncio.wait_for(client.reader.read(), SOON_S) == b""
        await client.close()
        with pytest.raises(ConnectionRefusedError):
            await Client.connect(gateway)
        gateway.plug()
        assert gateway.setting == before
        client = await Client.connect(gateway)
        assert await client.ask(CU48_STATUS, 12) == CU48_ALL_LATCHED
        await client.close()
