"""The real serial link on real pseudo-terminals."""

import asyncio
import os
import tty
from collections.abc import Iterator

import pytest
from board_setups import board_setup

from lockerd.boards import CODECS
from lockerd.bus.arbiter import PowerArbiter, Pulse
from lockerd.bus.doors import Doors
from lockerd.bus.line.owner import BusOwner
from lockerd.bus.link.link import LinkGoneError, PortBusyError, PortError, PortMissingError
from lockerd.bus.link.serial_link import SerialLink
from lockerd.bus.setup import BusSetup
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.readings import Door, DoorSensor
from lockerd.domain.model.reports import Fired, Readings, Report, Unlock

STATUS_REQUEST = bytes.fromhex("02 00 00 50 03 55")
STATUS_REPLY = bytes.fromhex("02 00 00 65 07 00 00 00 00 C0 03 31")


class Pty:
    """A port whose far end is in our hands."""

    def __init__(self) -> None:
        self.far, self._near = os.openpty()
        tty.setraw(self._near)
        os.set_blocking(self.far, False)
        self.path = os.ttyname(self._near)
        self._plugged = [self._near, self.far]

    def plug_out(self) -> None:
        while self._plugged:
            os.close(self._plugged.pop(0))


@pytest.fixture
def pty() -> Iterator[Pty]:
    port = Pty()
    yield port
    port.plug_out()


def soon() -> float:
    return asyncio.get_running_loop().time() + 5


async def test_bytes_go_both_ways(pty):
    link = SerialLink(pty.path, speed_baud=19_200)
    link.write(STATUS_REQUEST)
    assert os.read(pty.far, 100) == STATUS_REQUEST
    os.write(pty.far, STATUS_REPLY[:5])
    asyncio.get_running_loop().call_later(0.02, os.write, pty.far, STATUS_REPLY[5:])
    assert await link.read(12, soon()) == STATUS_REPLY
    link.close()
    link.close()


async def test_too_few_bytes_are_given_when_the_time_is_up(pty):
    link = SerialLink(pty.path, speed_baud=19_200)
    os.write(pty.far, STATUS_REPLY[:5])
    assert await link.read(12, asyncio.get_running_loop().time() + 0.05) == STATUS_REPLY[:5]
    assert await link.read(12, asyncio.get_running_loop().time() + 0.01) == b""
    os.write(pty.far, b"late")
    assert link.take() == b"late"
    link.close()


async def test_f17_a_second_daemon_on_the_same_port_is_refused(pty):
    link = SerialLink(pty.path, speed_baud=19_200)
    with pytest.raises(PortBusyError, match=rf"{pty.path} is in use by process {os.getpid()} \(.+\); stop it"):
        SerialLink(pty.path, speed_baud=19_200)
    link.close()
    SerialLink(pty.path, speed_baud=19_200).close()


async def test_a_missing_port_is_named():
    with pytest.raises(PortMissingError, match="there is no port /dev/lockerd-none; plug the adapter in"):
        SerialLink("/dev/lockerd-none", speed_baud=19_200)


async def test_what_is_no_serial_port_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PortError, match="is no usable serial port"):
        SerialLink(str(tmp_path / "file"), speed_baud=19_200)


async def test_f43_a_hang_up_ends_every_wait(pty):
    link = SerialLink(pty.path, speed_baud=19_200)
    asyncio.get_running_loop().call_later(0.02, pty.plug_out)
    with pytest.raises(LinkGoneError, match=r"is gone .*; check the adapter's plug and cable"):
        await link.read(12, soon())
    with pytest.raises(LinkGoneError):
        link.take()
    with pytest.raises(LinkGoneError):
        link.write(b"x")
    link.close()


class Cu48OnPty:
    """One CU48, as little of it as a scan and an unlock need."""

    def __init__(self, pty: Pty) -> None:
        self._fd = pty.far
        self._shut = 0xFFFFFFFFFFFF
        self.unlocks = 0
        asyncio.get_running_loop().add_reader(self._fd, self._hear)

    def _hear(self) -> None:
        try:
            frame = os.read(self._fd, 6)
        except OSError:  # plugged out
            self.leave()
            return
        if frame[3] == 0x51:
            self.unlocks += 1
            self._shut &= ~(1 << frame[2])
        else:
            body = bytes((2, frame[1], 0, 0x65)) + self._shut.to_bytes(6, "little") + b"\x03"
            os.write(self._fd, body + bytes((sum(body) % 256,)))

    def leave(self) -> None:
        asyncio.get_running_loop().remove_reader(self._fd)


async def test_an_owner_on_a_real_port_opens_a_door_and_survives_a_replug(pty):
    loop, reports, changed = asyncio.get_running_loop(), list[Report](), asyncio.Event()

    def monotonic_ms() -> int:
        return int(loop.time() * 1000)

    def take(report: Report) -> None:
        reports.append(report)
        changed.set()

    async def until(condition) -> None:
        async with asyncio.timeout(10):
            while not condition():
                changed.clear()
                await changed.wait()

    def door() -> Door:
        last = [report.readings[0].door for report in reports if isinstance(report, Readings)]
        return last[-1] if last else Door.UNKNOWN

    setup = BusSetup(
        bus="b0",
        speed_baud=19_200,
        boards=(
            board_setup(
                codec=CODECS["cu48"],
                address=3,
                compartments={7: CompartmentId("A07")},
                feedback=DoorSensor.CONTACT,
                pulse=Pulse(500),
            ),
        ),
    )
    ports, board = [pty], Cu48OnPty(pty)

    async def open_link() -> SerialLink:
        return SerialLink(ports[-1].path, speed_baud=19_200)

    owner = BusOwner(
        setup,
        open_link=open_link,
        power=PowerArbiter(monotonic_ms=monotonic_ms),
        monotonic_ms=monotonic_ms,
        doors=Doors(take),
        report=take,
        progress=lambda: None,
    )
    task = asyncio.create_task(owner.run())
    await until(lambda: door() is Door.CLOSED)
    owner.submit(Unlock(1, CompartmentId("A07"), monotonic_ms() + 2_000))
    await until(lambda: door() is Door.OPEN)
    assert board.unlocks == 1
    assert [report.attempt for report in reports if isinstance(report, Fired)] == [1]
    ports.append(Pty())
    board.leave()
    board = Cu48OnPty(ports[-1])
    pty.plug_out()
    await until(lambda: door() is Door.UNKNOWN)
    await until(lambda: door() is Door.CLOSED)
    assert owner.counters.losses == 1
    task.cancel()
    await asyncio.wait([task])
    board.leave()
    ports[-1].plug_out()


async def test_f17_an_owner_whose_port_is_busy_ends_with_the_reason(pty):
    holder = SerialLink(pty.path, speed_baud=19_200)
    setup = BusSetup(
        bus="b0",
        speed_baud=19_200,
        boards=(
            board_setup(codec=CODECS["cu48"], address=0, compartments={}, feedback=DoorSensor.HOOK, pulse=Pulse(500)),
        ),
    )

    async def open_link() -> SerialLink:
        return SerialLink(pty.path, speed_baud=19_200)

    owner = BusOwner(
        setup,
        open_link=open_link,
        power=PowerArbiter(monotonic_ms=lambda: 0),
        monotonic_ms=lambda: 0,
        doors=Doors(lambda _: None),
        report=lambda _: None,
        progress=lambda: None,
    )
    with pytest.raises(PortBusyError):
        await owner.run()
    holder.close()
