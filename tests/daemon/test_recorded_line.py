"""A line recorded from the simulator, replayed, gives the same log; and strangers are told from noise."""

import asyncio
import os
import pty
import random
import tty
from pathlib import Path

import pytest
from in_process import MemoryPort
from simulated_site import A1, Site
from test_crash_points import until_shut
from virtual_loop import virtual_loop, virtual_time

from lockerd.boards import CODECS
from lockerd.boards.strangers import guesses
from lockerd.bus.line.wire import Direction
from lockerd.bus.link.link import PortBusyError
from lockerd.bus.link.listening import Listening
from lockerd.bus.watch.recording import END, NoRecordingError, Said, Writer, read
from lockerd.controller import Controller
from lockerd.domain.model.events import TechnicianOpen
from lockersim.errors import SimError
from lockersim.line.recorded import Film, Player, read_line

FAMILIES = ("bcc", "cu48")


class Recorder:
    """Stands between host and board, and writes down."""

    def __init__(self, site: Site, file: Path) -> None:
        self.lines: list[str] = []
        self.writer = Writer(self.lines.append, {"by": "a test"}, bytes_max=1 << 20)
        self._file, self._began_s = file, virtual_loop().time()
        to_board, to_host = site.port.on_bytes, site.port.write

        def sent(data: bytes) -> None:
            self._add(Direction.SENT, data)
            to_board(data)

        def heard(data: bytes) -> None:
            self._add(Direction.HEARD, data)
            to_host(data)

        site.port.on_bytes, site.port.write = sent, heard  # type: ignore[method-assign]

    def end(self) -> Path:
        self.writer.end("stopped")
        self._file.write_text("".join(self.lines))
        return self._file

    def _add(self, way: Direction, data: bytes) -> None:
        assert self.writer.add(Said((virtual_loop().time() - self._began_s) * 1000, way, data))


async def opened_by_a_technician(site: Site, controller: Controller, *, shuts: bool) -> None:
    await until_shut(controller)
    await controller.submit(TechnicianOpen("meier", A1, "look"))
    await asyncio.sleep(3)
    if shuts:
        site.wall.hands.push_shut(A1)
    await asyncio.sleep(4)


async def log(site: Site, *, shuts: bool, waits_s: float) -> list[tuple[str, str | None]]:
    async with site.power() as (controller, store):
        await asyncio.sleep(waits_s)
        await opened_by_a_technician(site, controller, shuts=shuts)
        rows = await store.custody(0, 1_000)
        return [(row.type, row.compartment) for row in rows]
    raise AssertionError


@pytest.mark.parametrize("family", FAMILIES)
def test_a_line_recorded_from_the_simulator_and_replayed_gives_the_same_log(tmp_path: Path, family: str) -> None:
    @virtual_time
    async def story() -> None:
        (tmp_path / "then").mkdir()
        (tmp_path / "now").mkdir()
        site = Site(tmp_path / "then", family)
        recorder = Recorder(site, tmp_path / "line.txt")
        site.wall.start()
        then = await log(site, shuts=True, waits_s=1)
        assert ("attempt.fired", A1) in then
        film = Film(read_line(recorder.end()))
        again = Site(tmp_path / "now", family)
        again.port = MemoryPort()
        Player(again.port, film)  # type: ignore[arg-type] # same shape, other medium
        now = await log(again, shuts=False, waits_s=20)
        assert now == then, "however long somebody took for it"
        assert film.unknown == 0

    story()


def recorded(tmp_path: Path, family: str) -> bytes:
    """What is said on the simulator's line in some seconds."""

    @virtual_time
    async def story() -> None:
        site = Site(tmp_path, family)
        recorder = Recorder(site, tmp_path / "line.txt")
        site.wall.start()
        async with site.power() as (controller, _):
            await until_shut(controller)
            await asyncio.sleep(5)
        recorder.end()

    story()
    return b"".join(chunk.data for chunk in read(tmp_path / "line.txt")[1])


@pytest.mark.parametrize("family", FAMILIES)
def test_a_stranger_is_known_by_its_frames_also_between_noise(tmp_path: Path, family: str) -> None:
    data, dice = recorded(tmp_path, family), random.Random(7)
    best = guesses(data, CODECS.values())[0]
    assert best.codec.profile.family == family
    assert best.share > 0.9, "a frame that begins in the middle of another is taken where a checksum is weak"
    noisy = b"".join(dice.randbytes(3) + data[at : at + 300] for at in range(0, len(data), 300))
    found = guesses(noisy, CODECS.values())[0]
    assert found.codec.profile.family == family
    assert 0.8 < found.share < 1.0


def test_noise_is_nobody() -> None:
    for seed in range(5):
        found = guesses(random.Random(seed).randbytes(4_000), CODECS.values())
        assert [each for each in found if each.share > 0.1] == []


def test_only_so_much_is_written_down_and_the_file_is_whole(tmp_path: Path) -> None:
    lines: list[str] = []
    writer = Writer(lines.append, {}, bytes_max=200)
    while writer.add(Said(1.0, Direction.HEARD, bytes(8))):
        pass
    writer.end("size")
    (tmp_path / "f").write_text("".join(lines))
    assert len("".join(lines)) <= 200 + len(END) + 5
    assert len(read(tmp_path / "f")[1]) == writer.chunks > 2


@pytest.mark.parametrize("text", ["", "nonsense\n", "# lockerd line 1\nx\n", "# lockerd line 1\n{}\n1.0 < 8\n"])
def test_what_is_no_recording_is_refused_by_both(tmp_path: Path, text: str) -> None:
    (tmp_path / "f").write_text(text)
    with pytest.raises(NoRecordingError):
        read(tmp_path / "f")
    with pytest.raises(SimError):
        read_line(tmp_path / "f")


def test_the_port_of_a_listener_cannot_write_and_is_nobody_elses() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    with Listening(os.ttyname(slave), speed_baud=9_600) as port:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(port.descriptor, b"\x00")
        with pytest.raises(PortBusyError), Listening(os.ttyname(slave), speed_baud=9_600):
            pass
        os.write(master, b"\x80\x01")
        heard = b""
        for chunk in port.chunks():
            heard += chunk
            if len(heard) == 2:
                break
        assert heard == b"\x80\x01"
    os.close(master)
    os.close(slave)
