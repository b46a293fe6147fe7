"""A CU48 with two doors behind an FTDI adapter: the simulator's board, a pty, and a USB device of this machine's own.

As a program (``board.py FOLDER``) it is the board alone; it reads ``shut B01`` and the like from its standard input.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

from gadget import Gadget

HERE = Path(__file__).parent
FTDI, FT232R, RELEASE = 0x0403, 0x6001, 0x0600
NODE = Path("/dev/ttyUSB0")
DOORS = ("B01", "B02")


class Board:
    """``with Board(socket=0)``; not plugged in at first."""

    def __init__(self, *, socket: int) -> None:
        self._socket = socket
        self._folder = Path(tempfile.mkdtemp())

    def __enter__(self) -> Self:
        program = [sys.executable, HERE / "board.py", self._folder]
        self._board = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        assert self._board.stdout is not None
        assert self._board.stdout.readline() == "made\n"
        self._gadget = Gadget(
            "adapter", "ffs.ftdi", socket=self._socket, vendor=FTDI, product=FT232R, release=RELEASE, node=NODE
        )
        end = Path("/run/ftdi")
        end.mkdir()
        subprocess.run(["mount", "-t", "functionfs", "ftdi", end], check=True)
        program = [sys.executable, HERE / "ftdi.py", end, self._folder / "bus0"]
        self._log = self._folder / "ftdi.log"
        with self._log.open("w") as log:
            self._chip = subprocess.Popen(program, stdout=log)
        while "made\n" not in self._log.read_text():
            assert self._chip.poll() is None
        return self

    def __exit__(self, *_: object) -> None:
        self._chip.kill()
        self._chip.wait()
        self._board.kill()
        self._board.communicate()

    def plug_in(self) -> None:
        self._gadget.plug_in()

    def pull(self) -> None:
        self._gadget.pull()

    def shut(self, door: str) -> None:
        """Push a door shut."""
        assert self._board.stdin is not None
        self._board.stdin.write(f"shut {door}\n")

    def told(self) -> list[str]:
        """What the kernel's driver set in the chip, in order."""
        return self._log.read_text().splitlines()

    def toml(self, port: Path) -> str:
        """The board's part of a configuration."""
        return (self._folder / "wall.toml").read_text().replace(str(self._folder / "bus0"), str(port))


async def serve(folder: Path) -> None:
    """The board on a pty in ``folder``, until its standard input ends."""
    from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
    from lockersim.wall.wall import Wall
    from lockersim.world.clock import LoopClock
    from lockersim.world.model import Feedback, Lock
    from lockersim.world.partspec import CompartmentSpec

    board = BoardSpec(family="cu48", address=0, feedback=Feedback.CONTACT, lock=Lock.BOLT)
    doors = tuple(
        CompartmentSpec(id=name, address=0, channel=channel, row=channel, column=2, height_cm=100)
        for channel, name in enumerate(DOORS, 1)
    )
    bus = BusSpec(id="bus0", speed_baud=19200, power_group="psu1", boards=(board,), compartments=doors)
    loop = asyncio.get_running_loop()
    async with Wall(WallSpec(buses=(bus,)), LoopClock(loop), folder=folder) as wall:
        (folder / "wall.toml").write_text(wall.config_toml())
        print("made", flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            wall.hands.push_shut(line.split()[1])


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
