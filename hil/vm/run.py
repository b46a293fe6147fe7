"""The system layer of the tests: lockerd on a kernel of its own, with real pins, systemd, udev, USB and power cuts.

Run: make vm-test. What each stage does and what it proves stands in hil/vm/README.md.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path

import releases
from cut import LONGEST_S, power_cuts
from machine import Hardware, Machine, MachineError, copy_disk
from report import Result, results_of, summary

HERE = Path(__file__).parent
SYSTEM_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
PLAIN = "/opt/vmtest/enter"
INSTALL_S = 300.0
TESTS_S = 480.0
SUITES = ("bookworm", "trixie")
SUITE = SUITES[0]
"""Whose disk the stages have that are about the kernel and not about a Debian."""
STAGES = ["pins", "units", "cut", *(f"package-{suite}" for suite in SUITES)]
PACKAGE_S = 1800.0
DATA_BYTES = 256 << 20
"""Of the disk that a packaged lockerd keeps its data on: with 100 MB free or less nothing is put in (F14)."""
SOCKETS = 2
"""USB controllers, each with one socket."""


class Bench:
    """Hardware, and a disk with this checkout's package on it."""

    def __init__(self, folder: Path, *, match: str = "") -> None:
        """``match``: run only the tests whose names contain it."""
        self.folder = folder
        self._match = match
        tree = folder / "guest.dtb"
        subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", tree, HERE / "guest.dts"], check=True)
        self._tree = tree
        self.installed = folder / "installed.cow"

    @cached_property
    def kernel(self) -> Path:
        """The kernel of all machines."""
        return _made_by("build_kernel.sh")

    def hardware(self, suite: str = SUITE) -> Hardware:
        """What machines with a Debian on their disk are made of."""
        return Hardware(kernel=self.kernel, disk=_made_by("make_disk.sh", suite), tree=self._tree)

    def install(self) -> list[Result]:
        """Install the package on a disk that the other stages copy."""
        folder = self._folder("install")
        releases.make_this(SUITE, folder)
        with Machine(self.hardware(), folder, "install", disk=self.installed, init=PLAIN) as machine:
            machine.wait(within_s=INSTALL_S)
        if not (folder / "done").exists():
            raise MachineError(f"lockerd could not be installed:\n{(folder / 'console.log').read_text()}")
        return [Result("install", "the package", "passed")]

    def pins(self) -> list[Result]:
        """Drivers, guardian and a wall on gpio-sim and leds-gpio."""
        return self._tests("pins", init=PLAIN)

    def units(self) -> list[Result]:
        """The real units, udev and a USB adapter under systemd."""
        return self._tests("units", init=None, words=[f"dummy_hcd.num={SOCKETS}"])

    def cut(self, cycles: int) -> list[Result]:
        """Power cuts while people come to the doors."""
        disk = copy_disk(self.installed, self._folder("cut") / "disk.cow")
        moments = [random.uniform(0, LONGEST_S) for _ in range(cycles)]
        cuts = power_cuts(self.hardware(), disk.parent, disk, moments, init=PLAIN)
        return [Result("cut", str(each), "failed" if each.wrong else "passed", "\n".join(each.wrong)) for each in cuts]

    def package(self, suite: str) -> list[Result]:
        """The package on a bare Debian: installed, used, hurt, updated and purged under systemd."""
        stage = f"package-{suite}"
        folder = self._folder(stage)
        releases.make(suite, folder)
        data = folder / "data.ext4"
        with data.open("wb") as file:
            file.truncate(DATA_BYTES)
        # As docs/site.md says: nothing kept back for root, so that what the daemon gives up on a full disk is its own.
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", data], check=True, env=os.environ | {"PATH": SYSTEM_PATH})
        words = [f"match={self._match}", f"ubd1={data}"]
        disk = folder / "disk.cow"
        with Machine(self.hardware(suite), folder, "package", disk=disk, init=None, words=words) as machine:
            machine.wait(within_s=PACKAGE_S)
        return results_of(stage, folder / "report.xml")

    def _folder(self, stage: str) -> Path:
        folder = self.folder / stage
        folder.mkdir()
        return folder

    def _tests(self, stage: str, *, init: str | None, words: Sequence[str] = ()) -> list[Result]:
        folder = self._folder(stage)
        disk = copy_disk(self.installed, folder / "disk.cow")
        with Machine(
            self.hardware(), folder, stage, disk=disk, init=init, words=[f"match={self._match}", *words]
        ) as machine:
            machine.wait(within_s=TESTS_S)
        return results_of(stage, folder / "report.xml")


def _made_by(script: str, *words: str) -> Path:
    """The path that a script of this folder prints; it makes the thing first where that is needed."""
    done = subprocess.run(["sh", HERE / script, *words], check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return Path(done.stdout.strip())


def main() -> int:
    """Run the stages, print a summary; 0 when nothing failed, 1 when something did, 2 when it could not begin."""
    parser = argparse.ArgumentParser(prog="make vm-test", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=STAGES, metavar="STAGE")
    parser.add_argument("--cycles", type=int, default=5, help="power cuts (default 5)")
    parser.add_argument("--match", default="", help="only tests whose names contain this")
    parser.add_argument("--keep", type=Path, help="keep disks, consoles and reports in this new folder")
    arguments = parser.parse_args()
    # Machines are process groups of their own: whoever ends this program has to let it end them.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="lockerd-vm-"))
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(folder.resolve(), match=arguments.match)
    stages: dict[str, Callable[[], list[Result]]] = {
        "install": bench.install,
        "pins": bench.pins,
        "units": bench.units,
        "cut": lambda: bench.cut(arguments.cycles),
    } | {f"package-{suite}": partial(bench.package, suite) for suite in SUITES}
    chosen = arguments.only or STAGES
    before = [] if all(name.startswith("package-") for name in chosen) else ["install"]
    failed = _run({name: stages[name] for name in [*before, *chosen]})
    if failed or arguments.keep:
        print(f"vm-test: consoles, journals and disks are in {folder}")
    else:
        shutil.rmtree(folder)
    return int(failed)


def _run(stages: dict[str, Callable[[], list[Result]]]) -> bool:
    """Whether something failed."""
    results: list[Result] = []
    seconds: dict[str, float] = {}
    for name, stage in stages.items():
        print(f"vm-test: {name} ...", flush=True)
        began = time.monotonic()
        try:
            results += stage()
        except MachineError as error:
            results.append(Result(name, "the guest", "failed", str(error)))
        seconds[name] = time.monotonic() - began
        if name == "install" and results[-1].outcome == "failed":
            break
    print(summary(results, seconds))
    return any(result.outcome == "failed" for result in results)


if __name__ == "__main__":
    sys.exit(main())
