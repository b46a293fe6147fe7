"""Build the packages: ``make deb``, or one of them with ``SUITE=bookworm ARCH=arm64``."""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from deb import payload, tree
from deb.targets import TARGETS, Target

OUT: Final = tree.ROOT / "build" / "deb"
SCRIPTS: Final = ("postinst", "prerm", "postrm")
CONTROL: Final = """\
Package: lockerd
Version: {version}
Architecture: {architecture}
Maintainer: The maintainers of lockerd <maintainers@lockerd.example>
Installed-Size: {size_kib}
Depends: python{python} (>= {python}), systemd (>= 252), systemd | systemd-sysusers, udev, libc6 (>= 2.36)
Section: misc
Priority: optional
Homepage: https://lockerd.example
Description: daemon of an unattended document locker
 Fires the locks of a civic document locker, watches its doors, issues signed
 one-time pickup codes, serves its terminal and keeps a central system in step.
 .
 Everything it needs but Python itself is inside: nothing is downloaded.
"""


def main() -> int:
    """Build what the command line asks for; prints the packages."""
    parser = argparse.ArgumentParser(prog="make deb")
    parser.add_argument("--suite", default="")
    parser.add_argument("--arch", default="")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    wanted = [t for t in TARGETS if asked.suite in {"", t.suite.name} and asked.arch in {"", t.architecture}]
    if not wanted:
        print(f"make deb: no target of suite {asked.suite} and architecture {asked.arch}", file=sys.stderr)
        return 2
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = payload.wheel(Path(scratch))
        for target in wanted:
            print(build(target, wheel, asked.out), flush=True)
    return 0


def build(target: Target, wheel: Path, out: Path) -> Path:
    """Build one package with its environment; returns the file."""
    with tempfile.TemporaryDirectory() as scratch:
        environment = Path(scratch) / "environment"
        payload.make(target, environment, wheel)
        return pack(target, environment, version_of(wheel), out)


def version_of(wheel: Path) -> str:
    """The version in a wheel's name (PEP 427)."""
    return wheel.name.split("-")[1]


def pack(target: Target, environment: Path, version: str, out: Path, *, compression: str = "xz") -> Path:
    """Make the file of one package; ``environment`` is moved into it, ``compression`` is dpkg-deb's word for it."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "root"
        tree.lay(root, environment, version)
        tree.tell_changes(root, target.debian_version(version), committed_s())
        _control(root, target, version)
        file = out / f"lockerd_{target.debian_version(version)}_{target.architecture}.deb"
        command = ["dpkg-deb", "--root-owner-group", f"-Z{compression}", "--build", str(root), str(file)]
        subprocess.run(command, check=True, env=os.environ | {"SOURCE_DATE_EPOCH": str(committed_s())}, stdout=2)
    return file


def committed_s() -> int:
    """When the newest commit was made, Unix seconds: the one time that stands in a package, so that the same commit
    gives the same bytes (reproducible-builds.org, SOURCE_DATE_EPOCH)."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if said is not None:
        return int(said)
    command = ["git", "-c", "safe.directory=*", "-C", str(tree.ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _control(root: Path, target: Target, version: str) -> None:
    files = sorted(each for each in root.rglob("*") if each.is_file() and not each.is_symlink())
    control = root / "DEBIAN"
    control.mkdir(mode=0o755)
    size_kib = sum(each.stat().st_size for each in files) // 1024
    fields = {"version": target.debian_version(version), "architecture": target.architecture, "size_kib": size_kib}
    (control / "control").write_text(CONTROL.format(**fields, python=target.suite.python))
    (control / "conffiles").write_text("".join(f"{line}\n" for line in _conffiles(root)))
    sums = (
        f"{hashlib.md5(each.read_bytes(), usedforsecurity=False).hexdigest()}  {each.relative_to(root)}"
        for each in files
    )
    (control / "md5sums").write_text("".join(f"{line}\n" for line in sums))
    for name in SCRIPTS:
        text = (tree.CONTROL / name).read_text()
        (control / name).write_text(text.replace("@VERSION@", version))
        (control / name).chmod(tree.SCRIPT)


def _conffiles(root: Path) -> Iterator[str]:
    for each in sorted((root / "etc").rglob("*")):
        if each.is_file():
            yield f"/{each.relative_to(root)}"


if __name__ == "__main__":
    sys.exit(main())
